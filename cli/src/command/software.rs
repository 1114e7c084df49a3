//! Which software an NCN's operators must run.

use std::path::PathBuf;

use clap::Args;
use restaking_client as client;
use solana_program::hash::hash;
use solana_program::pubkey::Pubkey;

use super::common::Hash;
use crate::error::{Error, Result};
use crate::idl::hex;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time::{Moment, near};

/// Names software.
#[derive(Args, Clone, Debug)]
pub struct SetSoftware {
    /// The NCN
    ncn: Pubkey,
    /// Compute the SHA-256 of this release
    #[arg(long, value_name = "FILE", conflicts_with = "sha256", required_unless_present_any = ["sha256", "none"])]
    file: Option<PathBuf>,
    /// Set this SHA-256 of the release, in hexadecimal
    #[arg(long, value_name = "HASH")]
    sha256: Option<Hash>,
    /// Require operators to run it from then on, as in `in 7d` [default: at any time]
    #[arg(long, value_name = "TIME", conflicts_with = "none")]
    by: Option<Moment>,
    /// Remove the required software
    #[arg(long, conflicts_with_all = ["file", "sha256"])]
    none: bool,
}

impl SetSoftware {
    pub fn run(self, session: &mut Session) -> Result<()> {
        let (ncn, now) = (self.ncn, session.now()?);
        let run_by = self.by.as_ref().map_or(0, |time| time.at(now));
        if self.by.is_some() && run_by <= now {
            refuse!("--by is in the past ({})", near(run_by, now));
        }
        let sha256 = match (&self.file, &self.sha256) {
            (Some(file), _) => {
                let bytes = std::fs::read(file)
                    .map_err(|error| Error::new(format!("{} cannot be read: {error}", file.display())))?;
                hash(&bytes).to_bytes()
            }
            (None, Some(hash)) => hash.0,
            (None, None) => [0; 32],
        };
        if sha256 == [0; 32] && !self.none {
            refuse!("a hash of zero names no software: use `--none`");
        }
        let what = if self.none {
            format!("Have NCN {ncn} ask for no software any more")
        } else {
            let when = if run_by == 0 { "when they like".to_owned() } else { format!("by {}", near(run_by, now)) };
            format!("Have NCN {ncn} ask its operators to run {} {when}", hex(&sha256))
        };
        let accounts = client::SetSoftware { admin: session.me(), ncn };
        let args = client::SetSoftwareInstructionArgs { sha256, run_by };
        session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program(), args)))
    }
}
