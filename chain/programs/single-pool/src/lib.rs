//! SPL's single-validator stake pool program: all of it is its crate's, the entrypoint and the address with it.

pub use spl_single_pool::*;
