//! A static index of the program's accounts, for pages on nodes that list none.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::list::Listed;
use crate::error::{Error, Result};
use crate::idl::{IDL, LIQUID};
use crate::refuse;
use crate::session::Session;

/// What the file says that it is, with the version of its format.
const FORMAT: &str = "restaking-index/1";

/// Kinds that no reader looks for among all: a page reads those of one report or key by their addresses.
const OMITTED: [Listed; 3] = [Listed::Reports, Listed::Proofs, Listed::Keys];

/// Writes the addresses of all accounts by their kinds, for a page to read from a node that lists no accounts
#[derive(Args, Debug)]
pub struct Index {
    /// Write to this file, in place of an older one [default: the standard output]
    #[arg(long = "static", value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Index {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        // The slot comes first: the file has at the least what there was then.
        let (slot, genesis) = (session.chain.slot()?, session.chain.genesis()?);
        let kinds = Listed::value_variants().iter().filter(|listed| !OMITTED.contains(listed));
        let kinds = kinds.map(|listed| listed.kind()).filter(|kind| LIQUID.tag(kind).is_none());
        let mut accounts = BTreeMap::new();
        for kind in kinds.chain(["Config"]) {
            let Some(tag) = IDL.tag(kind) else { refuse!("the interface has no accounts of kind {kind}") };
            let mut found = session.chain.program_addresses(&[(0, tag.to_vec())])?;
            found.sort_unstable();
            accounts.insert(kind, found.iter().map(ToString::to_string).collect::<Vec<_>>());
        }
        let count: usize = accounts.values().map(Vec::len).sum();
        let index = json!({
            "format": FORMAT,
            "program": session.program().address().to_string(),
            "genesis": genesis.to_string(),
            "slot": slot.to_string(),
            "accounts": accounts,
        });
        match &self.file {
            None => session.say(index.to_string()),
            Some(file) => {
                write(file, &format!("{index}\n"))?;
                session.say(format!("{count} accounts at slot {slot} are in {}", file.display()))
            }
        }
    }
}

/// Written aside first, so that a page never reads a part of it.
fn write(file: &Path, text: &str) -> Result<()> {
    let aside = file.with_extension("part");
    let written = fs::write(&aside, text).and_then(|()| fs::rename(&aside, file));
    written.map_err(|error| Error::new(format!("{} cannot be written: {error}", file.display())))
}
