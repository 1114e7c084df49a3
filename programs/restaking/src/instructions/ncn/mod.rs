//! Instructions of NCNs.

mod open_record;
mod register_ncn;
mod retire_ncn;
mod set_ncn_asset;
mod set_slash_policy;
mod update_ncn;

pub use open_record::*;
pub use register_ncn::*;
pub use retire_ncn::*;
pub use set_ncn_asset::*;
pub use set_slash_policy::*;
pub use update_ncn::*;
