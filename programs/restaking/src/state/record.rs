//! What an NCN knows of an operator, for good: it outlives their agreement.

use anchor_lang::prelude::*;
use ledger::OfferDebt;

/// An operator's record in an NCN, at `["record", ncn, operator]`. It is never closed, so that nobody sheds a record by
/// leaving and coming back.
#[account]
pub struct OperatorRecord {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 6],
    /// The NCN.
    pub ncn: Address,
    /// The operator.
    pub operator: Address,
    /// The account of the key that the operator signs with now; zero while it has none.
    pub key: Address,
    /// How many keys it has registered.
    pub keys: u64,
    /// How many events the record has emitted.
    pub events: u64,
    /// How many slashes were proposed, one for each vault.
    pub slashes: u64,
    /// How many of them were executed.
    pub executed: u64,
    /// How many of them were vetoed.
    pub vetoed: u64,
    /// The slasher's latest incident.
    pub incident: u64,
    /// When its first slash was proposed; zero before there was one.
    pub incident_at: i64,
    /// Until when the operator's weight reads zero, that second excluded.
    pub jailed_until: i64,
    /// How often it was jailed.
    pub jailings: u64,
    /// How many equivocations were proven.
    pub equivocations: u64,
    /// The commissions that it has not collected, by the places of the NCN's reward offers.
    pub commissions: [OfferDebt; ledger::MAX_OFFERS],
    /// Zero, for fields to come.
    pub reserved: [u8; 128],
}

impl OperatorRecord {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"record";

    /// The number of its next event.
    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    /// Whether the operator's weight reads zero at `now`.
    pub fn is_jailed(&self, now: i64) -> bool {
        now < self.jailed_until
    }
}
