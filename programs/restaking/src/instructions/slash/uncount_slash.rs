//! Removes a vetoed slash from the stop-loss of its vault. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::choice::SlashStatus;
use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::{SlashUncounted, emit};
use crate::state::{Ncn, OptIn, SlashProposal};

/// Accounts of `uncount_slash`.
#[derive(Accounts)]
pub struct UncountSlash {
    #[account(mut)]
    pub proposal: Account<SlashProposal>,
    /// The NCN that slashed.
    #[account(address = proposal.ncn @ RestakingError::WrongSlash)]
    pub ncn: Account<Ncn>,
    /// The opt-in of the vault and the NCN, or the NCN's parent.
    #[account(
        mut,
        constraint = address_eq(&opt_in.left, &proposal.vault) @ RestakingError::WrongOptIn,
        constraint = address_eq(&opt_in.right, ncn.partner(ncn.address())) @ RestakingError::WrongOptIn
    )]
    pub opt_in: Account<OptIn>,
}

impl UncountSlash {
    /// Removes the slash, once. A separate step: a veto depends only on the vault's books, so nobody can make it fail.
    pub fn uncount_slash(&mut self) -> Result<()> {
        let (proposal, opt_in) = (&mut self.proposal, &mut self.opt_in);
        require!(proposal.status == SlashStatus::Vetoed && proposal.counted.get(), RestakingError::NotCounted);
        let before = opt_in.stop_loss.slashed;
        opt_in.stop_loss.uncount(&proposal.slash, proposal.proposed_at).map_err(refused)?;
        proposal.counted = false.into();
        emit(SlashUncounted {
            opt_in: *opt_in.address(),
            number: opt_in.next_event(),
            time: clock::now()?,
            proposal: *proposal.address(),
            before,
            after: opt_in.stop_loss.slashed,
        });
        Ok(())
    }
}
