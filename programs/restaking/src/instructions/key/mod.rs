//! Instructions of operators' keys.

mod register_key;
mod retire_key;

pub use register_key::*;
pub use retire_key::*;
