//! Instructions of a vault's admin, and the view of its rates.

mod approve_depositor;
mod create_vrt_metadata;
mod initialize_vault;
mod revoke_depositor;
mod reward;
mod set_breaker;
mod set_curator;
mod set_exposure;
mod set_vault_limits;
mod sweep;
mod update_vrt_metadata;
mod vault_rates;

pub use approve_depositor::*;
pub use create_vrt_metadata::*;
pub use initialize_vault::*;
pub use revoke_depositor::*;
pub use reward::*;
pub use set_breaker::*;
pub use set_curator::*;
pub use set_exposure::*;
pub use set_vault_limits::*;
pub use sweep::*;
pub use update_vrt_metadata::*;
pub use vault_rates::*;
