//! A falling price, by which a pool sells rewards in other tokens for one of its assets. It needs no oracle and no admin.
//!
//! A lot begins at twice the price of the last one and falls to half of that price within an hour. From there on the price halves in
//! each step, to nothing within a day. A lot without a known price begins at the most that any pool can be worth. A step halves from any
//! height, so a start that is too high costs time, never value.

use bytemuck::{Pod, Zeroable};

use crate::MAX_VALUE;
use crate::error::{Result, Rule, ensure, first_untrue};
use crate::math::ceil;
use crate::state::price::Rate;

/// The seconds in which a lot's price falls from twice the last one to half of it.
pub const FALL_SECONDS: u64 = 3_600;

/// The seconds in which the price of a lot halves, if no price is known or the first hour is over.
pub const HALVING_SECONDS: u64 = 1_350;

/// The seconds after which a lot costs nothing, so that it is never stuck.
pub const FREE_SECONDS: u64 = 86_400;

/// The seconds for which a price is known: seven days. Afterwards the market may be far above it.
pub const KNOWN_SECONDS: u64 = 7 * 86_400;

/// A lot that brought less than this tells no price, in tokens of the asset: 0.01 SOL. Nobody competes for dust, so its buyer could
/// set any price.
pub const MIN_KNOWN: u64 = 10_000_000;

/// The auction of one reward: its lot, and the price that the last one brought.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Auction {
    /// The tokens of the lot that are not sold.
    pub left: u64,
    /// The tokens with which the lot began.
    pub size: u64,
    /// The cost of the whole lot at its start, in tokens of the asset.
    pub start: u64,
    /// What the sold tokens of the lot brought, in tokens of the asset.
    pub paid: u64,
    /// The time at which the lot began.
    pub started: i64,
    /// The place of the asset that pays for the lot.
    pub place: u64,
    /// One if the lot began without a known price.
    pub is_first: u64,
    /// The mean price of the last lot: tokens of the asset for tokens of the reward; zero where there is none.
    pub last: Rate,
    /// The place of the asset in which that price is.
    pub last_place: u64,
    /// The time at which that lot was sold.
    pub last_sold: i64,
}

impl Auction {
    /// The cost of the whole lot at `now`, in tokens of the asset. The first halves from its start, any other falls for an hour before.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn whole_at(&self, now: i64) -> Result<u64> {
        let elapsed = now.saturating_sub(self.started).max(0).unsigned_abs();
        match elapsed {
            FREE_SECONDS.. => Ok(0),
            _ if self.is_first == 1 => halved(self.start, elapsed),
            // 2p - (3p/2)·t/3600 = 2p·(14,400 - 3t)/14,400
            0..FALL_SECONDS => ceil(self.start, 4 * FALL_SECONDS - 3 * elapsed, 4 * FALL_SECONDS),
            _ => halved(self.start.div_ceil(4), elapsed - FALL_SECONDS),
        }
    }

    /// The cost of `amount` of the lot at `now`, rounded up: parts cost no less than the whole.
    ///
    /// # Errors
    /// [`Rule::NoLot`], [`Rule::Overflow`].
    pub fn cost(&self, amount: u64, now: i64) -> Result<u64> {
        ensure(self.size > 0 && amount <= self.left, Rule::NoLot, amount, self.left)?;
        ceil(amount, self.whole_at(now)?, self.size)
    }

    /// The last price, if it is one of the asset at `place` and not too old.
    pub(crate) fn known(&self, place: u64, now: i64) -> Option<Rate> {
        let is_young = now < self.last_sold.saturating_add_unsigned(KNOWN_SECONDS);
        (self.last.is_valid() && self.last_place == place && is_young).then_some(self.last)
    }

    /// What is always true of it.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        first_untrue(&[
            (self.left <= self.size, "no more of a lot is left than it had"),
            (self.start <= MAX_VALUE, "a lot costs no more than a pool can be worth"),
            (self.is_first <= 1, "a lot has a known price or not"),
        ])
    }
}

/// `amount` after `elapsed` seconds of halving: exact at each step, on a line between two, rounded up.
fn halved(amount: u64, elapsed: u64) -> Result<u64> {
    let (steps, rest) = (elapsed / HALVING_SECONDS, elapsed % HALVING_SECONDS);
    let amount = amount.checked_shr(u32::try_from(steps).unwrap_or(u32::MAX)).unwrap_or(0);
    ceil(amount, 2 * HALVING_SECONDS - rest, 2 * HALVING_SECONDS)
}
