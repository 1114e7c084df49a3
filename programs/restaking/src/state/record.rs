//! What an NCN knows of an operator, for good: it outlives their agreement.

use anchor_lang::prelude::*;
use ledger::Incident;

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
    /// The latest of them that was slashed.
    pub equivocation: u64,
    /// When its first slash was proposed; zero before there was one.
    pub equivocation_at: i64,
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

    /// Its latest incident of a kind: 0 are the slasher's, 1 proven equivocations. The cool-down of one does not hold up the
    /// other, or else the slasher could hold up the proofs.
    pub fn latest(&self, kind: u8) -> Incident {
        if kind == 0 {
            Incident { id: self.incident, at: self.incident_at }
        } else {
            Incident { id: self.equivocation, at: self.equivocation_at }
        }
    }

    /// Notes an incident of a kind.
    pub fn note(&mut self, kind: u8, latest: Incident) {
        if kind == 0 {
            (self.incident, self.incident_at) = (latest.id, latest.at);
        } else {
            (self.equivocation, self.equivocation_at) = (latest.id, latest.at);
        }
    }

    /// Whether the operator's weight reads zero at `now`.
    pub fn is_jailed(&self, now: i64) -> bool {
        now < self.jailed_until
    }
}
