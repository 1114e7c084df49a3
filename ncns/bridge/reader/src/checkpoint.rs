//! A final checkpoint, as its account has it.

use crate::proof::{MAX_PROOF, Message, root_of};
use crate::{Hash, Refused};

/// The discriminator of a checkpoint's account.
pub const DISCRIMINATOR: [u8; 8] = [199, 62, 186, 186, 98, 119, 211, 139];

/// The size of a checkpoint's account.
pub const CHECKPOINT_BYTES: usize = 8 + 288;

/// The version of its layout.
const VERSION: u8 = 1;

/// Basis points in a whole.
const BPS: u64 = 10_000;

/// Offsets in a checkpoint's account, after its discriminator of 8 bytes.
mod at {
    pub const VERSION: usize = 8;
    pub const SOURCE: usize = 8 + 40;
    pub const ORIGIN: usize = 8 + 136;
    pub const HEIGHT: usize = 8 + 168;
    pub const TIME: usize = 8 + 176;
    pub const FINAL_AT: usize = 8 + 184;
    pub const ROOT: usize = 8 + 192;
    pub const COUNT: usize = 8 + 224;
    pub const WEIGHT: usize = 8 + 232;
    pub const TOTAL_WEIGHT: usize = 8 + 240;
    pub const SIGNERS: usize = 8 + 248;
    pub const KEPT_UNTIL: usize = 8 + 256;
}

/// A checkpoint that the quorum signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The outbox: its address on this chain, or the number that the source has for one elsewhere.
    pub origin: Hash,
    pub height: u64,
    /// The time of that height, in unix seconds: every earlier message is included.
    pub time: i64,
    /// When it became final on this chain, in unix seconds.
    pub final_at: i64,
    /// The root of all messages so far.
    pub root: Hash,
    /// The number of messages so far.
    pub count: u64,
    /// The weight that signed.
    pub weight: u64,
    /// The weight of all operators.
    pub total_weight: u64,
    /// The number of operators that signed.
    pub signers: u64,
    /// The first second in which anyone may close its account.
    pub kept_until: i64,
}

/// The time in which a checkpoint's account surely exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// When it became final on this chain, in unix seconds.
    pub final_at: i64,
    /// The first second in which anyone may close its account.
    pub kept_until: i64,
}

/// The limits of a consumer. All of them must be stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The least share of the weight that signed, in basis points.
    pub min_weight_bps: u64,
    /// The least weight that signed, in the NCN's weights: what a lie would cost at the least is a part of it.
    pub min_weight: u64,
    /// The least number of operators that signed.
    pub min_signers: u64,
}

impl Limits {
    /// Two thirds of the weight, three operators, and the weight that the consumer's value at risk demands.
    pub const fn strict(min_weight: u64) -> Self {
        Self { min_weight_bps: 6_667, min_weight, min_signers: 3 }
    }
}

impl Checkpoint {
    /// Reads the data of the account of a checkpoint of `source`. The caller checks the account's owner.
    ///
    /// # Errors
    /// [`Refused::NotACheckpoint`], [`Refused::OtherSource`].
    pub fn read(data: &[u8], source: &[u8; 32]) -> Result<Self, Refused> {
        if data.len() < CHECKPOINT_BYTES || !data.starts_with(&DISCRIMINATOR) || data[at::VERSION] != VERSION {
            return Err(Refused::NotACheckpoint);
        }
        if fixed::<32>(data, at::SOURCE) != *source {
            return Err(Refused::OtherSource);
        }
        let figure = |from: usize| u64::from_le_bytes(fixed(data, from));
        Ok(Self {
            origin: fixed(data, at::ORIGIN),
            height: figure(at::HEIGHT),
            time: figure(at::TIME).cast_signed(),
            final_at: figure(at::FINAL_AT).cast_signed(),
            root: fixed(data, at::ROOT),
            count: figure(at::COUNT),
            weight: figure(at::WEIGHT),
            total_weight: figure(at::TOTAL_WEIGHT),
            signers: figure(at::SIGNERS),
            kept_until: figure(at::KEPT_UNTIL).cast_signed(),
        })
    }

    /// The time in which its account surely exists.
    pub const fn kept(&self) -> Kept {
        Kept { final_at: self.final_at, kept_until: self.kept_until }
    }

