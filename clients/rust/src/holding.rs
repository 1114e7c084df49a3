//! The owner of a token account, by its content and not by its address. The owner of the account at the
//! associated address may have given it to another, and a stranger may have sent lamports to an address without an
//! account.

use std::fmt;

use solana_program::program_option::COption;
use solana_program::pubkey::Pubkey;
use spl_token_interface::native_mint;
use spl_token_interface::state::AccountState;

use crate::asset::{TOKEN, TOKEN_2022, token_account_in};

/// An account as a cluster tells it.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The program that it belongs to.
    pub program: &'a Pubkey,
    /// Its data.
    pub data: &'a [u8],
}

/// Why an account is not the owner's own account of a mint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotHeld {
    /// It belongs to another program than SPL Token and Token-2022.
    Program(Pubkey),
    /// It is no token account.
    Kind,
    /// It is of another mint.
    Mint(Pubkey),
    /// It is another owner's: what is paid into it is theirs.
    Owner(Pubkey),
    /// The mint's freeze authority has frozen it.
    Frozen,
    /// Another may close it, and take the SOL that it holds.
    Closer(Pubkey),
}

/// A token account of its owner's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its balance, in the mint's smallest units.
    pub amount: u64,
    /// The delegate, and the amount that it may take.
    pub delegate: Option<(Pubkey, u64)>,
}

/// What `owner` has in `account`, as its account of `mint`; nothing where none has been made: an account of the system program
/// without data holds only lamports sent there.
///
/// # Errors
/// Why it is not `owner`'s own, or cannot be used.
pub fn held(account: Option<Found>, owner: &Pubkey, mint: &Pubkey) -> Result<Option<Held>, NotHeld> {
    let Some(Found { program, data }) = account else { return Ok(None) };
    if *program == Pubkey::default() && data.is_empty() {
        return Ok(None);
    }
    if ![TOKEN, TOKEN_2022].contains(program) {
        return Err(NotHeld::Program(*program));
    }
    let account = token_account_in(program, data).ok_or(NotHeld::Kind)?;
    if account.mint != *mint {
        return Err(NotHeld::Mint(account.mint));
    }
    if account.owner != *owner {
        return Err(NotHeld::Owner(account.owner));
    }
    if account.state == AccountState::Frozen {
        return Err(NotHeld::Frozen);
    }
    match account.close_authority {
        COption::Some(closer) if closer != *owner && *mint == native_mint::ID => return Err(NotHeld::Closer(closer)),
        _ => {}
    }
    let delegate = match account.delegate {
        COption::Some(delegate) if account.delegated_amount > 0 => Some((delegate, account.delegated_amount)),
        _ => None,
    };
    Ok(Some(Held { amount: account.amount, delegate }))
}

impl fmt::Display for NotHeld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Program(program) => write!(f, "it belongs to the program {program}, not to a token program"),
            Self::Kind => f.write_str("it is no token account"),
            Self::Mint(mint) => write!(f, "it is of mint {mint}"),
            Self::Owner(owner) => write!(f, "its owner is {owner}, which would receive any payment into it"),
            Self::Frozen => f.write_str("the mint's freeze authority has frozen it"),
            Self::Closer(closer) => write!(f, "{closer} may close it, and take the SOL in it"),
        }
    }
}

impl std::error::Error for NotHeld {}

#[cfg(test)]
mod tests {
    use solana_program::program_pack::Pack;
    use spl_token_interface::state::Account;

    use super::*;

    const OWNER: Pubkey = Pubkey::new_from_array([1; 32]);
    const OTHER: Pubkey = Pubkey::new_from_array([2; 32]);
    const MINT: Pubkey = Pubkey::new_from_array([3; 32]);

    fn account(change: impl FnOnce(&mut Account)) -> Vec<u8> {
        let mut account =
            Account { mint: MINT, owner: OWNER, amount: 5, state: AccountState::Initialized, ..Account::default() };
        change(&mut account);
        let mut data = vec![0; Account::LEN];
        Account::pack(account, &mut data).unwrap();
        data
    }

    fn held_in(data: &[u8], mint: &Pubkey) -> Result<Option<Held>, NotHeld> {
        held(Some(Found { program: &spl_token_interface::ID, data }), &OWNER, mint)
    }

    #[test]
    fn an_account_is_its_owners_by_what_it_says() {
        assert_eq!(held_in(&account(|_| {}), &MINT), Ok(Some(Held { amount: 5, delegate: None })));
        assert_eq!(held_in(&account(|account| account.owner = OTHER), &MINT), Err(NotHeld::Owner(OTHER)));
        assert_eq!(held_in(&account(|account| account.mint = OTHER), &MINT), Err(NotHeld::Mint(OTHER)));
        assert_eq!(held_in(&account(|account| account.state = AccountState::Frozen), &MINT), Err(NotHeld::Frozen));
        assert_eq!(held_in(&[1; 82], &MINT), Err(NotHeld::Kind));
        let of_another = held(Some(Found { program: &OTHER, data: &account(|_| {}) }), &OWNER, &MINT);
        assert_eq!(of_another, Err(NotHeld::Program(OTHER)));
    }

    #[test]
    fn lamports_alone_are_no_account() {
        let system = Pubkey::default();
        assert_eq!(held(None, &OWNER, &MINT), Ok(None));
        assert_eq!(held(Some(Found { program: &system, data: &[] }), &OWNER, &MINT), Ok(None));
        assert_eq!(held(Some(Found { program: &system, data: &[0] }), &OWNER, &MINT), Err(NotHeld::Program(system)));
    }

    #[test]
    fn who_else_may_take_is_told() {
        let approved = account(|account| (account.delegate, account.delegated_amount) = (COption::Some(OTHER), 3));
        assert_eq!(held_in(&approved, &MINT), Ok(Some(Held { amount: 5, delegate: Some((OTHER, 3)) })));
        let spent = account(|account| account.delegate = COption::Some(OTHER));
        assert_eq!(held_in(&spent, &MINT), Ok(Some(Held { amount: 5, delegate: None })));
        let closable =
            |mint: Pubkey| account(|account| (account.close_authority, account.mint) = (COption::Some(OTHER), mint));
        assert_eq!(held_in(&closable(MINT), &MINT), Ok(Some(Held { amount: 5, delegate: None })), "only when empty");
        let native = native_mint::ID;
        assert_eq!(held_in(&closable(native), &native), Err(NotHeld::Closer(OTHER)));
    }
}
