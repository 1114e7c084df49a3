//! Pays a reward in a vault's own asset for the stake delegated to one operator. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::state::pause::Pause;
use ledger::transition::reward::RewardTerms;

use crate::asset::AssetAccount;
use crate::custody::{AssetProgram, Custody};
use crate::error::{RestakingError, refused};
use crate::event::{VaultRewardPaid, emit};
use crate::state::{Config, Operator, OperatorDelegation, Vault};
use crate::{clock, pause};

/// Accounts of `pay_reward`.
#[derive(Accounts)]
pub struct PayReward {
    /// The owner of `payer_assets` or its delegate.
    pub payer: Signer,
    /// States the protocol's fee and holds protocol-wide pauses.
    pub config: Account<Config>,
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The operator whose stake earned the reward; states its commission.
    pub operator: Account<Operator>,
    /// The vault's delegation to the operator; holds the commission until it is collected.
    #[account(
        mut,
        constraint = address_eq(&delegation.vault, vault.address()) @ RestakingError::WrongDelegation,
        constraint = address_eq(&delegation.operator, operator.address()) @ RestakingError::WrongDelegation
    )]
    pub delegation: Account<OperatorDelegation>,
    /// The token account of the vault's assets.
    #[account(mut, address = vault.asset_account @ RestakingError::WrongAssetAccount)]
    pub asset_account: Account<AssetAccount>,
    /// Source of the reward.
    #[account(mut, constraint = address_eq(payer_assets.mint(), &vault.asset_mint) @ RestakingError::WrongMint)]
    pub payer_assets: Account<AssetAccount>,
    /// SPL Token. For a Token-2022 asset, Token-2022 and the asset's mint follow the last account.
    pub token_program: Program<Token>,
}

impl PayReward {
    /// Pays `amount`. Commission and fees wait to be collected; the rest streams over the vault's stream time.
    ///
    /// All of it moves into the vault's account, so no party's account can block a reward.
    pub fn pay_reward(&mut self, trailing: Option<&[AccountView]>, amount: u64) -> Result<()> {
        let now = clock::now()?;
        pause::check(Pause::REWARDS, &self.vault, &self.config, now)?;
        let before = self.vault.ledger.books;
        let terms = RewardTerms {
            commission_bps: self.operator.commission_bps.at(now),
            protocol_fee_bps: self.config.protocol_fee_bps.at(now),
        };
        let owed = &mut self.delegation.commission;
        let paid = self.vault.ledger.pay_reward(owed, amount, terms, now).map_err(refused)?;

        let (vault, program) = (&self.vault, AssetProgram::of(&self.vault, &self.token_program, trailing));
        let custody = Custody::of_assets(vault, &mut self.asset_account, program)?;
        custody.receive(paid.flow.assets_in, &mut self.payer_assets, &self.payer)?;
        emit(VaultRewardPaid {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            payer: *self.payer.address(),
            operator: *self.operator.address(),
            assets: amount,
            commission: paid.commission,
            vault_fee: paid.vault_fee,
            protocol_fee: paid.protocol_fee,
            stream: self.vault.ledger.stream,
            before,
            after: self.vault.ledger.books,
        });
        Ok(())
    }
}
