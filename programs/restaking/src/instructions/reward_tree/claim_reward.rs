//! Pays an earner's rewards to an account that the signer chooses. Cannot be paused.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::custody::Custody;
use crate::error::{RestakingError, refused};
use crate::event::{RewardPaid, emit};
use crate::state::{RewardClaim, RewardTree, is_zero};
use crate::{clock, merkle};

/// Accounts of `claim_reward`.
#[derive(Accounts)]
pub struct ClaimReward {
    /// Pays for the claim's account at the first claim; may be the claimer.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The earner or its claimer.
    pub claimer: Signer,
    pub earner: UncheckedAccount,
    #[account(mut)]
    pub tree: Account<RewardTree>,
    /// The token account of funded and unclaimed rewards.
    #[account(mut, address = tree.treasury @ RestakingError::WrongTreasury)]
    pub treasury: Account<TokenAccount>,
    /// Receives the rewards; any account of the mint.
    #[account(mut, constraint = address_eq(to.mint(), &tree.mint) @ RestakingError::WrongMint)]
    pub to: Account<TokenAccount>,
    /// The earner's claims so far, at `["reward_claim", tree, earner]`; created by the first claim.
    #[account(mut)]
    pub claim: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl ClaimReward {
    /// Pays `cumulative`, the earner's total earnings since the start, less all earlier payments. `proof` leads from it
    /// to the active root.
    pub fn claim_reward(&mut self, cumulative: u64, proof: &[[u8; 32]]) -> Result<()> {
        let now = clock::now()?;
        let (tree, earner) = (&mut self.tree, *self.earner.address());
        let address = *tree.address();
        let mut claim = RewardClaim::load_or_open(*self.claim.account(), self.payer.account(), &address, &earner)?;
        require!(claim.may_claim(self.claimer.address()), RestakingError::NotEarner);
        tree.settle(now);
        let root = tree.books.active_root;
        require!(!is_zero(&Address::new_from_array(root)), RestakingError::NoRoot);
        merkle::check(&root, merkle::leaf(&address, &earner, cumulative), proof)?;
        let amount = tree.books.claim(cumulative, claim.claimed).map_err(refused)?;
        claim.claimed = cumulative;

        let (owner, owed, program) = (&*tree, tree.books.held().map_err(refused)?, &self.token_program);
        Custody { owner, account: &mut self.treasury, owed, program }.pay(amount, &mut self.to)?;
        emit(RewardPaid {
            tree: address,
            number: tree.next_event(),
            time: now,
            earner,
            claimer: *self.claimer.address(),
            to: *self.to.address(),
            root,
            cumulative,
            amount,
            paid: tree.books.paid,
            funded: tree.books.funded,
        });
        Ok(())
    }
}
