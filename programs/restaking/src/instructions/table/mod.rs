//! Instructions of stake tables and of the captures that they are made of. Captures are permissionless.

mod capture_stake;
mod close_capture;
mod close_stake_table;
mod enter_captures;
mod grow_stake_table;
mod open_stake_table;

pub use capture_stake::*;
pub use close_capture::*;
pub use close_stake_table::*;
pub use enter_captures::*;
pub use grow_stake_table::*;
pub use open_stake_table::*;
