//! Every account of every instruction, replaced by whatever it is not.
//!
//! `matrix` derives the rows from the instruction. `rules` says what each kind of slot answers. The tables in `admin`
//! and `staker` list, slot by slot, what takes a look at the account's contents. Each entry is refused with an error
//! of its own, or accepted for a reason.

mod admin;
mod data;
mod matrix;
mod rules;
mod staker;
mod world;
