//! Instructions of pools: creation, names, roles, limits, fees and pauses.

mod accept_pool_admin;
mod collect_pool_fees;
mod create_lrt_metadata;
mod initialize_pool;
mod pause_pool;
mod propose_pool_admin;
mod set_guards;
mod set_pool_fees;
mod set_pool_role;
mod update_lrt_metadata;

pub use accept_pool_admin::*;
pub use collect_pool_fees::*;
pub use create_lrt_metadata::*;
pub use initialize_pool::*;
pub use pause_pool::*;
pub use propose_pool_admin::*;
pub use set_guards::*;
pub use set_pool_fees::*;
pub use set_pool_role::*;
pub use update_lrt_metadata::*;
