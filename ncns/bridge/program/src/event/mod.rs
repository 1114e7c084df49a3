//! Events for off-chain readers. `number` counts the events of the account that the first field names, so a reader detects a gap in a
//! truncated log. `time` is the block's unix time.

use anchor_lang::prelude::*;
use bridge_ledger::heights::Heights;
use bridge_ledger::rules::Rules;
use bridge_ledger::score::Score;
pub use restaking::event::emit;

/// A bridge was opened; `number` 1 of its events.
#[event(bytemuck)]
pub struct BridgeOpened {
    pub bridge: Address,
    pub number: u64,
    pub time: i64,
    pub ncn: Address,
    pub rules: Rules,
}

/// Rules were announced.
#[event(bytemuck)]
pub struct RulesSet {
    pub bridge: Address,
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
    pub bridge: Address,
    pub number: u64,
    pub time: i64,
    pub table: Address,
    pub index: u64,
    pub total_weight: u64,
    pub operators: u64,
}

/// A source was opened; `number` 1 of its events.
#[event(bytemuck)]
pub struct SourceOpened {
    pub source: Address,
    pub number: u64,
    pub time: i64,
    pub bridge: Address,
    /// The kind of its votes.
    pub kind: u64,
    pub rounds: u64,
    /// The number of entries of its outbox's history; zero for a foreign outbox.
    pub history: u64,
    pub origin: Address,
    pub adjudicator: Address,
    pub heights: Heights,
    pub name: [u8; 32],
}

/// The outbox of a source was opened.
#[event(bytemuck)]
pub struct OutboxOpened {
    pub source: Address,
    pub number: u64,
    pub time: i64,
    pub outbox: Address,
    /// The number of entries that its history will have.
    pub ring: u64,
    pub entries: u64,
}

/// An outbox was enlarged. `number` is the number of its entries.
#[event(bytemuck)]
pub struct OutboxGrown {
    pub outbox: Address,
    pub number: u64,
    pub time: i64,
    pub before: u64,
}

/// A message was posted. `number` counts the outbox's messages.
#[event(bytemuck)]
pub struct MessagePosted {
    pub outbox: Address,
    pub number: u64,
    pub time: i64,
    pub index: u64,
    pub sender: Address,
    /// The hash of what it says.
    pub payload: [u8; 32],
    pub leaf: [u8; 32],
    /// The height of the first checkpoint that includes it.
    pub height: u64,
    /// The root with it.
    pub root: [u8; 32],
}

/// Votes were entered in a round. `number` counts the round's votes.
#[event(bytemuck)]
pub struct VotesEntered {
    pub round: Address,
    pub number: u64,
    pub time: i64,
    pub source: Address,
    pub height: u64,
    /// The number of new votes.
    pub entered: u64,
}

/// A checkpoint is final.
#[event(bytemuck)]
pub struct CheckpointFinal {
    pub source: Address,
    pub number: u64,
    pub time: i64,
    pub checkpoint: Address,
    pub table: Address,
    pub height: u64,
    /// The round's number among the source's final ones.
    pub round_number: u64,
    pub root: [u8; 32],
    pub count: u64,
    pub weight: u64,
    pub total_weight: u64,
    pub signers: u64,
}

/// An operator was judged in a round.
#[event(bytemuck)]
pub struct OperatorJudged {
    pub score_account: Address,
    pub number: u64,
    pub time: i64,
    pub source: Address,
    pub operator: Address,
    pub height: u64,
    /// 0 signed, 1 dissented, 2 missed.
    pub verdict: u64,
    pub score: Score,
}

/// An operator signed a false root; `number` 1 of the proof's events.
#[event(bytemuck)]
pub struct FalseRootProven {
    pub false_root: Address,
    pub number: u64,
    pub time: i64,
    pub source: Address,
    pub operator: Address,
    pub reporter: Address,
    /// Stated the truth about a foreign outbox; zero for an outbox of this chain.
    pub adjudicator: Address,
    pub height: u64,
    pub incident: u64,
    pub signed_root: [u8; 32],
    pub signed_count: u64,
    pub true_root: [u8; 32],
    pub true_count: u64,
    pub fraction: u64,
}

/// A slash was proposed for a false root. `number` counts the proof's events.
#[event(bytemuck)]
pub struct FalseRootSlashed {
    pub false_root: Address,
    pub number: u64,
    pub time: i64,
    pub vault: Address,
    pub operator: Address,
    pub proposal: Address,
    pub fraction: u64,
    /// The least stake that the slash could take.
    pub min_stake: u64,
}

/// The proof of a false root was closed; the last of its events.
#[event(bytemuck)]
pub struct FalseRootClosed {
    pub false_root: Address,
    pub number: u64,
    pub time: i64,
    pub source: Address,
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
    pub source: Address,
    pub operator: Address,
    /// The number of missed rounds.
    pub missed: u64,
    pub until: i64,
}

/// A checkpoint was closed; its only event.
#[event(bytemuck)]
pub struct CheckpointClosed {
    pub checkpoint: Address,
    pub number: u64,
    pub time: i64,
    pub source: Address,
    pub height: u64,
    /// Receives the rent.
    pub rent_payer: Address,
}
