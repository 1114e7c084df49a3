//! The program's accounts. New fields are only ever appended, in the reserved bytes at an account's end.

mod feed;
mod offense;
mod oracle;
mod price_round;

pub use feed::{Feed, OperatorScore};
pub use offense::PriceOffense;
pub use oracle::{Oracle, RuleFigures};
pub use price_round::PriceRound;

/// The layout version of every new account.
pub const VERSION: u8 = 1;
