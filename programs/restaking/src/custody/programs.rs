//! The programs that move tokens.

use anchor_lang::accounts::{Account, Program};
use anchor_lang::prelude::*;
use anchor_lang::{CpiHandle, Id, address_eq};
use anchor_spl::TokenAccount;
use anchor_spl::token_2022::Token2022;

use super::{Tokens, spl_token, token_2022};
use crate::asset::{AssetAccount, guards_cpi, requires_memo};
use crate::error::RestakingError;
use crate::state::Vault;

/// A program that moves tokens between accounts of the layout `T`.
pub trait TransferProgram<T: Tokens>: Copy {
    /// Transfers `amount` between two accounts.
    fn transfer<'a>(
        self,
        amount: u64,
        accounts: [&'a mut Account<T>; 2],
        authority: CpiHandle<'a>,
        seeds: &'a [&'a [&'a [u8]]],
    ) -> Result<()>
    where
        Self: 'a;

    /// Refuses a source that this program's signature cannot move, though its holder signed.
    #[inline(always)]
    fn check_holder(self, _: &Account<T>, _: &Signer) -> Result<()> {
        Ok(())
    }

    /// Refuses a destination that takes no transfers of programs.
    #[inline(always)]
    fn check_recipient(self, _: &Account<T>) -> Result<()> {
        Ok(())
    }
}

impl TransferProgram<TokenAccount> for &Program<Token> {
    #[inline(always)]
    fn transfer<'a>(
        self,
        amount: u64,
        [from, to]: [&'a mut Account<TokenAccount>; 2],
        authority: CpiHandle<'a>,
        seeds: &'a [&'a [&'a [u8]]],
    ) -> Result<()>
    where
        Self: 'a,
    {
        let accounts = [from.cpi_handle_mut().into(), to.cpi_handle_mut().into()];
        spl_token::call(self, spl_token::TRANSFER, amount, accounts, authority, seeds);
        Ok(())
    }
}

/// The program that moves a vault's asset.
#[derive(Clone, Copy)]
pub enum AssetProgram<'a> {
    Token(&'a Program<Token>),
    Token2022 {
        /// The accounts after the instruction's own: Token-2022, then the asset's mint.
        accounts: &'a [AccountView],
        decimals: u8,
    },
}

impl<'a> AssetProgram<'a> {
    /// SPL Token, or Token-2022 if there are `trailing` accounts.
    pub fn of(vault: &Vault, token: &'a Program<Token>, trailing: Option<&'a [AccountView]>) -> Self {
        match trailing {
            None => Self::Token(token),
            Some(accounts) => Self::Token2022 { accounts, decimals: vault.decimals },
        }
    }

    pub fn id(&self) -> Address {
        match self {
            Self::Token(_) => Token::id(),
            Self::Token2022 { .. } => Token2022::id(),
        }
    }

    pub fn is_token_2022(&self) -> bool {
        matches!(self, Self::Token2022 { .. })
    }

    /// Burns `amount` from `account`.
    pub(super) fn burn(
        self,
        amount: u64,
        account: &mut Account<AssetAccount>,
        mint: &mut UncheckedAccount,
        authority: CpiHandle<'_>,
        seeds: &[&[&[u8]]],
    ) -> Result<()> {
        let handles = [account.cpi_handle_mut().into(), mint.cpi_handle_mut().into()];
        match self {
            Self::Token(token) => spl_token::call(token, spl_token::BURN, amount, handles, authority, seeds),
            Self::Token2022 { accounts, decimals } => {
                token_2022::burn(accounts, amount, decimals, handles, authority, seeds)?;
            }
        }
        Ok(())
    }
}

impl TransferProgram<AssetAccount> for AssetProgram<'_> {
    #[inline(always)]
    fn transfer<'a>(
        self,
        amount: u64,
        [from, to]: [&'a mut Account<AssetAccount>; 2],
        authority: CpiHandle<'a>,
        seeds: &'a [&'a [&'a [u8]]],
    ) -> Result<()>
    where
        Self: 'a,
    {
        match self {
            Self::Token(token) => {
                let accounts = [from.cpi_handle_mut().into(), to.cpi_handle_mut().into()];
                spl_token::call(token, spl_token::TRANSFER, amount, accounts, authority, seeds);
                Ok(())
            }
            Self::Token2022 { accounts, decimals } => {
                token_2022::transfer(accounts, amount, decimals, [from, to], authority, seeds)
            }
        }
    }

    #[inline(always)]
    fn check_holder(self, from: &Account<AssetAccount>, holder: &Signer) -> Result<()> {
        // CPI Guard stops the owner only, even when the owner is its own delegate.
        let is_guarded = self.is_token_2022() && address_eq(from.owner(), holder.address()) && guards_cpi(from)?;
        require!(!is_guarded, RestakingError::CpiGuard);
        Ok(())
    }

    #[inline(always)]
    fn check_recipient(self, to: &Account<AssetAccount>) -> Result<()> {
        require!(!self.is_token_2022() || !requires_memo(to)?, RestakingError::MemoRequired);
        Ok(())
    }
}

/// The program of tokens that were sent to a vault: either one.
#[derive(Clone, Copy)]
pub struct SweptProgram<'a> {
    pub program: &'a Address,
    pub mint: &'a AccountView,
    pub decimals: u8,
}

impl TransferProgram<AssetAccount> for SweptProgram<'_> {
    fn transfer<'a>(
        self,
        amount: u64,
        accounts: [&'a mut Account<AssetAccount>; 2],
        authority: CpiHandle<'a>,
        seeds: &'a [&'a [&'a [u8]]],
    ) -> Result<()>
    where
        Self: 'a,
    {
        token_2022::transfer_checked(self.program, amount, (self.mint, self.decimals), accounts, authority, seeds);
        Ok(())
    }

    fn check_recipient(self, to: &Account<AssetAccount>) -> Result<()> {
        let is_token_2022 = to.account().owned_by(&Token2022::id());
        require!(!is_token_2022 || !requires_memo(to)?, RestakingError::MemoRequired);
        Ok(())
    }
}
