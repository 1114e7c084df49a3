//! The queue: requests of one period for one asset, which are filled together.
//!
//! A batch knows where it begins in the row of all shares that were ever requested for the asset. It is filled when the row is filled
//! up to there, so batches are filled in order without a list.

use bytemuck::{Pod, Zeroable};

use crate::error::{Result, Rule, ensure, first_untrue};
use crate::math::{floor, sub};

/// One batch.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Batch {
    /// The period in which its requests are made.
    pub period: u64,
    /// The shares that were requested for the asset before it.
    pub start: u64,
    /// The shares of its requests, without the canceled ones. They stay shares of the pool, with its yield and its losses, until they are filled.
    pub shares: u64,
    /// The shares of those that were burned.
    pub filled: u64,
    /// The tokens that they brought.
    pub paid: u64,
    /// The tokens of those that its requests took.
    pub taken: u64,
    /// The requests that are open.
    pub requests: u64,
    /// The shares of its canceled requests that the row has not passed yet.
    pub canceled: u64,
}

/// One holder's part of a batch.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Request {
    /// Its shares of the batch.
    pub shares: u64,
    /// The tokens that it took.
    pub taken: u64,
}

impl Batch {
    /// The shares that wait.
    pub fn waiting(&self) -> u64 {
        self.shares - self.filled
    }

    /// What `request` can take: `floor(own shares·paid/shares)` less what it took.
    ///
    /// # Errors
    /// [`Rule::NothingToPay`], [`Rule::Overflow`].
    pub fn due(&self, request: &Request) -> Result<u64> {
        ensure(request.shares > 0, Rule::NothingToPay, 0, 0)?;
        sub(floor(request.shares, self.paid, self.shares)?, request.taken)
    }

    /// What is always true of it.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        first_untrue(&[
            (self.filled <= self.shares, "no more is filled than was requested"),
            (self.taken <= self.paid, "no more is taken than was paid in"),
        ])
    }
}
