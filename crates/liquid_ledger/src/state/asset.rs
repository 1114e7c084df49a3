//! One asset of a pool: its reserve, its queue and its bounds.

use bytemuck::{Pod, Zeroable};
use ledger::state::stream::Stream;

use crate::error::first_untrue;
use crate::state::guard::RateGuard;

/// One asset.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Asset {
    /// Tokens of the reserve that belong to all holders.
    pub idle: u64,
    /// Tokens of the reserve that belong to leavers: filled batches, shares of collected exits, parts set aside.
    pub owed: u64,
    /// Rewards that still stream into `idle`. They belong to no holder until then.
    pub stream: Stream,
    /// Its rate.
    pub guard: RateGuard,
    /// What part of the pool's value it should be, in basis points.
    pub target_bps: u64,
    /// The largest part of the pool's value to which deposits may lift it, in basis points.
    pub max_bps: u64,
    /// The most tokens of it that deposits may lift the pool to.
    pub deposit_cap: u64,
    /// The row: the shares that all requests for it ever asked for.
    pub requested: u64,
    /// How far the row is passed: shares that were burned for tokens, and canceled ones.
    pub filled: u64,
    /// The period of its last batch, plus one; zero before the first.
    pub last_batch: u64,
    /// Whether it takes deposits: one if so.
    pub is_open: u64,
    /// The shares of canceled requests that the row has not passed yet.
    pub canceled: u64,
}

impl Asset {
    /// The shares that wait in its queue.
    pub fn queued(&self) -> u64 {
        self.requested - self.filled - self.canceled
    }

    /// The tokens that its reserve must hold.
    pub fn held(&self) -> Option<u64> {
        self.idle.checked_add(self.owed)?.checked_add(self.stream.left)
    }

    /// What is always true of it.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        self.guard.invariant()?;
        self.stream.invariant()?;
        first_untrue(&[
            (self.held().is_some(), "what its reserve must hold fits in 64 bits"),
            (
                self.filled.checked_add(self.canceled).is_some_and(|sum| sum <= self.requested),
                "no more is filled and canceled than was requested",
            ),
            (self.is_open <= 1, "it is open or not"),
        ])
    }
}
