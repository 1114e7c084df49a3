//! Whether the program on a cluster is what a commit gives.

use std::path::{Path, PathBuf};

use artifact::{ProgramHash, Security};
use clap::Args;
use serde_json::{Map, Value, json};

use crate::chain::Chain;
use crate::deployment::build::{Build, commit};
use crate::deployment::gate::Keeper;
use crate::deployment::{Deployed, Target};
use crate::error::{Error, Result};
use crate::refuse;
use std::io::Write;

/// Compares the program on a cluster with a local build.
#[derive(Args, Debug)]
pub struct Verify {
    /// Use this compiled program [default: the one that `cargo xtask build` made for the program's address]
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
}

impl Verify {
    /// Says what is there and what was built, and fails where they differ.
    pub fn run(self, chain: &dyn Chain, target: &Target, json: bool, out: &mut dyn Write) -> Result<()> {
        let (program, Target { cluster, settings }) = (chain.program(), target);
        let Some(deployed) = Deployed::read(chain)? else {
            refuse!("the program {} is not on {cluster}", *program);
        };
        let build = Build::read(self.program.as_deref(), settings, &program)?;
        let (there, here) = (ProgramHash::of(&deployed.code), ProgramHash::of(&build.bytes));
        let bytes = artifact::trimmed(&deployed.code).len();
        let authority = deployed.authority.map(|authority| authority.to_string());
        let keeper = Keeper::of(chain, &program, deployed.authority)?;
        let (security, folder) = (Security::of(&deployed.code), build.path.parent().unwrap_or(Path::new("")));
        let commit = commit(folder);
        if json {
            let values = security.values().into_iter().map(|(name, value)| (name.to_owned(), value.into()));
            let document = json!({
                "cluster": cluster.key(), "program": program.to_string(), "same": there == here,
                "hash": there.to_string(), "bytes": bytes, "slot": deployed.slot.to_string(), "authority": authority, "authority_kind": keeper.kind(),
                "build": {
                    "path": build.path.display().to_string(), "hash": here.to_string(), "bytes": artifact::trimmed(&build.bytes).len(),
                    "commit": commit.as_ref().map(|(commit, _)| commit), "changed": commit.as_ref().map(|(_, changed)| changed),
                },
                "security": values.collect::<Map<String, Value>>(), "security_missing": security.missing(),
            });
            writeln!(out, "{document:#}")?;
        } else {
            writeln!(out, "Program {} on {cluster}", *program)?;
            writeln!(out, "  hash: {there} ({bytes} bytes, deployed in slot {})", deployed.slot)?;
            writeln!(out, "  upgrade authority: {}", keeper.sentence())?;
            writeln!(out, "Local build {}", build.path.display())?;
            writeln!(out, "  hash: {here} ({} bytes)", artifact::trimmed(&build.bytes).len())?;
            match &commit {
                Some((commit, false)) => writeln!(out, "  commit: {commit}")?,
                Some((commit, true)) => writeln!(out, "  commit: {commit}, with changes that are not committed")?,
                None => writeln!(out, "  commit: unknown, as it is in no git repository")?,
            }
            writeln!(out, "security.txt of the program")?;
            for (name, value) in security.values() {
                writeln!(out, "  {name}: {value}")?;
            }
            for missing in security.missing() {
                writeln!(out, "  missing: {missing}")?;
            }
        }
        if there != here {
            return Err(Error::new(format!("the program on {cluster} is not the local build: {there} against {here}")));
        }
        if !json {
            writeln!(out, "They are the same program.")?;
        }
        Ok(())
    }
}
