//! An operator's record in the NCN, an account of the core.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use bridge_ledger::incident::Latest;
use restaking::state::OperatorRecord;

use crate::error::BridgeError;

/// The latest incident of `operator` in `ncn`, of which `view` is the core's record.
///
/// # Errors
/// [`BridgeError::WrongRecord`], and those of an account that is no record.
pub fn latest_incident(view: AccountView, ncn: &Address, operator: &Address) -> Result<Latest> {
    let record = Account::<OperatorRecord>::load(view)?;
    let is_its_own = address_eq(&record.ncn, ncn) && address_eq(&record.operator, operator);
    require!(is_its_own, BridgeError::WrongRecord);
    Ok(Latest { number: record.incident, at: record.incident_at })
}
