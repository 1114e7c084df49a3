//! Events of pools: their names, roles, limits, fees and pauses.

use anchor_lang::prelude::*;
use ledger::state::pause::Pause;
use liquid_ledger::state::guard::Band;
use liquid_ledger::state::pool::PoolFees;
use restaking::event::VrtMetadata;

/// A pool was created; `number` 1 of its events.
#[event(bytemuck)]
pub struct PoolInitialized {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub creator: Address,
    pub lrt_mint: Address,
    pub notice_seconds: u64,
    pub batch_seconds: u64,
    pub stream_seconds: u64,
    pub band: Band,
}

/// A pool's limits changed.
#[event(bytemuck)]
pub struct GuardsSet {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub band: Band,
    pub outflow_capacity: u64,
    pub outflow_refill_seconds: u64,
    pub watermark_bps: u64,
    pub place_loss_bps: u64,
    /// When a wider outflow and a larger loss by placing take effect.
    pub effective_from: i64,
}

/// A pool's fees changed: each falls at once and rises late.
#[event(bytemuck)]
pub struct PoolFeesSet {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub fees: PoolFees,
}

/// Fees were collected: shares that were part of the supply were minted.
#[event(bytemuck)]
pub struct PoolFeesCollected {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub fee_wallet: Address,
    pub shares: u64,
}

/// A role changed hands.
#[event(bytemuck)]
pub struct PoolRoleSet {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    /// The number of the role in `PoolRole`.
    pub role: u64,
    pub before: Address,
    pub after: Address,
    /// The first second of the new holder.
    pub effective_from: i64,
}

/// An admin was proposed, or accepted the proposal.
#[event(bytemuck)]
pub struct PoolAdminChanged {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub admin: Address,
    /// The proposed admin; zero if none.
    pub pending_admin: Address,
}

/// A guardian paused actions, or ended the pause.
#[event(bytemuck)]
pub struct PoolPaused {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub guardian: Address,
    pub before: Pause,
    pub after: Pause,
}

/// The name, symbol and URI of a pool's LRT were set.
#[event(bytemuck)]
pub struct LrtMetadataSet {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub lrt_mint: Address,
    /// Zeros if the metadata was created.
    pub before: LrtMetadata,
    pub after: LrtMetadata,
}

/// An LRT's name, symbol and URI, in UTF-8 with zeros behind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct LrtMetadata {
    pub name: [u8; 32],
    pub symbol: [u8; 10],
    pub uri: [u8; 200],
    pub padding: [u8; 6],
}

impl From<VrtMetadata> for LrtMetadata {
    fn from(VrtMetadata { name, symbol, uri, padding }: VrtMetadata) -> Self {
        Self { name, symbol, uri, padding }
    }
}
