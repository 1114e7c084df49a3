//! Sets an operator's terms.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::check_commission;
use crate::authority;
use crate::clock;
use crate::error::RestakingError;
use crate::event::{OperatorTerms, OperatorUpdated, emit};
use crate::state::{Config, Operator, Uri};

/// Accounts of `update_operator`.
#[derive(Accounts)]
pub struct UpdateOperator {
    /// The operator's admin, or the holder of a grant.
    pub admin: Signer,
    /// Bounds the length of an exit.
    pub config: Account<Config>,
    #[account(mut)]
    pub operator: Account<Operator>,
}

impl UpdateOperator {
    /// Sets all terms. A higher commission takes effect with the notice that any vault's stakers need, all else at
    /// once.
    ///
    /// A grant's holder sets the URI only, and passes the announced allocator and commission.
    pub fn update_operator(
        &mut self,
        allocator: Address,
        commission_bps: u64,
        uri: &Uri,
        by_admin: bool,
    ) -> Result<()> {
        check_commission(commission_bps)?;
        let now = clock::now()?;
        let from = self.config.notice(now).rise;
        let operator = &mut self.operator;
        let before = OperatorTerms::of(operator, now);
        if by_admin {
            operator.allocator = allocator;
            operator.commission_bps.set_burden(commission_bps, now, from);
        } else {
            require!(address_eq(&allocator, &operator.allocator), RestakingError::BeyondGrant);
            authority::require_unchanged(commission_bps, operator.commission_bps.next)?;
        }
        operator.uri = *uri;
        emit(OperatorUpdated {
            operator: *operator.address(),
            number: operator.next_event(),
            time: now,
            before,
            after: OperatorTerms::of(operator, now),
            uri: *uri,
        });
        Ok(())
    }
}

impl OperatorTerms {
    pub fn of(operator: &Operator, now: i64) -> Self {
        let commission = operator.commission_bps;
        Self {
            allocator: operator.allocator,
            commission_bps: commission.at(now),
            next_commission_bps: commission.next,
            next_commission_from: commission.effective,
        }
    }
}
