//! Returns an operator's slashable stake in an NCN, as return data.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::clock;
use crate::error::RestakingError;
use crate::stake::{ACCOUNTS_PER_VAULT, OperatorStake};
use crate::state::{Ncn, Operator, OperatorRecord, OptIn};

/// Accounts of `slashable_stake`, followed for each vault by: the vault, its delegation to the operator, the operator's
/// allocation to the NCN, the opt-in of vault and operator, the opt-in of vault and NCN.
#[derive(Accounts)]
pub struct SlashableStake {
    pub ncn: Account<Ncn>,
    pub operator: Account<Operator>,
    /// The opt-in of operator and NCN.
    #[account(
        constraint = address_eq(&opt_in.left, operator.address()) @ RestakingError::WrongOptIn,
        constraint = address_eq(&opt_in.right, ncn.address()) @ RestakingError::WrongOptIn
    )]
    pub opt_in: Account<OptIn>,
    /// The operator's record in the NCN, which states its jail time.
    #[account(
        constraint = address_eq(&record.operator, operator.address()) @ RestakingError::WrongRecord,
        constraint = address_eq(&record.ncn, ncn.address()) @ RestakingError::WrongRecord
    )]
    pub record: Account<OperatorRecord>,
}

/// An operator's slashable stake in an NCN.
#[derive(Clone, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct StakeReport {
    /// The operator's weight over all passed vaults, within the NCN's cap per operator; zero while jailed.
    pub weight: u64,
    /// What one slash of the NCN can take from each vault, in smallest units of its asset.
    pub stakes: Vec<u64>,
}

impl SlashableStake {
    /// Reads the stake of each vault in `vaults`. Addresses must ascend, so no vault is read twice.
    ///
    /// With a nonzero `until`, the stake is what the NCN can take at any time from now until then.
    pub fn slashable_stake(&self, vaults: &[AccountView], until: i64) -> Result<StakeReport> {
        let reading =
            OperatorStake::new(&self.ncn, self.operator.address(), &self.opt_in, &self.record, [clock::now()?, until]);
        let mut stakes = Vec::with_capacity(vaults.len() / ACCOUNTS_PER_VAULT);
        let weight = reading.read(vaults, &mut Address::default(), |_, stake, _| {
            stakes.push(stake);
            Ok(())
        })?;
        Ok(StakeReport { weight: weight.min(self.ncn.max_operator_weight), stakes })
    }
}
