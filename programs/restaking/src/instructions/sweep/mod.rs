//! Tokens that somebody sent to a vault's address: to its stream, to its bond pool, or with notice to its fee wallet. Permissionless.

mod announce_sweep;
mod sweep_to_pool;
mod sweep_to_stream;
mod sweep_to_wallet;

pub use announce_sweep::*;
pub use sweep_to_pool::*;
pub use sweep_to_stream::*;
pub use sweep_to_wallet::*;
