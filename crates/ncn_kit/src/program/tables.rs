//! Stake tables of the core.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
pub use restaking::state::{StakeTable, TableReader};

use super::KitError;

/// Reads the table in `data` of `view`, which the core must own.
///
/// # Errors
/// [`KitError::NotATable`].
#[inline(always)]
pub fn read<'a>(view: &AccountView, data: &'a [u8]) -> core::result::Result<TableReader<'a>, KitError> {
    if !view.owned_by(&restaking::ID) {
        return Err(KitError::NotATable);
    }
    TableReader::new(data).ok_or(KitError::NotATable)
}

/// Refuses a table of another NCN, or one that is not final at `now`.
///
/// # Errors
/// [`KitError::OtherNcn`], [`KitError::TableOpen`].
pub fn check_final(head: &StakeTable, ncn: &Address, now: i64) -> core::result::Result<(), KitError> {
    if !address_eq(&head.ncn, ncn) {
        return Err(KitError::OtherNcn);
    }
    if now < head.closes_at {
        return Err(KitError::TableOpen);
    }
    Ok(())
}

/// Refuses a table of stake that could leave before `until`. A table of current stake guarantees nothing.
///
/// # Errors
/// [`KitError::NotCertain`].
pub fn check_certain(head: &StakeTable, until: i64) -> core::result::Result<(), KitError> {
    if head.certain_until < until { Err(KitError::NotCertain) } else { Ok(()) }
}
