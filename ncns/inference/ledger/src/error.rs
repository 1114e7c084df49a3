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
    /// A milder change is announced and cannot be replaced [time, first second].
    MilderAnnounced,
    /// The number of seats is out of bounds [seats, bound].
    SeatsOutOfBounds,
    /// The policy's cooldown is longer than a period [seconds, most].
    LongCooldown,
    /// The fee is too low [lamports, least].
    LowFee,
    /// The time of the task's number is too near or too far [time, bound].
    NumberTime,
    /// The table has too little weight [weight, least].
    LightTable,
    /// The committee is drawn already [seats, 0].
    AlreadyDrawn,
    /// The committee is not drawn yet [0, 0].
    NotDrawn,
    /// The time of the task's number is to come [time, first second].
    EarlyDraw,
    /// The hash of the draw's slot is to come [slot, 0].
    HashToCome,
    /// The time to draw is over, or the hash of the draw's slot is gone [time, first second].
    DrawOver,
    /// The committee can still be drawn [time, first second].
    DrawOpen,
    /// The weights do not add up to the table's total [weight, total].
    WrongTotal,
    /// The window of commitments or of reveals is not open [time, first or last second].
    WindowClosed,
    /// The window of reveals is not over [time, first second].
    WindowOpen,
    /// The member has no commitment [0, 0].
    NotCommitted,
    /// The output and the salt do not open the member's commitment [0, 0].
    WrongOpening,
    /// The task is concluded already [time, 0].
    AlreadyConcluded,
    /// The task is not concluded [0, 0].
    NotConcluded,
    /// The member is judged already [0, 0].
    AlreadyJudged,
    /// The operator missed tasks in too few rounds [rounds, least].
    TooFewMissed,
    /// The member did not reveal the winning output [0, 0].
    NotWinner,
    /// The member is paid already [0, 0].
    AlreadyPaid,
    /// Members are not judged or not paid yet [members, all].
    TaskLive,
    /// Heights are too far apart [milliseconds, most].
    CoarseHeights,
    /// The table has too few operators [operators, least].
    FewOperators,
}

impl PolicyRule for Rule {
    const FRACTION: Self = Self::PolicyFraction;
    const SHORT_CHALLENGE: Self = Self::ShortChallenge;
    const LONG_COOLDOWN: Self = Self::LongCooldown;
}
