//! Instructions of delegations: a vault's stake, divided among operators, and its moves between them.

mod close_delegation;
mod complete_move;
mod delegate;
mod open_delegation;

pub use close_delegation::*;
pub use complete_move::*;
pub use delegate::*;
pub use open_delegation::*;
