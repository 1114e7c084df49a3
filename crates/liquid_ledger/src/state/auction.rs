//! A falling price, by which a pool sells rewards in other tokens for one of its assets. It needs no oracle and no admin.

use bytemuck::{Pod, Zeroable};

use crate::error::Result;
use crate::math::{add, ceil};

/// The unit of a price: tokens of the asset for so many tokens of the reward.
pub const PRICE_UNIT: u64 = 1_000_000_000;

/// The seconds in which a lot's price falls from twice the last one to half of it.
pub const FALL_SECONDS: u64 = 3_600;

/// The seconds after which a lot costs nothing: it is never stuck.
pub const FREE_SECONDS: u64 = 86_400;

/// One lot of a reward.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Auction {
    /// The tokens of the lot that are not sold.
    pub left: u64,
    /// When it began.
    pub started: i64,
    /// The price of the last sale, in asset tokens for [`PRICE_UNIT`] reward tokens; at least one.
    pub price: u64,
}

impl Auction {
    /// The price at `now`, in asset tokens for [`PRICE_UNIT`] reward tokens: from twice the last price to half of it in an hour, and
    /// on to nothing within a day. Rounded up.
    ///
    /// # Errors
    /// [`Rule::Overflow`](crate::error::Rule::Overflow).
    pub fn price_at(&self, now: i64) -> Result<u64> {
        let elapsed = now.saturating_sub(self.started).max(0).unsigned_abs();
        let double = add(self.price, self.price)?;
        match elapsed {
            // 2p - (3p/2)·t/3600 = 2p·(14,400 - 3t)/14,400
            0..FALL_SECONDS => ceil(double, 4 * FALL_SECONDS - 3 * elapsed, 4 * FALL_SECONDS),
            // p/2·(86,400 - t)/(86,400 - 3,600) = 2p·(86,400 - t)/(4·82,800)
            FALL_SECONDS..FREE_SECONDS => ceil(double, FREE_SECONDS - elapsed, 4 * (FREE_SECONDS - FALL_SECONDS)),
            _ => Ok(0),
        }
    }

    /// What `amount` of the lot costs at `now`. Rounded up.
    ///
    /// # Errors
    /// [`Rule::Overflow`](crate::error::Rule::Overflow).
    pub fn cost(&self, amount: u64, now: i64) -> Result<u64> {
        ceil(amount, self.price_at(now)?, PRICE_UNIT)
    }
}
