//! The program's accounts. New fields are only ever appended, in the reserved bytes at an account's end.

use anchor_lang::prelude::*;

mod batch;
mod exit_part;
mod pool;

pub use batch::{ExitBatch, QueuedExit};
pub use exit_part::{CollectedExit, ExitPart, SetAside};
pub use pool::{AssetTermsArgs, BandTermsArgs, FeesArgs, GuardsArgs, Pool, PoolAsset, PoolPlacement};

/// The layout version of every new account.
pub const VERSION: u8 = 1;

pub fn is_zero(address: &Address) -> bool {
    anchor_lang::address_eq(address, &Address::default())
}
