//! Instructions that delegate a vault's stake to operators and allocate an operator's stake to NCNs.

mod allocate;
mod close_delegation;
mod delegate;
mod open_delegation;
mod redelegate;
mod slashable_stake;

pub use allocate::*;
pub use close_delegation::*;
pub use delegate::*;
pub use open_delegation::*;
pub use redelegate::*;
pub use slashable_stake::*;
