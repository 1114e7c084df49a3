//! A table of the oracle's operators' weights.

use anyhow::Result;
use harness::{Split, table};
use restaking_client::pda;
use solana_program::pubkey::Pubkey;

use super::manifest::TableEntry;
use super::plan::{HOUR, SPLITS};
use super::scene::{Scene, ncn, operator, split};
use super::special;
use crate::keys::address;

/// The oracle opens a table for an hour, and a captor fills it.
pub fn capture(scene: &mut Scene<'_>) -> Result<()> {
    let (ncn, captor) = (ncn("oracle"), address("captor"));
    let (index, window, operators) = (0, HOUR.unsigned_abs(), ["ada", "bede", "dora"]);
    let table = pda::stake_table(&ncn, index);
    let admin = address("oracle");
    scene.act(&["oracle"], &[table::open(&admin, &admin, &ncn, index, operators.len() as u64, window)])?;
    let mut captures: Vec<Pubkey> = vec![];
    for name in operators {
        let behind = SPLITS.iter().chain(&special::SPLITS);
        let behind = behind.filter(|plan| plan.operator == name && plan.ncns.iter().any(|(to, _)| *to == "oracle"));
        let splits: Vec<Split> = behind.map(|plan| split(plan.vault, name, "oracle")).collect();
        scene.act(&["captor"], &[table::capture(&captor, &table, &ncn, &operator(name), &splits)])?;
        captures.push(pda::capture(&table, &operator(name), &captor));
    }
    scene.act(&["captor"], &[table::enter(&table, &captures)])?;
    scene
        .manifest
        .stake_tables
        .insert("oracle".into(), TableEntry { address: table.to_string(), ncn: "oracle".into() });
    Ok(())
}
