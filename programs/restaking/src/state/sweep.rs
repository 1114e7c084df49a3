//! The notice before tokens that were sent to a vault leave for its fee wallet.

use anchor_lang::prelude::*;

/// A sweep that was announced, at `["sweep", vault, tokens]`; it exists until the sweep.
#[account]
pub struct SweepNotice {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 6],
    /// The vault.
    pub vault: Address,
    /// The token account, which the vault owns and its books do not know.
    pub tokens: Address,
    /// The mint of the tokens.
    pub mint: Address,
    /// Who paid for this account, and gets its rent back.
    pub rent_payer: Address,
    /// What the token account held at the announcement: the most that this sweep takes.
    pub amount: u64,
    /// The first second of the sweep.
    pub due: i64,
    /// Zero, for fields to come.
    pub reserved: [u8; 32],
}

impl SweepNotice {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"sweep";
}
