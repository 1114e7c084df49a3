//! The instructions, one per file: accounts and handler. Folders are nouns.

pub mod asset;
pub mod deposit_asset;
pub mod deposit_vrt;
pub mod exit;
pub mod placement;
pub mod pool;
pub mod reward;
