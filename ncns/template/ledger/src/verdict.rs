//! The verdicts on an operator.

/// What a round finds in an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The operator signed the certified value.
    Good,
    /// The operator had no value and said so.
    Abstained,
    /// The operator did not vote, and a quorum did.
    Missed,
    /// No value is certified, or too little weight voted: neither the vote nor the silence proves anything.
    Unproven,
    /// The operator signed another value.
    Offense,
}
