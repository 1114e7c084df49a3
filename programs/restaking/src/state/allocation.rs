//! An operator's allocation of a delegation to an NCN.

use anchor_lang::prelude::*;

/// A delegation's allocation to an NCN, at `["allocation", delegation, ncn]`.
#[account]
pub struct NcnAllocation {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub delegation: Address,
    /// The NCN that can slash the allocation.
    pub ncn: Address,
    /// Receives the rent when the account is closed.
    pub rent_payer: Address,
    pub allocation: ledger::state::allocation::Allocation,
    pub reserved: [u8; 56],
}

impl NcnAllocation {
    pub const SEED: &'static [u8] = b"allocation";
}
