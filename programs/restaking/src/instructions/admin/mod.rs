//! Instructions of a vault's admin.

mod initialize_vault;
mod set_breaker;
mod set_curator;
mod set_depositor;
mod set_exposure;
mod set_vault_limits;

pub use initialize_vault::*;
pub use set_breaker::*;
pub use set_curator::*;
pub use set_depositor::*;
pub use set_exposure::*;
pub use set_vault_limits::*;
