//! Instructions of the config.

mod initialize_config;
mod set_protocol_fee;

pub use initialize_config::*;
pub use set_protocol_fee::*;
