//! A new tree of rewards, with its treasury: one for each NCN and mint.

use anchor_lang::prelude::*;
use anchor_spl::{Mint, TokenAccount, token};
use ledger::RewardBooks;

use crate::error::{RestakingError, refused};
use crate::event::RewardTreeOpened;
use crate::state::{Ncn, RewardTree, VERSION, is_zero};
use crate::till;

/// Accounts of `open_reward_tree`.
#[derive(Accounts)]
pub struct OpenRewardTree {
    /// Who pays for the accounts, which are never closed; may be the admin.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The NCN's admin.
    #[account(address = ncn.admin @ RestakingError::NotNcnAdmin)]
    pub admin: Signer,
    /// The NCN.
    pub ncn: Account<Ncn>,
    /// The mint of what it pays: of the SPL Token program, with or without a freeze authority.
    pub mint: Account<Mint>,
    /// The tree, made here.
    #[account(
        init, payer = payer, bump,
        seeds = [RewardTree::SEED, ncn.address().as_ref(), mint.address().as_ref()]
    )]
    pub tree: Account<RewardTree>,
    /// The token account of what is funded and not claimed, made here; the tree is its authority.
    #[account(
        init, payer = payer, seeds = [RewardTree::TREASURY_SEED, tree.address().as_ref()], bump,
        token::mint = mint, token::authority = tree
    )]
    pub treasury: Account<TokenAccount>,
    /// SPL Token. Token-2022 is not supported: its extensions can take a fee of a transfer, or move a holder's tokens.
    pub token_program: Program<Token>,
    /// The system program.
    pub system_program: Program<System>,
}

impl OpenRewardTree {
    /// Opens the tree, which has no root yet. The delay is for good: earners and the disputer rely on it.
    pub fn run(
        &mut self,
        bumps: &OpenRewardTreeBumps,
        publisher: Address,
        disputer: Address,
        delay_seconds: u64,
    ) -> Result<()> {
        require!(self.ncn.retired == 0, RestakingError::Retired);
        require!(!is_zero(&disputer), RestakingError::NoDisputer);
        RewardBooks::check_delay(delay_seconds).map_err(refused)?;

        let tree = &mut self.tree;
        tree.version = VERSION;
        tree.bump = bumps.tree;
        tree.treasury_bump = bumps.treasury;
        tree.mint_freezable = self.mint.has_freeze_authority().into();
        tree.ncn = *self.ncn.address();
        tree.mint = *self.mint.address();
        tree.treasury = *self.treasury.address();
        tree.rent_payer = *self.payer.address();
        tree.publisher = publisher;
        tree.disputer = disputer;
        tree.next_disputer = disputer;
        tree.delay_seconds = delay_seconds;
        emit!(RewardTreeOpened {
            tree: *tree.address(),
            number: tree.next_event(),
            time: till::now()?,
            ncn: tree.ncn,
            mint: tree.mint,
            treasury: tree.treasury,
            publisher,
            disputer,
            delay_seconds,
            mint_freezable: tree.mint_freezable.into(),
        });
        Ok(())
    }
}
