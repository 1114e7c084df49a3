//! Instructions of admins of the config, vaults, operators and NCNs.
//!
//! An admin changes in two steps, so the role never goes to an address that cannot sign. Until the second step the old
//! admin keeps every right, including the withdrawal of the proposal. Other roles change in one step, because an admin
//! can change them again: the curator by `set_curator`, the allocator by `update_operator`, slasher and resolver by
//! `set_slash_policy`, the rest by `set_role`.

mod accept_admin;
mod grant;
mod propose_admin;
mod renounce_admin;
mod set_role;

pub use accept_admin::*;
pub use grant::*;
pub use propose_admin::*;
pub use renounce_admin::*;
pub use set_role::*;
