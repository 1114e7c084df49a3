//! The terms of the vaults that are measured.

use restaking_client::LimitsArgs;

/// The length of an epoch, in seconds.
pub const EPOCH: u64 = 3_600;
/// Limits that stand in nobody's way.
pub const LIMITS: LimitsArgs = LimitsArgs {
    deposit_cap: 1 << 62,
    instant_fee_bps: 100,
    instant_capacity: 1 << 60,
    instant_refill_seconds: 86_400,
    restricted: false,
};
