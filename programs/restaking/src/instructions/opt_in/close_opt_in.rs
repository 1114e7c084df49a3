//! An agreement that is over, and its rent back.

use anchor_lang::prelude::*;

use super::announce;
use crate::error::RestakingError;
use crate::state::OptIn;
use crate::till;

/// Accounts of `close_opt_in`. Anyone may send it: it moves nothing but the rent, to who paid it.
#[derive(Accounts)]
pub struct CloseOptIn {
    /// The agreement, closed here.
    #[account(mut, close = rent_payer)]
    pub opt_in: Account<OptIn>,
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
        let unchanged = (opt_in.agreement, opt_in.limits);
        announce(opt_in, now, unchanged, true)
    }
}
