//! Instructions of whoever deploys the program.

mod initialize_config;

pub use initialize_config::*;
