//! A table that has served its time, and its rent back.

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;

use crate::error::{RestakingError, fail};
use crate::event::StakeTableClosed;
use crate::state::{Ncn, StakeEntry, StakeTable};
use crate::till;

/// Accounts of `close_stake_table`.
#[derive(Accounts)]
pub struct CloseStakeTable {
    /// The NCN's admin, or the holder of a grant: it knows when nobody reads the table any more.
    pub admin: Signer,
    /// The NCN.
    #[account(address = table.ncn @ RestakingError::WrongTable)]
    pub ncn: Account<Ncn>,
    /// The table, closed here.
    #[account(mut, close = rent_payer)]
    pub table: Slab<StakeTable, StakeEntry>,
    /// Who paid for the table; may be the admin.
    #[account(unsafe(dup), address = table.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

impl CloseStakeTable {
    /// Closes the table, once its window is over and no share of a reward can be claimed by it.
    pub fn run(&mut self) -> Result<()> {
        let (table, now) = (&mut self.table, till::now()?);
        if now < table.closes_at {
            return Err(fail(RestakingError::TableOpen, now as u64, table.closes_at as u64));
        }
        table.require_settled(now, |_| false)?;
        emit!(StakeTableClosed {
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
