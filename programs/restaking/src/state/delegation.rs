//! A vault's delegation to an operator.

use anchor_lang::prelude::*;

/// A vault's delegation to an operator, at `["delegation", vault, operator]`.
#[account]
pub struct OperatorDelegation {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    /// The delegating vault.
    pub vault: Address,
    /// The operator that receives the stake.
    pub operator: Address,
    /// Receives the rent when the account is closed.
    pub rent_payer: Address,
    pub delegation: ledger::state::delegation::Delegation,
    /// The commission that the vault owes the operator.
    pub commission: u64,
    /// The delegation that units of this one move to; zero if none.
    pub move_to: Address,
    pub reserved: [u8; 24],
}

impl OperatorDelegation {
    pub const SEED: &'static [u8] = b"delegation";
}
