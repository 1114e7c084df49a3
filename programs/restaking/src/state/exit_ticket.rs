//! Accounts of a holder's part of an exit bucket.

use anchor_lang::prelude::*;

/// One exit request, at `["exit_ticket", vault, first owner, nonce]`. `owner` changes with a transfer.
#[account]
pub struct ExitTicket {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub vault: Address,
    /// May claim, cancel or transfer the ticket.
    pub owner: Address,
    /// Receives the rent when the account is closed.
    pub rent_payer: Address,
    pub ticket: ledger::state::exit_ticket::Ticket,
    pub reserved: [u8; 24],
}

impl ExitTicket {
    pub const SEED: &'static [u8] = b"exit_ticket";
}
