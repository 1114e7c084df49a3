//! Deposits assets and mints shares.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;
use ledger::state::pause::Pause;
use ledger::transition::deposit::WHOLE_BALANCE;

use crate::asset::AssetAccount;
use crate::custody::{self, AssetProgram, Custody};
use crate::error::{RestakingError, refused};
use crate::event::{Deposited, emit};
use crate::state::{Config, DepositorApproval, Vault};
use crate::{clock, pause};

/// Accounts of `deposit`.
#[derive(Accounts)]
pub struct Deposit {
    /// The owner of `depositor_assets` or its delegate.
    pub depositor: Signer,
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The token account of the vault's assets.
    #[account(mut, address = vault.asset_account @ RestakingError::WrongAssetAccount)]
    pub asset_account: Account<AssetAccount>,
    /// The vault's VRT mint. The address check suffices, because the vault created the mint.
    #[account(mut, address = vault.vrt_mint @ RestakingError::WrongVrtMint)]
    pub vrt_mint: UncheckedAccount,
    /// Source of the assets.
    #[account(mut, constraint = address_eq(depositor_assets.mint(), &vault.asset_mint) @ RestakingError::WrongMint)]
    pub depositor_assets: Account<AssetAccount>,
    /// Receives the shares; any account of the VRT mint.
    #[account(mut, constraint = address_eq(depositor_shares.mint(), &vault.vrt_mint) @ RestakingError::WrongMint)]
    pub depositor_shares: Account<TokenAccount>,
    /// The depositor's approval, required by a restricted vault.
    pub approval: Option<Account<DepositorApproval>>,
    /// Holds protocol-wide pauses.
    pub config: Account<Config>,
    /// SPL Token. For a Token-2022 asset, Token-2022 and the asset's mint follow the last account.
    pub token_program: Program<Token>,
}

impl Deposit {
    /// Deposits `amount` of the asset for at least `min_shares`; [`WHOLE_BALANCE`] means all that the depositor can
    /// move. The vault's risk version must be at most `max_risk_version`.
    pub fn deposit(
        &mut self,
        trailing: Option<&[AccountView]>,
        amount: u64,
        min_shares: u64,
        max_risk_version: u64,
    ) -> Result<()> {
        if self.vault.restricted.get() {
            self.check_approval()?;
        }
        let now = clock::now()?;
        pause::check(Pause::DEPOSITS, &self.vault, &self.config, now)?;
        self.vault.ledger.check_risk(max_risk_version).map_err(refused)?;
        let before = self.vault.ledger.books;
        let amount = if amount == WHOLE_BALANCE {
            custody::whole_balance(&self.depositor_assets, &self.depositor)
        } else {
            amount
        };
        let ledger::transition::deposit::Deposit { flow, fee } =
            self.vault.ledger.deposit(amount, min_shares, now).map_err(refused)?;

        let (vault, token) = (&self.vault, &self.token_program);
        let program = AssetProgram::of(vault, token, trailing);
        let assets = Custody::of_assets(vault, &mut self.asset_account, program)?;
        assets.receive(flow.assets_in, &mut self.depositor_assets, &self.depositor)?;
        custody::mint_shares(flow.shares_minted, token, vault, &mut self.vrt_mint, &mut self.depositor_shares);
        emit(Deposited {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            depositor: *self.depositor.address(),
            assets: flow.assets_in,
            shares: flow.shares_minted,
            before,
            after: self.vault.ledger.books,
            contested: self.vault.ledger.contested,
            fee,
        });
        Ok(())
    }

    /// Refuses a deposit that the vault's gate has not signed. The gate follows the deposit's own accounts and those of
    /// a Token-2022 asset, and may be the depositor.
    ///
    /// # Errors
    /// [`RestakingError::DepositGate`].
    #[cold]
    pub fn check_gate(&self, more: &[AccountView]) -> Result<()> {
        let place = if self.vault.is_token_2022() { 2 } else { 0 };
        let gate = more.get(place).ok_or(RestakingError::DepositGate)?;
        let signed = gate.is_signer() && address_eq(gate.address(), &self.vault.deposit_gate);
        require!(signed, RestakingError::DepositGate);
        Ok(())
    }

    #[cold]
    fn check_approval(&self) -> Result<()> {
        let approval = self.approval.as_ref().ok_or(RestakingError::DepositorNotApproved)?;
        require!(address_eq(&approval.vault, self.vault.address()), RestakingError::WrongVault);
        require!(address_eq(&approval.depositor, self.depositor.address()), RestakingError::DepositorNotApproved);
        Ok(())
    }
}
