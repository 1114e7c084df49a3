//! A vault sets what it lets an NCN take.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::announce;
use crate::error::{RestakingError, refused};
use crate::state::{Entity, OptIn, Vault};
use crate::till;

/// Accounts of `set_loss_limits`.
#[derive(Accounts)]
pub struct SetLossLimits {
    /// The vault's admin.
    pub admin: Signer,
    /// The vault: it counts what it approved for all NCNs, so that each has its part of the breaker.
    #[account(
        mut,
        address = opt_in.left @ RestakingError::WrongOptIn,
        constraint = address_eq(&vault.admin, admin.address()) @ RestakingError::NotPartyAdmin
    )]
    pub vault: Account<Vault>,
    /// The NCN.
    #[account(address = opt_in.right @ RestakingError::WrongOptIn)]
    pub ncn: UncheckedAccount,
    /// The agreement of the two.
    #[account(mut)]
    pub opt_in: Account<OptIn>,
}

impl SetLossLimits {
    /// Announces the most that one slash, and all slashes of an epoch, may take, in basis points of the vault's stake.
    pub fn run(&mut self, incident_bps: u64, epoch_bps: u64) -> Result<()> {
        require!(matches!(Entity::load(*self.ncn.account())?, Entity::Ncn(_)), RestakingError::WrongParties);
        let (clock, opt_in) = (till::now()?, &mut self.opt_in);
        let now = self.vault.ledger.time_at(clock);
        let before = (opt_in.agreement, opt_in.limits);
        self.vault.ledger.approve(&mut opt_in.limits, incident_bps, epoch_bps, clock).map_err(refused)?;
        announce(opt_in, now, before, false)
    }
}
