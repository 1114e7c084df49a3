//! The keys that operators sign with.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use restaking::choice::KeyKind;
use restaking::state::OperatorKey;

use super::{KitError, KitRule};

/// The operator of `key` in `ncn`, which must have been active at `time`: the time of the vote's height, by which the core
/// judges an equivocation. A vote by a key that was not active then could be contradicted without a slash.
///
/// # Errors
/// [`KitRule::NotAKey`], [`KitRule::WrongNcn`], [`KitRule::WrongKey`], [`KitRule::KeyNotActive`].
#[inline(always)]
pub fn operator_of(
    view: AccountView,
    ncn: &Address,
    key: &[u8; 32],
    time: i64,
) -> core::result::Result<Address, KitError> {
    // Refuses another owner, another type and a closed account.
    let account = Account::<OperatorKey>::load(view).map_err(|_| KitRule::NotAKey.refusal())?;
    if !address_eq(&account.ncn, ncn) {
        return Err(KitRule::WrongNcn.refusal());
    }
    if account.key != *key || account.kind != KeyKind::Ed25519 {
        return Err(KitRule::WrongKey.refusal());
    }
    if !account.counts_at(time) {
        return Err(KitRule::KeyNotActive.refusal());
    }
    Ok(account.operator)
}
