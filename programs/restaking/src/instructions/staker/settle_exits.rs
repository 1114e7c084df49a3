//! Settles matured tickets, so that their bucket can be closed.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::{RestakingError, refused};
use crate::event::ExitSettled;
use crate::state::{ExitBucket, ExitTicket, Vault};
use crate::till;

/// Accounts of `settle_exits`, followed by tickets of the bucket, each writable. Permissionless: it moves no tokens, and no
/// ticket's part changes.
#[derive(Accounts)]
pub struct SettleExits {
    /// The vault.
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The tickets' bucket.
    #[account(mut, constraint = address_eq(&bucket.vault, vault.address()) @ RestakingError::WrongVault)]
    pub bucket: Account<ExitBucket>,
}

impl SettleExits {
    /// Writes into each ticket what it is owed. Its owner claims that as before, with or without the bucket.
    ///
    /// An owner may claim while this is on its way: what is no ticket of the bucket is passed over. Only where nothing at all
    /// can be settled, the first reason fails the instruction.
    pub fn run(&mut self, tickets: &[AccountView]) -> Result<()> {
        let now = till::now()?;
        let (mut is_any, mut reason) = (false, None);
        for view in tickets {
            match self.settle(*view, now) {
                Ok(()) => is_any = true,
                Err(error) => reason = reason.or(Some(error)),
            }
        }
        match reason {
            Some(reason) if !is_any => Err(reason),
            _ => Ok(()),
        }
    }

    /// Settles the ticket at `view`. Where it fails, nothing has changed.
    fn settle(&mut self, view: AccountView, now: i64) -> Result<()> {
        // SAFETY: an account of another type does not load, and one that is passed twice is borrowed once at a time.
        let mut ticket = unsafe { Account::<ExitTicket>::load_mut(view) }?;
        require!(address_eq(&ticket.vault, self.vault.address()), RestakingError::WrongVault);
        let bucket = &mut self.bucket.bucket;
        let assets = self.vault.ledger.settle_exit(bucket, &mut ticket.ticket, now).map_err(refused)?;
        emit!(ExitSettled {
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
