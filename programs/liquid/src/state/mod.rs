//! The program's accounts. New fields are only ever appended, in the reserved bytes at an account's end.

mod auction;
mod batch;
mod exit_part;
mod pool;
mod report;

pub use auction::RewardAuction;
pub use batch::{ExitBatch, QueuedExit};
pub use exit_part::{CollectedExit, ExitPart, SetAside};
pub use pool::{
    AssetTermsArgs, BandTermsArgs, FeesArgs, GuardsArgs, Pool, PoolAsset, PoolPlacement, SourceKind, check_notice,
};
pub use report::PriceReport;
pub use restaking::state::is_zero;

/// The layout version of every new account.
pub const VERSION: u8 = 1;
