//! Events of the config and of vault administration.

use anchor_lang::prelude::*;
use ledger::state::books::Books;
use ledger::state::breaker::LossLimits;

/// The config was made.
#[event(bytemuck)]
pub struct ConfigInitialized {
    /// The first admin.
    pub admin: Address,
    /// The cluster's genesis hash, as stated by the deployer.
    pub genesis_hash: [u8; 32],
    /// The shortest epoch of a vault, in seconds.
    pub min_epoch_seconds: u64,
    /// The longest epoch of a vault, in seconds.
    pub max_epoch_seconds: u64,
}

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
    /// What the asset's issuer can do: 1 freeze accounts, 2 pause the asset, 4 scale displayed amounts.
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
    /// 1 if only approved depositors may deposit.
    pub restricted: u64,
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
    /// 1 if approved before.
    pub before: u64,
    /// 1 if approved after.
    pub after: u64,
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
