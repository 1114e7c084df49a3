//! The immediate exit: from the idle stake alone, for a fee, within an allowance.

use crate::math::{BPS, add, charge, mul_div_ceil, sub};
use crate::refusal::{Result, Rule, ensure};
use crate::state::allowance::MAX_ALLOWANCE;
use crate::state::books::Books;
use crate::state::vault::VaultLedger;
use crate::transition::flow::Flow;

/// What an instant exit does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InstantExit {
    /// The shares to burn and the assets to pay, fee deducted.
    pub flow: Flow,
    /// What stays with the vault's other holders.
    pub fee: u64,
    /// What the vault kept as its fee on exits.
    pub exit_fee: u64,
    /// The units that left with the assets.
    pub units: u64,
}

impl VaultLedger {
    /// Burns `shares` and pays their worth less the fee, at least `min_assets`, at once.
    ///
    /// The fee rises linearly with the part of the idle stake that instant exits have taken, what recent ones took and
    /// the allowance has not yet regained included. With `u` taken before, `a` taken now and `I` idle:
    ///
    /// `fee = ceil(ceil(a·(2u + a) / (I + u)) · bps / 10,000)`
    ///
    /// which for `u = 0` is `bps · a/I` of `a`. It is the integral of the marginal fee `2·bps·x/(I + u)` over what is
    /// taken, so that an exit in many small steps pays as much as one in a single step, but for what comes back of the
    /// earlier steps' fees: the shares that have not left get their part of them, as all shares do. The vault's last
    /// holder pays no fee: no holder remains to receive it.
    ///
    /// Of what is left of that, the vault charges its fee on exits, as of what a ticket pays.
    ///
    /// The units that leave, `ceil(U·taken/S)`, are rounded up: no operator's stake falls by an instant exit.
    ///
    /// # Errors
    /// [`Rule::TermHolds`]; those of [`Books::assets_for`]; [`Rule::OverAllowance`], [`Rule::OverIdle`], [`Rule::BelowMinimum`], and
    /// [`Rule::OverDelegated`] and [`Rule::OverOperatorCap`] where the remaining holders would be more exposed than the vault's
    /// bounds: to all operators, or to the one that reserves the most units as far as the vault knows.
    pub fn exit_instantly(&mut self, shares: u64, min_assets: u64, now: i64) -> Result<InstantExit> {
        let now = self.advance(now);
        self.check_held(now)?;
        let books = self.books;
        let mut allowance = self.instant_allowance;
        allowance.refill(now);

        let assets = books.assets_for(shares)?;
        let used = allowance.used;
        allowance.spend(assets)?;
        let idle_stake = books.idle_stake()?;
        ensure(assets <= idle_stake, Rule::OverIdle, assets, idle_stake)?;
        let fee = if shares == books.supply { 0 } else { fee(assets, used, idle_stake, self.instant_fee_bps.at(now))? };
        let taken = sub(assets, fee)?;
        ensure(taken > 0, Rule::Dust, assets, 1)?;
        let exit_fee = charge(taken, self.fees.exit_bps.at(now))?;
        let paid = taken - exit_fee;
        ensure(paid >= min_assets, Rule::BelowMinimum, paid, min_assets)?;

        let units = mul_div_ceil(books.units, taken, books.stake()?)?;
        let mut after = Books { active: sub(books.active, taken)?, supply: sub(books.supply, shares)?, ..books };
        after.retire_idle(units)?;
        let delegated = after.units - after.idle;
        self.check_delegated(delegated, after.units, now)?;
        self.check_operator(self.largest_units.min(delegated), after.units, now)?;

        (self.books, self.instant_allowance) = (after, allowance);
        self.fees_owed.vault += exit_fee;
        Ok(InstantExit {
            flow: Flow { shares_burned: shares, assets_out: paid, ..Flow::default() },
            fee,
            exit_fee,
            units,
        })
    }
}

/// The fee on `assets` out of `idle`, of which `used` went before. Both divisions round up.
fn fee(assets: u64, used: u64, idle: u64, bps: u64) -> Result<u64> {
    // `used + assets` is within the allowance, so `2·used + assets` is within twice that.
    const _: () = assert!(MAX_ALLOWANCE <= u64::MAX / 2);
    let reach = mul_div_ceil(assets, 2 * used + assets, add(idle, used)?)?;
    // Both factors of the cap: twice the average fee, at the last unit of the idle stake.
    Ok(mul_div_ceil(reach, bps, BPS)?.min(assets))
}

impl Books {
    /// Takes `units` out of the idle ones.
    pub(crate) fn retire_idle(&mut self, units: u64) -> Result<()> {
        self.idle = sub(self.idle, units)?;
        self.units = sub(self.units, units)?;
        self.rescale();
        Ok(())
    }
}
