//! Why a transition did not happen, with the value that was wrong and the limit that it broke.

/// A refused transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerError {
    /// The rule that it broke.
    pub rule: Rule,
    /// What was asked, or found.
    pub value: u64,
    /// What the rule allows, or needs.
    pub limit: u64,
}

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
    /// A milder change is announced and cannot be replaced [time, first second].
    MilderAnnounced,
}

/// Refuses unless `holds`.
///
/// # Errors
/// `rule` with its figures.
#[inline(always)]
pub const fn ensure(holds: bool, rule: Rule, value: u64, limit: u64) -> Result<()> {
    if holds { Ok(()) } else { Err(LedgerError { rule, value, limit }) }
}
