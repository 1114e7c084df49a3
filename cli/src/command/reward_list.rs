//! The list of a reward tree's earners, as a file.

use std::collections::BTreeMap;

use restaking_client::merkle::{self, Earnings};
use serde::Deserialize;
use serde_json::{Value, json};
use solana_program::pubkey::Pubkey;

use super::common::File;
use super::slash::read;
use crate::error::{Error, Result};
use crate::idl::hex;
use crate::refuse;

/// A list as `docs/reward-tree.md` has it.
pub fn document(tree: &Pubkey, earnings: &Earnings) -> Value {
    let earners = earnings.list().iter().map(|(earner, cumulative)| {
        let proof = earnings.proof(earner).map(|(_, proof)| proof).unwrap_or_default();
        json!({
            "earner": earner.to_string(),
            "cumulative": cumulative.to_string(),
            "leaf": hex(&merkle::leaf(tree, earner, *cumulative)),
            "proof": proof.iter().map(|hash| hex(hash)).collect::<Vec<_>>(),
        })
    });
    json!({
        "version": 1,
        "tree": tree.to_string(),
        "root": hex(&earnings.root()),
        "total": earnings.total().to_string(),
        "earners": earners.collect::<Vec<_>>(),
    })
}

/// A list as a file. Roots and proofs in it are recomputed, so that only the earnings matter.
#[derive(Deserialize)]
struct ListFile {
    version: u64,
    tree: String,
    root: String,
    earners: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    earner: String,
    cumulative: String,
}

/// The list of the earners of `tree` in `file`.
pub fn read_list(file: &File, tree: &Pubkey) -> Result<Earnings> {
    let found: ListFile = serde_json::from_slice(&read(file)?)
        .map_err(|error| Error::new(format!("{} is not a list of earners: {error}", file.display())))?;
    if found.version != 1 {
        refuse!("{} is a list of an unknown version (got {}, known 1)", file.display(), found.version);
    }
    if found.tree != tree.to_string() {
        refuse!("{} is the list of tree {}, not of {tree}", file.display(), found.tree);
    }
    let mut entries = BTreeMap::new();
    for Entry { earner, cumulative } in found.earners {
        let address: Pubkey = earner.parse().map_err(|_| Error::new(format!("`{earner}` is not an address")))?;
        let amount = restaking_client::amount::digits(&cumulative)
            .ok_or_else(|| Error::new(format!("`{cumulative}` is not an amount in smallest units, in digits alone")))?;
        if entries.insert(address, amount).is_some() {
            refuse!("{earner} is in the list twice");
        }
    }
    let earnings = Earnings::new(tree, entries).map_err(|error| Error::new(error.to_string()))?;
    let root = hex(&earnings.root());
    if root != found.root {
        refuse!("{} has the root {}, but its earners make {root}", file.display(), found.root);
    }
    Ok(earnings)
}
