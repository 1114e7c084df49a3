//! Sweeps to a vault's fee wallet. A sweep to the bond pool or to the stream emits a reward's event.

use anchor_lang::prelude::*;

/// A sweep to the vault's fee wallet was announced.
#[event(bytemuck)]
pub struct SweepAnnounced {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub tokens: Address,
    pub mint: Address,
    /// The most that the sweep takes.
    pub amount: u64,
    /// The first second of the sweep.
    pub due: i64,
}

/// Tokens were swept to the vault's fee wallet, and the notice was closed.
#[event(bytemuck)]
pub struct SweptToWallet {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    /// The token account that they came from.
    pub tokens: Address,
    pub mint: Address,
    /// The owner of the receiving token account.
    pub wallet: Address,
    /// The swept amount; zero if nothing was left.
    pub amount: u64,
}
