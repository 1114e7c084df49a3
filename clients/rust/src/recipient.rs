//! Recipients of power or value: never an address that no key and no program could ever use it from.
//! `clients/vectors/recipients.json` has the rule by examples; the TypeScript client follows the same ones.

use solana_program::pubkey::Pubkey;
use solana_program::{incinerator, pubkey, sysvar};

use crate::asset;
use crate::holding::Found;
use crate::pda::LOADER;
use crate::program::Program;

/// Owners of accounts without a signing key, by the crate `solana-sdk-ids`, and the kinds of such accounts.
const NEVER: [(Pubkey, &str); 6] = [
    (LOADER, "an account of a program"),
    (pubkey!("BPFLoader2111111111111111111111111111111111"), "a program"),
    (pubkey!("NativeLoader1111111111111111111111111111111"), "a program"),
    (sysvar::ID, "an account of the cluster"),
    (asset::TOKEN, "an account of SPL Token"),
    (asset::TOKEN_2022, "an account of Token-2022"),
];

/// What is to be known of an address before it is given something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// An ordinary wallet, or an address at which there is nothing yet.
    Fit,
    /// The giver has to be sure of it, as the sentence says: only a program can act for it.
    Unsure(String),
    /// It can never use what it is given, as the sentence says.
    Unfit(String),
}

/// What is to be known of `address`, where the cluster has `account`, `executable` or not, before it is given something by
/// `program`.
pub fn recipient(program: &Program, address: &Pubkey, account: Option<Found>, executable: bool) -> Recipient {
    let refused = |what: &str, instead: String| {
        Recipient::Unfit(format!("{address} is {what}, and nobody can act for it: what it is given is lost. {instead}"))
    };
    let wallet = || "Name the wallet that is meant".to_owned();
    if *address == Pubkey::default() {
        return refused("the system program", wallet());
    }
    if incinerator::check_id(address) {
        return refused("the incinerator, which destroys what it has", wallet());
    }
    let Some(found) = account.filter(|found| *found.program != Pubkey::default()) else {
        return match address.is_on_curve() {
            true => Recipient::Fit,
            false => Recipient::Unsure(format!(
                "No key signs for {address}: only a program can act for it, as those of multisigs do. Be sure that one does"
            )),
        };
    };
    if executable {
        return refused("a program", wallet());
    }
    if *found.program == **program {
        return refused("an account of the restaking program", wallet());
    }
    if let Some(account) = asset::token_account_in(found.program, found.data) {
        return refused("a token account", format!("Name its owner, {}", account.owner));
    }
    if asset::mint_in(found.program, found.data).is_some() {
        return refused("a mint", wallet());
    }
    match NEVER.iter().find(|(owner, _)| owner == found.program) {
        Some((_, what)) => refused(what, wallet()),
        None => Recipient::Unsure(format!(
            "{address} belongs to the program {}. Be sure that it can act for it",
            found.program
        )),
    }
}
