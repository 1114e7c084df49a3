//! Events for off-chain readers. `number` counts the events of the account that the first field names, so a reader detects a gap in a
//! truncated log. `time` is the block's unix time.

use anchor_lang::prelude::*;
use availability_ledger::content::Content;
use availability_ledger::custody::Custody;
use availability_ledger::rules::Rules;
use availability_ledger::status::stored;
pub use restaking::event::emit;

/// An archive was opened; `number` 1 of its events.
#[event(bytemuck)]
pub struct ArchiveOpened {
    pub archive: Address,
    pub number: u64,
    pub time: i64,
    pub ncn: Address,
    pub rules: Rules,
}

/// Rules were announced.
#[event(bytemuck)]
pub struct RulesSet {
    pub archive: Address,
    pub number: u64,
    pub time: i64,
    pub before: Rules,
    pub after: Rules,
    /// The first second in which they are in force.
    pub from: i64,
}

/// A stake table became the table of new certificates.
#[event(bytemuck)]
pub struct TableAdopted {
    pub archive: Address,
    pub number: u64,
    pub time: i64,
    pub table: Address,
    pub index: u64,
    pub total_weight: u64,
    pub operators: u64,
}

/// A certificate was opened, without votes yet; `number` 1 of its events.
#[event(bytemuck)]
pub struct CertificateOpened {
    pub certificate: Address,
    pub number: u64,
    pub time: i64,
    pub archive: Address,
    pub table: Address,
    pub kind: u64,
    pub height: u64,
    pub content: Content,
    /// The first second after the window for votes.
    pub closes_at: i64,
    pub total_weight: u64,
}

/// Votes were entered in a certificate. `number` is one more than the number of operators that signed.
#[event(bytemuck)]
pub struct VotesEntered {
    pub certificate: Address,
    pub number: u64,
    pub time: i64,
    /// The number of new votes.
    pub entered: u64,
    pub operators: u64,
    pub weight: u64,
    pub total_weight: u64,
    /// When the blob was certified; zero before.
    pub certified_at: i64,
}

/// A bond was locked; `number` 1 of the challenge's events.
#[event(bytemuck)]
pub struct ChallengeOpened {
    pub challenge: Address,
    pub number: u64,
    pub time: i64,
    pub certificate: Address,
    pub operator: Address,
    pub challenger: Address,
    pub bond: u64,
    /// The draw is by the hash of the first slot with a block from here on.
    pub draw_slot: u64,
    pub custody: Custody,
}

/// The chunk of a challenge was drawn.
#[event(bytemuck)]
pub struct ChunkDrawn {
    pub challenge: Address,
    pub number: u64,
    pub time: i64,
    pub certificate: Address,
    pub operator: Address,
    /// The index of the chunk.
    pub chunk: u64,
    /// The first second after the time to answer.
    pub deadline: i64,
    pub deadline_slot: u64,
}

/// A challenge was answered, failed or lapsed.
#[event(bytemuck)]
pub struct ChallengeSettled {
    pub challenge: Address,
    pub number: u64,
    pub time: i64,
    pub certificate: Address,
    pub operator: Address,
    pub status: stored::ChallengeStatus,
    pub padding: [u8; 7],
    pub chunk: u64,
    /// What the operator won or, of a lapsed challenge, what was burned, in lamports.
    pub bond: u64,
    pub custody: Custody,
}

/// The bond of a challenge that found a failure returned to the challenger.
#[event(bytemuck)]
pub struct BondReturned {
    pub challenge: Address,
    pub number: u64,
    pub time: i64,
    pub challenger: Address,
    pub bond: u64,
}

/// An operator was jailed for a failure.
#[event(bytemuck)]
pub struct FailureJailed {
    pub challenge: Address,
    pub number: u64,
    pub time: i64,
    pub operator: Address,
    pub until: i64,
}

/// A jail was lifted, because the slash of its failure was vetoed.
#[event(bytemuck)]
pub struct FailureReleased {
    pub challenge: Address,
    pub number: u64,
    pub time: i64,
    pub operator: Address,
    pub proposal: Address,
}

/// A slash was proposed for a failure.
#[event(bytemuck)]
pub struct FailureSlashed {
    pub challenge: Address,
    pub number: u64,
    pub time: i64,
    pub vault: Address,
    pub operator: Address,
    pub proposal: Address,
    pub fraction: u64,
    /// The least stake that the slash could take.
    pub min_stake: u64,
}

/// A challenge was closed; the last of its events.
#[event(bytemuck)]
pub struct ChallengeClosed {
    pub challenge: Address,
    pub number: u64,
    pub time: i64,
    pub certificate: Address,
    pub operator: Address,
    /// Receives the rent, and the bond if it was not returned before.
    pub challenger: Address,
}

/// An operator's custody was opened; `number` 1 of its events.
#[event(bytemuck)]
pub struct CustodyOpened {
    pub custody: Address,
    pub number: u64,
    pub time: i64,
    pub archive: Address,
    pub operator: Address,
}

/// Bonds were paid to an operator's fee wallet.
#[event(bytemuck)]
pub struct BondsCollected {
    pub custody: Address,
    pub number: u64,
    pub time: i64,
    pub operator: Address,
    pub wallet: Address,
    pub bonds: u64,
}

/// A certificate was closed; the last of its events.
#[event(bytemuck)]
pub struct CertificateClosed {
    pub certificate: Address,
    pub number: u64,
    pub time: i64,
    pub archive: Address,
    /// Receives the rent.
    pub payer: Address,
}
