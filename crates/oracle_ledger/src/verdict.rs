//! The verdicts on an operator.

/// What a round finds in an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The price is near the median.
    Good,
    /// The operator had no honest price and said so.
    Abstained,
    /// The operator did not report, and a quorum did.
    Missed,
    /// Too little weight reported or agrees, so neither the price nor the silence proves anything.
    Unproven,
    /// The price deviates without a slash.
    Warning,
    /// The price deviates so far that it is slashed.
    Deviation,
    /// The price deviates severely, in several of the operator's last rounds.
    Manipulation,
}
