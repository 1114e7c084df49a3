//! Opens a reward tree with its treasury, one per NCN and mint.

use anchor_lang::prelude::*;
use anchor_spl::{Mint, TokenAccount, token};
use ledger::state::reward_tree::RewardBooks;

use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::{RewardTreeOpened, emit};
use crate::state::{Ncn, RewardTree, VERSION, is_zero};

/// Accounts of `open_reward_tree`.
#[derive(Accounts)]
pub struct OpenRewardTree {
    /// Pays for the accounts, which are never closed; may be the admin.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The NCN's admin.
    #[account(address = ncn.admin @ RestakingError::NotNcnAdmin)]
    pub admin: Signer,
    pub ncn: Account<Ncn>,
    /// The reward's mint, of the SPL Token program, with or without a freeze authority.
    pub mint: Account<Mint>,
    #[account(
        init, payer = payer, bump,
        seeds = [RewardTree::SEED, ncn.address().as_ref(), mint.address().as_ref()]
    )]
    pub tree: Account<RewardTree>,
    /// The token account of funded and unclaimed rewards; the tree is its authority.
    #[account(
        init, payer = payer, seeds = [RewardTree::TREASURY_SEED, tree.address().as_ref()], bump,
        token::mint = mint, token::authority = tree
    )]
    pub treasury: Account<TokenAccount>,
    /// SPL Token. Token-2022 is not supported: its extensions can charge a transfer fee or move a holder's tokens.
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl OpenRewardTree {
    /// Opens the tree without a root. The delay is permanent, because earners and the disputer rely on it.
    pub fn open_reward_tree(
        &mut self,
        bumps: &OpenRewardTreeBumps,
        publisher: Address,
        disputer: Address,
        delay_seconds: u64,
    ) -> Result<()> {
        require!(!self.ncn.retired.get(), RestakingError::Retired);
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
        emit(RewardTreeOpened {
            tree: *tree.address(),
            number: tree.next_event(),
            time: clock::now()?,
            ncn: tree.ncn,
            mint: tree.mint,
            treasury: tree.treasury,
            publisher,
            disputer,
            delay_seconds,
            mint_freezable: tree.mint_freezable,
            padding: [0; 7],
        });
        Ok(())
    }
}
