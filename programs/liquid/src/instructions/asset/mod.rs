//! Instructions of assets and of their rates.

mod accept_rate;
mod acknowledge_upgrade;
mod add_asset;
mod add_reported_asset;
mod observe_rates;
mod report_price;
mod set_asset;
mod set_targets;
mod swap_assets;

use anchor_lang::accounts::Account;
use liquid_ledger::state::price::Rate;

use crate::event::{AssetAdded, emit};
use crate::state::{AssetTermsArgs, Pool, PoolAsset};

pub use accept_rate::*;
pub use acknowledge_upgrade::*;
pub use add_asset::*;
pub use add_reported_asset::*;
pub use observe_rates::*;
pub use report_price::*;
pub use set_asset::*;
pub use set_targets::*;
pub use swap_assets::*;

/// Tells of the asset that was added at `place`.
fn emit_added(pool: &mut Account<Pool>, place: usize, rate: Rate, limits: &AssetTermsArgs, time: i64) {
    let PoolAsset { mint, source, active_from, .. } = pool.assets[place];
    emit(AssetAdded {
        pool: *pool.address(),
        number: pool.next_event(),
        time,
        mint,
        source,
        place: place as u64,
        rate,
        max_bps: limits.max_bps,
        deposit_cap: limits.deposit_cap,
        is_open: limits.is_open.into(),
        active_from,
    });
}
