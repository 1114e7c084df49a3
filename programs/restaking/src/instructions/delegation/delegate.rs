//! Sets a vault's delegation to an operator.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::state::books::Books;
use ledger::state::delegation::Delegation;
use ledger::state::pause::Pause;

use crate::error::{RestakingError, refused};
use crate::event::DelegationChanged;
use crate::state::{Config, Operator, OperatorDelegation, Vault};
use crate::{pause, till};

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
    /// Delegates `amount`, replacing the operator's current and pending delegation. `amount` is in units, or with
    /// `as_bps` in basis points of the vault's units, rounded down.
    pub fn run(&mut self, amount: u64, as_bps: bool) -> Result<()> {
        let now = till::now()?;
        let (books, before) = (self.vault.ledger.books, self.delegation.delegation);
        let ledger = &mut self.vault.ledger;
        let units = if as_bps { ledger.units_of_bps(amount).map_err(refused)? } else { amount };
        ledger.delegate(&mut self.delegation.delegation, units, now).map_err(refused)?;
        let held = before.units.reserved_at(self.vault.ledger.time_at(now));
        let rises = self.delegation.delegation.reserved() > held;
        require!(!rises || self.operator.retired == 0, RestakingError::Retired);
        // Reducing an announced decrease is an increase too.
        if self.delegation.delegation.units.next > before.units.next {
            pause::check(Pause::EXPOSURE, &self.vault, &self.config, now)?;
        }
        announce(&mut self.vault, &self.delegation, now, books, before)
    }
}

/// Accounts of `settle_delegation`, followed by other delegations of the vault in ascending order of their addresses,
/// if any. Permissionless: it frees what an effective decrease gave up. Each further delegation tightens the vault's
/// bound on its largest operator, which instant exits must keep within its cap.
#[derive(Accounts)]
pub struct SettleDelegation {
    #[account(mut)]
    pub vault: Account<Vault>,
    #[account(mut, constraint = address_eq(&delegation.vault, vault.address()) @ RestakingError::WrongDelegation)]
    pub delegation: Account<OperatorDelegation>,
}

impl SettleDelegation {
    /// Settles a change that is effective. With `others`, tightens the bound on what one operator reserves.
    pub fn run(&mut self, others: &[AccountView]) -> Result<()> {
        let now = till::now()?;
        let (books, before) = (self.vault.ledger.books, self.delegation.delegation);
        self.vault.ledger.settle_delegation(&mut self.delegation.delegation, now).map_err(refused)?;
        if !others.is_empty() {
            self.tighten(others)?;
        }
        announce(&mut self.vault, &self.delegation, now, books, before)
    }

    fn tighten(&mut self, others: &[AccountView]) -> Result<()> {
        let mut reserved = vec![self.delegation.delegation.reserved()];
        let mut last = Address::default();
        for account in others {
            let other = Account::<OperatorDelegation>::load(*account)?;
            require!(address_eq(&other.vault, self.vault.address()), RestakingError::WrongDelegation);
            let new = last < *other.address() && !address_eq(other.address(), self.delegation.address());
            require!(new, RestakingError::DelegationsOutOfOrder);
            last = *other.address();
            reserved.push(other.delegation.reserved());
        }
        self.vault.ledger.tighten_largest(reserved).map_err(refused)
    }
}

fn announce(
    vault: &mut Account<Vault>,
    delegation: &Account<OperatorDelegation>,
    time: i64,
    books_before: Books,
    before: Delegation,
) -> Result<()> {
    emit!(DelegationChanged {
        vault: *vault.address(),
        number: vault.next_event(),
        time,
        operator: delegation.operator,
        before,
        after: delegation.delegation,
        books_before,
        books_after: vault.ledger.books,
    });
    Ok(())
}
