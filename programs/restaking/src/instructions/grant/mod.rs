//! Grants: an admin lets another key do some kinds of its acts for a time, and takes that back from one or from all.
//!
//! A new admin inherits none: `accept_admin` and `renounce_admin` void all grants.

mod revoke_grant;
mod set_grant;
mod void_grants;

pub use revoke_grant::*;
pub use set_grant::*;
pub use void_grants::*;
