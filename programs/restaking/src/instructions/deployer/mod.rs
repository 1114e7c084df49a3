//! Instructions of the program's deployer.

mod initialize_config;

pub use initialize_config::*;
