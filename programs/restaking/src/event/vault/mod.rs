//! Events of vaults, their rewards and sweeps.

mod reward;
mod sweep;

pub use reward::*;
pub use sweep::*;

use anchor_lang::pod::PodBool;
use anchor_lang::prelude::*;
use ledger::state::books::Books;
use ledger::state::breaker::LossLimits;
use ledger::state::exposure::ExposurePolicy;

/// A vault was made; `number` 1 of its events.
#[event(bytemuck)]
pub struct VaultInitialized {
    pub vault: Address,
    pub number: u64,
    /// Also the start of the vault's epoch 0.
    pub time: i64,
    pub creator: Address,
    pub admin: Address,
    pub asset_mint: Address,
    pub vrt_mint: Address,
    pub epoch_seconds: u64,
    /// What the asset's issuer can do, as bits (`ASSET_*`).
    pub asset_flags: u64,
    pub limits: VaultLimits,
    /// The term in whole epochs; zeros for none.
    pub term: ledger::state::term::Term,
}

/// A vault's limits at one moment.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct VaultLimits {
    /// The largest active assets that a deposit may reach.
    pub deposit_cap: u64,
    /// The current instant-exit fee, in basis points.
    pub instant_fee_bps: u64,
    /// The pending instant-exit fee, in basis points.
    pub next_instant_fee_bps: u64,
    /// When the pending fee takes effect.
    pub next_instant_fee_from: i64,
    /// The assets that instant exits can withdraw at once.
    pub instant_capacity: u64,
    /// The seconds until a used-up instant capacity is full again.
    pub instant_refill_seconds: u64,
    /// The pending instant capacity.
    pub next_instant_capacity: u64,
    /// The pending refill time, in seconds.
    pub next_instant_refill_seconds: u64,
    /// When the pending capacity and refill time take effect.
    pub next_instant_terms_from: i64,
    /// Only approved depositors may deposit.
    pub restricted: PodBool,
    pub padding: [u8; 7],
}

/// A vault's limits were set.
#[event(bytemuck)]
pub struct VaultLimitsSet {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub before: VaultLimits,
    pub after: VaultLimits,
    pub books_before: Books,
    /// Rolled to the current epoch.
    pub books_after: Books,
}

/// A depositor was approved, or its approval was revoked.
#[event(bytemuck)]
pub struct DepositorSet {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub depositor: Address,
    /// Approved before.
    pub before: PodBool,
    /// Approved after.
    pub after: PodBool,
    pub padding: [u8; 6],
}

/// A vault's circuit breaker was set.
#[event(bytemuck)]
pub struct BreakerSet {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub before: LossLimits,
    pub after: LossLimits,
    /// Setting a limit rolls the books to now.
    pub books_before: Books,
    pub books_after: Books,
}

/// A vault's curator was set.
#[event(bytemuck)]
pub struct CuratorSet {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub before: Address,
    pub after: Address,
}

/// A vault's exposure limits were set.
#[event(bytemuck)]
pub struct ExposureSet {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub before: ExposurePolicy,
    pub after: ExposurePolicy,
    pub books_before: Books,
    /// Rolled to the current epoch.
    pub books_after: Books,
}

/// A VRT's metadata was created or updated.
#[event(bytemuck)]
pub struct VrtMetadataSet {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub vrt_mint: Address,
    /// Zeros if the metadata was created.
    pub before: VrtMetadata,
    pub after: VrtMetadata,
}

/// A VRT's name, symbol and URI, in UTF-8 with zeros behind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct VrtMetadata {
    pub name: [u8; 32],
    pub symbol: [u8; 10],
    pub uri: [u8; 200],
    pub padding: [u8; 6],
}
