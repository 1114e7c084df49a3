//! Closes a table after its use and returns its rent.

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;

use crate::clock;
use crate::error::{RestakingError, fail};
use crate::event::{StakeTableClosed, emit};
use crate::state::{Ncn, StakeEntry, StakeTable};

/// Accounts of `close_stake_table`.
#[derive(Accounts)]
pub struct CloseStakeTable {
    /// The NCN's admin or the holder of a grant, which knows when the table has no more readers.
    pub admin: Signer,
    #[account(address = table.ncn @ RestakingError::WrongTable)]
    pub ncn: Account<Ncn>,
    #[account(mut, close = rent_payer)]
    pub table: Slab<StakeTable, StakeEntry>,
    /// Paid for the table and receives its rent; may be the admin.
    #[account(unsafe(dup), address = table.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

impl CloseStakeTable {
    /// Closes the table once its window is over and no share of a reward can be claimed from it.
    pub fn close_stake_table(&mut self) -> Result<()> {
        let (table, now) = (&mut self.table, clock::now()?);
        if now < table.closes_at {
            return Err(fail(RestakingError::TableOpen, now as u64, table.closes_at as u64));
        }
        table.require_settled(now, |_| false)?;
        emit(StakeTableClosed {
            table: *table.address(),
            number: table.next_event(),
            time: now,
            ncn: table.ncn,
            index: table.index,
            count: table.len() as u64,
            total_weight: table.total_weight,
        });
        Ok(())
    }
}
