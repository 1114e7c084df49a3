//! How much stake stands behind an operator in an NCN, as return data for whoever calls.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::{RestakingError, refused};
use crate::state::{Ncn, NcnAllocation, Operator, OperatorDelegation, OptIn, Vault, WEIGHT_ONE};
use crate::till;

/// How many accounts each vault takes.
pub const ACCOUNTS_A_VAULT: usize = 5;

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
}

/// What stands behind an operator in an NCN.
#[derive(Clone, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct StakeReport {
    /// The operator's weight over all the vaults passed in, within the NCN's cap for one operator.
    pub weight: u64,
    /// What the NCN can slash of each vault, in smallest units of its asset.
    pub stakes: Vec<u64>,
}

impl SlashableStake {
    /// Reads the stake of each vault in `vaults`, which come in ascending order of their addresses, so that none counts twice.
    pub fn run(&self, vaults: &[AccountView]) -> Result<StakeReport> {
        require!(vaults.len().is_multiple_of(ACCOUNTS_A_VAULT), ErrorCode::AccountNotEnoughKeys);
        let now = till::now()?;
        let agreed = self.opt_in.agreement.counts(now);
        let (mut weight, mut stakes) = (0u128, Vec::with_capacity(vaults.len() / ACCOUNTS_A_VAULT));
        let mut last = None;
        for accounts in vaults.chunks_exact(ACCOUNTS_A_VAULT) {
            let vault = Account::<Vault>::load(accounts[0])?;
            let address = *vault.address();
            require!(last.is_none_or(|last| last < address), RestakingError::VaultsOutOfOrder);
            last = Some(address);
            let stake = self.stake_of(&vault, accounts, agreed, now)?;
            weight += u128::from(stake) * u128::from(self.ncn.weight_of(&vault.asset_mint)) / u128::from(WEIGHT_ONE);
            stakes.push(stake);
        }
        let weight = weight.min(u128::from(self.ncn.max_operator_weight));
        Ok(StakeReport { weight: weight as u64, stakes })
    }

    /// What the NCN can slash of `vault`: nothing, unless vault and operator and vault and NCN agree as well. Every account
    /// is checked whether it counts or not, so that no wrong one makes stake look like none.
    fn stake_of(&self, vault: &Account<Vault>, accounts: &[AccountView], agreed: bool, now: i64) -> Result<u64> {
        let now = vault.ledger.time_at(now);
        let delegation = Account::<OperatorDelegation>::load(accounts[1])?;
        let ours =
            address_eq(&delegation.vault, vault.address()) && address_eq(&delegation.operator, self.operator.address());
        require!(ours, RestakingError::WrongDelegation);
        let allocation = Account::<NcnAllocation>::load(accounts[2])?;
        let ours =
            address_eq(&allocation.delegation, delegation.address()) && address_eq(&allocation.ncn, self.ncn.address());
        require!(ours, RestakingError::WrongAllocation);
        let with_operator = counts(accounts[3], vault.address(), self.operator.address(), now)?;
        let with_ncn = counts(accounts[4], vault.address(), self.ncn.address(), now)?;
        if !(agreed && with_operator && with_ncn) {
            return Ok(0);
        }
        vault.ledger.slashable_stake(&delegation.delegation, &allocation.allocation, now).map_err(refused)
    }
}

/// Whether the agreement at `account`, which must be the one of `left` and `right`, counts at `now`.
fn counts(account: AccountView, left: &Address, right: &Address, now: i64) -> Result<bool> {
    let opt_in = Account::<OptIn>::load(account)?;
    require!(address_eq(&opt_in.left, left) && address_eq(&opt_in.right, right), RestakingError::WrongOptIn);
    Ok(opt_in.agreement.counts(now))
}
