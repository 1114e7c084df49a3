//! Who is the admin of the config, of a vault, of an operator or of an NCN.

use anchor_lang::prelude::*;

/// An admin was proposed, or a proposal withdrawn.
#[event(bytemuck)]
pub struct AdminProposed {
    /// The config, vault, operator or NCN.
    pub governed: Address,
    /// The number of this event among its own.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who is its admin, and stays so until the proposal is accepted.
    pub admin: Address,
    /// Who was proposed before; zero for nobody.
    pub before: Address,
    /// Who is proposed now; zero for nobody.
    pub after: Address,
}

/// A proposal was accepted, or an admin renounced. The entity's grants are void.
#[event(bytemuck)]
pub struct AdminChanged {
    /// The config, vault, operator or NCN.
    pub governed: Address,
    /// The number of this event among its own.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who was its admin before.
    pub before: Address,
    /// Who is its admin now; zero if nobody will be.
    pub after: Address,
    /// The lesser roles that the admin before still holds, as bits: 1 guardian, 2 fee admin, 4 fee wallet, 8 curator, 16
    /// allocator, 32 slasher, 64 resolver, 128 insurance, 256 redistribution, 512 deposit gate.
    pub kept: u64,
    /// The roles that the new admin took over from it, as the same bits. An NCN's are announced, and until they take effect
    /// they are among `kept` as well.
    pub taken: u64,
}

/// A lesser role was given to another.
#[event(bytemuck)]
pub struct RoleSet {
    /// The config, vault or operator.
    pub governed: Address,
    /// The number of this event among its own.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The role: 0 is the guardian, 1 the fee admin, 2 the fee wallet, 9 the deposit gate.
    pub role: u64,
    /// Who had it before.
    pub before: Address,
    /// Who has it now.
    pub after: Address,
}

/// A pause was raised.
#[event(bytemuck)]
pub struct PauseRaised {
    /// The config, for all vaults, or the vault.
    pub governed: Address,
    /// The number of this event among its own.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who raised it.
    pub guardian: Address,
    /// The pause before.
    pub before: ledger::Pause,
    /// The pause now.
    pub after: ledger::Pause,
}

/// A pause was ended before its time.
#[event(bytemuck)]
pub struct PauseLifted {
    /// The config, for all vaults, or the vault.
    pub governed: Address,
    /// The number of this event among its own.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who ended it: the guardian or the admin.
    pub lifter: Address,
    /// The pause as it was raised.
    pub before: ledger::Pause,
    /// The pause as it ended.
    pub after: ledger::Pause,
}
