//! The kit of a service (NCN) on the restaking program.
//!
//! | module | feature | content |
//! |---|---|---|
//! | [`vote`] | | the format of a vote, in which the core punishes two conflicting votes of one height |
//! | [`median`] | | the weighted median of an order that the caller passes and the program verifies |
//! | [`quorum`] | | shares of a whole in basis points |
//! | [`refusal`] | | a refused transition with its two figures, and the check of bounds |
//! | [`policy`] | | what rules need of the NCN's slashing policy |
//! | [`rules`] | | bounds that all rules share, incidents, and rules with an announced change |
//! | [`slot_hashes`] | | the hash of a slot that was in the future, for draws |
//! | [`marks`] | | which of the last 64 rounds an operator missed or failed |
//! | `program` | `program` | stake tables, votes that the runtime verified, calls of the core, error codes |
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
pub mod policy;
#[cfg(feature = "program")]
pub mod program;
#[cfg(feature = "operator")]
#[path = "operator/protection.rs"]
pub mod protection;
pub mod quorum;
pub mod refusal;
pub mod rules;
pub mod slot_hashes;
pub mod vote;

/// Basis points in a whole.
pub const BPS: u64 = 10_000;
