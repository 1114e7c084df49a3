//! The rules of the service. Operators attest a value of 32 bytes per height. A value with two thirds of the weight is certified, and
//! an operator that signed another one is slashed.
//!
//! A transition checks everything, then changes state, or returns a [`LedgerError`](error::LedgerError). Nothing here knows
//! Solana: the program reads weights, verifies votes and passes the time.
//!
//! | module | content |
//! |---|---|
//! | [`rule`] | what is an offense: **replace this first** |
//! | [`rules`] | the figures that an NCN chooses |
//! | [`round`] | the votes of a height, its certificate, the verdicts |
//! | [`score`] | what rounds found in an operator |
//! | [`certificate`] | the reader for other programs |
//!
//! Times are unix seconds, shares are basis points, fractions of a slash are `1/10^18`.
#![cfg_attr(not(test), no_std)]
#![deny(unsafe_code)]
#![allow(missing_docs, reason = "a name that says it all needs no comment")]

pub mod certificate;
pub mod error;
pub mod round;
pub mod rule;
pub mod rules;
pub mod score;
pub mod verdict;
