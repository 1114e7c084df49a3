//! Proofs of two conflicting votes: the votes, their signatures, and the key behind them.

mod keys;
mod signatures;
mod votes;

use super::*;
