//! Events for off-chain readers. `number` counts the events of the account that the first field names, so a reader detects a gap in a
//! truncated log. `time` is the block's unix time.

use anchor_lang::prelude::*;
use oracle_ledger::rules::Rules;
use oracle_ledger::score::Score;
pub use restaking::event::emit;

/// An oracle was opened; `number` 1 of its events.
#[event(bytemuck)]
pub struct OracleOpened {
    pub oracle: Address,
    pub number: u64,
    pub time: i64,
    pub ncn: Address,
    pub rules: Rules,
}

/// Rules were announced.
#[event(bytemuck)]
pub struct RulesSet {
    pub oracle: Address,
    pub number: u64,
    pub time: i64,
    pub before: Rules,
    pub after: Rules,
    /// The first second in which they are in force.
    pub from: i64,
}

/// A stake table became the table of new rounds.
#[event(bytemuck)]
pub struct TableAdopted {
    pub oracle: Address,
    pub number: u64,
    pub time: i64,
    pub table: Address,
    pub index: u64,
    pub total_weight: u64,
    pub operators: u64,
}

/// A feed was opened; `number` 1 of its events.
#[event(bytemuck)]
pub struct FeedOpened {
    pub feed: Address,
    pub number: u64,
    pub time: i64,
    pub oracle: Address,
    /// The kind of its votes.
    pub kind: u64,
    pub decimals: u64,
    pub rounds: u64,
    pub name: [u8; 32],
}

/// Votes were entered in a round. `number` counts the round's reports.
#[event(bytemuck)]
pub struct ReportsEntered {
    pub round: Address,
    pub number: u64,
    pub time: i64,
    pub feed: Address,
    pub height: u64,
    /// The number of new reports.
    pub entered: u64,
    /// The number of reports with a price so far.
    pub priced: u64,
    pub abstained: u64,
}

/// A round is final, with a price or without.
#[event(bytemuck)]
pub struct RoundFinalized {
    pub feed: Address,
    pub number: u64,
    pub time: i64,
    pub round: Address,
    pub table: Address,
    pub height: u64,
    /// The round's number among the feed's final ones.
    pub round_number: u64,
    /// The weighted median; zero without a quorum.
    pub price: i64,
    pub weight: u64,
    pub total_weight: u64,
    /// The weight within the warning's distance of the median.
    pub near_weight: u64,
    pub dispersion_bps: u64,
    pub priced: u64,
    pub abstained: u64,
}

/// An operator was judged in a round.
#[event(bytemuck)]
pub struct OperatorJudged {
    pub score_account: Address,
    pub number: u64,
    pub time: i64,
    pub feed: Address,
    pub operator: Address,
    pub height: u64,
    /// 0 good, 1 abstained, 2 missed, 3 unproven, 4 warning, 5 deviation, 6 manipulation.
    pub verdict: u64,
    pub price: i64,
    pub deviation_bps: u64,
    /// The account of the offense; zero if none.
    pub offense: Address,
    pub score: Score,
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
    pub feed: Address,
    pub operator: Address,
    pub height: u64,
    /// Receives the rent.
    pub reporter: Address,
}

/// An operator was jailed for its absence.
#[event(bytemuck)]
pub struct AbsentJailed {
    pub score_account: Address,
    pub number: u64,
    pub time: i64,
    pub feed: Address,
    pub operator: Address,
    /// The number of missed rounds.
    pub missed: u64,
    pub until: i64,
}

/// The end of a feed was announced.
#[event(bytemuck)]
pub struct FeedRetired {
    pub feed: Address,
    pub number: u64,
    pub time: i64,
    pub oracle: Address,
    /// The kind of its votes, which no feed of the oracle has again.
    pub kind: u64,
    /// The first second without a height.
    pub from: i64,
    /// The first second in which its accounts can be closed.
    pub closable_from: i64,
}

/// An account of rounds was closed.
#[event(bytemuck)]
pub struct RoundClosed {
    pub feed: Address,
    pub number: u64,
    pub time: i64,
    pub round: Address,
    pub slot: u64,
    /// Receives the rent.
    pub payer: Address,
}

/// A score was closed; the last of its events.
#[event(bytemuck)]
pub struct ScoreClosed {
    pub score_account: Address,
    pub number: u64,
    pub time: i64,
    pub feed: Address,
    pub operator: Address,
    /// Receives the rent.
    pub payer: Address,
    pub score: Score,
}

/// A feed was closed; the last of its events.
#[event(bytemuck)]
pub struct FeedClosed {
    pub feed: Address,
    pub number: u64,
    pub time: i64,
    pub oracle: Address,
    pub kind: u64,
    /// Receives the rent.
    pub payer: Address,
}
