//! The program's accounts, by their kinds, and tokens' accounts.

use borsh::BorshDeserialize;
use restaking_client::{self as client, Program, asset};
use solana_account::Account;
use solana_program::pubkey::Pubkey;
use spl_token_interface::state::{Account as TokenAccount, Mint};

use crate::chain::Chain;
use crate::error::{Error, Result};
use crate::idl::{IDL, Idl};
use crate::refuse;

/// A kind of account of the program's.
pub trait Kind: BorshDeserialize {
    /// What it is called.
    const NOUN: &'static str;
    /// Its name in the interface.
    const NAME: &'static str;
}

macro_rules! kinds {
    ($($name:ident: $noun:literal,)*) => {
        $(impl Kind for client::$name {
            const NOUN: &'static str = $noun;
            const NAME: &'static str = stringify!($name);
        })*

        /// What accounts of the kind `name` are called.
        pub fn noun(name: &str) -> &str {
            match name {
                $(stringify!($name) => $noun,)*
                "Pool" => "liquid pool",
                "QueuedExit" => "queued exit",
                "ExitBatch" => "batch",
                "ExitPart" => "exit part",
                "CollectedExit" => "collected exit",
                "RewardAuction" => "reward auction",
                "PriceReport" => "price report",
                "SetAside" => "account of tokens set aside",
                "Oracle" => "oracle",
                "Feed" => "feed",
                "PriceRound" => "account of rounds",
                "OperatorScore" => "operator's score",
                "PriceOffense" => "offense",
                "Gate" => "upgrade gate",
                other => other,
            }
        }

        /// The names of all kinds that are known here.
        pub const KINDS: &[&str] = &[$(stringify!($name)),*];
    };
}

kinds! {
    Config: "config",
    Vault: "vault",
    ExitBucket: "exit bucket",
    ExitTicket: "exit ticket",
    DepositorApproval: "depositor's approval",
    Operator: "operator",
    Ncn: "NCN",
    OptIn: "opt-in",
    OperatorDelegation: "delegation",
    NcnAllocation: "allocation",
    OperatorRecord: "operator's record",
    OperatorKey: "operator's key",
    SlashProposal: "slash",
    SlashPledge: "pledge",
    Grant: "grant",
    OffenseReport: "report",
    Equivocation: "proof of an equivocation",
    StakeTable: "stake table",
    StakeCapture: "capture",
    RewardTree: "reward tree",
    RewardClaim: "reward claim",
    RewardOffer: "reward offer",
    VaultBondPool: "bond pool",
    VaultPosition: "position",
    SweepNotice: "notice of a sweep",
}

