//! The NCN of an oracle, an account of the core.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use restaking::state::Ncn;

use crate::error::OracleError;

/// The NCN at `view`, of which the signer must be the admin.
///
/// # Errors
/// [`OracleError::NotNcnAdmin`], and those of an account that is no NCN.
pub fn check_admin(view: AccountView, admin: &Address) -> Result<Account<Ncn>> {
    let ncn = Account::<Ncn>::load(view)?;
    require!(address_eq(&ncn.admin, admin), OracleError::NotNcnAdmin);
    Ok(ncn)
}
