//! Events of admins, and of the roles and grants that they give.

mod grant;

pub use grant::*;

use anchor_lang::prelude::*;

use crate::choice::stored;

/// An admin was proposed, or a proposal was withdrawn.
#[event(bytemuck)]
pub struct AdminProposed {
    /// The config, vault, operator or NCN.
    pub governed: Address,
    pub number: u64,
    pub time: i64,
    /// The current admin, until the proposal is accepted.
    pub admin: Address,
    /// The admin proposed before; zero if none.
    pub before: Address,
    /// The admin proposed now; zero if none.
    pub after: Address,
}

/// A proposal was accepted, or an admin renounced its role. The grants of the entity are void.
#[event(bytemuck)]
pub struct AdminChanged {
    /// The config, vault, operator or NCN.
    pub governed: Address,
    pub number: u64,
    pub time: i64,
    /// The admin before.
    pub before: Address,
    /// The admin now; zero if the role was renounced permanently.
    pub after: Address,
    /// The other roles that the former admin keeps: bit n is role n of `Role`.
    pub kept: u64,
    /// The roles that the new admin took over, as the same bits. An NCN's roles are announced, and are among `kept` as
    /// well until they take effect.
    pub taken: u64,
}

/// A role other than the admin's was reassigned.
#[event(bytemuck)]
pub struct RoleSet {
    /// The config, vault or operator.
    pub governed: Address,
    pub number: u64,
    pub time: i64,
    pub role: stored::Role,
    pub padding: [u8; 7],
    /// The holder before.
    pub before: Address,
    /// The holder now.
    pub after: Address,
}
