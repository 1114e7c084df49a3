//! Events of deposits.

use anchor_lang::prelude::*;
use ledger::state::books::Books;

/// Assets were deposited for shares.
#[event(bytemuck)]
pub struct Deposited {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub depositor: Address,
    /// The amount deposited.
    pub assets: u64,
    /// The shares minted.
    pub shares: u64,
    pub before: Books,
    pub after: Books,
    /// What open slashes had taken from the active assets. It is part of the price.
    pub contested: u64,
    /// The vault's fee, a part of `assets`.
    pub fee: u64,
}
