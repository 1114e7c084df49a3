//! Who may claim an earner's rewards beside itself: a hot key, say, or a program's account.

use anchor_lang::prelude::*;

use crate::event::ClaimerSet;
use crate::state::{RewardClaim, RewardTree};
use crate::till;

/// Accounts of `set_claimer`.
#[derive(Accounts)]
pub struct SetClaimer {
    /// Who pays for the claim's account if it is not there yet; may be the earner.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The earner.
    pub earner: Signer,
    /// The tree: the change is one of its events.
    #[account(mut)]
    pub tree: Account<RewardTree>,
    /// What the earner has claimed; made here if it is not there yet.
    #[account(
        init_if_needed, payer = payer, bump,
        seeds = [RewardClaim::SEED, tree.address().as_ref(), earner.address().as_ref()]
    )]
    pub claim: Account<RewardClaim>,
    /// The system program.
    pub system_program: Program<System>,
}

impl SetClaimer {
    /// Lets `claimer` claim from now on, and the one before no longer; zero lets nobody. The earner always may.
    pub fn run(&mut self, bump: u8, claimer: Address) -> Result<()> {
        let (tree, claim) = (&mut self.tree, &mut self.claim);
        // Zero in a new account, and in no other.
        if claim.version == 0 {
            claim.open(bump, tree.address(), self.earner.address(), self.payer.address());
        }
        let before = claim.claimer;
        claim.claimer = claimer;
        emit!(ClaimerSet {
            tree: *tree.address(),
            number: tree.next_event(),
            time: till::now()?,
            earner: claim.earner,
            before,
            after: claimer,
        });
        Ok(())
    }
}
