//! Tables of operators' weights.

use anyhow::Result;
use harness::{Split, table as build};
use restaking_client::pda;
use solana_program::pubkey::Pubkey;

use super::manifest::TableEntry;
use super::plan::{HOUR, SPLITS};
use super::scene::{Scene, ncn, operator, split};
use super::special::plan as special;
use crate::keys::address;

/// The oracle opens a table for an hour, and a captor fills it.
pub fn capture(scene: &mut Scene<'_>) -> Result<()> {
    fill(scene, "oracle", &["ada", "bede", "dora"], HOUR.unsigned_abs(), 0)
}

/// The table of the NCN called `name`.
pub fn table(name: &str) -> Pubkey {
    pda::stake_table(&ncn(name), 0)
}

/// The NCN called `name` opens its table for `window` seconds, of stake that is certain until a time or of all with zero, and a captor fills
/// it.
pub fn fill(scene: &mut Scene<'_>, name: &str, operators: &[&str], window: u64, certain_until: i64) -> Result<()> {
    let (ncn, table, admin, captor) = (ncn(name), table(name), address(name), address("captor"));
    let capacity = operators.len() as u64;
    scene.act(&[name], &[build::open_certain(&admin, &admin, &ncn, 0, capacity, window, certain_until)])?;
    let mut captures: Vec<Pubkey> = vec![];
    for by in operators {
        let behind = SPLITS.iter().chain(&special::SPLITS);
        let behind = behind.filter(|plan| plan.operator == *by && plan.ncns.iter().any(|(to, _)| *to == name));
        let splits: Vec<Split> = behind.map(|plan| split(plan.vault, by, name)).collect();
        scene.act(&["captor"], &[build::capture(&captor, &table, &ncn, &operator(by), &splits)])?;
        captures.push(pda::capture(&table, &operator(by), &captor));
    }
    scene.act(&["captor"], &[build::enter(&table, &captures)])?;
    let entry = TableEntry { address: table.to_string(), ncn: name.into() };
    scene.manifest.stake_tables.insert(name.into(), entry);
    Ok(())
}
