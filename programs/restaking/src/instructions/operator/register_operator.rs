//! Registers an operator. Permissionless.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::prelude::*;
use ledger::state::delayed::Delayed;
use ledger::state::fee::MAX_COMMISSION_BPS;

use crate::clock;
use crate::error::{RestakingError, fail};
use crate::event::{OperatorRegistered, emit};
use crate::state::{Operator, Uri, VERSION};

/// Accounts of `register_operator`.
#[derive(Accounts)]
#[instruction(index: u64)]
pub struct RegisterOperator {
    /// Pays for the account; may be the creator.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The first admin. The address is a seed of the operator's address.
    pub creator: Signer,
    #[account(init, payer = payer, seeds = [Operator::SEED, creator.address().as_ref(), &index.to_le_bytes()], bump)]
    pub operator: Account<Operator>,
    pub system_program: Program<System>,
}

impl RegisterOperator {
    /// Registers the operator with its terms.
    pub fn register_operator(
        &mut self,
        bump: u8,
        index: u64,
        allocator: Address,
        commission_bps: u64,
        uri: Uri,
    ) -> Result<()> {
        check_commission(commission_bps)?;
        let creator = *self.creator.address();
        let operator = &mut self.operator;
        operator.version = VERSION;
        operator.bump = bump;
        operator.index = index;
        operator.creator = creator;
        operator.admin = creator;
        operator.allocator = allocator;
        operator.commission_bps = Delayed::settled(commission_bps);
        operator.uri = uri;
        operator.fee_wallet = creator;
        emit(OperatorRegistered {
            operator: *operator.address(),
            number: operator.next_event(),
            time: clock::now()?,
            creator,
            index,
            allocator,
            commission_bps,
            uri,
        });
        Ok(())
    }
}

/// Refuses a commission over its cap.
pub fn check_commission(bps: u64) -> Result<()> {
    if bps > MAX_COMMISSION_BPS {
        return Err(fail(RestakingError::CommissionTooHigh, bps, MAX_COMMISSION_BPS));
    }
    Ok(())
}
