//! What stakers do. Each carries the books before and after.

use anchor_lang::prelude::*;
use ledger::Books;

/// Assets came in for shares.
#[event(bytemuck)]
pub struct Deposited {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who deposited.
    pub depositor: Address,
    /// What came in.
    pub assets: u64,
    /// What was minted for it.
    pub shares: u64,
    /// The books before.
    pub before: Books,
    /// The books after.
    pub after: Books,
    /// What open slashes had taken from the active assets: it is a part of the price.
    pub contested: u64,
    /// What of the assets is the vault's fee.
    pub fee: u64,
}

/// Shares were burned for a ticket.
#[event(bytemuck)]
pub struct ExitRequested {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who leaves.
    pub owner: Address,
    /// The new ticket.
    pub ticket: Address,
    /// The epoch of its bucket.
    pub bucket_epoch: u64,
    /// The shares burned.
    pub shares: u64,
    /// The assets that moved into the bucket.
    pub assets: u64,
    /// The ticket's part of the bucket.
    pub bucket_shares: u64,
    /// The books before.
    pub before: Books,
    /// The books after.
    pub after: Books,
    /// The bucket's pool that the ticket is in.
    pub pool: u64,
}

/// A ticket was turned back into shares, and closed.
#[event(bytemuck)]
pub struct ExitCancelled {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who stays.
    pub owner: Address,
    /// The ticket.
    pub ticket: Address,
    /// The epoch of its bucket.
    pub bucket_epoch: u64,
    /// The part of the bucket that it gave back.
    pub bucket_shares: u64,
    /// The assets that moved out of the bucket.
    pub assets: u64,
    /// The shares minted.
    pub shares: u64,
    /// The books before.
    pub before: Books,
    /// The books after.
    pub after: Books,
    /// What open slashes had taken from the active assets: it is a part of the price.
    pub contested: u64,
}

/// A ticket was paid.
#[event(bytemuck)]
pub struct ExitClaimed {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who was paid.
    pub owner: Address,
    /// The ticket.
    pub ticket: Address,
    /// The epoch of its bucket.
    pub bucket_epoch: u64,
    /// What was paid now.
    pub assets: u64,
    /// What the ticket has been paid in all.
    pub paid: u64,
    /// 1 if the ticket was closed.
    pub closed: u64,
    /// The books before.
    pub before: Books,
    /// The books after.
    pub after: Books,
    /// What the vault kept as its fee, beside the assets that went out.
    pub fee: u64,
}

/// A ticket changed hands.
#[event(bytemuck)]
pub struct ExitTicketTransferred {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The ticket.
    pub ticket: Address,
    /// The owner before.
    pub before: Address,
    /// The owner after.
    pub after: Address,
}

/// Shares were burned and paid at once, for a fee.
#[event(bytemuck)]
pub struct ExitedInstantly {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who left.
    pub owner: Address,
    /// The shares burned.
    pub shares: u64,
    /// What was paid.
    pub assets: u64,
    /// What stayed with the other holders.
    pub fee: u64,
    /// The units that left with the assets.
    pub units: u64,
    /// The books before.
    pub before: Books,
    /// The books after.
    pub after: Books,
    /// What the vault kept as its fee on exits, beside the fee that stays with its holders.
    pub exit_fee: u64,
}

/// A matured ticket was settled: it needs its bucket no longer.
#[event(bytemuck)]
pub struct ExitSettled {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The ticket.
    pub ticket: Address,
    /// Its owner.
    pub owner: Address,
    /// The bucket's epoch.
    pub bucket_epoch: u64,
    /// What the ticket has not been paid yet, its fee included.
    pub assets: u64,
    /// The tickets that still need the bucket.
    pub tickets: u64,
}

/// A bucket that no ticket needed was closed.
#[event(bytemuck)]
pub struct ExitBucketClosed {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The bucket's epoch.
    pub bucket_epoch: u64,
    /// What the roundings of its claims left, and the vault's holders got.
    pub dust: u64,
    /// The books before.
    pub before: Books,
    /// The books after.
    pub after: Books,
}
