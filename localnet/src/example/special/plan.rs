//! The plan of the vault with a term and of the vault of bills.

use restaking_client::LimitsArgs;

use crate::example::plan::{DAY, SOL, SplitPlan, VaultPlan};

/// The mint of Token-2022.
pub const BILL: &str = "bill";

/// A bill, in its smallest units.
pub const ONE_BILL: u64 = 1_000_000_000;

/// The vault with a term, and the one of bills.
pub const VAULTS: [VaultPlan; 2] = [
    VaultPlan {
        name: "lock",
        admin: "curator",
        index: 4,
        mint: "staked-sol",
        epoch_seconds: DAY as u64,
        limits: LimitsArgs {
            deposit_cap: 20_000 * SOL,
            instant_fee_bps: 0,
            instant_capacity: 0,
            instant_refill_seconds: DAY as u64,
            restricted: false,
        },
        fees: (0, 0, 0),
        stream_seconds: DAY as u64,
        treasurer: None,
        guardian: None,
        exposure: (5_000, 5_000, 1),
        breaker: (2_500, 4_000),
        admitted: &[],
    },
    VaultPlan {
        name: "quay",
        admin: "curator",
        index: 5,
        mint: BILL,
        epoch_seconds: DAY as u64,
        limits: LimitsArgs {
            deposit_cap: 1_000_000 * ONE_BILL,
            instant_fee_bps: 0,
            instant_capacity: 0,
            instant_refill_seconds: DAY as u64,
            restricted: false,
        },
        fees: (0, 0, 0),
        stream_seconds: DAY as u64,
        treasurer: None,
        guardian: None,
        exposure: (6_000, 6_000, 1),
        breaker: (2_500, 4_000),
        admitted: &[],
    },
];

/// How their stake is split. No NCN but the oracle takes bills.
pub const SPLITS: [SplitPlan; 2] = [
    SplitPlan { vault: "lock", operator: "dora", bps: 5_000, ncns: &[("sequencer", 100)] },
    SplitPlan { vault: "quay", operator: "dora", bps: 4_000, ncns: &[("oracle", 100)] },
];
