//! Generated from `clients/words`: edit it there.
//!
//! The words of the program.
pub mod events;
pub mod units;
