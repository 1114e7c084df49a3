//! Pays a vault's share of a reward in its own asset. Permissionless.

use anchor_lang::accounts::Slab;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;
use ledger::state::pause::Pause;
use ledger::transition::reward::RewardTerms;
use ledger::transition::reward_offer::OfferShare;

use super::share::Share;
use crate::custody::Custody;
use crate::error::{RestakingError, refused};
use crate::event::{VaultRewardPaid, emit};
use crate::state::{
    CaptureEntry, Config, Operator, OperatorRecord, RewardOffer, StakeCapture, StakeEntry, StakeTable, Vault,
};
use crate::{clock, pause};

/// Accounts of `claim_reward_share`.
#[derive(Accounts)]
pub struct ClaimRewardShare {
    #[account(mut)]
    pub offer: Account<RewardOffer>,
    /// The offer's token account.
    #[account(mut, address = offer.treasury @ RestakingError::WrongOfferTreasury)]
    pub treasury: Account<TokenAccount>,
    #[account(mut)]
    pub table: Slab<StakeTable, StakeEntry>,
    /// The capture behind the operator's entry in the table.
    #[account(mut)]
    pub capture: Slab<StakeCapture, CaptureEntry>,
    /// States the operator's commission.
    pub operator: Account<Operator>,
    /// The operator's record in the NCN; holds the commission until it is collected.
    #[account(mut)]
    pub record: Account<OperatorRecord>,
    /// States the protocol's fee and holds protocol-wide pauses.
    pub config: Account<Config>,
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The token account of the vault's assets.
    #[account(mut, address = vault.asset_account @ RestakingError::WrongAssetAccount)]
    pub asset_account: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

impl ClaimRewardShare {
    /// Pays the share less the operator's commission, as `pay_reward` does: fees wait to be collected, and the rest
    /// streams to the vault's holders. A share that rounds to zero is marked as claimed too.
    pub fn claim_reward_share(&mut self) -> Result<()> {
        let now = clock::now()?;
        pause::check(Pause::REWARDS, &self.vault, &self.config, now)?;
        require!(address_eq(&self.offer.mint, &self.vault.asset_mint), RestakingError::WrongMint);
        let share = Share {
            offer: &mut self.offer,
            table: &mut self.table,
            capture: &mut self.capture,
            operator: &self.operator,
            record: &mut self.record,
        };
        let OfferShare { paid, .. } = share.claim(self.vault.address(), now)?;
        if paid > 0 { self.pay(paid, now) } else { Ok(()) }
    }

    fn pay(&mut self, assets: u64, now: i64) -> Result<()> {
        let before = self.vault.ledger.books;
        let protocol_fee_bps = self.config.protocol_fee_bps.at(now);
        let terms = RewardTerms { commission_bps: 0, protocol_fee_bps };
        let paid = self.vault.ledger.pay_reward(&mut 0, assets, terms, now).map_err(refused)?;

        let (offer, program) = (&self.offer, &self.token_program);
        let owed = offer.books.held().map_err(refused)?;
        let from = Custody { owner: offer, account: &mut self.treasury, owed, program };
        from.transfer(assets, Custody::of_assets(&self.vault, &mut self.asset_account, program)?)?;
        emit(VaultRewardPaid {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            payer: *self.offer.address(),
            operator: *self.operator.address(),
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
