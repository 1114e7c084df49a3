//! What operators, NCNs and tokens of the example call themselves, by the standards that pages read (`docs/names.md`).

use harness::Vault;
use harness::liquid::LiquidPool;
use harness::metadata::{self, Texts};
use solana_account::Account;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::example::liquid::plan::WRAPPED_SOL;
use crate::example::scene::mint;
use crate::keys::address;
use crate::metadata::account;

/// The names of operators and NCNs.
const ENTITIES: [(&str, &str); 16] = [
    ("ada", "Ada Operations"),
    ("bede", "Bede Nodes"),
    ("cyd", "Cyd Validation"),
    ("dora", "Dora Staking"),
    ("oracle", "Oracle Network"),
    ("bridge", "Bridge Network"),
    ("sequencer", "Sequencer Network"),
    ("prices", "Price Network"),
    ("gerd", "Gerd Nodes"),
    ("hale", "Hale Operations"),
    ("archive", "Archive Network"),
    ("catalog", "Archive Catalog"),
    ("edda", "Edda Staking"),
    ("flint", "Flint Validation"),
    ("beacon", "Beacon Network"),
    ("relay", "Relay Network"),
];

/// The symbols and names of the mints.
const TOKENS: [(&str, &str, &str); 4] = [
    ("staked-sol", "sSOL", "Staked SOL"),
    ("dollar", "XUSD", "Example Dollar"),
    ("oracle-token", "ORC", "Oracle Token"),
    ("bill", "XBILL", "Example Treasury Bill"),
];

/// The symbols and names of the vaults' VRTs.
const VRTS: [(&str, &str, &str); 12] = [
    ("harbor", "hSOL", "Harbor Restaked SOL"),
    ("delta", "dSOL", "Delta Restaked SOL"),
    ("granite", "gUSD", "Granite Restaked Dollar"),
    ("cellar", "cUSD", "Cellar Restaked Dollar"),
    ("lock", "lockSOL", "Lock Restaked SOL"),
    ("quay", "quayBILL", "Quay Restaked Bill"),
    ("basin", "bUSD", "Basin Restaked Dollar"),
    ("mooring", "moorSOL", "Mooring Restaked Stake"),
    ("haven", "havenSOL", "Haven Restaked SOL"),
    ("cove", "coveSOL", "Cove Restaked Stake"),
    ("narrows", "narrSOL", "Narrows Restaked Stake"),
    ("rapids", "rapidSOL", "Rapids Restaked Stake"),
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

/// What names the mint called `token`, by its issuer.
///
/// # Panics
/// If there is none.
pub fn name_token(token: &str) -> Instruction {
    metadata::name_mint(&address("issuer"), &mint(token), of_token(token))
}

/// What the mint called `token` says of itself.
///
/// # Panics
/// If there is none.
pub fn of_token(token: &str) -> Texts<'static> {
    let (_, symbol, name) = TOKENS.iter().find(|(known, ..)| *known == token).expect("a token of the example");
    Texts { name, symbol, uri: "" }
}

/// What names the VRT of the vault called `vault`, by its admin.
///
/// # Panics
/// If there is none.
pub fn name_vrt(vault: &str, at: &Vault) -> Instruction {
    let (_, symbol, name) = VRTS.iter().find(|(known, ..)| *known == vault).expect("a vault of the example");
    let uri = format!("https://{vault}.example/vrt.json");
    metadata::create(&at.creator, &at.creator, at, Texts { name, symbol, uri: &uri })
}

/// What names the LRT of the liquid pool, by its admin.
pub fn name_lrt(pool: &LiquidPool) -> Instruction {
    let texts = Texts { name: "Tide Restaked SOL", symbol: "tideSOL", uri: "https://tide.example/lrt.json" };
    pool.create_metadata(&pool.creator, &pool.creator, texts)
}

/// The metadata of the liquid pool's assets, which no key of the example may sign for.
pub fn liquid_metadata() -> Vec<(Pubkey, Account)> {
    LIQUID.iter().map(|(token, symbol, name)| account(&mint(token), symbol, name)).collect()
}
