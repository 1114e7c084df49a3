//! Grants: an admin lets another key do some kinds of its actions for a time. It can revoke one grant or void all.
//!
//! A new admin inherits none: `accept_admin` and `renounce_admin` void all grants.

mod revoke_grant;
mod set_grant;
mod void_grants;

pub use revoke_grant::*;
pub use set_grant::*;
pub use void_grants::*;
