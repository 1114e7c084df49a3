//! What happened, as a table: each line was asserted.

use std::fmt::Write;

use localnet::keys::address;

use crate::world::World;

/// The roles whose costs are told.
const ROLES: [&str; 3] = ["aggregator", "keeper", "reporter"];

pub struct Tally {
    lines: Vec<(String, String)>,
    /// What the roles had before.
    lamports: [u64; 3],
}

impl Tally {
    pub fn new(world: &World) -> Self {
        Self { lines: vec![], lamports: lamports(world) }
    }

    pub fn say(&mut self, what: &str, figure: String) {
        self.lines.push((what.into(), figure));
    }

    /// What each role has spent so far, with the rents that it advanced.
    pub fn costs(&mut self, world: &World) {
        for ((name, before), now) in ROLES.iter().zip(self.lamports).zip(lamports(world)) {
            let spent = (before - now) as f64 / 1e9;
            self.lines.push((format!("the {name} spent"), format!("{spent:.6} SOL")));
        }
    }

    pub fn table(&self) -> String {
        let width = self.lines.iter().map(|(what, _)| what.len()).max().unwrap_or_default();
        let mut table = String::new();
        for (what, figure) in &self.lines {
            writeln!(table, "{what:<width$}  {figure}").expect("a string");
        }
        table
    }
}

fn lamports(world: &World) -> [u64; 3] {
    ROLES.map(|name| world.chain.account(&address(name)).expect("an answer").expect("a wallet").lamports)
}
