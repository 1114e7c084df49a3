//! Generated from `clients/words`: edit it there.
use crate::words::{Unit, Words};

/// The words of `PoolRole`.
pub const POOL_ROLE: Words = &[(0, "curator"), (1, "guardian"), (2, "fee wallet")];

/// The words of `pause_kinds`.
pub const PAUSE_KINDS: Words = &[(1, "deposits"), (2, "instant exits"), (8, "placing")];

/// The words of figures and enums that stand for one of several things, by their names.
pub const CHOICES: &[(&str, Words)] = &[("PoolRole", POOL_ROLE)];

/// The unit of the figure `field` of the struct `owner`; none where it is no figure.
pub fn unit(owner: &str, field: &str) -> Option<Unit> {
    Some(match (owner, field) {
        ("Asset", "idle" | "owed" | "deposit_cap") | ("AssetAdded", "deposit_cap") | ("AssetSet", "deposit_cap") | ("AssetTermsArgs", "deposit_cap") | ("AssetsSwapped", "out" | "back") | ("Batch", "paid" | "taken") | ("BatchClosed", "dust") | ("BatchFilled", "tokens") | ("CollectedExit", "tokens") | ("ExitCollected", "idle" | "given") | ("ExitPartClaimed", "tokens") | ("LeftInKind", "tokens") | ("LeftInstantly", "tokens") | ("Placed", "tokens" | "gain") | ("PoolDeposited", "tokens") | ("QueuedExitCanceled", "tokens") | ("QueuedExitClaimed", "tokens" | "taken") | ("Rate", "tokens") | ("Request", "taken") | ("SetAside", "tokens") | ("SetAsideClaimed", "tokens") | ("Stream", "left") => Unit::Assets,
        ("LeftInKind", "vault_shares") | ("Placed", "vault_shares") | ("Placement", "shares") | ("Unplaced", "vault_shares") => Unit::Shares,
        ("CollectedExit", "shares") | ("ExitPart", "shares") | ("ExitPartClaimed", "shares") | ("LeftInKind", "exit_shares") | ("PlacedExit", "shares" | "given") | ("Unplaced", "ticket_shares") => Unit::BucketShares,
        ("Asset", "requested" | "filled" | "canceled") | ("Batch", "start" | "shares" | "filled" | "canceled") | ("BatchFilled", "shares" | "waiting" | "supply") | ("ExitQueued", "shares" | "queued") | ("LeftInKind", "shares" | "supply") | ("LeftInstantly", "shares" | "supply") | ("PoolDeposited", "shares" | "supply") | ("PoolFeesCollected", "shares") | ("PoolLedger", "supply" | "fee_shares") | ("PoolWorth", "supply") | ("QueuedExitCanceled", "shares") | ("Request", "shares") => Unit::Lrt,
        ("Allowance", "capacity" | "used" | "next_capacity") | ("GuardsArgs", "outflow_capacity") | ("GuardsSet", "outflow_capacity") | ("LeftInstantly", "value" | "fee" | "imbalance_fee") | ("PoolDeposited", "value" | "imbalance_fee") | ("PoolWorth", "low" | "high") | ("Rate", "value") => Unit::Lamports,
        ("Asset", "target_bps" | "max_bps") | ("AssetAdded", "max_bps") | ("AssetSet", "max_bps") | ("AssetTermsArgs", "max_bps") | ("Band", "rise_bps" | "reject_bps" | "fall_bps") | ("BandTermsArgs", "rise_bps" | "reject_bps" | "fall_bps") | ("FeesArgs", "management_bps" | "performance_bps" | "instant_bps" | "imbalance_bps") | ("GuardsArgs", "watermark_bps" | "place_loss_bps") | ("GuardsSet", "watermark_bps" | "place_loss_bps") | ("Placement", "target_bps") | ("PlacementAdded", "target_bps") | ("PlacementSet", "before_bps" | "after_bps") | ("PoolFees", "management_bps" | "performance_bps" | "instant_bps" | "imbalance_bps") | ("PoolLedger", "watermark_bps" | "place_loss_bps") | ("TargetsSet", "targets_bps") => Unit::Bps,
        ("Allowance", "refill_seconds" | "next_refill_seconds") | ("Band", "period_seconds" | "quarantine_seconds") | ("BandTermsArgs", "period_seconds" | "quarantine_seconds") | ("GuardsArgs", "outflow_refill_seconds") | ("GuardsSet", "outflow_refill_seconds") | ("Pool", "notice_seconds") | ("PoolInitialized", "notice_seconds" | "batch_seconds" | "stream_seconds") | ("PoolLedger", "batch_seconds" | "stream_seconds") => Unit::Seconds,
        ("Asset", "is_open") | ("AssetAdded", "is_open") | ("AssetSet", "is_open") | ("QueuedExitClaimed", "closed") => Unit::Flag,
        ("PoolRoleSet", "role") => Unit::OneOf(POOL_ROLE),
        ("Pause", "flags") => Unit::AnyOf(PAUSE_KINDS),
        ("Allowance", "remainder") | ("Asset", "last_batch") | ("AssetAdded", "number" | "place") | ("AssetSet", "number") | ("AssetsSwapped", "number") | ("Batch", "period" | "requests") | ("BatchClosed", "number") | ("BatchFilled", "number") | ("CollectedExit", "place") | ("Delayed", "current" | "next") | ("ExitBatch", "place") | ("ExitCollected", "number") | ("ExitPartClaimed", "number") | ("ExitQueued", "number" | "period") | ("GuardsSet", "number") | ("LeftInKind", "number" | "set_aside") | ("LeftInstantly", "number") | ("Placed", "number") | ("Placement", "asset") | ("PlacementAdded", "number" | "place") | ("PlacementRemoved", "number") | ("PlacementSet", "number") | ("Pool", "index" | "events" | "tickets") | ("PoolAdminChanged", "number") | ("PoolAsset", "code_slot") | ("PoolDeposited", "number") | ("PoolFeesCollected", "number") | ("PoolFeesSet", "number") | ("PoolInitialized", "number") | ("PoolLedger", "asset_count") | ("PoolPaused", "number") | ("PoolPlacement", "seen_risk_version") | ("PoolRoleSet", "number") | ("QueuedExitCanceled", "number") | ("QueuedExitClaimed", "number") | ("RateAccepted", "number") | ("RateGuard", "period" | "periods") | ("SetAsideClaimed", "number") | ("TargetsSet", "number") | ("Unplaced", "number" | "slot") | ("UpgradeAcknowledged", "number" | "before" | "after") => Unit::Count,
        _ => return None,
    })
}
