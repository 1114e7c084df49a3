//! Instructions of operators.

mod register_operator;
mod retire_operator;
mod update_operator;

pub use register_operator::*;
pub use retire_operator::*;
pub use update_operator::*;
