//! Deposits: assets in, shares out.

use crate::math::{add, charge};
use crate::refusal::{Result, Rule, ensure};
use crate::state::books::virtual_of;
use crate::state::vault::VaultLedger;
use crate::transition::flow::Flow;

/// The amount of a `deposit` that stands for all that its depositor can move. The caller puts the balance in its place: no balance of
/// this size can be deposited, since the virtual assets would not fit on top.
pub const WHOLE_BALANCE: u64 = u64::MAX;

/// What a deposit asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// The assets to take in, fee included, and the shares to mint.
    pub flow: Flow,
    /// What of the assets is the vault's fee.
    pub fee: u64,
}

impl VaultLedger {
    /// Takes `assets` in for shares at the current rate, at least `min_shares` of them. The vault's fee is taken first,
    /// rounded up, and the rest enters.
    ///
    /// # Errors
    /// [`Rule::TermRuns`]; those of [`Books::shares_for`](crate::state::books::Books::shares_for); [`Rule::OverCap`], [`Rule::BelowMinimum`].
    pub fn deposit(&mut self, assets: u64, min_shares: u64, now: i64) -> Result<Deposit> {
        let now = self.advance(now);
        self.check_entry(now)?;
        let books = &self.books;
        let fee = charge(assets, self.fees.deposit_bps.at(now))?;
        let entering = assets - fee;
        let shares = books.shares_for(entering, self.contested)?;
        let active = add(books.active, entering)?;
        ensure(active <= self.deposit_cap, Rule::OverCap, active, self.deposit_cap)?;
        ensure(shares >= min_shares, Rule::BelowMinimum, shares, min_shares)?;
        let supply = add(books.supply, shares).map_err(|refusal| books.overflow(refusal))?;
        // Or the virtual amounts would not fit on top, and no one could leave; nor could a veto give back what is in escrow.
        virtual_of(add(self.bound()?, assets)?)?;
        virtual_of(supply).map_err(|refusal| books.overflow(refusal))?;

        (self.books.active, self.books.supply) = (active, supply);
        self.fees_owed.vault += fee;
        Ok(Deposit { flow: Flow { assets_in: assets, shares_minted: shares, ..Flow::default() }, fee })
    }
}
