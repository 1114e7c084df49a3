//! The tables of the instructions of vaults, operators and NCNs, for the matrix in `tests/common/matrix`.
//!
//! `calls` has an instruction of each sort, and `world` where it succeeds. The tables of other instructions are in the
//! `accounts` of their nouns, with worlds of their own.

pub mod calls;
mod cast;
mod data;
mod delegation;
mod delegation_move;
mod entities;
mod evidence;
mod grant;
mod key;
mod opt_in;
mod parts;
mod slash;
mod slashed;
mod stake_table;
mod staker;
mod vault;
pub mod world;
