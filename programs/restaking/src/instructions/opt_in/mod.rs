//! Instructions of the parties of an agreement.

mod change_opt_in;
mod close_opt_in;
mod open_opt_in;

pub use change_opt_in::*;
pub use close_opt_in::*;
pub use open_opt_in::*;
