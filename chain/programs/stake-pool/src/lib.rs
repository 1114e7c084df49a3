//! SPL's stake pool program, from its crate. Tests run on the program that clusters have, which `cargo xtask` fetches.

pub use spl_stake_pool::*;
