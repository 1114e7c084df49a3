//! The rules of inference by majority. A requester posts a task with a fee. A committee is drawn by stake, commits to its outputs, and
//! reveals them. The output of a quorum of the seats wins, its members share the fee, and a member that revealed another output is
//! slashed.
//!
//! A transition checks everything, then changes state, or returns a [`LedgerError`](error::LedgerError). Nothing here knows
//! Solana: the program reads weights, verifies votes and hashes, and passes the time.
//!
//! Times are unix seconds, shares are basis points, fees are lamports, fractions of a slash are `1/10^18`.
#![cfg_attr(not(test), no_std)]
#![deny(unsafe_code)]
#![allow(missing_docs, reason = "a name that says it all needs no comment")]

pub mod conclusion;
pub mod draw;
pub mod error;
pub mod member;
pub mod outcome;
pub mod rules;
pub mod score;
pub mod task;
pub mod verdict;
