//! The verdicts on an operator.

/// What a final round finds in an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The operator signed the final checkpoint.
    Signed,
    /// The operator signed another one. That proves nothing by itself: the quorum may be wrong.
    Dissented,
    /// The operator signed nothing.
    Missed,
}
