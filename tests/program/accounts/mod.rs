//! Every account of every instruction, replaced by every wrong one.
//!
//! `matrix` derives the rows from the instruction. `rules` says what each kind of slot answers. `calls` has an instruction
//! of each sort, and `world` where it succeeds. The tables list, slot by slot, what takes a look at the account's contents:
//! each entry is refused with an error of its own, or accepted for a reason.

pub mod calls;
mod cast;
mod data;
mod delegation;
mod delegation_move;
mod entities;
mod evidence;
mod grant;
mod key;
mod matrix;
mod opt_in;
mod parts;
mod rules;
mod slash;
mod slashed;
mod stake_table;
mod staker;
mod vault;
pub mod world;
