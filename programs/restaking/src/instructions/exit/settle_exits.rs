//! Settles matured tickets, so their bucket can be closed.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::refusal::Refusal;

use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::{ExitSettled, emit};
use crate::state::{ExitBucket, ExitTicket, Vault};

/// Accounts of `settle_exits`, followed by tickets of the bucket, each writable. Permissionless: no token moves, and no
/// ticket's amount changes.
#[derive(Accounts)]
pub struct SettleExits {
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The tickets' bucket.
    #[account(mut, constraint = address_eq(&bucket.vault, vault.address()) @ RestakingError::WrongVault)]
    pub bucket: Account<ExitBucket>,
}

impl SettleExits {
    /// Writes into each ticket what it is owed. Its owner claims as before, with or without the bucket.
    ///
    /// An owner may claim before this executes, so an account that is not a ticket of the bucket is skipped. The
    /// instruction fails with the first reason only if no ticket can be settled.
    pub fn settle_exits(&mut self, tickets: &[AccountView]) -> Result<()> {
        let now = clock::now()?;
        let (mut is_any, mut reason) = (false, None);
        for view in tickets {
            match self.settle(*view, now) {
                Ok(()) => is_any = true,
                Err(passed) => reason = reason.or(Some(passed)),
            }
        }
        match reason {
            Some(Passed::Program(error)) if !is_any => Err(error),
            Some(Passed::Ledger(refusal)) if !is_any => Err(refused(refusal)),
            _ => Ok(()),
        }
    }

    /// Settles the ticket at `view`. A failure changes nothing.
    fn settle(&mut self, view: AccountView, now: i64) -> core::result::Result<(), Passed> {
        // SAFETY: an account of another type does not load, and one that is passed twice is borrowed once at a time.
        let mut ticket = unsafe { Account::<ExitTicket>::load_mut(view) }?;
        if !address_eq(&ticket.vault, self.vault.address()) {
            return Err(Passed::Program(RestakingError::WrongVault.into()));
        }
        let bucket = &mut self.bucket.bucket;
        let assets = self.vault.ledger.settle_exit(bucket, &mut ticket.ticket, now)?;
        emit(ExitSettled {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            ticket: *ticket.address(),
            owner: ticket.owner,
            bucket_epoch: ticket.ticket.epoch,
            assets,
            tickets: self.bucket.bucket.tickets,
        });
        Ok(())
    }
}

/// Why a ticket is skipped. Logged only if it fails the instruction.
enum Passed {
    /// The account is not a ticket of the vault.
    Program(Error),
    /// The ledger's reason.
    Ledger(Refusal),
}

impl From<Error> for Passed {
    fn from(error: Error) -> Self {
        Self::Program(error)
    }
}

impl From<Refusal> for Passed {
    fn from(refusal: Refusal) -> Self {
        Self::Ledger(refusal)
    }
}
