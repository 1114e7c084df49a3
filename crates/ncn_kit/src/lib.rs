//! The kit of a service (NCN) on the restaking program.
//!
//! | module | feature | content |
//! |---|---|---|
//! | [`vote`] | | the format of a vote, in which the core punishes two conflicting votes of one height |
//! | [`median`] | | the weighted median of an order that the caller passes and the program verifies |
//! | [`quorum`] | | shares of a whole in basis points |
//! | [`marks`] | | which of the last 64 rounds an operator missed or failed |
//! | `program` | `program` | stake tables, votes that the runtime verified, calls of the core |
//! | `protection` | `operator` | the file that prevents a second vote at one height |
//! | `packing` | `operator` | the data of an Ed25519 instruction that carries many votes |
#![cfg_attr(not(any(test, feature = "operator")), no_std)]
#![deny(unsafe_code)]
#![allow(missing_docs, reason = "a name that says it all needs no comment")]

pub mod marks;
pub mod median;
#[cfg(feature = "operator")]
#[path = "operator/packing.rs"]
pub mod packing;
#[cfg(feature = "program")]
pub mod program;
#[cfg(feature = "operator")]
#[path = "operator/protection.rs"]
pub mod protection;
pub mod quorum;
pub mod vote;

/// Basis points in a whole.
pub const BPS: u64 = 10_000;
