//! The Rust client of the restaking program: what is generated from its interface, the addresses of its accounts, what
//! operators sign, the lists that rewards are claimed by, and what the figures mean: rates, exits, exposure, logs.

#[allow(missing_docs, clippy::all, unused_imports, reason = "generated")]
#[rustfmt::skip]
pub mod generated;
pub mod exact;
pub mod exits;
pub mod exposure;
pub mod logs;
pub mod merkle;
pub mod message;
pub mod pda;
pub mod rates;
pub mod table;

pub use generated::accounts::*;
pub use generated::errors::*;
pub use generated::events::*;
pub use generated::instructions::*;
pub use generated::programs::RESTAKING_ID;
pub use generated::programs::RESTAKING_ID as ID;
pub use generated::types::*;
pub use message::{possession_message, report_commitment, signing_domain, vote_message};
