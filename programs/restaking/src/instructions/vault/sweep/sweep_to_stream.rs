//! The vault's asset in another token account than its own, to all its holders.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::state::pause::Pause;
use ledger::transition::reward::RewardTerms;

use super::check;
use crate::asset::AssetAccount;
use crate::custody::{AssetProgram, Custody};
use crate::error::{RestakingError, refused};
use crate::event::{VaultRewardPaid, emit};
use crate::state::{Config, Vault};
use crate::{clock, pause};

/// Accounts of `sweep_to_stream`.
#[derive(Accounts)]
pub struct SweepToStream {
    /// The config: it says the protocol's fee, and may pause this in all vaults.
    pub config: Account<Config>,
    /// The vault.
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The token account of the vault's assets.
    #[account(mut, address = vault.asset_account @ RestakingError::WrongAssetAccount)]
    pub asset_account: Account<AssetAccount>,
    /// Another token account of the asset that belongs to the vault.
    #[account(mut, constraint = address_eq(tokens.mint(), &vault.asset_mint) @ RestakingError::WrongMint)]
    pub tokens: Account<AssetAccount>,
    /// SPL Token. Where the asset is of Token-2022, Token-2022 and its mint follow the last account.
    pub token_program: Program<Token>,
}

impl SweepToStream {
    /// Pays all that the account holds as a reward without a commission: no operator earned it.
    ///
    /// Out of the stream, so that a depositor who comes for it earns nothing; with the fees of a reward, so that nobody pays rewards
    /// this way to save them.
    pub fn sweep_to_stream(&mut self, trailing: Option<&[AccountView]>) -> Result<()> {
        let now = clock::now()?;
        pause::check(Pause::REWARDS, &self.vault, &self.config, now)?;
        check(&self.vault, &self.tokens, self.tokens.address())?;
        let (assets, before) = (self.tokens.amount(), self.vault.ledger.books);
        let terms = RewardTerms { commission_bps: 0, protocol_fee_bps: self.config.protocol_fee_bps.at(now) };
        let paid = self.vault.ledger.pay_reward(&mut 0, assets, terms, now).map_err(refused)?;

        let (vault, program) = (&self.vault, AssetProgram::of(&self.vault, &self.token_program, trailing));
        let from = Custody { owner: vault, account: &mut self.tokens, owed: 0, program };
        from.transfer(paid.flow.assets_in, Custody::of_assets(vault, &mut self.asset_account, program)?)?;
        emit(VaultRewardPaid {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            payer: *self.vault.address(),
            operator: Address::default(),
            assets,
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
