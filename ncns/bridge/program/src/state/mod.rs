//! The program's accounts. New fields are only ever appended, in the reserved bytes at an account's end.

mod bridge;
mod checkpoint;
mod false_root;
mod outbox;
mod source;
mod vote_round;

pub use bridge::{Bridge, RuleFigures};
pub use checkpoint::Checkpoint;
pub use false_root::FalseRoot;
pub use outbox::{MAX_MORE_ENTRIES, Outbox};
pub use source::{OperatorScore, Source};
pub use vote_round::VoteRound;

/// The layout version of every new account.
pub const VERSION: u8 = 1;

/// SHA-256 of the concatenated parts.
pub fn hashv(parts: &[&[u8]]) -> [u8; 32] {
    solana_sha256_hasher::hashv(parts).to_bytes()
}
