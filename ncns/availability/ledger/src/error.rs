//! Why a transition did not happen, with the value that was wrong and the limit that it broke.

use ncn_kit::policy::PolicyRule;
use ncn_kit::refusal::Refusal;
pub use ncn_kit::refusal::ensure;

/// A refused transition, with the value that was wrong and the limit that it broke.
pub type LedgerError = Refusal<Rule>;

/// The result of a transition.
pub type Result<T> = core::result::Result<T, LedgerError>;

/// The rules that a transition can break, with the meaning of value and limit in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A figure of the rules is out of bounds [figure, bound].
    RuleOutOfBounds,
    /// A milder change is announced and cannot be replaced [time, first second].
    MilderAnnounced,
    /// The policy does not allow the slash of the rules [fraction, bound].
    PolicyFraction,
    /// The policy's challenge window is too short [seconds, least].
    ShortChallenge,
    /// The blob has no bytes, or too many [bytes, bound].
    BlobSize,
    /// The time is outside of the height's window [time, first or last second].
    WindowClosed,
    /// The certificate would expire before its window ends [time, least].
    EarlyExpiry,
    /// The table has no such place [place, places].
    NoPlace,
    /// The certificate has too little weight or too few operators [weight, total].
    NotCertified,
    /// The certificate expired [time, expiry].
    Expired,
    /// The certificate is still needed [time, first second].
    CertificateLive,
    /// The bond is higher than the challenger accepts [bond, most].
    HighBond,
    /// The challenge has its chunk already [chunk, 0].
    AlreadyDrawn,
    /// No slot from the draw's on has ended [slot, draw's].
    EarlyDraw,
    /// The slot of the draw left the sysvar [slot, draw's].
    SlotGone,
    /// The slot of the draw is still in the sysvar, or to come [slot, draw's].
    SlotKnown,
    /// The challenge has no chunk yet [0, 0].
    NotDrawn,
    /// The time to answer is over [time, deadline].
    TooLate,
    /// The time to answer is not over [time, deadline].
    TimeLeft,
    /// Too few slots passed since the draw [slot, least].
    SlotsLeft,
    /// The challenge is settled [status, 0].
    Settled,
    /// The chunk has another size [bytes, bytes of the blob's chunk].
    ChunkSize,
    /// The proof has another number of hashes [hashes, needed].
    ProofLength,
    /// The chunk is not the blob's [index, chunks].
    NotInBlob,
    /// The challenge did not find a failure [status, 0].
    NotFailed,
    /// The challenge is open [status, 0].
    StillOpen,
    /// The policy's cooldown is longer than a period [seconds, most].
    LongCooldown,
}

impl PolicyRule for Rule {
    const FRACTION: Self = Self::PolicyFraction;
    const SHORT_CHALLENGE: Self = Self::ShortChallenge;
    const LONG_COOLDOWN: Self = Self::LongCooldown;
}
