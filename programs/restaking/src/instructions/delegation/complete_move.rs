//! Completes an announced move of stake from one operator to another. Permissionless.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use anchor_lang::{address_eq, find_and_verify_program_address};
use ledger::state::books::Books;
use ledger::transition::delegation_move::Moved;

use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::{DelegationFigures, MoveCompleted, emit};
use crate::state::{Operator, OperatorDelegation, OptIn, Vault};

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
    pub fn complete_move(&mut self) -> Result<()> {
        let now = clock::now()?;
        let before = Ends::of(&self.vault, &self.from, &self.to);
        let agreed = !self.operator.retired.get() && self.agrees(now)?;
        let (ledger, from) = (&mut self.vault.ledger, &mut self.from.delegation);
        let moved = ledger.complete_move(from, &mut self.to.delegation, agreed, now).map_err(refused)?;
        self.from.move_to = Address::default();
        let Moved { freed, units } = moved;
        emit(MoveCompleted {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            from: self.from.operator,
            to: self.to.operator,
            freed,
            units,
            from_before: before.from,
            from_after: (&self.from.delegation).into(),
            to_before: before.to,
            to_after: (&self.to.delegation).into(),
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
            return Ok(opt_in.sides.counts(now));
        }
        // A closed opt-in is over, if this is its address: without an account, the search does not show it to be off the curve.
        let (seeds, at) = ([OptIn::SEED, vault.as_ref(), operator.as_ref()], self.opt_in.address());
        let found = find_and_verify_program_address(&seeds, &crate::ID, at);
        require!(found.is_ok() && !at.is_on_curve(), RestakingError::WrongOptIn);
        Ok(false)
    }
}

/// The figures of a move at one moment.
pub(super) struct Ends {
    pub books: Books,
    pub from: DelegationFigures,
    pub to: DelegationFigures,
}

impl Ends {
    pub fn of(vault: &Vault, from: &OperatorDelegation, to: &OperatorDelegation) -> Self {
        Self { books: vault.ledger.books, from: (&from.delegation).into(), to: (&to.delegation).into() }
    }
}
