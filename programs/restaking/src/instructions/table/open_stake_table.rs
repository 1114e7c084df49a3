//! Opens a table of the weights of an NCN's operators.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;

use crate::clock;
use crate::error::{RestakingError, fail};
use crate::event::{StakeTableOpened, emit};
use crate::state::{MAX_WINDOW_SECONDS, Ncn, StakeEntry, StakeTable, VERSION};

/// The most indices that a grant's holder leaves out before a table's: enough for an index that is a time in seconds.
pub const MAX_SKIPPED: u64 = u32::MAX as u64;

/// Accounts of `open_stake_table`.
#[derive(Accounts)]
#[instruction(index: u64, capacity: u64)]
pub struct OpenStakeTable {
    /// Pays for the account; may be the admin.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The NCN's admin, or the holder of a grant.
    pub admin: Signer,
    #[account(mut)]
    pub ncn: Account<Ncn>,
    #[account(
        init, payer = payer, bump, space = StakeTable::new_space(capacity)?,
        seeds = [StakeTable::SEED, ncn.address().as_ref(), &index.to_le_bytes()]
    )]
    pub table: Slab<StakeTable, StakeEntry>,
    pub system_program: Program<System>,
}

impl OpenStakeTable {
    /// Opens the table for `window_seconds` from now, under the NCN's current cap per operator. The index must exceed
    /// those of all earlier tables. With a nonzero `certain_until`, captures add up what the NCN can take at any time
    /// until then.
    ///
    /// A grant's holder skips at most [`MAX_SKIPPED`] indices, so the admin's supply of them never ends.
    pub fn open_stake_table(
        &mut self,
        bump: u8,
        index: u64,
        window_seconds: u64,
        certain_until: i64,
        by_admin: bool,
    ) -> Result<()> {
        if window_seconds == 0 || window_seconds > MAX_WINDOW_SECONDS {
            return Err(fail(RestakingError::WindowLength, window_seconds, MAX_WINDOW_SECONDS));
        }
        // A closed table's address is never reused, so a reader never finds another table there.
        let next = self.ncn.next_table;
        if index < next || index == u64::MAX {
            return Err(fail(RestakingError::TableIndexUsed, index, next));
        }
        if !by_admin && index - next > MAX_SKIPPED {
            return Err(fail(RestakingError::BeyondGrant, index, next.saturating_add(MAX_SKIPPED)));
        }
        self.ncn.next_table = index + 1;
        let now = clock::now()?;
        let offers = self.ncn.mark_table(now);
        let table = &mut self.table;
        let closes_at = now.saturating_add_unsigned(window_seconds);
        if certain_until != 0 {
            self.ncn.certain_until = self.ncn.certain_until.max(certain_until);
            self.ncn.certain_closes_at = self.ncn.certain_closes_at.max(closes_at);
        }
        table.version = VERSION;
        table.bump = bump;
        table.ncn = *self.ncn.address();
        table.index = index;
        table.rent_payer = *self.payer.address();
        table.opened_at = now;
        table.closes_at = closes_at;
        table.max_operator_weight = self.ncn.max_operator_weight;
        table.certain_until = certain_until;
        table.after = next;
        table.offers = offers;
        emit(StakeTableOpened {
            table: *table.address(),
            number: table.next_event(),
            time: now,
            ncn: table.ncn,
            index,
            capacity: table.capacity() as u64,
            closes_at: table.closes_at,
            max_operator_weight: table.max_operator_weight,
            certain_until,
            offers,
        });
        Ok(())
    }
}
