//! Makes a stake table the table of new rounds. Permissionless.

use anchor_lang::prelude::*;
use ncn_kit::median::MAX_ENTRIES;
use ncn_kit::program::tables;

use crate::error::{BridgeError, fail, unfit};
use crate::event::{TableAdopted, emit};
use crate::state::Bridge;

/// Accounts of `adopt_table`.
#[derive(Accounts)]
pub struct AdoptTable {
    #[account(mut)]
    pub bridge: Account<Bridge>,
    /// A final stake table of the NCN, opened after the bridge's current one.
    pub table: UncheckedAccount,
}

impl AdoptTable {
    /// Adopts the table. Rounds that are open keep theirs. A table in which too little stake was captured is refused: an operator that
    /// captures only itself must not become the bridge. So is one that could open no height: it would stop the bridge.
    pub fn adopt_table(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let data = self.table.account().try_borrow()?;
        let reader = tables::read(self.table.account(), &data).map_err(unfit)?;
        let head = reader.head();
        let bridge = &mut self.bridge;
        let rules = bridge.rules.at(now);
        let current = (&bridge.table, bridge.table_index);
        tables::check_next(&head, &bridge.ncn, current, rules.min_table_weight, now).map_err(unfit)?;
        let count = reader.count() as u64;
        if count > MAX_ENTRIES as u64 {
            return Err(fail(BridgeError::TableTooLarge, count, MAX_ENTRIES as u64));
        }
        if count < rules.min_signers {
            return Err(fail(BridgeError::FewOperators, count, rules.min_signers));
        }
        let until = now.saturating_add_unsigned(rules.window_seconds.saturating_add(rules.certain_seconds));
        tables::check_certain(&head, until).map_err(unfit)?;
        bridge.table = *self.table.address();
        bridge.table_index = head.index;
        emit(TableAdopted {
            bridge: *bridge.address(),
            number: bridge.next_event(),
            time: now,
            table: bridge.table,
            index: head.index,
            total_weight: head.total_weight,
            operators: count,
        });
        Ok(())
    }
}
