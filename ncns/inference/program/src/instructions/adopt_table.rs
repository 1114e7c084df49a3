//! Makes a stake table the table of new tasks. Permissionless.

use anchor_lang::prelude::*;
use inference_ledger::task::{DRAW_SECONDS, LEAD_SECONDS, Weights};
use ncn_kit::program::tables;

use crate::error::{refused, unfit};
use crate::event::{TableAdopted, emit};
use crate::state::Inference;

/// Accounts of `adopt_table`.
#[derive(Accounts)]
pub struct AdoptTable {
    #[account(mut)]
    pub inference: Account<Inference>,
    /// A final stake table of the NCN, opened after the service's current one.
    pub table: UncheckedAccount,
}

impl AdoptTable {
    /// Adopts the table. Tasks that are open keep theirs. A table in which too little stake was captured is refused: an operator that
    /// captures only itself must not become the committee. So is one that could open no task: it would stop the service.
    pub fn adopt_table(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let data = self.table.account().try_borrow()?;
        let reader = tables::read(self.table.account(), &data).map_err(unfit)?;
        let head = reader.head();
        let inference = &mut self.inference;
        let rules = inference.rules.at(now);
        let current = (&inference.table, inference.table_index);
        tables::check_next(&head, &inference.ncn, current, rules.min_table_weight, now).map_err(unfit)?;
        let count = reader.count() as u64;
        let weights = Weights { total: head.total_weight, operators: count };
        weights.check(rules, rules.min_seats).map_err(refused)?;
        let seconds = LEAD_SECONDS + DRAW_SECONDS + rules.commit_seconds + rules.reveal_seconds;
        let until = now.saturating_add_unsigned(seconds + rules.certain_seconds);
        tables::check_certain(&head, until).map_err(unfit)?;
        inference.table = *self.table.address();
        inference.table_index = head.index;
        emit(TableAdopted {
            inference: *inference.address(),
            number: inference.next_event(),
            time: now,
            table: inference.table,
            index: head.index,
            total_weight: head.total_weight,
            operators: count,
        });
        Ok(())
    }
}
