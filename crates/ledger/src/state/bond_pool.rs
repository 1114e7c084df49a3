//! A bond pool: shares that their holders have bonded, and the rewards in other tokens that they earn.

use bytemuck::{Pod, Zeroable};

use crate::refusal::first_untrue;
use crate::state::stream::{MAX_STREAM_SECONDS, Stream};

/// The most rewards that a pool pays.
pub const MAX_REWARDS: usize = 8;

/// One reward of a pool.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct RewardSlot {
    /// What one bonded share has earned since the slot was added, in `1/2^64` of a unit: low half, high half. It starts over
    /// after 2^128, which no difference of a position's can reach: it would be owed more than the pool holds.
    pub per_share: [u64; 2],
    /// What could not be divided among all shares yet, in `1/2^64` of a unit.
    pub left_over: u64,
    /// The amount still to stream.
    pub stream: Stream,
    /// What was paid in, in all: low half, high half.
    pub paid_in: [u64; 2],
    /// What was paid out, in all: low half, high half.
    pub paid_out: [u64; 2],
}

/// What holders have bonded, and what they earn by it.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct BondPool {
    /// The shares bonded in all positions.
    pub bonded: u64,
    /// The seconds over which a payment streams.
    pub stream_seconds: u64,
    /// How many rewards it pays: the first of `slots`.
    pub rewards: u64,
    /// The rewards.
    pub slots: [RewardSlot; MAX_REWARDS],
}

/// What a position earns of one reward.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Earning {
    /// The slot's count when what is owed was last brought up to date.
    pub per_share: [u64; 2],
    /// What it is owed.
    pub owed: u64,
    /// What it has earned of the next unit, in `1/2^64` of one.
    pub fraction: u64,
}

/// A holder's part of a pool.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct BondPosition {
    /// The shares bonded.
    pub bonded: u64,
    /// What it earns, in the order of the pool's rewards.
    pub earnings: [Earning; MAX_REWARDS],
}

impl RewardSlot {
    /// What the pool holds of the reward: what was paid in and not out.
    pub fn held(&self) -> u64 {
        // A payment that would not let it fit is refused.
        wide(self.paid_in).wrapping_sub(wide(self.paid_out)) as u64
    }
}

impl BondPool {
    /// What is always true, as the first thing that is not.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        for slot in &self.slots {
            slot.stream.invariant()?;
            first_untrue(&[
                (wide(slot.paid_out) <= wide(slot.paid_in), "no more is paid out than was paid in"),
                (
                    wide(slot.paid_in) - wide(slot.paid_out) <= u128::from(u64::MAX),
                    "what the pool holds of a reward fits",
                ),
                (slot.stream.left <= slot.held(), "the pool holds what is still to vest"),
            ])?;
        }
        first_untrue(&[
            (self.rewards <= MAX_REWARDS as u64, "no more rewards than slots"),
            (
                (1..=MAX_STREAM_SECONDS).contains(&self.stream_seconds),
                "a payment takes its time, and no more than the cap",
            ),
        ])
    }
}

pub(crate) fn wide([low, high]: [u64; 2]) -> u128 {
    u128::from(low) | u128::from(high) << 64
}

pub(crate) fn halves(wide: u128) -> [u64; 2] {
    [wide as u64, (wide >> 64) as u64]
}
