//! Makes a stake table the table of new rounds. Permissionless.

use anchor_lang::prelude::*;
use ncn_kit::median::MAX_ENTRIES;
use ncn_kit::program::tables;

use crate::error::{OracleError, fail, unfit};
use crate::event::{TableAdopted, emit};
use crate::state::Oracle;

/// Accounts of `adopt_table`.
#[derive(Accounts)]
pub struct AdoptTable {
    #[account(mut)]
    pub oracle: Account<Oracle>,
    /// A final stake table of the NCN, opened after the oracle's current one.
    pub table: UncheckedAccount,
}

impl AdoptTable {
    /// Adopts the table. Rounds that are open keep theirs. A table in which too little stake was captured is refused: an operator that
    /// captures only itself must not become the oracle. So is one that could open no height: it would stop the oracle.
    pub fn adopt_table(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let data = self.table.account().try_borrow()?;
        let reader = tables::read(self.table.account(), &data).map_err(unfit)?;
        let head = reader.head();
        let oracle = &mut self.oracle;
        let rules = oracle.rules.at(now);
        let current = (&oracle.table, oracle.table_index);
        tables::check_next(&head, &oracle.ncn, current, rules.min_table_weight, now).map_err(unfit)?;
        let count = reader.count() as u64;
        if count > MAX_ENTRIES as u64 {
            return Err(fail(OracleError::TableTooLarge, count, MAX_ENTRIES as u64));
        }
        if count < rules.min_reports {
            return Err(fail(OracleError::FewOperators, count, rules.min_reports));
        }
        let until = now.saturating_add_unsigned(rules.window_seconds.saturating_add(rules.certain_seconds));
        tables::check_certain(&head, until).map_err(unfit)?;
        oracle.table = *self.table.address();
        oracle.table_index = head.index;
        emit(TableAdopted {
            oracle: *oracle.address(),
            number: oracle.next_event(),
            time: now,
            table: oracle.table,
            index: head.index,
            total_weight: head.total_weight,
            operators: count,
        });
        Ok(())
    }
}
