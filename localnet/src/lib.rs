//! A local chain for clients, scripts and pages: a real RPC and WebSocket node, without a network, with the restaking
//! program on it, and an example of everything that the program has.

pub mod chain;
mod clock;
pub mod example;
pub mod keys;
mod metadata;
pub mod node;
pub mod program;
pub mod scale;
