//! `restake-node`: an operator, an aggregator of votes and a keeper of a service (NCN), in one process.
//!
//! A service of one's own is a [`service::Service`] and a [`service::Performer`], and a `main` of a few lines:
//! [`command::main`]. The price oracle's are in [`oracle`].
//!
//! | module | content |
//! |---|---|
//! | [`service`] | the two traits |
//! | [`operator`], [`aggregator`], [`keeper`] | the roles: each does one step at a time, for a moment that it is given |
//! | [`turn`] | two nodes with one key find each other |
//! | [`collector`] | the votes that an aggregator was sent |
//! | [`outbox`] | transactions on their way |
//! | [`upkeep`], [`books`] | the core's chores that anyone may send, and what chores gained and spent |
//! | [`link`], [`endpoints`] | the chain, by several RPC nodes |
//! | [`peers`], [`wire`], [`quic`] | between operators and aggregators |
//! | [`store`], [`config`], [`health`], [`metrics`], [`log`] | the process |

pub mod aggregator;
pub mod args;
pub mod books;
pub mod collector;
pub mod command;
pub mod config;
pub mod context;
pub mod endpoints;
pub mod health;
pub mod keeper;
pub mod link;
pub mod log;
mod look;
pub mod metrics;
pub mod operator;
pub mod oracle;
pub mod outbox;
pub mod peers;
pub mod quic;
pub mod run;
pub mod service;
pub mod software;
pub mod store;
pub mod turn;
pub mod upkeep;
pub mod wire;
