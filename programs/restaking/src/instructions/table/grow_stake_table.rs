//! Enlarges a table beyond what one instruction can allocate.

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use anchor_lang::{AccountRealloc, AnchorAccount};

use crate::clock;
use crate::error::{RestakingError, fail};
use crate::event::{StakeTableGrown, emit};
use crate::state::{MAX_MORE_ENTRIES, StakeEntry, StakeTable};

/// Accounts of `grow_stake_table`.
#[derive(Accounts)]
pub struct GrowStakeTable {
    /// Paid for the table, pays for its growth, and receives all rent on closing.
    #[account(mut, address = table.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: Signer,
    #[account(mut)]
    pub table: Slab<StakeTable, StakeEntry>,
    pub system_program: Program<System>,
}

impl GrowStakeTable {
    /// Makes room for `more` entries.
    pub fn grow_stake_table(&mut self, more: u64) -> Result<()> {
        if more == 0 || more > MAX_MORE_ENTRIES {
            return Err(fail(RestakingError::TableSize, more, MAX_MORE_ENTRIES));
        }
        let (table, now) = (&mut self.table, clock::now()?);
        table.require_open(now)?;
        let before = table.capacity();
        let after = before + more as usize;
        let space = Slab::<StakeTable, StakeEntry>::try_space_for(after as u32)?;
        table.realloc_account(space, *self.rent_payer.account(), false)?;
        emit(StakeTableGrown {
            table: *table.address(),
            number: table.next_event(),
            time: now,
            before: before as u64,
            after: after as u64,
        });
        Ok(())
    }
}
