//! Assets that make stakers whole if an open slash is executed. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::asset::{AssetAccount, AssetProgram};
use crate::error::{RestakingError, fail, refused};
use crate::event::SlashPledged;
use crate::state::{OPEN, SlashPledge, SlashProposal, Vault};
use crate::till;

/// Accounts of `pledge`.
#[derive(Accounts)]
pub struct Pledge {
    /// Pays for the pledge's account where it has to be opened; may be the pledger.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The pledger: the owner of `pledger_assets`, or its delegate, which pledges in its own name. A veto pays back to it.
    pub pledger: Signer,
    /// The slash.
    #[account(mut, constraint = address_eq(&proposal.vault, vault.address()) @ RestakingError::WrongSlash)]
    pub proposal: Account<SlashProposal>,
    /// The vault.
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The token account of the vault's assets.
    #[account(mut, address = vault.asset_account @ RestakingError::WrongAssetAccount)]
    pub asset_account: Account<AssetAccount>,
    /// What the pledge comes from.
    #[account(mut, constraint = address_eq(pledger_assets.mint(), &vault.asset_mint) @ RestakingError::WrongMint)]
    pub pledger_assets: Account<AssetAccount>,
    /// The pledge, at `["pledge", proposal, pledger]`; the first one for a slash opens it.
    #[account(mut)]
    pub pledge: UncheckedAccount,
    /// SPL Token. Where the asset is of Token-2022, Token-2022 and its mint follow the last account.
    pub token_program: Program<Token>,
    /// The system program.
    pub system_program: Program<System>,
}

impl Pledge {
    /// Takes `amount` in, or what is still to be pledged for if that is less. It cannot be withdrawn while the slash is open.
    ///
    /// Nothing pauses it: it takes nothing from anybody, and the time for it is short.
    pub fn run(&mut self, trailing: Option<&[AccountView]>, amount: u64) -> Result<()> {
        let (now, slot) = till::now_and_slot()?;
        require!(self.proposal.status == OPEN, RestakingError::SlashClosed);
        if self.proposal.is_final(now, slot) {
            return Err(fail(RestakingError::Final, now.unsigned_abs(), self.proposal.final_from.unsigned_abs()));
        }
        let (address, pledger) = (*self.proposal.address(), *self.pledger.address());
        let mut pledge = SlashPledge::load_or_open(*self.pledge.account(), self.payer.account(), &address, &pledger)?;
        let proposal: &mut SlashProposal = &mut self.proposal;
        let (all, own) = (&mut proposal.pledged, &mut pledge.amount);
        let flow = self.vault.ledger.pledge(&proposal.slash, all, own, amount).map_err(refused)?;

        let (vault, program) = (&self.vault, AssetProgram::new(&self.token_program, trailing));
        till::take_in(flow, program, vault, &mut self.asset_account, &mut self.pledger_assets, &self.pledger)?;
        emit!(SlashPledged {
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
