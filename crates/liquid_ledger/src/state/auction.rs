//! A falling price, by which a pool sells rewards in other tokens for one of its assets. It needs no oracle and no admin.
//!
//! Each lot begins at the most that any pool can be worth, and its price halves in each step, to nothing within a day. A start that is
//! too high costs hours, never value. No price of an earlier lot is used: its buyer could have set it.

use bytemuck::{Pod, Zeroable};

use crate::MAX_VALUE;
use crate::error::{Result, Rule, ensure, first_untrue};
use crate::math::ceil;

/// The seconds in which the price of a lot halves.
pub const HALVING_SECONDS: u64 = 1_350;

/// The seconds after which a lot costs nothing, so that it is never stuck.
pub const FREE_SECONDS: u64 = 86_400;

/// The auction of one reward: its lot.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Auction {
    /// The tokens of the lot that are not sold.
    pub left: u64,
    /// The tokens with which the lot began.
    pub size: u64,
    /// What the sold tokens of the lot brought, in tokens of the asset.
    pub paid: u64,
    /// The time at which the lot began.
    pub started: i64,
    /// The place of the asset that pays for the lot.
    pub place: u64,
}

impl Auction {
    /// The cost of the whole lot at `now`, in tokens of the asset: [`MAX_VALUE`] at its start. Exact at each step, on a line between two,
    /// rounded up.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn whole_at(&self, now: i64) -> Result<u64> {
        let elapsed = now.saturating_sub(self.started).max(0).unsigned_abs();
        if elapsed >= FREE_SECONDS {
            return Ok(0);
        }
        let (steps, rest) = (elapsed / HALVING_SECONDS, elapsed % HALVING_SECONDS);
        // At most 63 steps fit before the lot is free.
        ceil(MAX_VALUE >> steps, 2 * HALVING_SECONDS - rest, 2 * HALVING_SECONDS)
    }

    /// The cost of `amount` of the lot at `now`, rounded up: parts cost no less than the whole.
    ///
    /// # Errors
    /// [`Rule::NoLot`], [`Rule::Overflow`].
    pub fn cost(&self, amount: u64, now: i64) -> Result<u64> {
        ensure(self.size > 0 && amount <= self.left, Rule::NoLot, amount, self.left)?;
        ceil(amount, self.whole_at(now)?, self.size)
    }

    /// What is always true of it.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        first_untrue(&[(self.left <= self.size, "no more of a lot is left than it had")])
    }
}
