//! Transfers an exit ticket to another owner.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::state::pause::Pause;

use crate::error::RestakingError;
use crate::event::{ExitTicketTransferred, emit};
use crate::state::{Config, ExitTicket, Vault};
use crate::{clock, pause};

/// Accounts of `transfer_exit_ticket`.
#[derive(Accounts)]
pub struct TransferExitTicket {
    /// The ticket's owner.
    #[account(address = ticket.owner @ RestakingError::NotTicketOwner)]
    pub owner: Signer,
    /// The transfer is one of the vault's events.
    #[account(mut)]
    pub vault: Account<Vault>,
    #[account(mut, constraint = address_eq(&ticket.vault, vault.address()) @ RestakingError::WrongVault)]
    pub ticket: Account<ExitTicket>,
    /// Holds protocol-wide pauses.
    pub config: Account<Config>,
}

impl TransferExitTicket {
    /// Gives the ticket to `new_owner`. The rent still belongs to its payer.
    pub fn transfer_exit_ticket(&mut self, new_owner: Address) -> Result<()> {
        require!(new_owner != Address::default(), RestakingError::NoNewOwner);
        let now = clock::now()?;
        pause::check(Pause::TICKETS, &self.vault, &self.config, now)?;
        self.ticket.owner = new_owner;
        emit(ExitTicketTransferred {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            ticket: *self.ticket.address(),
            before: *self.owner.address(),
            after: new_owner,
        });
        Ok(())
    }
}
