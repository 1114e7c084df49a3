//! An NCN's permanent record of an operator, which outlives their opt-in.

use anchor_lang::prelude::*;
use ledger::state::reward_offer::OfferDebt;

/// An operator's record in an NCN, at `["record", ncn, operator]`. It is never closed, so an operator cannot erase it
/// by leaving and rejoining.
#[account]
pub struct OperatorRecord {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub ncn: Address,
    pub operator: Address,
    /// The account of the operator's current key; zero if it has none.
    pub key: Address,
    /// The number of keys that it has registered.
    pub keys: u64,
    pub events: u64,
    /// The number of slashes proposed, one per vault.
    pub slashes: u64,
    /// The number of slashes executed.
    pub executed: u64,
    /// The number of slashes vetoed.
    pub vetoed: u64,
    /// The slasher's latest incident.
    pub incident: u64,
    /// When the first slash of that incident was proposed; zero before the first.
    pub incident_at: i64,
    /// The operator's weight reads zero until this second, exclusive.
    pub jailed_until: i64,
    /// The number of times it was jailed.
    pub jailings: u64,
    /// The number of proven equivocations.
    pub equivocations: u64,
    /// Its uncollected commissions, by the index of the NCN's reward offers.
    pub commissions: [OfferDebt; ledger::state::reward_offer::MAX_OFFERS],
    pub reserved: [u8; 128],
}

impl OperatorRecord {
    pub const SEED: &'static [u8] = b"record";

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    /// Whether the operator's weight reads zero at `now`.
    pub fn is_jailed(&self, now: i64) -> bool {
        now < self.jailed_until
    }
}
