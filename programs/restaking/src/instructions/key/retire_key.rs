//! Retires an operator's key without a replacement.

use anchor_lang::prelude::*;

use crate::clock;
use crate::error::RestakingError;
use crate::event::{KeyRetired, emit};
use crate::state::{Operator, OperatorKey, OperatorRecord};

/// Accounts of `retire_key`.
#[derive(Accounts)]
pub struct RetireKey {
    /// The operator's admin, or the holder of a grant.
    pub admin: Signer,
    #[account(address = record.operator @ RestakingError::WrongRecord)]
    pub operator: Account<Operator>,
    /// The operator's record in the NCN.
    #[account(mut)]
    pub record: Account<OperatorRecord>,
    /// The operator's current key in the NCN.
    #[account(mut, address = record.key @ RestakingError::WrongKey)]
    pub operator_key: Account<OperatorKey>,
}

impl RetireKey {
    /// Leaves the operator without a key. A retired operator may do so too: it adds no obligation.
    pub fn retire_key(&mut self) -> Result<()> {
        let now = clock::now()?;
        let (record, account) = (&mut self.record, &mut self.operator_key);
        account.end(now);
        record.key = Address::default();
        emit(KeyRetired {
            record: *record.address(),
            number: record.next_event(),
            time: now,
            ncn: record.ncn,
            operator: record.operator,
            operator_key: *account.address(),
            key: account.key,
            until: account.until,
        });
        Ok(())
    }
}
