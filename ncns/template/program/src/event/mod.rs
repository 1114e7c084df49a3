//! Events for off-chain readers. `number` counts the events of the account that the first field names, so a reader detects a gap in a
//! truncated log. `time` is the block's unix time.

use anchor_lang::prelude::*;
pub use restaking::event::emit;
use template_ledger::rules::Rules;
use template_ledger::score::Score;

/// A service was opened; `number` 1 of its events.
#[event(bytemuck)]
pub struct ServiceOpened {
    pub service: Address,
    pub number: u64,
    pub time: i64,
    pub ncn: Address,
    pub rules: Rules,
}

/// A stake table became the table of new rounds.
#[event(bytemuck)]
pub struct TableAdopted {
    pub service: Address,
    pub number: u64,
    pub time: i64,
    pub table: Address,
    pub index: u64,
    pub total_weight: u64,
    pub operators: u64,
}

/// A round was opened.
#[event(bytemuck)]
pub struct RoundOpened {
    pub service: Address,
    pub number: u64,
    pub time: i64,
    pub round: Address,
    pub table: Address,
    pub height: u64,
    pub closes_at: i64,
}

/// Votes were entered in a round.
#[event(bytemuck)]
pub struct VotesEntered {
    pub round: Address,
    pub number: u64,
    pub time: i64,
    pub height: u64,
    /// The number of new votes.
    pub entered: u64,
    /// The number of votes so far.
    pub votes: u64,
    pub voted_weight: u64,
    /// The number of the round among the attended ones; zero until a quorum voted.
    pub round_number: u64,
}

/// A value was certified.
#[event(bytemuck)]
pub struct RoundFinalized {
    pub round: Address,
    pub number: u64,
    pub time: i64,
    pub service: Address,
    pub height: u64,
    pub value: [u8; 32],
    pub weight: u64,
    pub total_weight: u64,
}

/// An operator was judged in a round.
#[event(bytemuck)]
pub struct OperatorJudged {
    pub score_account: Address,
    pub number: u64,
    pub time: i64,
    pub round: Address,
    pub operator: Address,
    pub height: u64,
    /// 0 good, 1 abstained, 2 missed, 3 unproven, 4 offense.
    pub verdict: u64,
    pub score: Score,
}

/// A slash was proposed for an offense.
#[event(bytemuck)]
pub struct OffenseSlashed {
    pub round: Address,
    pub number: u64,
    pub time: i64,
    pub height: u64,
    pub vault: Address,
    pub operator: Address,
    pub proposal: Address,
    pub fraction: u64,
    /// The least stake that the slash could take.
    pub min_stake: u64,
}

/// An operator was jailed for its absence.
#[event(bytemuck)]
pub struct AbsentJailed {
    pub score_account: Address,
    pub number: u64,
    pub time: i64,
    pub service: Address,
    pub operator: Address,
    /// The number of missed rounds.
    pub missed: u64,
    pub until: i64,
}

/// A round was closed; the last of its events.
#[event(bytemuck)]
pub struct RoundClosed {
    pub round: Address,
    pub number: u64,
    pub time: i64,
    pub service: Address,
    pub height: u64,
    /// Receives the rent.
    pub payer: Address,
}
