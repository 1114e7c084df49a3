//! What an earner has earned, paid to wherever the signer says. Nothing in the program can pause it.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::error::{RestakingError, refused};
use crate::event::RewardPaid;
use crate::state::{RewardClaim, RewardTree, is_zero};
use crate::{merkle, till, treasury};

/// Accounts of `claim_reward`.
#[derive(Accounts)]
pub struct ClaimReward {
    /// Who pays for the claim's account at the first claim; may be the claimer.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The earner, or the claimer that it named.
    pub claimer: Signer,
    /// Whose rewards they are.
    pub earner: UncheckedAccount,
    /// The tree.
    #[account(mut)]
    pub tree: Account<RewardTree>,
    /// The token account of what is funded and not claimed.
    #[account(mut, address = tree.treasury @ RestakingError::WrongTreasury)]
    pub treasury: Account<TokenAccount>,
    /// What the rewards go to; any account of the mint.
    #[account(mut, constraint = address_eq(to.mint(), &tree.mint) @ RestakingError::WrongMint)]
    pub to: Account<TokenAccount>,
    /// What the earner has claimed, at `["reward_claim", tree, earner]`; its first claim makes it.
    #[account(mut)]
    pub claim: UncheckedAccount,
    /// SPL Token.
    pub token_program: Program<Token>,
    /// The system program.
    pub system_program: Program<System>,
}

impl ClaimReward {
    /// Pays what is above all that was paid so far of `cumulative`, which the earner has earned from the beginning on:
    /// `proof` leads from that to the active root.
    pub fn run(&mut self, cumulative: u64, proof: &[[u8; 32]]) -> Result<()> {
        let now = till::now()?;
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

        treasury::pay_out(amount, &self.token_program, tree, &mut self.treasury, &mut self.to)?;
        emit!(RewardPaid {
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
