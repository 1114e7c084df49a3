//! The config, and what vault admins do.

use anchor_lang::prelude::*;
use ledger::{Books, LossLimits};

/// The config was made.
#[event(bytemuck)]
pub struct ConfigInitialized {
    /// Who may change it.
    pub admin: Address,
    /// The genesis hash of the cluster, by the deployer's word.
    pub genesis_hash: [u8; 32],
    /// The shortest epoch that a vault may have, in seconds.
    pub min_epoch_seconds: u64,
    /// The longest epoch that a vault may have, in seconds.
    pub max_epoch_seconds: u64,
}

/// A vault was made; `number` 1 of its events.
#[event(bytemuck)]
pub struct VaultInitialized {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened, and when the vault's epoch 0 began.
    pub time: i64,
    /// Who made it.
    pub creator: Address,
    /// Who runs it.
    pub admin: Address,
    /// The mint of what is staked.
    pub asset_mint: Address,
    /// The mint of the vault's shares.
    pub vrt_mint: Address,
    /// The length of its epochs, in seconds.
    pub epoch_seconds: u64,
    /// What the asset's issuer can do: 1 freeze accounts of it, 2 pause it, 4 scale the amounts that are shown.
    pub asset_flags: u64,
    /// The vault's first limits.
    pub limits: VaultLimits,
    /// Its term: the whole epochs of what was asked for; zeros for none.
    pub term: ledger::Term,
}

/// A vault's limits at one moment.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct VaultLimits {
    /// The most active assets that deposits may lift the vault to.
    pub deposit_cap: u64,
    /// The instant-exit fee now, in basis points.
    pub instant_fee_bps: u64,
    /// The instant-exit fee to come, in basis points.
    pub next_instant_fee_bps: u64,
    /// When the fee to come counts.
    pub next_instant_fee_from: i64,
    /// The assets that can leave at once by instant exits.
    pub instant_capacity: u64,
    /// The seconds in which a used-up instant capacity is whole again.
    pub instant_refill_seconds: u64,
    /// The instant capacity to come.
    pub next_instant_capacity: u64,
    /// The refill time to come.
    pub next_instant_refill_seconds: u64,
    /// When the capacity and the refill time to come take effect.
    pub next_instant_terms_from: i64,
    /// 1 if only approved depositors may enter.
    pub restricted: u64,
}

/// A vault's limits were set.
#[event(bytemuck)]
pub struct VaultLimitsSet {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The limits before.
    pub before: VaultLimits,
    /// The limits after.
    pub after: VaultLimits,
    /// The books before.
    pub books_before: Books,
    /// The books after: rolled to this epoch.
    pub books_after: Books,
}

/// A depositor was admitted, or is no longer.
#[event(bytemuck)]
pub struct DepositorSet {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Whose deposits it is about.
    pub depositor: Address,
    /// 1 if admitted before.
    pub before: u64,
    /// 1 if admitted after.
    pub after: u64,
}

/// The most that slashes may take from a vault was set.
#[event(bytemuck)]
pub struct BreakerSet {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The limits before.
    pub before: LossLimits,
    /// The limits after.
    pub after: LossLimits,
    /// The books before: setting a limit rolls them to now.
    pub books_before: Books,
    /// The books after.
    pub books_after: Books,
}
