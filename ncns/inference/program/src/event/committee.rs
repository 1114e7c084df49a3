//! The events of a committee's members.

use anchor_lang::prelude::*;
use inference_ledger::score::Score;

/// Commitments were entered.
#[event(bytemuck)]
pub struct OutputsCommitted {
    pub task: Address,
    pub number: u64,
    pub time: i64,
    /// The number of new commitments.
    pub entered: u64,
    /// The seats with a commitment so far.
    pub committed_seats: u64,
}

/// Outputs were entered.
#[event(bytemuck)]
pub struct OutputsRevealed {
    pub task: Address,
    pub number: u64,
    pub time: i64,
    /// The number of new reveals.
    pub entered: u64,
    /// The seats with a reveal so far.
    pub revealed_seats: u64,
}

/// A member was judged. `number` counts the events of its score.
#[event(bytemuck)]
pub struct MemberJudged {
    pub score_account: Address,
    pub number: u64,
    pub time: i64,
    pub task: Address,
    pub operator: Address,
    pub seats: u64,
    /// 0 agreed, 1 abstained, 2 missed, 3 withheld, 4 unproven, 5 minority.
    pub verdict: u64,
    /// Zeros without a reveal.
    pub output: [u8; 32],
    /// The account of the offense; zero if none.
    pub offense: Address,
    pub score: Score,
}

/// A member of the majority was paid.
#[event(bytemuck)]
pub struct FeePaid {
    pub task: Address,
    pub number: u64,
    pub time: i64,
    pub operator: Address,
    pub wallet: Address,
    pub seats: u64,
    pub lamports: u64,
}

/// A slash was proposed for an offense. `number` counts the offense's slashes.
#[event(bytemuck)]
pub struct OffenseSlashed {
    pub offense: Address,
    pub number: u64,
    pub time: i64,
    pub vault: Address,
    pub operator: Address,
    pub proposal: Address,
    pub fraction: u64,
    /// The least stake that the slash could take.
    pub min_stake: u64,
}

/// An offense was closed; the last of its events.
#[event(bytemuck)]
pub struct OffenseClosed {
    pub offense: Address,
    pub number: u64,
    pub time: i64,
    pub task: Address,
    pub operator: Address,
    /// Receives the rent.
    pub reporter: Address,
}

/// An operator was jailed for its absence.
#[event(bytemuck)]
pub struct AbsentJailed {
    pub score_account: Address,
    pub number: u64,
    pub time: i64,
    pub inference: Address,
    pub operator: Address,
    /// The number of missed tasks.
    pub missed: u64,
    pub until: i64,
}
