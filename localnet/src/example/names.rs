//! What operators, NCNs and tokens of the example call themselves, by the standards that pages read (`docs/names.md`).

use restaking_client::native_stake::METADATA_PROGRAM;
use solana_account::Account;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;

use crate::example::liquid::{self, plan::WRAPPED_SOL};
use crate::example::scene::mint;
use crate::keys::address;

/// The names of operators and NCNs.
const ENTITIES: [(&str, &str); 11] = [
    ("ada", "Ada Operations"),
    ("bede", "Bede Nodes"),
    ("cyd", "Cyd Validation"),
    ("dora", "Dora Staking"),
    ("oracle", "Oracle Network"),
    ("bridge", "Bridge Network"),
    ("sequencer", "Sequencer Network"),
    ("edda", "Edda Staking"),
    ("flint", "Flint Validation"),
    ("beacon", "Beacon Network"),
    ("relay", "Relay Network"),
];

/// The symbols and names of the mints.
const TOKENS: [(&str, &str, &str); 3] = [
    ("staked-sol", "sSOL", "Staked SOL"),
    ("dollar", "XUSD", "Example Dollar"),
    ("oracle-token", "ORC", "Oracle Token"),
];

/// Those of the liquid pool's assets.
const LIQUID: [(&str, &str, &str); 3] = [
    (WRAPPED_SOL, "SOL", "Wrapped SOL"),
    ("amber-sol", "amberSOL", "Amber Staked SOL"),
    ("birch-sol", "birchSOL", "Birch Staked SOL"),
];

/// The URI of the operator or NCN called `name`: its description itself, so that a chain without a network has it.
///
/// # Panics
/// If there is none.
pub fn uri(name: &str) -> String {
    let (_, called) = ENTITIES.iter().find(|(entity, _)| *entity == name).expect("a party of the example");
    format!(r#"data:application/json,{{"name":"{called}","website":"https://{name}.example"}}"#)
}

/// The metadata accounts of the mints, as Metaplex's program would have made them: the chain does not have that program.
pub fn token_metadata() -> Vec<(Pubkey, Account)> {
    TOKENS.iter().map(|(token, symbol, name)| metadata(&mint(token), symbol, name)).collect()
}

/// The same of the liquid pool's token and of its assets.
pub fn liquid_metadata() -> Vec<(Pubkey, Account)> {
    let assets = LIQUID.iter().map(|(token, symbol, name)| metadata(&mint(token), symbol, name));
    assets.chain([metadata(&liquid::pool().lrt_mint, "tideSOL", "Tide Restaked SOL")]).collect()
}

/// The layout is `Metadata` of mpl-token-metadata: a key, an authority, the mint, and texts padded to fixed lengths.
fn metadata(mint: &Pubkey, symbol: &str, name: &str) -> (Pubkey, Account) {
    let seeds = [b"metadata".as_slice(), METADATA_PROGRAM.as_ref(), mint.as_ref()];
    let (at, _) = Pubkey::find_program_address(&seeds, &METADATA_PROGRAM);
    let mut data = vec![4];
    data.extend_from_slice(address("issuer").as_ref());
    data.extend_from_slice(mint.as_ref());
    for (text, length) in [(name, 32), (symbol, 10), ("", 200)] {
        data.extend_from_slice(&(length as u32).to_le_bytes());
        let end = data.len() + length;
        data.extend_from_slice(text.as_bytes());
        data.resize(end, 0);
    }
    // No seller's fee, no creators, not sold, mutable; the options behind that are empty.
    data.extend_from_slice(&[0, 0, 0, 0, 1]);
    data.resize(679, 0);
    let lamports = Rent::default().minimum_balance(data.len());
    (at, Account { lamports, data, owner: METADATA_PROGRAM, ..Account::default() })
}
