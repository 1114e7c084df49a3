//! Makes a stake table the table of new rounds. Permissionless.

use anchor_lang::prelude::*;
use ncn_kit::program::tables;

use crate::error::{ServiceError, fail, unfit};
use crate::event::{TableAdopted, emit};
use crate::state::{MAX_OPERATORS, Service};

/// Accounts of `adopt_table`.
#[derive(Accounts)]
pub struct AdoptTable {
    #[account(mut)]
    pub service: Account<Service>,
    /// A final stake table of the NCN, opened after the service's current one.
    pub table: UncheckedAccount,
}

impl AdoptTable {
    /// Adopts the table. Rounds that are open keep theirs. A table in which too little stake was captured is refused: an operator that
    /// captures only itself must not become the service. So is one that could open no round: it would stop the service.
    pub fn adopt_table(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let data = self.table.account().try_borrow()?;
        let reader = tables::read(self.table.account(), &data).map_err(unfit)?;
        let head = reader.head();
        let service = &mut self.service;
        let rules = &service.rules;
        let current = (&service.table, service.table_index);
        tables::check_next(&head, &service.ncn, current, rules.min_table_weight, now).map_err(unfit)?;
        let count = reader.count() as u64;
        if count > MAX_OPERATORS {
            return Err(fail(ServiceError::TableTooLarge, count, MAX_OPERATORS));
        }
        let until = now.saturating_add_unsigned(rules.window_seconds.saturating_add(rules.certain_seconds));
        tables::check_certain(&head, until).map_err(unfit)?;
        service.table = *self.table.address();
        service.table_index = head.index;
        emit(TableAdopted {
            service: *service.address(),
            number: service.next_event(),
            time: now,
            table: service.table,
            index: head.index,
            total_weight: head.total_weight,
            operators: count,
        });
        Ok(())
    }
}
