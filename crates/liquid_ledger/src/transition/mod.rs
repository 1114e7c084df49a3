//! What changes a pool.

pub mod auction;
pub mod deposit;
pub mod fees;
pub mod in_kind;
pub mod instant;
pub mod place;
pub mod queue;
mod report;
pub mod settings;
pub mod swap;
pub mod touch;
