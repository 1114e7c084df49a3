//! How much stake stands behind an operator in an NCN, as return data for whoever calls.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::RestakingError;
use crate::stake::{ACCOUNTS_A_VAULT, Behind};
use crate::state::{Ncn, Operator, OperatorRecord, OptIn};
use crate::till;

/// Accounts of `slashable_stake`, followed for each vault by: the vault, its delegation to the operator, that's allocation to
/// the NCN, the agreement of vault and operator, the agreement of vault and NCN.
#[derive(Accounts)]
pub struct SlashableStake {
    /// The NCN.
    pub ncn: Account<Ncn>,
    /// The operator.
    pub operator: Account<Operator>,
    /// The agreement of operator and NCN.
    #[account(
        constraint = address_eq(&opt_in.left, operator.address()) @ RestakingError::WrongOptIn,
        constraint = address_eq(&opt_in.right, ncn.address()) @ RestakingError::WrongOptIn
    )]
    pub opt_in: Account<OptIn>,
    /// The operator's record in the NCN: it may be in jail.
    #[account(
        constraint = address_eq(&record.operator, operator.address()) @ RestakingError::WrongRecord,
        constraint = address_eq(&record.ncn, ncn.address()) @ RestakingError::WrongRecord
    )]
    pub record: Account<OperatorRecord>,
}

/// What stands behind an operator in an NCN.
#[derive(Clone, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct StakeReport {
    /// The operator's weight over all the vaults passed in, within the NCN's cap for one operator; zero while it is in jail.
    pub weight: u64,
    /// What the NCN can take of each vault by one slash, in smallest units of its asset.
    pub stakes: Vec<u64>,
}

impl SlashableStake {
    /// Reads the stake of each vault in `vaults`, which come in ascending order of their addresses, so that none counts twice.
    ///
    /// With an `until` other than zero, it is what the NCN can take at any time from now until then.
    pub fn run(&self, vaults: &[AccountView], until: i64) -> Result<StakeReport> {
        let behind = Behind::new(&self.ncn, self.operator.address(), &self.opt_in, &self.record, [till::now()?, until]);
        let mut stakes = Vec::with_capacity(vaults.len() / ACCOUNTS_A_VAULT);
        let weight = behind.read(vaults, &mut Address::default(), |_, stake, _| {
            stakes.push(stake);
            Ok(())
        })?;
        Ok(StakeReport { weight: weight.min(self.ncn.max_operator_weight), stakes })
    }
}
