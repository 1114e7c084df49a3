//! Opens an opt-in that no party has joined yet. Permissionless: the sender pays.

use anchor_lang::prelude::*;

use super::announce;
use crate::clock;
use crate::error::RestakingError;
use crate::state::{Entity, OptIn, VERSION};

/// Accounts of `open_opt_in`.
#[derive(Accounts)]
pub struct OpenOptIn {
    /// Pays for the account.
    #[account(mut)]
    pub payer: Signer,
    /// The first party: a vault or an operator.
    pub left: UncheckedAccount,
    /// The second party: an operator or an NCN.
    pub right: UncheckedAccount,
    #[account(
        init, payer = payer, bump,
        seeds = [OptIn::SEED, left.address().as_ref(), right.address().as_ref()]
    )]
    pub opt_in: Account<OptIn>,
    pub system_program: Program<System>,
}

impl OpenOptIn {
    /// Opens an opt-in without members.
    pub fn open_opt_in(&mut self, bump: u8) -> Result<()> {
        let (left, right) = (Entity::load(*self.left.account())?, Entity::load(*self.right.account())?);
        require!(left.agrees_with(&right), RestakingError::WrongParties);
        if let (Entity::Vault(_), Entity::Ncn(ncn)) = (&left, &right) {
            require!(!ncn.is_set(), RestakingError::SetHasParent);
        }
        let opt_in = &mut self.opt_in;
        opt_in.version = VERSION;
        opt_in.bump = bump;
        opt_in.left = *self.left.address();
        opt_in.right = *self.right.address();
        opt_in.rent_payer = *self.payer.address();
        let unchanged = (opt_in.sides, opt_in.limits);
        announce(opt_in, clock::now()?, unchanged, false)
    }
}
