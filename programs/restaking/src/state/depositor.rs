//! Approvals of a restricted vault's depositors.

use anchor_lang::prelude::*;

/// A vault's approval of a depositor, at `["depositor", vault, depositor]`; exists while valid.
#[account]
pub struct DepositorApproval {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub vault: Address,
    pub depositor: Address,
    /// Receives the rent when the account is closed.
    pub rent_payer: Address,
}

impl DepositorApproval {
    pub const SEED: &'static [u8] = b"depositor";
}
