//! The addresses of all accounts by their kinds: what a page reads where its node lists none.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::database::Database;
use super::fact;
use super::record::Emitter;
use crate::chain::Chain;
use crate::error::Result;

/// What an index says that it is, with the version of its format.
const FORMAT: &str = "restaking-index/1";

/// Kinds that no reader looks for among all: a page reads those of one report or key by their addresses.
const OMITTED: [&str; 3] = ["OffenseReport", "Equivocation", "OperatorKey"];

/// All accounts as of a slot.
pub struct Listing {
    /// The least slot that it is complete for.
    pub slot: u64,
    /// The programs and their accounts: what an index has beside its slot and its cluster.
    pub programs: Json,
}

impl Listing {
    /// Lists the accounts of all `emitters`; the first is the core.
    ///
    /// # Errors
    /// If the node lists no accounts.
    pub fn read(chain: &dyn Chain, emitters: &[Emitter]) -> Result<Self> {
        // The slot comes first: the index has at the least what there was then.
        let slot = chain.slot()?;
        let mut programs = json!({});
        for emitter in emitters {
            let program = emitter.program.address();
            let mut accounts = BTreeMap::new();
            for (kind, tag) in emitter.idl.accounts.iter().filter(|(kind, _)| !OMITTED.contains(&kind.as_str())) {
                let mut found = chain.addresses_where(&program, &[(0, tag.clone())])?;
                found.sort_unstable();
                accounts.insert(kind, found.iter().map(ToString::to_string).collect::<Vec<_>>());
            }
            let listed = json!({ "program": program.to_string(), "accounts": accounts });
            match emitter.name {
                "restaking" => programs = listed,
                name => programs[name] = listed,
            }
        }
        Ok(Self { slot, programs })
    }

    /// The index of it.
    pub fn index(self, genesis: &str) -> Json {
        let mut index = self.programs;
        index["format"] = FORMAT.into();
        index["genesis"] = genesis.into();
        index["slot"] = self.slot.to_string().into();
        index
    }

    /// How many accounts it has.
    pub fn count(&self) -> usize {
        fn of(programs: &Json) -> usize {
            let lists = programs["accounts"].as_object().into_iter().flatten();
            lists.map(|(_, addresses)| addresses.as_array().map_or(0, Vec::len)).sum()
        }
        of(&self.programs) + of(&self.programs["liquid"])
    }
}

/// The index that an indexer has stored; none before it has listed accounts.
pub fn stored(database: &mut Database) -> Result<Option<Json>> {
    // One statement: a list and the slot of another one would claim too much.
    let rows = database
        .rows("SELECT name, value FROM facts WHERE name IN ('accounts', 'accounts_slot') ORDER BY name", &[])?;
    let [accounts, slot] = &rows[..] else { return Ok(None) };
    let Some(genesis) = fact(database, "genesis")? else { return Ok(None) };
    let (Ok(programs), Ok(slot)) = (serde_json::from_str(accounts[1].text()), slot[1].text().parse()) else {
        return Ok(None);
    };
    Ok(Some(Listing { slot, programs }.index(&genesis)))
}
