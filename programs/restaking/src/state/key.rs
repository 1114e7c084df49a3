//! A key that an operator signs with for an NCN.

use anchor_lang::prelude::*;

use crate::choice::{KeyKind, stored};
use crate::error::RestakingError;

impl KeyKind {
    /// Refuses a scheme that this program cannot verify.
    ///
    /// # Errors
    /// [`RestakingError::Bn254Key`], [`RestakingError::Bls12381Key`].
    pub fn check_supported(self) -> Result<()> {
        match self {
            Self::Ed25519 => Ok(()),
            Self::Bn254 => Err(RestakingError::Bn254Key.into()),
            Self::Bls12381 => Err(RestakingError::Bls12381Key.into()),
        }
    }
}

/// An operator's key in an NCN, at `["key", ncn, key]`. It is never closed: a key belongs to one operator of an NCN
/// permanently, and the operator answers for what it signed while the key was active.
///
/// The key is active from the second of its registration through the second of its end, so `from < until` always holds.
/// A signature accepted in one slot must still have an owner in the next, so a key never expires within a second. In
/// the second of a rotation both keys are therefore active, and a key replaced in its first second was active in that
/// second.
///
/// A proven equivocation also ends the key, which bounds its cost: each vault is slashed once per key, whatever else
/// the key signed.
#[account]
pub struct OperatorKey {
    pub version: u8,
    pub bump: u8,
    pub kind: stored::KeyKind,
    pub padding: [u8; 5],
    pub ncn: Address,
    pub operator: Address,
    /// The public key. A longer key of a future scheme gets its own account, and this field then holds the SHA-256 of
    /// its scheme and key. No other key pays rent for that length.
    pub key: [u8; 32],
    /// Paid for this account.
    pub rent_payer: Address,
    /// The first second in which the key is active.
    pub from: i64,
    /// The first second in which the key is no longer active; 2^63 - 1 for the operator's current key.
    pub until: i64,
    /// The number of the key among the operator's keys in the NCN, from 1. It is the incident number of slashes for its
    /// equivocations.
    pub number: u64,
    /// When its first equivocation was proven; zero if none.
    pub proven_at: i64,
    pub reserved: [u8; 48],
}

impl OperatorKey {
    pub const SEED: &'static [u8] = b"key";

    /// Whether the key is active in the second `time`.
    pub fn counts_at(&self, time: i64) -> bool {
        self.from <= time && time < self.until
    }

    /// Ends the key after the second `now`, or after its first second if the clock has run backwards.
    pub fn end(&mut self, now: i64) {
        self.until = now.max(self.from).saturating_add(1);
    }

    /// Ends the key permanently, for an equivocation proven at `now`. An earlier end stays.
    pub fn condemn(&mut self, now: i64) {
        if self.until == i64::MAX {
            self.end(now);
        }
        if self.proven_at == 0 {
            self.proven_at = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use bytemuck::Zeroable;

    use super::*;

    fn from(from: i64) -> OperatorKey {
        OperatorKey { from, until: i64::MAX, ..Zeroable::zeroed() }
    }

    #[test]
    fn counts_from_its_first_second_and_through_the_one_it_ends_in() {
        let mut key = from(100);
        assert_eq!(
            [i64::MIN, 0, 99, 100, 101, i64::MAX - 1].map(|time| key.counts_at(time)),
            [false, false, false, true, true, true]
        );
        key.end(200);
        assert_eq!(
            [99, 100, 199, 200, 201, i64::MAX].map(|time| key.counts_at(time)),
            [false, true, true, true, false, false]
        );
    }

    #[test]
    fn counts_for_a_second_at_least_whatever_the_clock_says() {
        for now in [100, 99, 0, -5, i64::MIN] {
            let mut key = from(100);
            key.end(now);
            assert_eq!((key.from, key.until), (100, 101), "ended at {now}");
        }
        let mut key = from(100);
        key.end(i64::MAX);
        assert_eq!(key.until, i64::MAX);
    }

    #[test]
    fn a_proof_ends_a_key_and_prolongs_none() {
        let mut key = from(100);
        key.condemn(150);
        assert_eq!((key.until, key.proven_at), (151, 150));
        key.condemn(170);
        assert_eq!((key.until, key.proven_at), (151, 150), "the second proof changes nothing");
        let mut key = from(100);
        key.end(120);
        key.condemn(150);
        assert_eq!((key.until, key.proven_at), (121, 150), "one that had been replaced");
        let mut key = from(100);
        key.condemn(90);
        assert_eq!((key.until, key.proven_at), (101, 90), "a clock that ran back");
    }
}
