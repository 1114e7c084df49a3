//! Jails an operator: its weight reads zero for a time, and its stake is untouched. For NCNs that choose the soft
//! model.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::clock;
use crate::error::{RestakingError, fail};
use crate::event::{JailSet, emit};
use crate::state::{Ncn, OperatorRecord};

/// Accounts of `set_jail`.
#[derive(Accounts)]
pub struct SetJail {
    /// The slasher of the active policy.
    pub slasher: Signer,
    pub ncn: Account<Ncn>,
    /// The operator's record in the NCN.
    #[account(mut, constraint = address_eq(&record.ncn, ncn.address()) @ RestakingError::WrongRecord)]
    pub record: Account<OperatorRecord>,
}

impl SetJail {
    /// Jails the operator until `until`, exclusive; zero releases it.
    pub fn set_jail(&mut self, until: i64, reason: u64) -> Result<()> {
        let now = clock::now()?;
        let slasher = &self.ncn.policy_at(now).slasher;
        require!(address_eq(slasher, self.slasher.address()), RestakingError::NotSlasher);
        if until != 0 && until <= now {
            return Err(fail(RestakingError::JailTooShort, until.unsigned_abs(), now.unsigned_abs()));
        }
        let record = &mut self.record;
        let before = record.jailed_until;
        if until != 0 && !record.is_jailed(now) {
            record.jailings += 1;
        }
        record.jailed_until = until;
        emit(JailSet {
            record: *record.address(),
            number: record.next_event(),
            time: now,
            ncn: record.ncn,
            operator: record.operator,
            before,
            after: until,
            reason,
        });
        Ok(())
    }
}
