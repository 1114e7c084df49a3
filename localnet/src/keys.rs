//! The signers of the example. Every key is made of its name, so that all runs have the same addresses; none of them is
//! secret.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use solana_keypair::Keypair;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

pub use harness::key;

/// Everyone, with what each of them is.
pub const PEOPLE: [(&str, &str); 37] = [
    ("deployer", "the program's upgrade authority and the config's admin"),
    ("issuer", "the mints' authority"),
    ("curator", "admin and curator of harbor, delta and granite"),
    ("steward", "admin and curator of cellar and basin"),
    ("ada", "operator"),
    ("bede", "operator"),
    ("cyd", "operator"),
    ("dora", "operator"),
    ("gerd", "operator of basin, which has pledged for a slash"),
    ("hale", "operator of basin"),
    ("oracle", "NCN, and its slasher"),
    ("bridge", "NCN, and its slasher"),
    ("sequencer", "NCN, which jails and does not slash"),
    ("prices", "NCN, of which the price oracle is the slasher"),
    ("archive", "NCN with an operator set, and the slasher of both"),
    ("council", "resolver of slashes, disputer of reward roots"),
    ("umpire", "resolver of the archive's slashes"),
    ("insurance", "takes the insurance's part of slashes"),
    ("reporter", "reported the offenses that were slashed"),
    ("publisher", "publishes reward roots"),
    ("sponsor", "pays rewards to bonded positions"),
    ("treasurer", "fee admin and fee wallet of harbor and delta"),
    ("foundation", "the protocol's fee wallet"),
    ("purse", "ada's fee wallet"),
    ("sentinel", "guardian of all vaults, by the config"),
    ("warden", "guardian of harbor and delta"),
    ("porter", "signs deposits in basin"),
    ("captor", "fills stake tables, and keeps the price oracle running"),
    ("alice", "staker"),
    ("bob", "staker"),
    ("carol", "staker"),
    ("dave", "staker"),
    ("erin", "staker"),
    ("kate", "staker of basin"),
    ("liam", "staker of basin"),
    ("frank", "has tokens, and has not staked yet"),
    ("grace", "has SOL alone"),
];

/// The address of the key called `name`.
pub fn address(name: &str) -> Pubkey {
    key(name).pubkey()
}

/// Writes the key called `name` into `folder` as a keypair file of the Solana command line, and returns where it is.
///
/// # Errors
/// If the file cannot be written.
pub fn write(folder: &Path, name: &str) -> Result<PathBuf> {
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let path = folder.join(format!("{name}.json"));
    let bytes = serde_json::to_string(&bytes_of(&key(name)))?;
    fs::write(&path, bytes).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(path)
}

fn bytes_of(key: &Keypair) -> Vec<u8> {
    key.to_bytes().to_vec()
}
