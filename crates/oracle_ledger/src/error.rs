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
    /// The round has a later height [height, its height].
    OldHeight,
    /// The height's window is not open [time, first or last second].
    WindowClosed,
    /// The height's window is still open [time, first second after it].
    WindowOpen,
    /// The price is negative [its magnitude, 0].
    NegativePrice,
    /// The round has another height [height, its height].
    OtherHeight,
    /// The round is final already [height, its height].
    AlreadyFinal,
    /// The round is not final [height, its height].
    NotFinal,
    /// The order has another number of entries than there are prices [entries, prices].
    OrderCount,
    /// The order has an entry twice [entry, 0].
    OrderTwice,
    /// The order has an entry without a price [entry, 0].
    OrderNoPrice,
    /// The order's prices fall [entry, 0].
    OrderFalls,
    /// The operator is judged already [height, entry].
    AlreadyJudged,
    /// The operator missed too few rounds [missed, least].
    TooFewMissed,
    /// The round account serves an earlier height, which is not final [time, first second].
    AccountBusy,
    /// The vote's time is in the future [time, now].
    FutureTime,
    /// The ring of rounds is too short for the window [milliseconds, least].
    RingTooShort,
    /// The policy does not allow the slashes of the rules [fraction, bound].
    PolicyFraction,
    /// The policy's challenge window is too short [seconds, least].
    ShortChallenge,
    /// The policy's cooldown outlasts offenses [seconds, most].
    LongCooldown,
    /// A milder change is announced and cannot be replaced [time, first second].
    MilderAnnounced,
    /// The feed is retired already.
    AlreadyRetired,
    /// The feed is not retired.
    NotRetired,
    /// The number is a retired feed's [number, 0].
    NumberRetired,
    /// The feed has ended [time, first second without it].
    FeedRetired,
    /// The feed's evidence may be needed [time, first second in which it is not].
    EvidenceNeeded,
    /// The feed has open rounds or scores [open, 0].
    AccountsOpen,
}

impl PolicyRule for Rule {
    const FRACTION: Self = Self::PolicyFraction;
    const SHORT_CHALLENGE: Self = Self::ShortChallenge;
    const LONG_COOLDOWN: Self = Self::LongCooldown;
}
