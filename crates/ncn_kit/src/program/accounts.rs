//! Accounts of the core that a service reads before it calls the core.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use restaking::state::{Ncn, OperatorDelegation, OperatorRecord};

/// The NCN at `view`; none if `admin` is not its admin.
///
/// # Errors
/// Those of an account that is no NCN.
pub fn ncn_of_admin(view: AccountView, admin: &Address) -> Result<Option<Account<Ncn>>> {
    let ncn = Account::<Ncn>::load(view)?;
    Ok(address_eq(&ncn.admin, admin).then_some(ncn))
}

/// The operator of a vault's delegation at `view`.
///
/// # Errors
/// Those of an account that is no delegation.
pub fn operator_of_delegation(view: AccountView) -> Result<Address> {
    Ok(Account::<OperatorDelegation>::load(view)?.operator)
}

/// The end of the jail of `operator` so far, which a shorter one must not replace; none if `view` is another operator's record.
///
/// # Errors
/// Those of an account that is no record.
pub fn jailed_until(view: AccountView, operator: &Address) -> Result<Option<i64>> {
    let record = Account::<OperatorRecord>::load(view)?;
    Ok(address_eq(&record.operator, operator).then_some(record.jailed_until))
}
