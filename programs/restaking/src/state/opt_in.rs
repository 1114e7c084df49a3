//! An agreement between two entities.

use anchor_lang::prelude::*;
use ledger::Valuation;

/// An agreement between a vault and an operator, an operator and an NCN, or a vault and an NCN, in this order, at
/// `["opt_in", left, right]`. Stake counts for an NCN only where all three agree.
#[account]
pub struct OptIn {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 6],
    /// The first party: a vault or an operator.
    pub left: Address,
    /// The second party: an operator or an NCN.
    pub right: Address,
    /// Who paid for this account, and gets its rent back.
    pub rent_payer: Address,
    /// Who has joined, and from when on it counts.
    pub agreement: ledger::Agreement,
    /// What the vault lets the NCN take, where it is those two.
    pub limits: ledger::LossLimits,
    /// How many events it has emitted.
    pub events: u64,
    /// What the NCN took from the vault in the latest epoch in which it took something, vetoed or not.
    pub losses: ledger::Losses,
    /// What the NCN counts a smallest unit of the vault's asset for, in `1/1,000,000,000`; zero for what it counts the mint for.
    pub weight: u64,
    /// The flags that the vault's asset may have where there is a `weight` (`AssetFlags`).
    pub accepted_flags: u64,
    /// 1 while the vault lets the NCN's operator sets slash it by this agreement, within its limits; 0 else.
    pub sets: ledger::Delayed,
    /// At what losses the vault leaves by itself.
    pub stop_loss: ledger::StopLoss,
    /// Zero, for fields to come.
    pub reserved: [u8; 24],
}

impl OptIn {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"opt_in";

    /// What the NCN counts this one vault for; without a weight where it goes by the mint.
    pub fn valuation(&self) -> Valuation {
        Valuation { weight: self.weight, accepted_flags: self.accepted_flags }
    }

    /// The vault and the NCN agree at `now`, and, for a set of the NCN's, the vault covers sets.
    pub fn counts_for(&self, is_set: bool, now: i64) -> bool {
        self.agreement.counts(now) && (!is_set || self.sets.at(now) == 1)
    }

    /// The same at any time from `now` through `until`, but for what is announced later.
    pub fn counts_for_until(&self, is_set: bool, now: i64, until: i64) -> bool {
        self.agreement.counts_until(now, until) && (!is_set || self.sets.lowest(now, until) == 1)
    }

    /// The number of its next event.
    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }
}
