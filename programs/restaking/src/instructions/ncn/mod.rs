//! Instructions of NCNs.

mod close_stake_table;
mod grow_stake_table;
mod open_record;
mod open_stake_table;
mod register_ncn;
mod register_set;
mod release_allocation;
mod release_opt_in;
mod retire_ncn;
mod set_ncn_asset;
mod set_slash_policy;
mod set_software;
mod set_vault_weight;
mod update_ncn;

pub use close_stake_table::*;
pub use grow_stake_table::*;
pub use open_record::*;
pub use open_stake_table::*;
pub use register_ncn::*;
pub use register_set::*;
pub use release_allocation::*;
pub use release_opt_in::*;
pub use retire_ncn::*;
pub use set_ncn_asset::*;
pub use set_slash_policy::*;
pub use set_software::*;
pub use set_vault_weight::*;
pub use update_ncn::*;
