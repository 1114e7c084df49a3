//! Sets a vault's delegation to an operator.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::state::pause::Pause;

use super::announce;
use crate::choice::DelegationAmount;
use crate::error::{RestakingError, refused};
use crate::event::DelegationFigures;
use crate::state::{Config, Operator, OperatorDelegation, Vault};
use crate::{clock, pause};

/// Accounts of `delegate`.
#[derive(Accounts)]
pub struct Delegate {
    /// The vault's curator.
    #[account(address = vault.curator @ RestakingError::NotCurator)]
    pub curator: Signer,
    #[account(mut)]
    pub vault: Account<Vault>,
    #[account(address = delegation.operator @ RestakingError::WrongDelegation)]
    pub operator: Account<Operator>,
    #[account(mut, constraint = address_eq(&delegation.vault, vault.address()) @ RestakingError::WrongDelegation)]
    pub delegation: Account<OperatorDelegation>,
    /// Holds protocol-wide pauses.
    pub config: Account<Config>,
}

impl Delegate {
    /// Delegates `amount`, replacing the operator's current and pending delegation.
    pub fn delegate(&mut self, amount: DelegationAmount) -> Result<()> {
        let now = clock::now()?;
        let (books, before) = (self.vault.ledger.books, DelegationFigures::from(&self.delegation.delegation));
        let ledger = &mut self.vault.ledger;
        let units = match amount {
            DelegationAmount::Units(units) => units,
            DelegationAmount::Bps(bps) => ledger.units_of_bps(bps).map_err(refused)?,
        };
        ledger.delegate(&mut self.delegation.delegation, units, now).map_err(refused)?;
        let held = before.units.reserved_at(self.vault.ledger.time_at(now));
        let rises = self.delegation.delegation.reserved() > held;
        require!(!rises || !self.operator.retired.get(), RestakingError::Retired);
        // Reducing an announced decrease is an increase too.
        if self.delegation.delegation.units.next > before.units.next {
            pause::check(Pause::EXPOSURE, &self.vault, &self.config, now)?;
        }
        announce(&mut self.vault, &self.delegation, now, books, before)
    }
}
