//! Retires an operator.

use anchor_lang::prelude::*;

use crate::clock;
use crate::error::RestakingError;
use crate::event::{OperatorRetired, emit};
use crate::state::Operator;

/// Accounts of `retire_operator`.
#[derive(Accounts)]
pub struct RetireOperator {
    /// The operator's admin.
    #[account(address = operator.admin @ RestakingError::NotOperatorAdmin)]
    pub admin: Signer,
    #[account(mut)]
    pub operator: Account<Operator>,
}

impl RetireOperator {
    /// Retires the operator permanently: it accepts nothing new. Existing stake stays slashable until it is withdrawn.
    pub fn retire_operator(&mut self) -> Result<()> {
        require!(!self.operator.retired.get(), RestakingError::Retired);
        self.operator.retired = true.into();
        emit(OperatorRetired {
            operator: *self.operator.address(),
            number: self.operator.next_event(),
            time: clock::now()?,
        });
        Ok(())
    }
}
