//! Pledges assets that compensate stakers if an open slash is executed. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::asset::AssetAccount;
use crate::choice::SlashStatus;
use crate::clock;
use crate::custody::{AssetProgram, Custody};
use crate::error::{RestakingError, fail, refused};
use crate::event::{SlashPledged, emit};
use crate::state::{SlashPledge, SlashProposal, Vault};

/// Accounts of `pledge`.
#[derive(Accounts)]
pub struct Pledge {
    /// Pays for the pledge's account if it must be opened; may be the pledger.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The pledger: the owner of `pledger_assets`, or its delegate, which pledges in its own name. Receives the assets
    /// after a veto.
    pub pledger: Signer,
    #[account(mut, constraint = address_eq(&proposal.vault, vault.address()) @ RestakingError::WrongSlash)]
    pub proposal: Account<SlashProposal>,
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The token account of the vault's assets.
    #[account(mut, address = vault.asset_account @ RestakingError::WrongAssetAccount)]
    pub asset_account: Account<AssetAccount>,
    /// Source of the pledge.
    #[account(mut, constraint = address_eq(pledger_assets.mint(), &vault.asset_mint) @ RestakingError::WrongMint)]
    pub pledger_assets: Account<AssetAccount>,
    /// The pledge, at `["pledge", proposal, pledger]`; created by the pledger's first pledge for the slash.
    #[account(mut)]
    pub pledge: UncheckedAccount,
    /// SPL Token. For a Token-2022 asset, Token-2022 and the asset's mint follow the last account.
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl Pledge {
    /// Pays in `amount`, or the amount not pledged yet if that is less. The pledge is locked while the slash is open.
    ///
    /// Cannot be paused: it takes nothing from others, and the time for it is short.
    pub fn pledge(&mut self, trailing: Option<&[AccountView]>, amount: u64) -> Result<()> {
        let (now, slot) = clock::now_and_slot()?;
        require!(self.proposal.status == SlashStatus::Open, RestakingError::SlashClosed);
        if self.proposal.is_final(now, slot) {
            return Err(fail(RestakingError::Final, now.unsigned_abs(), self.proposal.final_from.unsigned_abs()));
        }
        let (address, pledger) = (*self.proposal.address(), *self.pledger.address());
        let mut pledge = SlashPledge::load_or_open(*self.pledge.account(), self.payer.account(), &address, &pledger)?;
        let proposal: &mut SlashProposal = &mut self.proposal;
        let (all, own) = (&mut proposal.pledged, &mut pledge.amount);
        let flow = self.vault.ledger.pledge(&proposal.slash, all, own, amount).map_err(refused)?;

        let (vault, program) = (&self.vault, AssetProgram::of(&self.vault, &self.token_program, trailing));
        let custody = Custody::of_assets(vault, &mut self.asset_account, program)?;
        custody.receive(flow.assets_in, &mut self.pledger_assets, &self.pledger)?;
        emit(SlashPledged {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            proposal: address,
            pledger,
            assets: flow.assets_in,
            pledged: self.proposal.pledged,
            stake: self.proposal.slash.stake,
            vault_pledged: self.vault.ledger.pledged,
        });
        Ok(())
    }
}
