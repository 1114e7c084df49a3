//! Grants of an admin's actions to other keys.

use anchor_lang::prelude::*;
use ledger::state::grant::GrantTerms;

/// A grant was made or changed.
#[event(bytemuck)]
pub struct GrantSet {
    pub entity: Address,
    pub number: u64,
    pub time: i64,
    /// The key that may sign in the admin's place.
    pub holder: Address,
    pub made_by: Address,
    /// The terms before; all zero for a new grant.
    pub before: GrantTerms,
    /// The terms now.
    pub after: GrantTerms,
}

/// A grant was closed.
#[event(bytemuck)]
pub struct GrantRevoked {
    pub entity: Address,
    pub number: u64,
    pub time: i64,
    /// The key that could sign in the admin's place.
    pub holder: Address,
    /// The signer: the admin, the holder, or anyone where the grant was void or over.
    pub revoker: Address,
    /// The terms that the grant had.
    pub terms: GrantTerms,
}

/// All grants of an entity were voided. A change of admin voids them too, and emits its own event only.
#[event(bytemuck)]
pub struct GrantsVoided {
    pub entity: Address,
    pub number: u64,
    pub time: i64,
    pub admin: Address,
    /// The generation of the grants that are void now.
    pub before: u64,
    /// The generation of the grants to come.
    pub after: u64,
}
