//! An agreement that is over, and its rent back.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;

use super::announce;
use crate::error::{RestakingError, refused};
use crate::state::{OptIn, Vault};
use crate::till;

/// Accounts of `close_opt_in`. Anyone may send it: it moves nothing but the rent, to who paid it.
#[derive(Accounts)]
pub struct CloseOptIn {
    /// The agreement, closed here.
    #[account(mut, close = rent_payer)]
    pub opt_in: Account<OptIn>,
    /// The first party. A vault counts what it approved for all NCNs.
    #[account(mut, address = opt_in.left @ RestakingError::WrongOptIn)]
    pub left: UncheckedAccount,
    /// Who paid for the agreement; may be the sender.
    #[account(unsafe(dup), address = opt_in.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

impl CloseOptIn {
    /// Closes the agreement, once neither side counts or ever will.
    pub fn run(&mut self) -> Result<()> {
        let now = till::now()?;
        let opt_in = &mut self.opt_in;
        require!(opt_in.agreement.is_over(now), RestakingError::OptInStands);
        if opt_in.limits.epoch_bps.reserved() > 0 {
            // SAFETY: the derive refuses an account that is passed twice where one of the two is writable.
            let mut vault = unsafe { Account::<Vault>::load_mut(*self.left.account()) }?;
            vault.ledger.revoke(&opt_in.limits, now).map_err(refused)?;
        }
        let unchanged = (opt_in.agreement, opt_in.limits);
        announce(opt_in, now, unchanged, true)
    }
}
