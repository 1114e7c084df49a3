//! The program's accounts. New fields are only ever appended, in the reserved bytes at an account's end.

mod round;
mod score;
mod service;

pub use round::{MAX_OPERATORS, ServiceRound};
pub use score::OperatorScore;
pub use service::{RuleFigures, Service};

/// The layout version of every new account.
pub const VERSION: u8 = 1;
