//! The verdicts on an operator.

/// What a task finds in a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The member revealed the winning output.
    Agreed,
    /// The member had no honest output and said so.
    Abstained,
    /// The member did not commit, and an output won.
    Missed,
    /// The member committed and did not reveal, and an output won.
    Withheld,
    /// No output won, so neither the member's output nor its silence proves anything.
    Unproven,
    /// The member revealed another output than the winning one.
    Minority,
}
