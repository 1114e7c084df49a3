//! The accounting of a restaking vault, as plain structs and pure transitions.
//!
//! It has two storeys. [`state`] is what accounts store: structs, their readings, and what is true of them at any time. [`transition`] is
//! what changes them, a file for each noun of the program's instructions. Transitions use state; state uses no transition.
//!
//! A transition checks everything, then changes state, and returns the token moves that its caller owes ([`transition::flow::Flow`]) or a
//! [`refusal::Refusal`]. A refused transition leaves the books as they were at that time: at most, past epochs are rolled, the due
//! part of a reward's stream is released, and changes that have taken effect are settled. Nothing here knows
//! Solana, so the same code runs under property tests and on the chain.
//!
//! Amounts are in the smallest unit of the asset or of the VRT, times in unix seconds, rates in basis points. Every
//! rounding favors the vault: the remaining holders never pay for deposits, exits or NCNs.
#![cfg_attr(not(test), no_std)]
#![deny(unsafe_code)]

pub mod math;
pub mod refusal;
pub mod state;
pub mod transition;
