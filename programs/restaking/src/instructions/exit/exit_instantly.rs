//! Burns shares and pays assets at once, for a fee.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;
use ledger::state::pause::Pause;

use crate::asset::AssetAccount;
use crate::custody::{self, AssetProgram, Custody};
use crate::error::{RestakingError, refused};
use crate::event::{ExitedInstantly, emit};
use crate::state::{Config, Vault};
use crate::{clock, pause};

/// Accounts of `exit_instantly`.
#[derive(Accounts)]
pub struct ExitInstantly {
    /// The owner of `owner_shares` or its delegate.
    pub owner: Signer,
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The token account of the vault's assets.
    #[account(mut, address = vault.asset_account @ RestakingError::WrongAssetAccount)]
    pub asset_account: Account<AssetAccount>,
    /// The vault's VRT mint. The address check suffices, because the vault created the mint.
    #[account(mut, address = vault.vrt_mint @ RestakingError::WrongVrtMint)]
    pub vrt_mint: UncheckedAccount,
    /// Source of the shares.
    #[account(mut, constraint = address_eq(owner_shares.mint(), &vault.vrt_mint) @ RestakingError::WrongMint)]
    pub owner_shares: Account<TokenAccount>,
    /// Receives the assets; any account of the asset.
    #[account(mut, constraint = address_eq(owner_assets.mint(), &vault.asset_mint) @ RestakingError::WrongMint)]
    pub owner_assets: Account<AssetAccount>,
    /// Holds protocol-wide pauses.
    pub config: Account<Config>,
    /// SPL Token. For a Token-2022 asset, Token-2022 and the asset's mint follow the last account.
    pub token_program: Program<Token>,
}

impl ExitInstantly {
    /// Burns `shares` and pays their value less the fee, at least `min_assets`.
    pub fn exit_instantly(&mut self, trailing: Option<&[AccountView]>, shares: u64, min_assets: u64) -> Result<()> {
        let now = clock::now()?;
        pause::check(Pause::INSTANT_EXITS, &self.vault, &self.config, now)?;
        let before = self.vault.ledger.books;
        let exit = self.vault.ledger.exit_instantly(shares, min_assets, now).map_err(refused)?;

        let (vault, token) = (&self.vault, &self.token_program);
        custody::burn_shares(exit.flow.shares_burned, token, &mut self.vrt_mint, &mut self.owner_shares, &self.owner)?;
        let program = AssetProgram::of(vault, token, trailing);
        let assets = Custody::of_assets(vault, &mut self.asset_account, program)?;
        assets.pay(exit.flow.assets_out, &mut self.owner_assets)?;
        emit(ExitedInstantly {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            owner: *self.owner.address(),
            shares: exit.flow.shares_burned,
            assets: exit.flow.assets_out,
            fee: exit.fee,
            units: exit.units,
            before,
            after: self.vault.ledger.books,
            exit_fee: exit.exit_fee,
        });
        Ok(())
    }
}
