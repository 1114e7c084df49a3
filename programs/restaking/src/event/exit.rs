//! Events of exits.

use anchor_lang::pod::PodBool;
use anchor_lang::prelude::*;
use ledger::state::books::Books;

/// Shares were burned for a ticket.
#[event(bytemuck)]
pub struct ExitRequested {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub owner: Address,
    /// The new ticket.
    pub ticket: Address,
    /// The epoch of the ticket's bucket.
    pub bucket_epoch: u64,
    /// The shares burned.
    pub shares: u64,
    /// The assets that moved into the bucket.
    pub assets: u64,
    /// The ticket's part of the bucket.
    pub bucket_shares: u64,
    pub before: Books,
    pub after: Books,
    /// The bucket's pool that holds the ticket.
    pub pool: u64,
}

/// A ticket was converted back into shares and closed.
#[event(bytemuck)]
pub struct ExitCanceled {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub owner: Address,
    pub ticket: Address,
    /// The epoch of the ticket's bucket.
    pub bucket_epoch: u64,
    /// The part of the bucket that the ticket returned.
    pub bucket_shares: u64,
    /// The assets that moved out of the bucket.
    pub assets: u64,
    /// The shares minted.
    pub shares: u64,
    pub before: Books,
    pub after: Books,
    /// What open slashes had taken from the active assets. It is part of the price.
    pub contested: u64,
}

/// A ticket was paid.
#[event(bytemuck)]
pub struct ExitClaimed {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub owner: Address,
    pub ticket: Address,
    /// The epoch of the ticket's bucket.
    pub bucket_epoch: u64,
    /// The amount of this payment.
    pub assets: u64,
    /// The total paid to the ticket so far.
    pub paid: u64,
    /// The ticket was closed.
    pub closed: PodBool,
    pub padding: [u8; 7],
    pub before: Books,
    pub after: Books,
    /// The vault's fee, in addition to `assets`.
    pub fee: u64,
}

/// A ticket was transferred to another owner.
#[event(bytemuck)]
pub struct ExitTicketTransferred {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub ticket: Address,
    pub before: Address,
    pub after: Address,
}

/// Shares were burned and paid at once, for a fee.
#[event(bytemuck)]
pub struct ExitedInstantly {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub owner: Address,
    /// The shares burned.
    pub shares: u64,
    pub assets: u64,
    /// The fee that stays with the other holders.
    pub fee: u64,
    /// The units that left with the assets.
    pub units: u64,
    pub before: Books,
    pub after: Books,
    /// The vault's exit fee, in addition to `fee`.
    pub exit_fee: u64,
}

/// A matured ticket was settled: it no longer needs its bucket.
#[event(bytemuck)]
pub struct ExitSettled {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub ticket: Address,
    pub owner: Address,
    pub bucket_epoch: u64,
    /// What the ticket has not been paid yet, including its fee.
    pub assets: u64,
    /// The tickets that still need the bucket.
    pub tickets: u64,
}

/// A bucket that no ticket needed was closed.
#[event(bytemuck)]
pub struct ExitBucketClosed {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub bucket_epoch: u64,
    /// The rounding remainder of the bucket's claims, given to the vault's holders.
    pub dust: u64,
    pub before: Books,
    pub after: Books,
}
