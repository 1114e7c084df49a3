//! Closes a bucket that no ticket needs, and returns its rent.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::{ExitBucketClosed, emit};
use crate::state::{ExitBucket, Vault};

/// Accounts of `close_exit_bucket`. Permissionless: the sender chooses no recipient.
#[derive(Accounts)]
pub struct CloseExitBucket {
    #[account(mut)]
    pub vault: Account<Vault>,
    #[account(
        mut, close = rent_payer, constraint = address_eq(&bucket.vault, vault.address()) @ RestakingError::WrongVault
    )]
    pub bucket: Account<ExitBucket>,
    /// Paid for the bucket and receives its rent; may be the sender.
    #[account(unsafe(dup), address = bucket.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

impl CloseExitBucket {
    /// Closes the bucket. The rounding remainder of its claims goes to the vault's holders.
    pub fn close_exit_bucket(&mut self) -> Result<()> {
        let now = clock::now()?;
        let before = self.vault.ledger.books;
        let bucket_epoch = self.bucket.bucket.epoch;
        let dust = self.vault.ledger.close_bucket(&mut self.bucket.bucket, now).map_err(refused)?;
        emit(ExitBucketClosed {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            bucket_epoch,
            dust,
            before,
            after: self.vault.ledger.books,
        });
        Ok(())
    }
}
