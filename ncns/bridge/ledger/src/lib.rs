//! The rules of the bridge service. Operators sign checkpoints of a source's outbox: the root and the number of its messages at the time
//! of a height. A round collects the votes of one height, and a checkpoint is final once a quorum signed the same. Of an outbox on the
//! same chain the truth is known, so a false vote is proven.
//!
//! A transition checks everything, then changes state, or returns a [`LedgerError`](error::LedgerError). Nothing here knows
//! Solana: the program reads weights, verifies votes, passes the time and the hash function.
//!
//! Times are unix seconds, shares are basis points, fractions of a slash are `1/10^18`.
#![cfg_attr(not(test), no_std)]
#![deny(unsafe_code)]
#![allow(missing_docs, reason = "a name that says it all needs no comment")]

pub mod content;
pub mod error;
pub mod heights;
pub mod history;
pub mod incident;
pub mod round;
pub mod rules;
pub mod score;
pub mod tree;
pub mod verdict;

pub use bridge_reader::Hash;
