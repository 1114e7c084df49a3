//! Announced tokens to the vault's fee wallet.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::{check, check_foreign};
use crate::asset::{AssetAccount, SweptMint};
use crate::custody::{Custody, SweptProgram};
use crate::error::{RestakingError, refused};
use crate::event::{SweptToWallet, emit};
use crate::state::{SweepNotice, Vault, VaultBondPool};
use crate::{clock, recipient};

/// Accounts of `sweep_to_wallet`.
#[derive(Accounts)]
pub struct SweepToWallet {
    /// The vault.
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The address of the vault's bond pool, which pays no reward of the mint, or is not there.
    #[account(seeds = [VaultBondPool::SEED, vault.address().as_ref()], bump)]
    pub bond_pool: UncheckedAccount,
    /// The token account.
    #[account(mut)]
    pub tokens: Account<AssetAccount>,
    #[account(
        mut, close = rent_payer,
        constraint = address_eq(&notice.vault, vault.address()) @ RestakingError::WrongVault,
        constraint = address_eq(&notice.tokens, tokens.address()) @ RestakingError::WrongSweepNotice
    )]
    pub notice: Account<SweepNotice>,
    /// The mint of the tokens, without a transfer hook.
    #[account(address = *tokens.mint() @ RestakingError::WrongMint)]
    pub mint: Account<SweptMint>,
    /// The vault's fee wallet, where it signs to name the token account; omitted otherwise.
    pub wallet: Option<Signer>,
    /// The fee wallet's associated token account of the mint. A fee wallet that signs names any account of the mint. Any account where
    /// nothing is left to sweep.
    #[account(mut)]
    pub recipient_tokens: UncheckedAccount,
    /// Gets the rent back; may be the wallet.
    #[account(unsafe(dup), address = notice.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
    /// The token program of the mint: SPL Token or Token-2022.
    #[account(constraint = tokens.account().owned_by(token_program.address()) @ RestakingError::WrongAssetProgram)]
    pub token_program: UncheckedAccount,
}

impl SweepToWallet {
    /// Pays what was announced, as far as it is there, and closes the notice: once it is due. Where there is no fee wallet, the tokens
    /// wait for one.
    pub fn sweep_to_wallet(&mut self) -> Result<()> {
        let now = clock::now()?;
        check(&self.vault, &self.tokens, self.tokens.address())?;
        let SweepNotice { amount, due, .. } = *self.notice;
        let amount = ledger::transition::sweep::sweep(amount, self.tokens.amount(), due, now).map_err(refused)?;
        if amount > 0 {
            check_foreign(&self.vault, &self.tokens, &self.bond_pool)?;
            self.pay(amount)?;
        }
        emit(SweptToWallet {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            tokens: *self.tokens.address(),
            mint: *self.tokens.mint(),
            wallet: self.vault.fee_wallet,
            amount,
        });
        Ok(())
    }

    fn pay(&mut self, amount: u64) -> Result<()> {
        // SAFETY: the derive refuses the swept account in a second place, and no other token account is borrowed here.
        let to = unsafe { Account::<AssetAccount>::load_mut(*self.recipient_tokens.account()) };
        let mut to = to.map_err(|_| RestakingError::WrongRecipient)?;
        require!(address_eq(to.mint(), self.mint.address()), RestakingError::WrongMint);
        let (wallet, program) = (&self.vault.fee_wallet, self.token_program.address());
        let is_named = self.wallet.as_ref().is_some_and(|signer| address_eq(signer.address(), wallet));
        let is_home = || recipient::is_home(&to, to.address(), program, wallet);
        require!(is_named || is_home(), RestakingError::WrongRecipient);

        // A fee of the mint's is the recipient's: what it gets is not looked at.
        let program = SweptProgram { program, mint: self.mint.account(), decimals: self.mint.decimals() };
        Custody { owner: &self.vault, account: &mut self.tokens, owed: 0, program }.pay(amount, &mut to)
    }
}
