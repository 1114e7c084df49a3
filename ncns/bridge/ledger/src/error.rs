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
    /// The round has another height [height, its height].
    OtherHeight,
    /// The round is final already [height, its height].
    AlreadyFinal,
    /// The round is not final [height, its height].
    NotFinal,
    /// Too little weight signed this checkpoint [weight, total weight].
    NoQuorum,
    /// Too few operators signed this checkpoint [operators, least].
    FewSigners,
    /// The operator is judged already [height, place].
    AlreadyJudged,
    /// The operator missed too few rounds [missed, least].
    TooFewMissed,
    /// The round account serves an earlier height, which is not final [time, first second].
    AccountBusy,
    /// The ring of rounds is too short for the window [milliseconds, least].
    RingTooShort,
    /// The outbox's history is too short for the evidence [milliseconds, least].
    HistoryTooShort,
    /// The policy does not allow the slashes of the rules [fraction, bound].
    PolicyFraction,
    /// The policy's challenge window is too short [seconds, least].
    ShortChallenge,
    /// The policy's cooldown is too long [seconds, most].
    LongCooldown,
    /// A milder change is announced and cannot be replaced [time, first second].
    MilderAnnounced,
    /// The outbox has as many messages as it can have [messages, most].
    OutboxFull,
    /// The time of the height has not come [time, its time].
    HeightToCome,
    /// The height has left the outbox's history [height, earliest].
    HeightForgotten,
}

impl PolicyRule for Rule {
    const FRACTION: Self = Self::PolicyFraction;
    const SHORT_CHALLENGE: Self = Self::ShortChallenge;
    const LONG_COOLDOWN: Self = Self::LongCooldown;
}
