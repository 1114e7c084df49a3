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

pub use accept_rate::*;
pub use acknowledge_upgrade::*;
pub use add_asset::*;
pub use add_reported_asset::*;
pub use observe_rates::*;
pub use report_price::*;
pub use set_asset::*;
pub use set_targets::*;
pub use swap_assets::*;
