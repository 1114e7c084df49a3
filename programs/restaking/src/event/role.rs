//! Events of roles and pauses of the config, vaults, operators and NCNs.

use anchor_lang::prelude::*;

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
    /// The other roles that the former admin keeps, as bits: 1 guardian, 2 fee admin, 4 fee wallet, 8 curator, 16
    /// allocator, 32 slasher, 64 resolver, 128 insurance, 256 redistribution, 512 deposit gate.
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
    /// 0 guardian, 1 fee admin, 2 fee wallet, 9 deposit gate.
    pub role: u64,
    /// The holder before.
    pub before: Address,
    /// The holder now.
    pub after: Address,
}

/// A pause was raised.
#[event(bytemuck)]
pub struct PauseRaised {
    /// The config, for all vaults, or one vault.
    pub governed: Address,
    pub number: u64,
    pub time: i64,
    pub guardian: Address,
    pub before: ledger::state::pause::Pause,
    pub after: ledger::state::pause::Pause,
}

/// A pause was lifted before its end.
#[event(bytemuck)]
pub struct PauseLifted {
    /// The config, for all vaults, or one vault.
    pub governed: Address,
    pub number: u64,
    pub time: i64,
    /// The guardian or the admin.
    pub lifter: Address,
    /// The pause as raised.
    pub before: ledger::state::pause::Pause,
    /// The pause as lifted.
    pub after: ledger::state::pause::Pause,
}
