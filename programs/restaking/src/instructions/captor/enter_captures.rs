//! Captures become entries of their table. Where an operator was captured more than once, the highest weight before the cap stands:
//! a capture that leaves vaults out lowers no operator, and takes no vault's share of a reward, and no capture raises one above what
//! the chain says.

use anchor_lang::accounts::Slab;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::RestakingError;
use crate::event::StakeEntered;
use crate::state::{CaptureEntry, StakeCapture, StakeEntry, StakeTable};
use crate::till;

/// Accounts of `enter_captures`, followed by captures of the table: of any operators, by any captors, in any order.
/// Permissionless.
#[derive(Accounts)]
pub struct EnterCaptures {
    /// The table.
    #[account(mut)]
    pub table: Slab<StakeTable, StakeEntry>,
}

impl EnterCaptures {
    /// Enters each capture's weight within the table's cap, where more was captured than what stands there.
    ///
    /// A captor may close its capture at any time, and the last room of the table may be taken, while this is on its way: so
    /// an account that is no capture of the table, or that the table has no room for, is passed over. Only where nothing at
    /// all can be entered, the first reason fails the instruction.
    pub fn run(&mut self, captures: &[AccountView]) -> Result<()> {
        let (table, now) = (&mut self.table, till::now()?);
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

/// Enters the capture at `view`. Where it fails, nothing has changed.
fn enter(table: &mut Slab<StakeTable, StakeEntry>, view: AccountView, now: i64) -> Result<()> {
    let capture = Slab::<StakeCapture, CaptureEntry>::load(view)?;
    require!(address_eq(&capture.table, table.address()), RestakingError::WrongCapture);
    let (captured, captor) = (capture.weight, capture.captor);
    let weight = captured.min(table.max_operator_weight);
    let entry = StakeEntry { operator: capture.operator, weight, captured_at: capture.captured_at, captured, captor };
    let Some(weight_before) = entry.enter(table)? else { return Ok(()) };
    emit!(StakeEntered {
        table: *table.address(),
        number: table.next_event(),
        time: now,
        operator: entry.operator,
        captor,
        captured_at: entry.captured_at,
        weight_before,
        weight_after: weight,
        total_weight: table.total_weight,
        count: table.len() as u64,
        captured,
    });
    Ok(())
}
