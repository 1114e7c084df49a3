//! Makes a stake table the table of new certificates. Permissionless.

use anchor_lang::prelude::*;
use availability_ledger::rules::MAX_OPERATORS;
use ncn_kit::program::tables;

use crate::error::{AvailabilityError, fail, unfit};
use crate::event::{TableAdopted, emit};
use crate::state::Archive;

/// Accounts of `adopt_table`.
#[derive(Accounts)]
pub struct AdoptTable {
    #[account(mut)]
    pub archive: Account<Archive>,
    /// A final stake table of the NCN, opened after the archive's current one.
    pub table: UncheckedAccount,
}

impl AdoptTable {
    /// Adopts the table. Certificates that are open keep theirs. A table in which too little stake was captured is refused: an operator
    /// that captures only itself must not become the archive. So is one under which no certificate could expire after its window: it would
    /// stop the archive.
    pub fn adopt_table(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let data = self.table.account().try_borrow()?;
        let reader = tables::read(self.table.account(), &data).map_err(unfit)?;
        let head = reader.head();
        let archive = &mut self.archive;
        let rules = archive.rules.at(now);
        let current = (&archive.table, archive.table_index);
        tables::check_next(&head, &archive.ncn, current, rules.min_table_weight, now).map_err(unfit)?;
        let count = reader.count() as u64;
        if count > MAX_OPERATORS as u64 {
            return Err(fail(AvailabilityError::TableTooLarge, count, MAX_OPERATORS as u64));
        }
        if count < rules.min_operators {
            return Err(fail(AvailabilityError::FewOperators, count, rules.min_operators));
        }
        let expiry = now.saturating_add_unsigned(rules.window_seconds);
        tables::check_certain(&head, rules.certain_until(expiry)).map_err(unfit)?;
        archive.table = *self.table.address();
        archive.table_index = head.index;
        emit(TableAdopted {
            archive: *archive.address(),
            number: archive.next_event(),
            time: now,
            table: archive.table,
            index: head.index,
            total_weight: head.total_weight,
            operators: count,
        });
        Ok(())
    }
}