/// `noun` with its article.
pub fn a(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u', 'N']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// The account of kind `T` at `address`; none where nothing is there.
pub fn find<T: Kind>(chain: &dyn Chain, address: &Pubkey) -> Result<Option<T>> {
    chain.account(address)?.map(|account| decode(chain.program(), address, &account)).transpose()
}

/// The account of kind `T` at `address`.
pub fn load<T: Kind>(chain: &dyn Chain, address: &Pubkey) -> Result<T> {
    match find(chain, address)? {
        Some(found) => Ok(found),
        None => refuse!("{}", missing(T::NOUN, address)),
    }
}

/// Says that there is no `noun` at `address`.
pub fn missing(noun: &str, address: &Pubkey) -> String {
    format!("there is no {noun} at {address} on this cluster")
}

/// Returns all accounts of kind `T` with these address `fields`.
pub fn all<T: Kind>(chain: &dyn Chain, fields: &[(&str, &Pubkey)]) -> Result<Vec<(Pubkey, T)>> {
    let fields: Vec<_> = fields.iter().map(|(field, value)| (*field, value.to_bytes().to_vec())).collect();
    with(chain, &fields)
}

/// Returns all accounts of kind `T` with these bytes at their `fields`; the node filters them.
pub fn with<T: Kind>(chain: &dyn Chain, fields: &[(&str, Vec<u8>)]) -> Result<Vec<(Pubkey, T)>> {
    let mut parts = vec![(0, IDL.tag(T::NAME).expect("a kind of the interface").to_vec())];
    for (field, value) in fields {
        let offset = IDL.offset(T::NAME, field).expect("a field of the interface");
        parts.push((offset, value.clone()));
    }
    let found = chain.program_accounts(&parts)?;
    let mut found: Vec<_> = found
        .into_iter()
        .map(|(at, account)| Ok((at, decode(chain.program(), &at, &account)?)))
        .collect::<Result<_>>()?;
    found.sort_by_key(|(address, _)| *address);
    Ok(found)
}

/// A kind of account of another program of ours, by its interface.
pub trait OtherKind: BorshDeserialize {
    /// Its name in the interface.
    const NAME: &'static str;

    /// The interface.
    fn idl() -> &'static Idl;
}

/// The account of kind `T` of `program` at `address` with its data; none where nothing is there.
pub fn find_other<T: OtherKind>(chain: &dyn Chain, program: &Pubkey, address: &Pubkey) -> Result<Option<(T, Vec<u8>)>> {
    let Some(account) = chain.account(address)? else { return Ok(None) };
    let kind = noun(T::NAME);
    if account.owner != *program {
        refuse!("{address} is no {kind}: it belongs to the program {}", account.owner);
    }
    match T::idl().kind(&account.data) {
        Some(name) if name == T::NAME => {}
        Some(name) => refuse!("{address} is {}, not {}", a(noun(name)), a(kind)),
        None => refuse!("{address} is of an unknown kind: this command line may be too old"),
    }
    Ok(Some((read_other(address, &account.data)?, account.data)))
}

/// The account of kind `T` of `program` at `address`.
pub fn load_other<T: OtherKind>(chain: &dyn Chain, program: &Pubkey, address: &Pubkey) -> Result<T> {
    match find_other(chain, program, address)? {
        Some((found, _)) => Ok(found),
        None => refuse!("{}", missing(noun(T::NAME), address)),
    }
}

/// All accounts of kind `T` of `program` with these address `fields`, by their addresses, each with the error of its own reading.
pub fn each_other<T: OtherKind>(
    chain: &dyn Chain,
    program: &Pubkey,
    fields: &[(&str, &Pubkey)],
) -> Result<Vec<(Pubkey, Result<T>)>> {
    let mut parts = vec![(0, T::idl().tag(T::NAME).expect("a kind of the interface").to_vec())];
    for (field, value) in fields {
        parts.push((T::idl().offset(T::NAME, field).expect("a field of the interface"), value.to_bytes().to_vec()));
    }
    let found = chain.accounts_where(program, &parts)?.into_iter();
    let mut found: Vec<_> = found.map(|(address, account)| (address, read_other(&address, &account.data))).collect();
    found.sort_by_key(|(address, _)| *address);
    Ok(found)
}

/// The same, all of them read.
///
/// # Errors
/// If one of them cannot be read.
pub fn all_other<T: OtherKind>(
    chain: &dyn Chain,
    program: &Pubkey,
    fields: &[(&str, &Pubkey)],
) -> Result<Vec<(Pubkey, T)>> {
    each_other(chain, program, fields)?.into_iter().map(|(address, read)| Ok((address, read?))).collect()
}

fn read_other<T: OtherKind>(address: &Pubkey, mut data: &[u8]) -> Result<T> {
    let unread = |error| Error::new(format!("the {} at {address} cannot be read: {error}", noun(T::NAME)));
    T::deserialize(&mut data).map_err(unread)
}

fn decode<T: Kind>(program: Program, address: &Pubkey, account: &Account) -> Result<T> {
    let tag = IDL.tag(T::NAME).expect("a kind of the interface");
    if account.owner != *program {
        refuse!("{address} is no {}: it belongs to the program {}", T::NOUN, account.owner);
    }
    if !account.data.starts_with(tag) {
        match IDL.kind(&account.data) {
            Some(kind) => refuse!("{address} is {}, not {}", a(noun(kind)), a(T::NOUN)),
            None => refuse!("{address} is of an unknown kind: this command line may be too old"),
        }
    }
    match T::deserialize(&mut account.data.as_slice()) {
        Ok(found) => Ok(found),
        Err(error) => refuse!("the {} at {address} cannot be read: {error}", T::NOUN),
    }
}

/// The mint at `address`.
pub fn mint(chain: &dyn Chain, address: &Pubkey) -> Result<Mint> {
    let Some(account) = chain.account(address)? else {
        refuse!("there is no mint at {address} on this cluster");
    };
    if ![asset::TOKEN, asset::TOKEN_2022].contains(&account.owner) {
        refuse!("{address} is not a mint of SPL Token or Token-2022: it belongs to {}", account.owner);
    }
    match mint_in(&account) {
        Some(mint) => Ok(mint),
        None => refuse!("{address} is an account of a token program, but no mint"),
    }
}

/// Refuses a mint of another program than SPL Token: rewards are paid in SPL Token alone, regardless of the vault's
/// asset.
pub fn check_reward_mint(chain: &dyn Chain, address: &Pubkey) -> Result<()> {
    mint(chain, address)?;
    if token_program(chain, address)? != asset::TOKEN {
        refuse!("{address} is a mint of Token-2022: rewards are paid in tokens of SPL Token");
    }
    Ok(())
}

/// The token program of the mint at `address`: SPL Token, unless a mint of Token-2022 is there.
pub fn token_program(chain: &dyn Chain, address: &Pubkey) -> Result<Pubkey> {
    let is_token_2022 = chain.account(address)?.is_some_and(|account| account.owner == asset::TOKEN_2022);
    Ok(if is_token_2022 { asset::TOKEN_2022 } else { asset::TOKEN })
}

/// The mint in `account`, if it is one.
pub fn mint_in(account: &Account) -> Option<Mint> {
    asset::mint_in(&account.owner, &account.data)
}

/// The token account in `account`, if it is one.
pub fn token(account: Option<&Account>) -> Option<TokenAccount> {
    account.and_then(|account| asset::token_account_in(&account.owner, &account.data))
}

/// The balance of the token account at `address`; zero where there is none.
pub fn balance(chain: &dyn Chain, address: &Pubkey) -> Result<u64> {
    Ok(token(chain.account(address)?.as_ref()).map_or(0, |account| account.amount))
}

/// The address for `owner`'s account of `mint`, which is of the token program `program`.
pub fn token_address(owner: &Pubkey, mint: &Pubkey, program: &Pubkey) -> Pubkey {
    spl_associated_token_account_interface::address::get_associated_token_address_with_program_id(owner, mint, program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_the_interface_is_known() {
        let mut ours = KINDS.to_vec();
        ours.sort_unstable();
        let mut theirs: Vec<&str> = IDL.accounts.iter().map(|(name, _)| name.as_str()).collect();
        theirs.sort_unstable();
        assert_eq!(ours, theirs);
    }

    #[test]
    fn articles() {
        assert_eq!([a("vault"), a("operator"), a("NCN")], ["a vault", "an operator", "an NCN"]);
    }
}
