//! Closes an opt-in that is over, and returns its rent.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::announce;
use crate::clock;
use crate::error::{RestakingError, refused};
use crate::state::{Entity, OptIn, is_zero};

/// Accounts of `close_opt_in`. Permissionless, unless a vault has set loss limits in it.
#[derive(Accounts)]
pub struct CloseOptIn {
    /// The vault's admin, if the vault has set loss limits; omitted otherwise.
    pub admin: Option<Signer>,
    /// The first party. A vault sums its approvals over all NCNs.
    #[account(mut, address = opt_in.left @ RestakingError::WrongOptIn)]
    pub left: UncheckedAccount,
    /// The second party.
    #[account(address = opt_in.right @ RestakingError::WrongOptIn)]
    pub right: UncheckedAccount,
    #[account(mut, close = rent_payer)]
    pub opt_in: Account<OptIn>,
    /// Paid for the opt-in and receives its rent; may be the sender.
    #[account(unsafe(dup), address = opt_in.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

impl CloseOptIn {
    /// Closes the opt-in once neither party is active or will be.
    pub fn close_opt_in(&mut self) -> Result<()> {
        let now = clock::now()?;
        require!(self.opt_in.sides.is_over(now), RestakingError::OptInStands);
        self.revoke_limits(now)?;
        let opt_in = &mut self.opt_in;
        let unchanged = (opt_in.sides, opt_in.limits);
        announce(opt_in, now, unchanged, true)
    }

    /// Anyone could reopen the opt-in without the limits that the vault relies on when it joins. Only the vault may
    /// therefore close an opt-in with limits, unless the parties can never join again.
    fn revoke_limits(&mut self, now: i64) -> Result<()> {
        if !self.opt_in.limits.are_set(now) {
            return Ok(());
        }
        let (mut left, right) = (Entity::load_mut(&mut self.left)?, Entity::load(*self.right.account())?);
        let is_admin = self.admin.as_ref().is_some_and(|admin| address_eq(admin.address(), left.admin()));
        let is_dead = [&left, &right].into_iter().any(|party| party.is_retired() || is_zero(party.admin()));
        require!(is_admin || is_dead, RestakingError::LimitsSet);
        if let Entity::Vault(vault) = &mut left {
            vault.ledger.revoke(&self.opt_in.limits, now).map_err(refused)?;
        }
        Ok(())
    }
}