    /// Refuses a checkpoint that too little weight or too few operators signed.
    ///
    /// # Errors
    /// [`Refused::TooWeak`], [`Refused::TooFew`].
    pub fn check(&self, limits: &Limits) -> Result<(), Refused> {
        if self.weight < limits.min_weight {
            return Err(Refused::TooWeak(self.weight, limits.min_weight));
        }
        let share = u128::from(self.weight) * u128::from(BPS);
        if share < u128::from(self.total_weight) * u128::from(limits.min_weight_bps) {
            let share = share / u128::from(self.total_weight.max(1));
            return Err(Refused::TooWeak(u64::try_from(share).unwrap_or(u64::MAX), limits.min_weight_bps));
        }
        if self.signers < limits.min_signers {
            return Err(Refused::TooFew(self.signers, limits.min_signers));
        }
        Ok(())
    }

    /// Refuses a message that is not in the checkpoint, or a checkpoint outside of `limits`. `hashv` is the SHA-256 of the concatenated
    /// parts.
    ///
    /// # Errors
    /// [`Refused::NotYet`], [`Refused::NotIncluded`], and those of [`Checkpoint::check`].
    pub fn prove(
        &self,
        limits: &Limits,
        message: &Message<'_>,
        proof: &[Hash],
        hashv: impl Fn(&[&[u8]]) -> Hash,
    ) -> Result<(), Refused> {
        self.check(limits)?;
        if message.index >= self.count {
            return Err(Refused::NotYet(message.index, self.count));
        }
        if proof.len() > MAX_PROOF {
            return Err(Refused::NotIncluded);
        }
        let leaf = message.leaf(&self.origin, &hashv);
        match root_of(leaf, message.index, self.count, proof, hashv) {
            Some(root) if root == self.root => Ok(()),
            _ => Err(Refused::NotIncluded),
        }
    }
}

/// `SIZE` bytes of `data` from `from`. The caller has checked the length.
fn fixed<const SIZE: usize>(data: &[u8], from: usize) -> [u8; SIZE] {
    let mut bytes = [0; SIZE];
    bytes.copy_from_slice(&data[from..from + SIZE]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHECKPOINT: Checkpoint = Checkpoint {
        origin: [7; 32],
        height: 3,
        time: 100,
        final_at: 120,
        root: [1; 32],
        count: 1,
        weight: 80,
        total_weight: 100,
        signers: 4,
        kept_until: 220,
    };

    const LIMITS: Limits = Limits { min_weight_bps: 8_000, min_weight: 80, min_signers: 4 };

    #[test]
    fn a_checkpoint_at_every_limit_is_accepted_and_beyond_each_refused() {
        assert_eq!(CHECKPOINT.check(&LIMITS), Ok(()));
        assert_eq!(CHECKPOINT.check(&Limits { min_weight: 81, ..LIMITS }), Err(Refused::TooWeak(80, 81)));
        assert_eq!(CHECKPOINT.check(&Limits { min_weight_bps: 8_001, ..LIMITS }), Err(Refused::TooWeak(8_000, 8_001)));
        assert_eq!(CHECKPOINT.check(&Limits { min_signers: 5, ..LIMITS }), Err(Refused::TooFew(4, 5)));
        // A share rounds down where it is told, and is exact where it is judged.
        let extreme = Checkpoint { weight: u64::MAX - 1, total_weight: u64::MAX, ..CHECKPOINT };
        let whole = Limits { min_weight_bps: 10_000, ..LIMITS };
        assert_eq!(extreme.check(&whole), Err(Refused::TooWeak(9_999, 10_000)));
    }

    #[test]
    fn other_data_are_refused() {
        let mut data = [0; CHECKPOINT_BYTES];
        data[..8].copy_from_slice(&DISCRIMINATOR);
        data[at::SOURCE..at::SOURCE + 32].fill(5);
        assert_eq!(Checkpoint::read(&data, &[5; 32]), Err(Refused::NotACheckpoint), "of no version");
        data[at::VERSION] = VERSION;
        assert!(Checkpoint::read(&data, &[5; 32]).is_ok());
        assert_eq!(Checkpoint::read(&data, &[6; 32]), Err(Refused::OtherSource));
        assert_eq!(Checkpoint::read(&data[1..], &[5; 32]), Err(Refused::NotACheckpoint));
        assert_eq!(Checkpoint::read(&[], &[5; 32]), Err(Refused::NotACheckpoint));
        data[0] ^= 1;
        assert_eq!(Checkpoint::read(&data, &[5; 32]), Err(Refused::NotACheckpoint));
    }
}
