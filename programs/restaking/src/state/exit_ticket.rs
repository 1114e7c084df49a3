//! A holder's part of an exit bucket.

use anchor_lang::prelude::*;

/// One exit request, at `["exit_ticket", vault, first owner, nonce]`. It changes hands by its `owner`.
#[account]
pub struct ExitTicket {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 6],
    /// The vault that it leaves.
    pub vault: Address,
    /// Who may claim, cancel or transfer it.
    pub owner: Address,
    /// Who paid for this account, and gets its rent back.
    pub rent_payer: Address,
    /// The figures.
    pub ticket: ledger::Ticket,
    /// Zero, for fields to come.
    pub reserved: [u8; 24],
}

impl ExitTicket {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"exit_ticket";
}
