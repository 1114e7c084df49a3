//! Collects what a vault owes a party into the party's fee wallet. Permissionless: the sender chooses no recipient.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::asset::AssetAccount;
use crate::custody::{AssetProgram, Custody};
use crate::error::{RestakingError, refused};
use crate::event::{FeesCollected, emit};
use crate::state::{Config, Operator, OperatorDelegation, Vault};
use crate::{clock, recipient};

/// Accounts of `collect_fees`. Pass no party for the vault's fees, the config for the protocol's fees, or an operator
/// and its delegation for its commission.
#[derive(Accounts)]
pub struct CollectFees {
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The config, for the protocol's fees.
    pub config: Option<Account<Config>>,
    /// The operator, for its commission.
    pub operator: Option<Account<Operator>>,
    /// The vault's delegation to the operator, for its commission.
    #[account(mut)]
    pub delegation: Option<Account<OperatorDelegation>>,
    /// The token account of the vault's assets.
    #[account(mut, address = vault.asset_account @ RestakingError::WrongAssetAccount)]
    pub asset_account: Account<AssetAccount>,
    /// The party's fee wallet, if it signs to name the token account; omitted otherwise.
    pub wallet: Option<Signer>,
    /// The fee wallet's associated token account of the asset. A fee wallet that signs can name any account of the
    /// asset.
    #[account(mut, constraint = address_eq(recipient_assets.mint(), &vault.asset_mint) @ RestakingError::WrongMint)]
    pub recipient_assets: Account<AssetAccount>,
    /// SPL Token. For a Token-2022 asset, Token-2022 and the asset's mint follow the last account.
    pub token_program: Program<Token>,
}

impl CollectFees {
    /// Pays all that the party is owed.
    pub fn collect_fees(&mut self, trailing: Option<&[AccountView]>) -> Result<()> {
        let address = *self.vault.address();
        let vault = &mut *self.vault;
        let (ledger, own_wallet) = (&mut vault.ledger, vault.fee_wallet);
        let (collected, party, wallet) = match (&self.config, &self.operator, &mut self.delegation) {
            (None, None, None) => (ledger.collect_vault_fees(), address, own_wallet),
            (Some(config), None, None) => (ledger.collect_protocol_fees(), *config.address(), config.fee_wallet),
            (None, Some(operator), Some(delegation)) => {
                let own =
                    address_eq(&delegation.vault, &address) && address_eq(&delegation.operator, operator.address());
                require!(own, RestakingError::WrongDelegation);
                (ledger.collect_commission(&mut delegation.commission), *operator.address(), operator.fee_wallet)
            }
            _ => return Err(RestakingError::WrongFeeParty.into()),
        };
        let flow = collected.map_err(refused)?;
        let program = AssetProgram::of(&self.vault, &self.token_program, trailing);
        // Without a wallet, fees wait for one.
        let is_named = self.wallet.as_ref().is_some_and(|signer| address_eq(signer.address(), &wallet));
        require!(
            is_named
                || recipient::is_home(&self.recipient_assets, self.recipient_assets.address(), &program.id(), &wallet),
            RestakingError::WrongRecipient
        );

        let assets = Custody::of_assets(&self.vault, &mut self.asset_account, program)?;
        assets.pay(flow.assets_out, &mut self.recipient_assets)?;
        emit(FeesCollected {
            vault: address,
            number: self.vault.next_event(),
            time: clock::now()?,
            party,
            wallet,
            assets: flow.assets_out,
        });
        Ok(())
    }
}
