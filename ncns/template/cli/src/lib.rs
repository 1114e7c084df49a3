//! What the command line and the node share: the service's accounts, and what anyone sends for it.

pub mod account;
pub mod keeper;
pub mod setup;
