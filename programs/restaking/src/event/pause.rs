//! Events of pauses.

use anchor_lang::prelude::*;

/// A pause was raised.
#[event(bytemuck)]
pub struct PauseRaised {
    /// The config, for all vaults, or one vault.
    pub governed: Address,
    pub number: u64,
    pub time: i64,
    pub guardian: Address,
    pub before: ledger::state::pause::Pause,
    pub after: ledger::state::pause::Pause,
}

/// A pause was lifted before its end.
#[event(bytemuck)]
pub struct PauseLifted {
    /// The config, for all vaults, or one vault.
    pub governed: Address,
    pub number: u64,
    pub time: i64,
    /// The guardian or the admin.
    pub lifter: Address,
    /// The pause as raised.
    pub before: ledger::state::pause::Pause,
    /// The pause as lifted.
    pub after: ledger::state::pause::Pause,
}
