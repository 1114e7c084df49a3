//! What an admin lets other keys do.

use anchor_lang::prelude::*;
use ledger::GrantTerms;

/// A grant was made, or got other terms.
#[event(bytemuck)]
pub struct GrantSet {
    /// The vault, operator or NCN.
    pub entity: Address,
    /// The number of this event among its own.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The key that may sign in the admin's place.
    pub holder: Address,
    /// The admin.
    pub made_by: Address,
    /// The terms before; all zero for a new grant.
    pub before: GrantTerms,
    /// The terms now.
    pub after: GrantTerms,
}

/// A grant was closed.
#[event(bytemuck)]
pub struct GrantRevoked {
    /// The vault, operator or NCN.
    pub entity: Address,
    /// The number of this event among its own.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The key that could sign in the admin's place.
    pub holder: Address,
    /// The signer: the admin, the holder, or anyone where the grant was void or over.
    pub revoker: Address,
    /// The terms that the grant had.
    pub terms: GrantTerms,
}

/// All grants of an entity were voided. A change of its admin does so too, with an event of its own alone.
#[event(bytemuck)]
pub struct GrantsVoided {
    /// The vault, operator or NCN.
    pub entity: Address,
    /// The number of this event among its own.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The admin.
    pub admin: Address,
    /// The generation of the grants that are void now.
    pub before: u64,
    /// The generation of the grants to come.
    pub after: u64,
}
