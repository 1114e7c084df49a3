//! An agreement that is over, and its rent back.

use anchor_lang::prelude::*;

use crate::error::RestakingError;
use crate::event::OptInChanged;
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
        emit!(OptInChanged {
            opt_in: *opt_in.address(),
            number: opt_in.next_event(),
            time: now,
            left: opt_in.left,
            right: opt_in.right,
            before: opt_in.agreement,
            after: opt_in.agreement,
            limits_before: opt_in.limits,
            limits_after: opt_in.limits,
            closed: 1,
        });
        Ok(())
    }
}
