//! Every account of every instruction, replaced by whatever it is not.
//!
//! `matrix` derives the rows from the instruction, `rules` says what each kind of slot answers, and the tables in `admin` and
//! `staker` list, slot by slot, what needs a look at the account's contents: each entry is either refused with an error of
//! its own or accepted for a reason.

mod admin;
mod data;
mod matrix;
mod rules;
mod staker;
mod world;
