//! The token program of a vault's asset, and what its instructions ask for.
//!
//! A vault's VRT is always of SPL Token. Its asset is of SPL Token or of Token-2022. Instructions that move the asset of a
//! Token-2022 vault carry Token-2022 and the asset's mint after their own accounts.

use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::program_pack::Pack;
use solana_program::pubkey::Pubkey;
use spl_token_interface::state::{Account, Mint, Multisig};

use crate::generated::accounts::Vault;
use crate::generated::types::TokenProgram;

/// SPL Token.
pub const TOKEN: Pubkey = spl_token_interface::ID;

/// Token-2022.
pub const TOKEN_2022: Pubkey = solana_program::pubkey!("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");

/// The program of associated token accounts.
pub const ASSOCIATED_TOKEN: Pubkey = solana_program::pubkey!("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");

/// The type of a mint with extensions, which stands where a token account without extensions ends.
const MINT: u8 = 1;

/// The type of a token account with extensions.
const ACCOUNT: u8 = 2;

/// The token program of the asset of `vault`.
pub fn asset_program(vault: &Vault) -> Pubkey {
    if vault.asset_program == TokenProgram::Token2022 { TOKEN_2022 } else { TOKEN }
}

/// The base of a mint of either token program, where `program` owns `data`; a Token-2022 mint's extensions are omitted.
pub fn mint_in(program: &Pubkey, data: &[u8]) -> Option<Mint> {
    let base = base(program, data, Mint::LEN, MINT)?;
    Mint::unpack(base).ok()
}

/// The base of a token account of either token program, likewise.
pub fn token_account_in(program: &Pubkey, data: &[u8]) -> Option<Account> {
    let base = base(program, data, Account::LEN, ACCOUNT)?;
    Account::unpack(base).ok()
}

/// The first `length` bytes of `data`: all of it, or, with extensions, what stands before them in an account of type `kind`.
fn base<'a>(program: &Pubkey, data: &'a [u8], length: usize, kind: u8) -> Option<&'a [u8]> {
    let is_whole = data.len() == length && [TOKEN, TOKEN_2022].contains(program);
    let is_extended = *program == TOKEN_2022 && data.len() != Multisig::LEN && data.get(Account::LEN) == Some(&kind);
    (is_whole || is_extended).then(|| data.get(..length))?
}

/// `instruction`, which moves the asset of `vault`, with the accounts that the asset's token program asks for. Not for
/// `execute_slash`: see [`executing`].
pub fn moving(vault: &Vault, mut instruction: Instruction) -> Instruction {
    instruction.accounts.extend(trailing_accounts(&asset_program(vault), &vault.asset_mint));
    instruction
}

/// The same for `execute_slash`, which names the mint among its own accounts.
pub fn executing(vault: &Vault, mut instruction: Instruction) -> Instruction {
    instruction.accounts.extend(trailing_program(&asset_program(vault)));
    instruction
}

/// What follows the accounts of an instruction that moves an asset: nothing for SPL Token.
pub fn trailing_accounts(program: &Pubkey, mint: &Pubkey) -> Vec<AccountMeta> {
    let mint = AccountMeta::new_readonly(*mint, false);
    trailing_program(program).map_or_else(Vec::new, |program| vec![program, mint])
}

/// What follows the accounts of `initialize_vault` and `execute_slash`: nothing for SPL Token.
pub fn trailing_program(program: &Pubkey) -> Option<AccountMeta> {
    (*program == TOKEN_2022).then(|| AccountMeta::new_readonly(TOKEN_2022, false))
}

#[cfg(test)]
mod tests {
    use spl_token_interface::state::AccountState;

    use super::*;

    const MINT_ADDRESS: Pubkey = Pubkey::new_from_array([3; 32]);

    fn account(extended: Option<(u8, usize)>) -> Vec<u8> {
        let account = Account { mint: MINT_ADDRESS, amount: 5, state: AccountState::Initialized, ..Account::default() };
        let mut data = vec![0; Account::LEN];
        Account::pack(account, &mut data).unwrap();
        if let Some((kind, length)) = extended {
            data.push(kind);
            data.resize(length, 0);
        }
        data
    }

    #[test]
    fn accounts_are_read_with_extensions_and_without() {
        let amount = |program: &Pubkey, data: &[u8]| token_account_in(program, data).map(|account| account.amount);
        assert_eq!(amount(&TOKEN, &account(None)), Some(5));
        assert_eq!(amount(&TOKEN_2022, &account(None)), Some(5));
        assert_eq!(amount(&TOKEN_2022, &account(Some((ACCOUNT, 170)))), Some(5));
        assert_eq!(amount(&TOKEN, &account(Some((ACCOUNT, 170)))), None, "SPL Token has no extensions");
        assert_eq!(amount(&TOKEN_2022, &account(Some((MINT, 170)))), None, "a mint");
        assert_eq!(amount(&TOKEN_2022, &account(Some((ACCOUNT, Multisig::LEN)))), None, "a multisig");
        assert_eq!(amount(&MINT_ADDRESS, &account(None)), None, "another program's");
        assert_eq!(amount(&TOKEN_2022, &account(None)[..164]), None);
    }

    #[test]
    fn mints_are_read_with_extensions_and_without() {
        let mut data = vec![0; Mint::LEN];
        Mint::pack(Mint { decimals: 7, is_initialized: true, ..Mint::default() }, &mut data).unwrap();
        let decimals = |program: &Pubkey, data: &[u8]| mint_in(program, data).map(|mint| mint.decimals);
        assert_eq!([decimals(&TOKEN, &data), decimals(&TOKEN_2022, &data)], [Some(7); 2]);
        data.resize(Account::LEN, 0);
        assert_eq!(decimals(&TOKEN_2022, &data), None);
        data.extend([MINT, 27, 0, 0, 0]);
        assert_eq!([decimals(&TOKEN, &data), decimals(&TOKEN_2022, &data)], [None, Some(7)]);
        assert_eq!(token_account_in(&TOKEN_2022, &data), None);
    }

    #[test]
    fn a_plain_asset_asks_for_nothing() {
        assert_eq!(trailing_accounts(&TOKEN, &MINT_ADDRESS), []);
        assert_eq!(trailing_program(&TOKEN), None);
        let both = trailing_accounts(&TOKEN_2022, &MINT_ADDRESS);
        let both: Vec<_> = both.iter().map(|meta| (meta.pubkey, meta.is_writable, meta.is_signer)).collect();
        assert_eq!(both, [(TOKEN_2022, false, false), (MINT_ADDRESS, false, false)]);
    }
}
