//! What stands behind an operator in an NCN, read vault by vault: what the view tells and what a capture adds up.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::{Stake, Valuation};

use crate::error::{RestakingError, refused};
use crate::state::{Ncn, NcnAllocation, OperatorDelegation, OperatorRecord, OptIn, Vault};

/// How many accounts each vault takes: the vault, its delegation to the operator, that's allocation to the NCN, the agreement
/// of vault and operator, the agreement of vault and NCN, or, for an operator set, of vault and
/// parent.
pub const ACCOUNTS_A_VAULT: usize = 5;

/// An operator in an NCN at a time.
pub struct Behind<'a> {
    /// The NCN.
    pub ncn: &'a Account<Ncn>,
    /// The operator.
    pub operator: &'a Address,
    /// The agreement of the two counts.
    pub agreed: bool,
    /// The operator has no weight, whatever stands behind it.
    pub jailed: bool,
    /// The time.
    pub now: i64,
    /// The last second until which stake must be certain, or zero for what there is now.
    pub until: i64,
}

impl<'a> Behind<'a> {
    /// What stands behind `operator`, whose agreement and record with `ncn` the caller has checked to be theirs. With an `until`
    /// other than zero, what is certain from now until then.
    pub fn new(
        ncn: &'a Account<Ncn>,
        operator: &'a Address,
        opt_in: &Account<OptIn>,
        record: &Account<OperatorRecord>,
        [now, until]: [i64; 2],
    ) -> Self {
        let agreed = opt_in.agreement.counts_until(now, until.max(now));
        Self { ncn, operator, agreed, jailed: record.is_jailed(now), now, until }
    }

    /// Reads each vault in `accounts`, gives its address, its stake and its weight to `each`, and returns the weight of all, or
    /// the most that fits.
    ///
    /// Vaults come in ascending order of their addresses, all after `last`, which becomes the last of them: so none counts
    /// twice, in one call or over several.
    ///
    /// # Errors
    /// [`RestakingError::VaultsOutOfOrder`]; and for an account that is not in its place, whether it would count or not, so
    /// that no wrong one makes stake look like none.
    pub fn read(
        &self,
        accounts: &[AccountView],
        last: &mut Address,
        mut each: impl FnMut(&Address, u64, u64) -> Result<()>,
    ) -> Result<u64> {
        require!(accounts.len().is_multiple_of(ACCOUNTS_A_VAULT), ErrorCode::AccountNotEnoughKeys);
        let mut weight = 0u64;
        for accounts in accounts.chunks_exact(ACCOUNTS_A_VAULT) {
            let vault = Account::<Vault>::load(accounts[0])?;
            let address = *vault.address();
            require!(*last < address, RestakingError::VaultsOutOfOrder);
            *last = address;
            let (stake, valuation) = self.stake_of(&vault, accounts)?;
            let own = self.weight_of(stake, &vault, valuation);
            weight = weight.saturating_add(own);
            each(&address, stake, own)?;
        }
        Ok(weight)
    }

    /// What the NCN can take of `vault` by one slash, now or at any time until then: nothing, unless vault and operator and vault and NCN agree as well.
    fn stake_of(&self, vault: &Account<Vault>, accounts: &[AccountView]) -> Result<(u64, Valuation)> {
        let now = vault.ledger.time_at(self.now);
        let delegation = Account::<OperatorDelegation>::load(accounts[1])?;
        let ours = address_eq(&delegation.vault, vault.address()) && address_eq(&delegation.operator, self.operator);
        require!(ours, RestakingError::WrongDelegation);
        let allocation = Account::<NcnAllocation>::load(accounts[2])?;
        let ours =
            address_eq(&allocation.delegation, delegation.address()) && address_eq(&allocation.ncn, self.ncn.address());
        require!(ours, RestakingError::WrongAllocation);
        let with_operator = agreement(accounts[3], vault.address(), self.operator)?;
        let with_ncn = agreement(accounts[4], vault.address(), self.ncn.partner(self.ncn.address()))?;
        let until = self.until.max(now);
        let agree = with_operator.agreement.counts_until(now, until)
            && with_ncn.counts_for_until(self.ncn.is_set(), now, until);
        if !(self.agreed && agree) {
            return Ok((0, Valuation::default()));
        }
        let (delegation, allocation) = (&delegation.delegation, &allocation.allocation);
        let (limits, losses) = (&with_ncn.limits, &with_ncn.losses);
        let stake = if self.until == 0 {
            vault.ledger.stake_at_risk(delegation, allocation, (limits, losses), now)
        } else {
            vault.ledger.certain_stake(&Stake { delegation, allocation, limits, losses }, until, now)
        };
        Ok((stake.map_err(refused)?, with_ncn.valuation()))
    }

    /// What the NCN counts `stake` of a vault for: by their agreement, `own`, or else by the vault's mint.
    fn weight_of(&self, stake: u64, vault: &Vault, own: Valuation) -> u64 {
        if self.jailed || stake == 0 {
            return 0;
        }
        let valuation = own.or_else(|| self.ncn.valuation_of(&vault.asset_mint));
        valuation.weigh(stake, vault.asset_flags.into())
    }
}

/// The agreement at `account`, which must be the one of `left` and `right`.
fn agreement(account: AccountView, left: &Address, right: &Address) -> Result<Account<OptIn>> {
    let opt_in = Account::<OptIn>::load(account)?;
    require!(address_eq(&opt_in.left, left) && address_eq(&opt_in.right, right), RestakingError::WrongOptIn);
    Ok(opt_in)
}
