//! A bucket that no ticket needs, and its rent back.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::{RestakingError, refused};
use crate::event::ExitBucketClosed;
use crate::state::{ExitBucket, Vault};
use crate::till;

/// Accounts of `close_exit_bucket`. Anyone may send it: all that it moves goes where it belongs.
#[derive(Accounts)]
pub struct CloseExitBucket {
    /// The vault.
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The bucket, closed here.
    #[account(
        mut, close = rent_payer, constraint = address_eq(&bucket.vault, vault.address()) @ RestakingError::WrongVault
    )]
    pub bucket: Account<ExitBucket>,
    /// Who paid for the bucket; may be the sender.
    #[account(unsafe(dup), address = bucket.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

impl CloseExitBucket {
    /// Closes the bucket; what its claims' roundings left goes to the vault's holders.
    pub fn run(&mut self) -> Result<()> {
        let now = till::now()?;
        let before = self.vault.ledger.books;
        let bucket_epoch = self.bucket.bucket.epoch;
        let dust = self.vault.ledger.close_bucket(&mut self.bucket.bucket, now).map_err(refused)?;
        emit!(ExitBucketClosed {
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
