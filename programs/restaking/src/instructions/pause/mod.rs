//! Instructions of guardians: pauses of the config and of vaults.

mod lift_pause;
mod raise_pause;

pub use lift_pause::*;
pub use raise_pause::*;
