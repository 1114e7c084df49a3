//! The program's accounts. Fields are only ever appended, out of the reserved bytes at each one's end.

mod config;
mod depositor;
mod exit_bucket;
mod exit_ticket;
mod vault;

pub use config::Config;
pub use depositor::DepositorApproval;
pub use exit_bucket::ExitBucket;
pub use exit_ticket::ExitTicket;
pub use vault::Vault;

/// The layout version that every account is created with.
pub const VERSION: u8 = 1;
