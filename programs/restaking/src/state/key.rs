//! A key that an operator signs with for an NCN.

use anchor_lang::prelude::*;

use crate::error::RestakingError;

/// What a key signs by. A kind is one byte in accounts, and so it stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub enum KeyKind {
    /// Ed25519, with a key of 32 bytes.
    Ed25519,
    /// BN254, with aggregated signatures. Not supported yet.
    Bn254,
    /// BLS12-381, with aggregated signatures. Not supported yet.
    Bls12381,
}

impl KeyKind {
    /// Refuses what this program cannot verify.
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

/// An operator's key in an NCN, at `["key", ncn, key]`. It is never closed: a key is one operator's in an NCN, for
/// good, and what it signed while it counted stays its operator's to answer for.
///
/// It counts from the second of its registration through the second of its end: `from < until` always. While a second
/// lasts, a key that counts in it does not cease to, since what was signed with it and believed in one slot must not be
/// nobody's in the next. So in the second of a rotation both keys count, and a key that was replaced in its first second has
/// counted in that one.
///
/// A proven equivocation ends it too, so that what two signatures can cost is bounded: each vault is slashed once for a key,
/// whatever else it signed.
#[account]
pub struct OperatorKey {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// What it signs by ([`KeyKind`]): 0 Ed25519.
    pub kind: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 5],
    /// The NCN.
    pub ncn: Address,
    /// The operator.
    pub operator: Address,
    /// The public key. One that is longer, of a kind to come, stands in an account of its own, and here its SHA-256 with its kind
    /// in front: no key pays rent for what only others need.
    pub key: [u8; 32],
    /// Who paid for this account.
    pub rent_payer: Address,
    /// The first second in which it counts.
    pub from: i64,
    /// The first second in which it counts no longer; the last there is while it is the operator's current key.
    pub until: i64,
    /// Which of the operator's keys in the NCN it is, from 1 on: the incident of the slashes for its equivocations.
    pub number: u64,
    /// When the first of its equivocations was proven; zero if none was.
    pub proven_at: i64,
    /// Zero, for fields to come.
    pub reserved: [u8; 48],
}

impl OperatorKey {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"key";

    /// Whether the key counts in the second `time`.
    pub fn counts_at(&self, time: i64) -> bool {
        self.from <= time && time < self.until
    }

    /// Lets the key count no longer than through the second `now`; through its first one, should the clock have run back.
    pub fn end(&mut self, now: i64) {
        self.until = now.max(self.from).saturating_add(1);
    }

    /// Ends the key permanently, for an equivocation that was proven at `now`. One that had ended before stays ended.
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
