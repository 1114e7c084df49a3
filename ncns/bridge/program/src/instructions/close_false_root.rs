//! Closes the proof of a false root that no vault can be slashed for any more, and returns its rent. Permissionless.

use anchor_lang::prelude::*;
use ncn_kit::program::evidence;

use crate::error::{BridgeError, fail};
use crate::event::{FalseRootClosed, emit};
use crate::state::FalseRoot;

/// Accounts of `close_false_root`.
#[derive(Accounts)]
pub struct CloseFalseRoot {
    /// The core's config, which bounds the length of an epoch.
    pub config: UncheckedAccount,
    #[account(mut, close = reporter)]
    pub false_root: Account<FalseRoot>,
    /// Paid for the proof and receives its rent.
    #[account(mut, address = false_root.reporter @ BridgeError::WrongReporter)]
    pub reporter: UncheckedAccount,
}

impl CloseFalseRoot {
    /// Closes the proof one of the longest epochs and two of the longest challenge windows after it was made: the slash of another incident
    /// may delay its slash by one window, and its own slash can be vetoed for another.
    pub fn close_false_root(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let false_root = &self.false_root;
        let from = evidence::needed_until(*self.config.account(), false_root.proven_at)?;
        if now < from {
            return Err(fail(BridgeError::ProofLive, now.unsigned_abs(), from.unsigned_abs()));
        }
        emit(FalseRootClosed {
            false_root: *false_root.address(),
            number: false_root.slashes + 2,
            time: now,
            source: false_root.source,
            operator: false_root.operator,
            height: false_root.height,
            reporter: false_root.reporter,
        });
        Ok(())
    }
}
