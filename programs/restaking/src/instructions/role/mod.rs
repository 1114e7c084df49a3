//! Who is the admin of the config, of a vault, of an operator or of an NCN, and what guardians do.
//!
//! An admin changes in two steps, so that no address becomes one that cannot sign. Until the second one the old admin keeps
//! every right, the proposal's withdrawal among them. Lesser roles change in one step, since an admin can change them again:
//! the curator by `set_curator`, the allocator by `update_operator`, slasher and resolver by `set_slash_policy`, the others by
//! `set_role`.

mod accept_admin;
mod lift_pause;
mod propose_admin;
mod raise_pause;
mod renounce_admin;
mod set_role;

pub use accept_admin::*;
pub use lift_pause::*;
pub use propose_admin::*;
pub use raise_pause::*;
pub use renounce_admin::*;
pub use set_role::*;
