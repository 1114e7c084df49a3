//! Reads a checkpoint of a bridge in any program, proves a message in it, delivers each message once, and bounds what flows out.
//!
//! A checkpoint is as true as two thirds of the operators' stake. A consumer therefore bounds its own loss by an [`outflow::Outflow`]:
//! no message, and no number of messages, moves more than the bucket holds, and a large one waits.
//!
//! ```
//! use bridge_reader::checkpoint::{Checkpoint, Limits};
//! use bridge_reader::delivered;
//! use bridge_reader::outflow::{Outflow, OutflowLimits};
//! use bridge_reader::proof::Message;
//! use bridge_reader::Refused;
//!
//! // In a program: `|parts: &[&[u8]]| solana_sha256_hasher::hashv(parts).to_bytes()`.
//! # fn deliver(data: &[u8], source: &[u8; 32], message: &Message, proof: &[[u8; 32]], amount: u64, page: (u64, &mut [u8]),
//! #     outflow: &mut Outflow, now: i64, hashv: impl Fn(&[&[u8]]) -> [u8; 32]) -> Result<(), Refused> {
//! // The account's owner is the bridge's program, which the caller has checked.
//! let checkpoint = Checkpoint::read(data, source)?;
//! // What a lie must cost at the least, in the NCN's weights.
//! checkpoint.prove(&Limits::strict(5_000_000), message, proof, hashv)?;
//! // 1,000,000 a day at the most; a message of over 50,000 waits for six hours.
//! let limits = OutflowLimits { capacity: 1_000_000, period_seconds: 86_400, large: 50_000, delay_seconds: 21_600 };
//! outflow.pay(&limits, amount, checkpoint.kept(), now)?;
//! delivered::mark(page.1, page.0, message.index)
//! # }
//! ```
//!
//! A refusal leaves the state as it was. Where a later step of an instruction fails, the runtime reverts the earlier ones.
#![cfg_attr(not(test), no_std)]
#![deny(unsafe_code)]
#![allow(missing_docs, reason = "a name that says it all needs no comment")]

pub mod checkpoint;
pub mod delivered;
pub mod outflow;
pub mod proof;

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// Why a checkpoint or a message was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The data are not a checkpoint's.
    NotACheckpoint,
    /// The checkpoint belongs to another source.
    OtherSource,
    /// Too little weight signed [weight or share, least].
    TooWeak(u64, u64),
    /// Too few operators signed [operators, least].
    TooFew(u64, u64),
    /// The message is later than the checkpoint [index, messages].
    NotYet(u64, u64),
    /// The proof does not lead to the checkpoint's root.
    NotIncluded,
    /// The message was delivered already [index].
    AlreadyDelivered(u64),
    /// The message's mark is on another page [its page, the page].
    OtherPage(u64, u64),
    /// The amount exceeds what can ever flow out at once [amount, capacity].
    TooLarge(u64, u64),
    /// A large message waits [time, first second].
    TooEarly(i64, i64),
    /// The delay of a large message ends when the checkpoint may be closed [first second, closable from].
    DelayTooLong(i64, i64),
    /// The bucket has too little left [amount, left].
    Exhausted(u64, u64),
    /// The limits contradict each other.
    BadLimits,
}
