//! Leave to deposit into a vault that admits listed depositors only.

use anchor_lang::prelude::*;

/// A depositor's approval by a vault, at `["depositor", vault, depositor]`; it exists as long as it stands.
#[account]
pub struct DepositorApproval {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 6],
    /// The vault that admits.
    pub vault: Address,
    /// Who is admitted.
    pub depositor: Address,
    /// Who paid for this account, and gets its rent back.
    pub rent_payer: Address,
}

impl DepositorApproval {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"depositor";
}
