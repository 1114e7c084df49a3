//! Enters captures in their table. Of several captures of an operator, the one with the largest weight before the cap
//! stands. A capture that omits vaults therefore cannot lower an operator or take a vault's share of a reward. No
//! capture can exceed the on-chain stake.

use anchor_lang::accounts::Slab;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::clock;
use crate::error::RestakingError;
use crate::event::{StakeEntered, emit};
use crate::state::{CaptureEntry, StakeCapture, StakeEntry, StakeTable};

/// Accounts of `enter_captures`, followed by captures of the table, of any operators and captors, in any order.
/// Permissionless.
#[derive(Accounts)]
pub struct EnterCaptures {
    #[account(mut)]
    pub table: Slab<StakeTable, StakeEntry>,
}

impl EnterCaptures {
    /// Enters the weight of each capture that exceeds the current entry, within the table's cap.
    ///
    /// A captor may close its capture, or the table may fill up, before this executes. An account that is not a capture
    /// of the table, or that does not fit, is therefore skipped. The instruction fails with the first reason only if no
    /// capture can be entered.
    pub fn enter_captures(&mut self, captures: &[AccountView]) -> Result<()> {
        let (table, now) = (&mut self.table, clock::now()?);
        table.require_open(now)?;
        let (mut is_any, mut reason) = (false, None);
        for view in captures {
            match enter(table, *view, now) {
                Ok(()) => is_any = true,
                Err(error) => reason = reason.or(Some(error)),
            }
        }
        match reason {
            Some(reason) if !is_any => Err(reason),
            _ => Ok(()),
        }
    }
}

/// Enters the capture at `view`. A failure changes nothing.
fn enter(table: &mut Slab<StakeTable, StakeEntry>, view: AccountView, now: i64) -> Result<()> {
    let capture = Slab::<StakeCapture, CaptureEntry>::load(view)?;
    require!(address_eq(&capture.table, table.address()), RestakingError::WrongCapture);
    let captured = capture.weight;
    let weight = captured.min(table.max_operator_weight);
    let entry = StakeEntry {
        operator: capture.operator,
        weight,
        captured_at: capture.captured_at,
        captured,
        captor: capture.captor,
    };
    let Some(weight_before) = entry.enter(table)? else { return Ok(()) };
    emit(StakeEntered {
        table: *table.address(),
        number: table.next_event(),
        time: now,
        operator: capture.operator,
        captor: capture.captor,
        captured_at: capture.captured_at,
        weight_before,
        weight_after: weight,
        total_weight: table.total_weight,
        count: table.len() as u64,
        captured,
    });
    Ok(())
}
