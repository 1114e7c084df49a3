//! The rules of the reference price oracle. An operator reports a price per feed and height. A round collects the reports of
//! one height, and its weighted median is the feed's price. Each operator is judged once per round.
//!
//! A transition checks everything, then changes state, or returns a [`LedgerError`](error::LedgerError). Nothing here knows
//! Solana: the program reads weights, verifies votes and passes the time.
//!
//! Prices are integers in the feed's own decimals, times are unix seconds, shares are basis points, fractions of a slash are
//! `1/10^18`.
#![cfg_attr(not(test), no_std)]
#![deny(unsafe_code)]
#![allow(missing_docs, reason = "a name that says it all needs no comment")]

pub mod error;
pub mod feed;
pub mod retirement;
pub mod round;
pub mod rules;
pub mod score;
pub mod verdict;
