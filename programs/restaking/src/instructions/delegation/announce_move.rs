//! Announces a move of stake from one operator to another.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::state::pause::Pause;

use crate::error::{RestakingError, refused};
use crate::event::{MoveAnnounced, emit};
use crate::state::{Config, Operator, OperatorDelegation, OptIn, Vault};
use crate::{clock, pause};

/// Accounts of `announce_move`.
#[derive(Accounts)]
pub struct AnnounceMove {
    /// The vault's curator.
    #[account(address = vault.curator @ RestakingError::NotCurator)]
    pub curator: Signer,
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The delegation that units move from.
    #[account(mut, constraint = address_eq(&from.vault, vault.address()) @ RestakingError::WrongDelegation)]
    pub from: Account<OperatorDelegation>,
    /// The delegation that units move to.
    #[account(mut, constraint = address_eq(&to.vault, vault.address()) @ RestakingError::WrongDelegation)]
    pub to: Account<OperatorDelegation>,
    /// The operator of `to`.
    #[account(address = to.operator @ RestakingError::WrongDelegation)]
    pub operator: Account<Operator>,
    /// The opt-in of the vault and that operator.
    #[account(
        constraint = address_eq(&opt_in.left, vault.address()) @ RestakingError::WrongOptIn,
        constraint = address_eq(&opt_in.right, operator.address()) @ RestakingError::WrongOptIn
    )]
    pub opt_in: Account<OptIn>,
    /// Holds protocol-wide pauses.
    pub config: Account<Config>,
}

impl AnnounceMove {
    /// Announces that `units` of `from` move to `to`; `u64::MAX` means all active units.
    pub fn announce_move(&mut self, units: u64) -> Result<()> {
        let now = clock::now()?;
        require!(!self.operator.retired.get(), RestakingError::Retired);
        require!(self.opt_in.sides.is_announced(), RestakingError::NoOptIn);
        pause::check(Pause::EXPOSURE, &self.vault, &self.config, now)?;
        let before = (&self.from.delegation).into();
        let (ledger, from) = (&mut self.vault.ledger, &mut self.from.delegation);
        let units = ledger.announce_move(from, &mut self.to.delegation, units, now).map_err(refused)?;
        self.from.move_to = *self.to.address();
        emit(MoveAnnounced {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            from: self.from.operator,
            to: self.to.operator,
            units,
            before,
            after: (&self.from.delegation).into(),
        });
        Ok(())
    }
}
