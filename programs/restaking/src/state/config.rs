//! The protocol's settings.

use anchor_lang::prelude::*;

/// The protocol's settings: one account, at `["config"]`.
#[account]
pub struct Config {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    /// May change the settings.
    pub admin: Address,
    /// The shortest epoch of a vault, in seconds.
    pub min_epoch_seconds: u64,
    /// The longest epoch of a vault, in seconds.
    pub max_epoch_seconds: u64,
    /// The proposed admin, which must accept; zero if none.
    pub pending_admin: Address,
    /// Events emitted so far, excluding its creation.
    pub events: u64,
    /// May pause actions in all vaults; zero if none.
    pub guardian: Address,
    /// Owns the token accounts that receive the protocol's fees; zero while fees wait for one.
    pub fee_wallet: Address,
    /// The protocol's fee on rewards in a vault's asset, in basis points of the amount after the operator's commission.
    pub protocol_fee_bps: ledger::state::delayed::Delayed,
    /// The latest protocol-wide pause.
    pub pause: ledger::state::pause::Pause,
    /// The cluster's genesis hash, as stated by the deployer, because a program cannot read it. It is part of what
    /// operators sign.
    pub genesis_hash: [u8; 32],
    pub reserved: [u8; 72],
}

impl Config {
    /// Seed of the account's address.
    pub const SEED: &'static [u8] = b"config";

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    /// When a change announced at `now` takes effect if it concerns any vault: computed for the longest epochs.
    pub fn notice(&self, now: i64) -> ledger::state::delayed::Notice {
        ledger::state::delayed::Notice::of_any_vault(now, self.max_epoch_seconds)
    }
}
