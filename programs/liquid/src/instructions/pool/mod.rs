//! Instructions of pools: creation, roles, limits, fees and pauses.

mod accept_pool_admin;
mod collect_pool_fees;
mod initialize_pool;
mod pause_pool;
mod propose_pool_admin;
mod set_guards;
mod set_pool_fees;
mod set_pool_role;

pub use accept_pool_admin::*;
pub use collect_pool_fees::*;
pub use initialize_pool::*;
pub use pause_pool::*;
pub use propose_pool_admin::*;
pub use set_guards::*;
pub use set_pool_fees::*;
pub use set_pool_role::*;
