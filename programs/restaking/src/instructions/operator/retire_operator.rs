//! An operator's end.

use anchor_lang::prelude::*;

use crate::error::RestakingError;
use crate::event::OperatorRetired;
use crate::state::Operator;
use crate::till;

/// Accounts of `retire_operator`.
#[derive(Accounts)]
pub struct RetireOperator {
    /// The operator's admin.
    #[account(address = operator.admin @ RestakingError::NotOperatorAdmin)]
    pub admin: Signer,
    /// The operator.
    #[account(mut)]
    pub operator: Account<Operator>,
}

impl RetireOperator {
    /// From now on the operator takes on nothing new, for good. What it has stays slashable until it is taken back.
    pub fn run(&mut self) -> Result<()> {
        require!(self.operator.retired == 0, RestakingError::Retired);
        self.operator.retired = 1;
        emit!(OperatorRetired {
            operator: *self.operator.address(),
            number: self.operator.next_event(),
            time: till::now()?,
        });
        Ok(())
    }
}
