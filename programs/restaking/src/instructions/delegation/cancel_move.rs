//! Cancels an announced move of stake.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::complete_move::Ends;
use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::{MoveCanceled, emit};
use crate::state::{OperatorDelegation, Vault};

/// Accounts of `cancel_move`.
#[derive(Accounts)]
pub struct CancelMove {
    /// The vault's curator.
    #[account(address = vault.curator @ RestakingError::NotCurator)]
    pub curator: Signer,
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The delegation that units move from.
    #[account(mut, constraint = address_eq(&from.vault, vault.address()) @ RestakingError::WrongDelegation)]
    pub from: Account<OperatorDelegation>,
    /// The delegation that units would have moved to.
    #[account(mut, address = from.move_to @ RestakingError::WrongDelegation)]
    pub to: Account<OperatorDelegation>,
}

impl CancelMove {
    /// Cancels the move. The units become idle once the first operator gives them up.
    pub fn cancel_move(&mut self) -> Result<()> {
        let now = clock::now()?;
        let before = Ends::of(&self.vault, &self.from, &self.to);
        let (ledger, from) = (&mut self.vault.ledger, &mut self.from.delegation);
        ledger.cancel_move(from, &mut self.to.delegation, now).map_err(refused)?;
        self.from.move_to = Address::default();
        emit(MoveCanceled {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            from: self.from.operator,
            to: self.to.operator,
            before: before.from,
            after: (&self.from.delegation).into(),
            books_before: before.books,
            books_after: self.vault.ledger.books,
        });
        Ok(())
    }
}
