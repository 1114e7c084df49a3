//! Instructions of a vault's admin.

mod initialize_vault;
mod set_depositor;
mod set_vault_limits;

pub use initialize_vault::*;
pub use set_depositor::*;
pub use set_vault_limits::*;
