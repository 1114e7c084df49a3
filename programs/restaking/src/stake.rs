//! Reads an operator's stake in an NCN vault by vault, for the view and for captures.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::state::weight::Valuation;
use ledger::transition::certain_stake::Stake;

use crate::error::{RestakingError, refused};
use crate::state::{Ncn, NcnAllocation, OperatorDelegation, OperatorRecord, OptIn, Vault};

/// The number of accounts per vault: the vault, its delegation to the operator, the operator's allocation to the NCN,
/// the opt-in of vault and operator, and the opt-in of vault and NCN, or of vault and parent for an operator set.
pub const ACCOUNTS_PER_VAULT: usize = 5;

/// An operator in an NCN at one time.
pub struct OperatorStake<'a> {
    pub ncn: &'a Account<Ncn>,
    pub operator: &'a Address,
    /// Whether the opt-in of the two is active.
    pub agreed: bool,
    /// A jailed operator has no weight, whatever its stake.
    pub jailed: bool,
    pub now: i64,
    /// The last second for which stake must be guaranteed; zero for the current stake.
    pub until: i64,
}

impl<'a> OperatorStake<'a> {
    /// Prepares a reading of `operator`'s stake. The caller has checked that the opt-in and the record belong to it and
    /// `ncn`. With a nonzero `until`, reads the stake guaranteed from now until then.
    pub fn new(
        ncn: &'a Account<Ncn>,
        operator: &'a Address,
        opt_in: &Account<OptIn>,
        record: &Account<OperatorRecord>,
        [now, until]: [i64; 2],
    ) -> Self {
        let agreed = opt_in.sides.counts_until(now, until.max(now));
        Self { ncn, operator, agreed, jailed: record.is_jailed(now), now, until }
    }

    /// Reads each vault in `accounts` and passes its address, stake and weight to `each`. Returns the total weight,
    /// saturating.
    ///
    /// Addresses must ascend and exceed `last`, which becomes the last one. No vault is therefore read twice, in one
    /// call or over several.
    ///
    /// # Errors
    /// [`RestakingError::VaultsOutOfOrder`]. Any wrong account fails too, even if its vault would have no stake, so
    /// that a wrong account never reads as no stake.
    pub fn read(
        &self,
        accounts: &[AccountView],
        last: &mut Address,
        mut each: impl FnMut(&Address, u64, u64) -> Result<()>,
    ) -> Result<u64> {
        require!(accounts.len().is_multiple_of(ACCOUNTS_PER_VAULT), ErrorCode::AccountNotEnoughKeys);
        let mut weight = 0u64;
        for accounts in accounts.chunks_exact(ACCOUNTS_PER_VAULT) {
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

    /// What one slash of the NCN can take from `vault`, now or at any time until `until`. Zero unless the opt-ins of
    /// vault and operator and of vault and NCN are active as well.
    fn stake_of(&self, vault: &Account<Vault>, accounts: &[AccountView]) -> Result<(u64, Valuation)> {
        let now = vault.ledger.time_at(self.now);
        let delegation = Account::<OperatorDelegation>::load(accounts[1])?;
        let ours = address_eq(&delegation.vault, vault.address()) && address_eq(&delegation.operator, self.operator);
        require!(ours, RestakingError::WrongDelegation);
        let allocation = Account::<NcnAllocation>::load(accounts[2])?;
        let ours =
            address_eq(&allocation.delegation, delegation.address()) && address_eq(&allocation.ncn, self.ncn.address());
        require!(ours, RestakingError::WrongAllocation);
        let with_operator = opt_in(accounts[3], vault.address(), self.operator)?;
        let with_ncn = opt_in(accounts[4], vault.address(), self.ncn.partner(self.ncn.address()))?;
        let until = self.until.max(now);
        let agree =
            with_operator.sides.counts_until(now, until) && with_ncn.counts_for_until(self.ncn.is_set(), now, until);
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

    /// The weight of `stake` of a vault: by the valuation in its opt-in, `own`, or else by its mint's.
    fn weight_of(&self, stake: u64, vault: &Vault, own: Valuation) -> u64 {
        if self.jailed || stake == 0 {
            return 0;
        }
        let valuation = own.or_else(|| self.ncn.valuation_of(&vault.asset_mint));
        valuation.weigh(stake, vault.asset_flags.into())
    }
}

/// The opt-in at `account`, which must be that of `left` and `right`.
fn opt_in(account: AccountView, left: &Address, right: &Address) -> Result<Account<OptIn>> {
    let opt_in = Account::<OptIn>::load(account)?;
    require!(address_eq(&opt_in.left, left) && address_eq(&opt_in.right, right), RestakingError::WrongOptIn);
    Ok(opt_in)
}
