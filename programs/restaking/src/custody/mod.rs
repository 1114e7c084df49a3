//! Moves tokens into and out of the token accounts that the program's own accounts hold: vaults, bond pools, reward trees and reward
//! offers.
//!
//! The ledger computes every amount before. Each move checks the holder of what comes in, and afterwards that the balance changed by
//! exactly the amount and covers what the books owe.

mod programs;
mod shares;
pub mod spl_token;
mod token_2022;

use core::borrow::Borrow;

use anchor_lang::accounts::{Account, Program, SlabSchema};
use anchor_lang::prelude::*;
use anchor_lang::{CpiHandle, address_eq};
use anchor_spl::TokenAccount;
use bytemuck::{Pod, Zeroable};

use crate::asset::AssetAccount;
use crate::error::{RestakingError, fail, refused};
use crate::state::{Custodian, Vault};

pub use programs::{AssetProgram, SweptProgram, TransferProgram};
pub use shares::{burn_shares, mint_shares};

/// A layout of token accounts.
pub trait Tokens: Pod + Zeroable + SlabSchema + Borrow<TokenAccount> {}

impl<T: Pod + Zeroable + SlabSchema + Borrow<TokenAccount>> Tokens for T {}

/// A token account of one of the program's own accounts.
pub struct Custody<'a, O: Custodian, T: Tokens, P> {
    /// Signs for the token account.
    pub owner: &'a Account<O>,
    pub account: &'a mut Account<T>,
    /// What the token account must hold after the move, by the books.
    pub owed: u64,
    /// Moves the tokens.
    pub program: P,
}

impl<'a, T: Tokens, P> Custody<'a, Vault, T, P> {
    /// The account of a vault's assets.
    #[inline(always)]
    pub fn of_assets(owner: &'a Account<Vault>, account: &'a mut Account<T>, program: P) -> Result<Self> {
        Ok(Self { owner, account, owed: owner.ledger.held().map_err(refused)?, program })
    }
}

impl<O: Custodian, T: Tokens, P: TransferProgram<T>> Custody<'_, O, T, P> {
    /// Receives `amount` from `from`, signed by its owner or delegate.
    #[inline(always)]
    pub fn receive(self, amount: u64, from: &mut Account<T>, holder: &Signer) -> Result<()> {
        check_holder((**from).borrow(), holder)?;
        self.program.check_holder(from, holder)?;
        let before = self.balance();
        self.program.transfer(amount, [from, self.account], holder.cpi_handle(), &[])?;
        self.check(before.checked_add(amount))
    }

    /// Pays `amount` to `to`, signed by the owner.
    #[inline(always)]
    pub fn pay(mut self, amount: u64, to: &mut Account<T>) -> Result<()> {
        if amount == 0 {
            return Ok(());
        }
        let before = self.balance();
        self.send(amount, to)?;
        self.check(before.checked_sub(amount))
    }

    /// Transfers `amount` to another account in custody, signed by the owner. Both balances are checked.
    #[inline(always)]
    pub fn transfer<Q: Custodian>(mut self, amount: u64, to: Custody<'_, Q, T, P>) -> Result<()> {
        let before = [self.balance(), to.balance()];
        self.send(amount, to.account)?;
        self.check(before[0].checked_sub(amount))?;
        to.check(before[1].checked_add(amount))
    }

    #[inline(always)]
    fn send(&mut self, amount: u64, to: &mut Account<T>) -> Result<()> {
        let Self { owner, account, program, .. } = self;
        program.check_recipient(to)?;
        owner.with_seeds(|seeds| program.transfer(amount, [account, to], authority(*owner), &[seeds]))
    }
}

impl<O: Custodian, T: Tokens, P> Custody<'_, O, T, P> {
    #[inline(always)]
    fn balance(&self) -> u64 {
        (**self.account).borrow().amount()
    }

    /// Refuses a balance other than the expected one, and one that does not cover the books.
    #[inline(always)]
    fn check(&self, expected: Option<u64>) -> Result<()> {
        let after = self.balance();
        if expected != Some(after) {
            return Err(fail(RestakingError::BalanceDiffers, after, expected.unwrap_or_default()));
        }
        if after < self.owed {
            return Err(fail(RestakingError::BalanceDiffers, after, self.owed));
        }
        Ok(())
    }
}

impl Custody<'_, Vault, AssetAccount, AssetProgram<'_>> {
    /// Burns `amount` of the vault's assets, signed by the vault.
    pub fn burn(self, amount: u64, mint: &mut UncheckedAccount) -> Result<()> {
        let (owner, before) = (self.owner, self.balance());
        owner.with_seeds(|seeds| self.program.burn(amount, self.account, mint, authority(owner), &[seeds]))?;
        self.check(before.checked_sub(amount))
    }
}

impl<O: Custodian> Custody<'_, O, TokenAccount, &Program<Token>> {
    /// Closes the account, which must be empty, and sends its rent to `to`. A failure aborts the transaction.
    pub fn close(self, to: &mut UncheckedAccount) {
        let (account, to) = (self.account.cpi_handle_mut().into(), to.cpi_handle_mut().into());
        self.owner.with_seeds(|seeds| spl_token::close(self.program, [account, to], authority(self.owner), &[seeds]));
    }
}

/// Refuses a token account that the signer neither owns nor holds as a delegate.
///
/// SPL Token's own check is not enough: it lets anyone burn tokens of the incinerator or the system program, so a
/// successful burn does not prove the holder's consent.
fn check_holder(from: &TokenAccount, signer: &Signer) -> Result<()> {
    require!(is_holder(from, signer), RestakingError::NotHolder);
    Ok(())
}

/// Whether the signer owns a token account, or holds it as a delegate.
pub fn is_holder(from: &TokenAccount, signer: &Signer) -> bool {
    address_eq(from.owner(), signer.address())
        || from.delegate().is_some_and(|delegate| address_eq(delegate, signer.address()))
}

/// All that the signer can move. SPL Token limits a delegate to its allowance, even if it owns the account.
#[cold]
pub fn whole_balance(from: &TokenAccount, signer: &Signer) -> u64 {
    let delegated = from.delegate().is_some_and(|delegate| address_eq(delegate, signer.address()));
    if delegated { from.amount().min(from.delegated_amount()) } else { from.amount() }
}

/// An account of the program's own that signs a call by its seeds.
///
/// The handle of an account that the handler may change marks it as borrowed for the call, for about 90 compute units. The token programs
/// only read a signer's address, and `unchecked_invoke_signed_fixed` looks at no mark.
pub fn authority(account: &impl AnchorAccount) -> CpiHandle<'_> {
    CpiHandle::readonly(account.account())
}
