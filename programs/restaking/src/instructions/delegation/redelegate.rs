//! Moves stake from one operator to another.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use anchor_lang::{address_eq, find_and_verify_program_address};
use ledger::state::books::Books;
use ledger::state::delegation::Delegation;
use ledger::state::pause::Pause;
use ledger::transition::delegation_move::Moved;

use crate::error::{RestakingError, refused};
use crate::event::{MoveAnnounced, MoveCanceled, MoveCompleted};
use crate::state::{Config, Operator, OperatorDelegation, OptIn, Vault};
use crate::{pause, till};

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
    pub fn run(&mut self, units: u64) -> Result<()> {
        let now = till::now()?;
        require!(self.operator.retired == 0, RestakingError::Retired);
        require!(self.opt_in.agreement.is_announced(), RestakingError::NoAgreement);
        pause::check(Pause::EXPOSURE, &self.vault, &self.config, now)?;
        let before = self.from.delegation;
        let (ledger, from) = (&mut self.vault.ledger, &mut self.from.delegation);
        let units = ledger.announce_move(from, &mut self.to.delegation, units, now).map_err(refused)?;
        self.from.move_to = *self.to.address();
        emit!(MoveAnnounced {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            from: self.from.operator,
            to: self.to.operator,
            units,
            before,
            after: self.from.delegation,
        });
        Ok(())
    }
}

/// Accounts of `complete_move`. Permissionless: it carries out an announcement.
#[derive(Accounts)]
pub struct CompleteMove {
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The delegation that units move from.
    #[account(mut, constraint = address_eq(&from.vault, vault.address()) @ RestakingError::WrongDelegation)]
    pub from: Account<OperatorDelegation>,
    /// The delegation that units move to.
    #[account(mut, address = from.move_to @ RestakingError::WrongDelegation)]
    pub to: Account<OperatorDelegation>,
    /// The operator of `to`.
    #[account(address = to.operator @ RestakingError::WrongDelegation)]
    pub operator: Account<Operator>,
    /// The address of the opt-in of the vault and that operator; may be closed.
    pub opt_in: UncheckedAccount,
}

impl CompleteMove {
    /// Completes the move. Units that the operator cannot take become idle.
    pub fn run(&mut self) -> Result<()> {
        let now = till::now()?;
        let before = Ends::of(&self.vault, &self.from, &self.to);
        let agreed = self.operator.retired == 0 && self.agrees(now)?;
        let (ledger, from) = (&mut self.vault.ledger, &mut self.from.delegation);
        let moved = ledger.complete_move(from, &mut self.to.delegation, agreed, now).map_err(refused)?;
        self.from.move_to = Address::default();
        let Moved { freed, units } = moved;
        emit!(MoveCompleted {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            from: self.from.operator,
            to: self.to.operator,
            freed,
            units,
            from_before: before.from,
            from_after: self.from.delegation,
            to_before: before.to,
            to_after: self.to.delegation,
            books_before: before.books,
            books_after: self.vault.ledger.books,
        });
        Ok(())
    }

    /// Whether the vault and the operator have an active opt-in.
    fn agrees(&self, now: i64) -> Result<bool> {
        let (vault, operator) = (self.vault.address(), self.operator.address());
        if let Ok(opt_in) = Account::<OptIn>::load(*self.opt_in.account()) {
            let theirs = address_eq(&opt_in.left, vault) && address_eq(&opt_in.right, operator);
            require!(theirs, RestakingError::WrongOptIn);
            return Ok(opt_in.agreement.counts(now));
        }
        // A closed opt-in is over, if this is its address.
        let seeds = [OptIn::SEED, vault.as_ref(), operator.as_ref()];
        let found = find_and_verify_program_address(&seeds, &crate::ID, self.opt_in.address());
        require!(found.is_ok(), RestakingError::WrongOptIn);
        Ok(false)
    }
}

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
    pub fn run(&mut self) -> Result<()> {
        let now = till::now()?;
        let before = Ends::of(&self.vault, &self.from, &self.to);
        let (ledger, from) = (&mut self.vault.ledger, &mut self.from.delegation);
        ledger.cancel_move(from, &mut self.to.delegation, now).map_err(refused)?;
        self.from.move_to = Address::default();
        emit!(MoveCanceled {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            from: self.from.operator,
            to: self.to.operator,
            before: before.from,
            after: self.from.delegation,
            books_before: before.books,
            books_after: self.vault.ledger.books,
        });
        Ok(())
    }
}

/// The figures of a move at one moment.
struct Ends {
    books: Books,
    from: Delegation,
    to: Delegation,
}

impl Ends {
    fn of(vault: &Vault, from: &OperatorDelegation, to: &OperatorDelegation) -> Self {
        Self { books: vault.ledger.books, from: from.delegation, to: to.delegation }
    }
}
