//! Sets an earner's claimer, which may claim in its place: for example a hot key or a program's account.

use anchor_lang::prelude::*;

use crate::clock;
use crate::event::{ClaimerSet, emit};
use crate::state::{RewardClaim, RewardTree};

/// Accounts of `set_claimer`.
#[derive(Accounts)]
pub struct SetClaimer {
    /// Pays for the claim's account if it does not exist yet; may be the earner.
    #[account(unsafe(dup))]
    pub payer: Signer,
    pub earner: Signer,
    /// The change is one of the tree's events.
    #[account(mut)]
    pub tree: Account<RewardTree>,
    /// The earner's claims so far; created if it does not exist yet.
    #[account(
        init_if_needed, payer = payer, bump,
        seeds = [RewardClaim::SEED, tree.address().as_ref(), earner.address().as_ref()]
    )]
    pub claim: Account<RewardClaim>,
    pub system_program: Program<System>,
}

impl SetClaimer {
    /// Replaces the claimer with `claimer`; zero removes it. The earner can always claim.
    pub fn set_claimer(&mut self, bump: u8, claimer: Address) -> Result<()> {
        let (tree, claim) = (&mut self.tree, &mut self.claim);
        // Zero only in a new account.
        if claim.version == 0 {
            claim.open(bump, tree.address(), self.earner.address(), self.payer.address());
        }
        let before = claim.claimer;
        claim.claimer = claimer;
        emit(ClaimerSet {
            tree: *tree.address(),
            number: tree.next_event(),
            time: clock::now()?,
            earner: claim.earner,
            before,
            after: claimer,
        });
        Ok(())
    }
}
