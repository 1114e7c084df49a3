//! What vaults delegate to operators, and operators allocate to NCNs.

use anchor_lang::prelude::*;

/// What one vault delegates to one operator, at `["delegation", vault, operator]`.
#[account]
pub struct OperatorDelegation {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 6],
    /// The vault whose stake it is.
    pub vault: Address,
    /// The operator that it stands behind.
    pub operator: Address,
    /// Who paid for this account, and gets its rent back.
    pub rent_payer: Address,
    /// The figures.
    pub delegation: ledger::Delegation,
    /// The commission that the vault owes the operator.
    pub commission: u64,
    /// The delegation that units of this one move to; zero if none move.
    pub move_to: Address,
    /// Zero, for fields to come.
    pub reserved: [u8; 24],
}

/// What one delegation allocates to one NCN, at `["allocation", delegation, ncn]`.
#[account]
pub struct NcnAllocation {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 6],
    /// The delegation that it is a part of.
    pub delegation: Address,
    /// The NCN that can slash it.
    pub ncn: Address,
    /// Who paid for this account, and gets its rent back.
    pub rent_payer: Address,
    /// The figures.
    pub allocation: ledger::Allocation,
    /// Zero, for fields to come.
    pub reserved: [u8; 56],
}

impl OperatorDelegation {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"delegation";
}

impl NcnAllocation {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"allocation";
}
