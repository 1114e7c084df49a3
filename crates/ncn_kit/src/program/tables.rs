//! Stake tables of the core.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
pub use restaking::state::{StakeTable, TableReader};

use super::{KitError, KitRule};
use crate::refusal::ensure;

/// Reads the table in `data` of `view`, which the core must own.
///
/// # Errors
/// [`KitRule::NotATable`].
#[inline(always)]
pub fn read<'a>(view: &AccountView, data: &'a [u8]) -> core::result::Result<TableReader<'a>, KitError> {
    if !view.owned_by(&restaking::ID) {
        return Err(KitRule::NotATable.refusal());
    }
    TableReader::new(data).ok_or(KitRule::NotATable.refusal())
}

/// Refuses a table of another NCN, or one that is not final at `now`.
///
/// # Errors
/// [`KitRule::WrongNcn`], [`KitRule::TableOpen`].
pub fn check_final(head: &StakeTable, ncn: &Address, now: i64) -> core::result::Result<(), KitError> {
    if !address_eq(&head.ncn, ncn) {
        return Err(KitRule::WrongNcn.refusal());
    }
    if now < head.closes_at {
        return Err(KitRule::TableOpen.refusal());
    }
    Ok(())
}

/// Refuses a table that a service of `ncn` cannot adopt at `now`: one that is not final, not opened after the service's `current` one
/// (its address and its index), with a total weight below `least_weight`, or with a saturated one. An operator could capture only itself, so
/// a light table must not become the service's.
///
/// # Errors
/// [`KitRule::OldTable`], [`KitRule::LightTable`], [`KitRule::SaturatedTable`], and those of [`check_final`].
pub fn check_next(
    head: &StakeTable,
    ncn: &Address,
    (current, index): (&Address, u64),
    least_weight: u64,
    now: i64,
) -> core::result::Result<(), KitError> {
    check_final(head, ncn, now)?;
    let is_first = address_eq(current, &Address::default());
    ensure(is_first || head.index > index, KitRule::OldTable, head.index, index)?;
    ensure(head.total_weight >= least_weight, KitRule::LightTable, head.total_weight, least_weight)?;
    // A share of a saturated total is unknown.
    ensure(head.total_weight < u64::MAX, KitRule::SaturatedTable, 0, 0)
}

/// Refuses a table of stake that could leave before `until`. A table of current stake guarantees nothing.
///
/// # Errors
/// [`KitRule::NotCertain`].
pub fn check_certain(head: &StakeTable, until: i64) -> core::result::Result<(), KitError> {
    if head.certain_until < until { Err(KitRule::NotCertain.refusal()) } else { Ok(()) }
}
