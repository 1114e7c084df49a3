//! Every account of every instruction, replaced by every wrong one.
//!
//! `matrix` derives the rows from the instruction. `rules` says what each kind of slot answers. `calls` has an instruction
//! of each sort, and `world` where it succeeds. The tables list, slot by slot, what takes a look at the account's contents:
//! each entry is refused with an error of its own, or accepted for a reason.

mod admin;
mod agreements;
pub mod calls;
mod cast;
mod data;
mod entities;
mod equivocations;
mod grants;
mod matrix;
mod moves;
mod parts;
mod records;
mod rules;
mod slashed;
mod slashes;
mod splits;
mod staker;
mod tables;
pub mod world;
