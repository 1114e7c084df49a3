//! Publishes the software that an NCN's operators must run and the deadline. Their nodes check it at start.

use anchor_lang::prelude::*;

use crate::clock;
use crate::error::{RestakingError, fail};
use crate::event::{SoftwareSet, emit};
use crate::state::{Ncn, Software};

/// Accounts of `set_software`.
#[derive(Accounts)]
pub struct SetSoftware {
    /// The NCN's admin, or the holder of a grant.
    pub admin: Signer,
    #[account(mut)]
    pub ncn: Account<Ncn>,
}

impl SetSoftware {
    /// Publishes the SHA-256 of a software release, to be run by `run_by`; zero leaves the time to each operator. A
    /// hash of zero withdraws the published release.
    pub fn set_software(&mut self, sha256: [u8; 32], run_by: i64) -> Result<()> {
        let now = clock::now()?;
        if run_by != 0 && run_by <= now {
            return Err(fail(RestakingError::DeadlinePast, run_by.unsigned_abs(), now.unsigned_abs()));
        }
        let is_named = sha256 != [0; 32];
        // A deadline needs software.
        if !is_named && run_by != 0 {
            return Err(fail(RestakingError::NoSoftware, run_by.unsigned_abs(), 0));
        }
        let since = if is_named { now } else { 0 };
        self.ncn.software = Software { sha256, since, run_by };
        emit(SoftwareSet { ncn: *self.ncn.address(), number: self.ncn.next_event(), time: now, sha256, run_by });
        Ok(())
    }
}
