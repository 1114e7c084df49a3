//! Captures become entries of their table. Where an operator was captured more than once, the highest weight stands: whoever
//! leaves vaults out lowers nobody, and as each capture is what the chain says, nobody is raised over it.

use anchor_lang::accounts::{Account, Slab};
use anchor_lang::prelude::*;

use crate::error::RestakingError;
use crate::event::StakeEntered;
use crate::state::{StakeCapture, StakeEntry, StakeTable};
use crate::till;

/// Accounts of `enter_captures`, followed by captures of the table: of any operators, by any captors, in any order. Anyone
/// may send it.
#[derive(Accounts)]
pub struct EnterCaptures {
    /// The table.
    #[account(mut)]
    pub table: Slab<StakeTable, StakeEntry>,
}

impl EnterCaptures {
    /// Enters each capture's weight within the table's cap, where it is more than what stands there.
    pub fn run(&mut self, captures: &[AccountView]) -> Result<()> {
        let (table, now) = (&mut self.table, till::now()?);
        table.require_open(now)?;
        for view in captures {
            let capture = Account::<StakeCapture>::load(*view)?;
            require!(capture.is_for(table.address(), table), RestakingError::WrongCapture);
            let weight = capture.weight.min(table.max_operator_weight);
            let entry = StakeEntry { operator: capture.operator, weight, captured_at: capture.captured_at };
            let Some(weight_before) = entry.enter(table)? else { continue };
            emit!(StakeEntered {
                table: *table.address(),
                number: table.next_event(),
                time: now,
                operator: entry.operator,
                captor: capture.captor,
                captured_at: entry.captured_at,
                weight_before,
                weight_after: weight,
                total_weight: table.total_weight,
                count: table.len() as u64,
            });
        }
        Ok(())
    }
}
