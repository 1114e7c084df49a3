//! `restake`, the command line of the restaking program. The binary is thin: what it does is here, so that tests can run it
//! on a chain in their process.

pub mod absent;
pub mod accounts;
pub mod amount;
pub mod arguments;
pub mod batch;
pub mod chain;
pub mod cluster;
pub mod command;
pub mod config;
pub mod delivery;
pub mod deployment;
pub mod ed25519;
pub mod error;
pub mod examples;
pub mod holding;
pub mod idl;
pub mod indexer;
pub mod liquid;
pub mod message;
pub mod metrics;
pub mod names;
pub mod nonce;
pub mod offline;
pub mod oracle;
pub mod plain;
pub mod progress;
pub mod rating;
pub mod redact;
pub mod reference;
pub mod run;
pub mod session;
pub mod settings;
pub mod signer;
pub mod time;
pub mod view;
