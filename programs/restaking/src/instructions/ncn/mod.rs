//! Instructions of NCNs and of their operators' records, and the view of the stake that an NCN can slash.

mod open_record;
mod register_ncn;
mod register_set;
mod retire_ncn;
mod set_jail;
mod set_ncn_asset;
mod set_slash_policy;
mod set_software;
mod set_vault_weight;
mod slashable_stake;
mod update_ncn;

pub use open_record::*;
pub use register_ncn::*;
pub use register_set::*;
pub use retire_ncn::*;
pub use set_jail::*;
pub use set_ncn_asset::*;
pub use set_slash_policy::*;
pub use set_software::*;
pub use set_vault_weight::*;
pub use slashable_stake::*;
pub use update_ncn::*;
