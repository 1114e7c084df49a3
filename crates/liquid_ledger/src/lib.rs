//! The accounting of a liquid pool: one token, the LRT, over several assets. Each asset lies in a reserve and in vaults of the
//! core, and is valued by its source.
//!
//! A transition checks everything, then changes state, and returns the token moves that its caller owes, or a
//! [`LedgerError`](error::LedgerError). Nothing here knows Solana: the program reads the sources, moves the tokens and passes the
//! time.
//!
//! Amounts are in smallest units: tokens of an asset, shares of the pool, value in the pool's numeraire (lamports). Times are in
//! unix seconds, fees in basis points. Every rounding favors the holders that stay.
//!
//! Two values of everything: entering pays by the higher, leaving is paid by the lower. The lower value of a vault's token takes
//! open slashes as executed, the higher takes them as vetoed. So no one gains from a slash, a veto or a changed rate that others do
//! not know yet.
#![cfg_attr(not(test), no_std)]
#![deny(unsafe_code)]

pub mod error;
mod math;
pub mod state;
pub mod transition;

/// The most assets of a pool.
pub const ASSETS: usize = 8;

/// The most vaults in which a pool places its assets, those of all assets together.
pub const PLACEMENTS: usize = 8;

/// The most exits of a placement that are on their way at once.
pub const EXITS: usize = 3;

/// Virtual value and as many virtual shares in every rate, as in the core: they hold the first depositor's power over the rate to
/// dust.
pub const VIRTUAL: u64 = 1_000;

/// The most value of a pool, so that the squares of the imbalance fee fit: 2^61 lamports, four times all the SOL that there is.
pub const MAX_VALUE: u64 = 1 << 61;

/// Basis points in a whole.
pub const BPS: u64 = 10_000;

/// The seconds by which yearly fees divide: 365 days.
pub const YEAR_SECONDS: u64 = 365 * 86_400;
