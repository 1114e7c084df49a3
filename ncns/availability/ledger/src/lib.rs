//! The rules of the data availability service. Operators sign that they store a blob. With two thirds of the weight, their votes
//! are a certificate. Until it expires, anyone with a bond asks an operator for one random chunk of the blob. An operator that
//! does not publish the chunk in time has failed.
//!
//! A transition checks everything, then changes state, or returns a [`LedgerError`](error::LedgerError). Nothing here knows
//! Solana: the program reads weights, verifies votes, passes the time, the slot and the hash function.
//!
//! Sizes are bytes, bonds are lamports, times are unix seconds, shares are basis points, fractions of a slash are `1/10^18`.
#![cfg_attr(not(any(test, feature = "operator")), no_std)]
#![deny(unsafe_code)]
#![allow(missing_docs, reason = "a name that says it all needs no comment")]

#[cfg(feature = "idl-build")]
extern crate alloc;

#[cfg(feature = "operator")]
pub mod blob;
pub mod certificate;
pub mod challenge;
pub mod content;
pub mod custody;
pub mod error;
pub mod reader;
pub mod rules;
pub mod status;
pub mod tree;
