//! What happens to tokens that somebody sent to a vault. A sweep to the bond pool or to the stream is a reward, with a reward's event.

use anchor_lang::prelude::*;

/// A sweep to the vault's fee wallet was announced.
#[event(bytemuck)]
pub struct SweepAnnounced {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The token account.
    pub tokens: Address,
    /// The mint of the tokens.
    pub mint: Address,
    /// The most that the sweep takes.
    pub amount: u64,
    /// The first second of the sweep.
    pub due: i64,
}

/// Tokens were swept to the vault's fee wallet, and the notice was closed.
#[event(bytemuck)]
pub struct SweptToWallet {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The token account that they came from.
    pub tokens: Address,
    /// The mint of the tokens.
    pub mint: Address,
    /// Who owns the token account that they went to.
    pub wallet: Address,
    /// What was swept; zero where nothing was left.
    pub amount: u64,
}
