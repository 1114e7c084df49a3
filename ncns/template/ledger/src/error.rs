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
    /// The policy does not allow the slash of the rules [fraction, bound].
    PolicyFraction,
    /// The policy's challenge window is too short [seconds, least].
    ShortChallenge,
    /// The policy's cooldown outlasts offenses [seconds, most].
    LongCooldown,
    /// The height's window is not open [time, first or last second].
    WindowClosed,
    /// The height's window is still open [time, first second after it].
    WindowOpen,
    /// The round is final already [height, 0].
    AlreadyFinal,
    /// The round is not final, and may still become it [time, first second in which it is judged all the same].
    NotFinal,
    /// The entry has no value to certify [0, 0].
    NoValue,
    /// Too little weight is for the value [weight, total weight].
    NoQuorum,
    /// The operator is judged already [height, 0].
    AlreadyJudged,
    /// The vote is no offense [height, 0].
    NotAnOffense,
    /// The operator missed too few rounds [missed, least].
    TooFewMissed,
}

impl PolicyRule for Rule {
    const FRACTION: Self = Self::PolicyFraction;
    const SHORT_CHALLENGE: Self = Self::ShortChallenge;
    const LONG_COOLDOWN: Self = Self::LongCooldown;
}
