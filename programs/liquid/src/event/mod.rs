//! Events for off-chain readers. `number` counts the events of the pool, so a reader detects a gap in a truncated log. `time` is the
//! block's unix time. Values are in lamports, by the sources at that moment.

mod asset;
mod deposit;
mod exit;
mod placement;
mod pool;
mod reward;

#[cfg(feature = "idl-build")]
use anchor_lang::prelude::*;
use liquid_ledger::transition::touch::Values;
pub use restaking::event::emit;

pub use asset::*;
pub use deposit::*;
pub use exit::*;
pub use placement::*;
pub use pool::*;
pub use reward::*;

/// A pool's shares and what they are worth.
#[derive(Clone, Copy, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct PoolWorth {
    /// The pool's shares before the instruction, the fees that were due included.
    pub supply: u64,
    /// The lower value of all assets: leaving is paid by it.
    pub low: u64,
    /// The higher value of all assets: entering pays by it.
    pub high: u64,
}

impl PoolWorth {
    pub fn of(supply: u64, values: &Values) -> Self {
        Self { supply, low: values.total_low, high: values.total_high }
    }
}
