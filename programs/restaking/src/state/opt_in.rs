//! An opt-in between two parties.

use anchor_lang::prelude::*;
use ledger::state::weight::Valuation;

/// An opt-in between a vault and an operator, an operator and an NCN, or a vault and an NCN, in this order, at
/// `["opt_in", left, right]`. Stake has weight in an NCN only while all three opt-ins are active.
#[account]
pub struct OptIn {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    /// A vault or an operator.
    pub left: Address,
    /// An operator or an NCN.
    pub right: Address,
    /// Receives the rent when the account is closed.
    pub rent_payer: Address,
    /// The parties that have joined, and from when each is active.
    pub sides: ledger::state::opt_in::Sides,
    /// The loss limits that the vault grants the NCN, for an opt-in of those two.
    pub limits: ledger::state::breaker::LossLimits,
    pub events: u64,
    /// What the NCN took from the vault in the last epoch with a slash, vetoed or not.
    pub losses: ledger::state::breaker::Losses,
    /// The NCN's weight of the smallest unit of the vault's asset, in `1/1,000,000,000`; zero for the mint's weight.
    pub weight: u64,
    /// The accepted flags of the vault's asset if `weight` is set (`AssetFlags`).
    pub accepted_flags: u64,
    /// 1 while the vault lets the NCN's operator sets slash it under this opt-in, within its limits; otherwise 0.
    pub sets: ledger::state::delayed::Delayed,
    /// The losses at which the vault automatically leaves.
    pub stop_loss: ledger::state::stop_loss::StopLoss,
    pub reserved: [u8; 24],
}

impl OptIn {
    pub const SEED: &'static [u8] = b"opt_in";

    /// The NCN's valuation of this vault; without a weight, the mint's applies.
    pub fn valuation(&self) -> Valuation {
        Valuation { weight: self.weight, accepted_flags: self.accepted_flags }
    }

    /// Whether the vault and the NCN have opted in at `now`, and, for a set of the NCN, whether the vault covers sets.
    pub fn counts_for(&self, is_set: bool, now: i64) -> bool {
        self.sides.counts(now) && (!is_set || self.sets.at(now) == 1)
    }

    /// Whether this holds at every time from `now` through `until`, unless a later announcement changes it.
    pub fn counts_for_until(&self, is_set: bool, now: i64, until: i64) -> bool {
        self.sides.counts_until(now, until) && (!is_set || self.sets.lowest(now, until) == 1)
    }

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }
}
