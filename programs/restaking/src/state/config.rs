//! The protocol's own settings.

use anchor_lang::prelude::*;

/// The protocol's settings: one account, at `["config"]`.
#[account]
pub struct Config {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 6],
    /// Who may change the settings.
    pub admin: Address,
    /// The shortest epoch that a vault may have, in seconds.
    pub min_epoch_seconds: u64,
    /// The longest epoch that a vault may have, in seconds.
    pub max_epoch_seconds: u64,
    /// Who may become the admin by accepting; zero while nobody is proposed.
    pub pending_admin: Address,
    /// How many events it has emitted; its making is not among them.
    pub events: u64,
    /// Who may pause what can be paused, in all vaults; zero if nobody may.
    pub guardian: Address,
    /// Who owns the token accounts that the protocol's fees go to; zero while they wait for one.
    pub fee_wallet: Address,
    /// The protocol's part of rewards in a vault's asset, in basis points of what the operator's commission leaves.
    pub protocol_fee_bps: ledger::Delayed,
    /// What the config's guardian paused last, in all vaults.
    pub pause: ledger::Pause,
    /// The genesis hash of the cluster that this is on, by the deployer's word: a program cannot read it. It is a part of
    /// what operators sign.
    pub genesis_hash: [u8; 32],
    /// Zero, for fields to come.
    pub reserved: [u8; 72],
}

impl Config {
    /// The seed of the account's address.
    pub const SEED: &'static [u8] = b"config";

    /// The number of its next event.
    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    /// When a change announced at `now` takes effect that concerns any vault: as in one with the longest epochs.
    pub fn notice(&self, now: i64) -> ledger::Notice {
        ledger::Notice::of_any_vault(now, self.max_epoch_seconds)
    }
}
