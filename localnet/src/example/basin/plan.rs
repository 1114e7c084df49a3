//! The plan of basin, its operators and the archive.

use restaking_client::LimitsArgs;

use crate::example::plan::{DAY, ONE, SplitPlan, VaultPlan};

/// The vault. No other one has a deposit gate.
pub const VAULT: VaultPlan = VaultPlan {
    name: "basin",
    admin: "steward",
    index: 1,
    mint: "dollar",
    epoch_seconds: DAY as u64,
    limits: LimitsArgs {
        deposit_cap: 500_000 * ONE,
        instant_fee_bps: 0,
        instant_capacity: 0,
        instant_refill_seconds: DAY as u64,
        restricted: false,
    },
    fees: (0, 0, 0),
    stream_seconds: DAY as u64,
    treasurer: None,
    guardian: None,
    exposure: (8_000, 6_000, 1),
    breaker: (2_500, 4_000),
    admitted: &[],
};

/// The vault's operators, with their commissions in basis points.
pub const OPERATORS: [(&str, u64); 2] = [("gerd", 600), ("hale", 500)];

/// The NCN, which is its own admin and slasher.
pub const NCN: &str = "archive";

/// Its operator set.
pub const SET: &str = "catalog";

/// How the stake is split between operators.
pub const SPLITS: [SplitPlan; 2] = [
    SplitPlan { vault: "basin", operator: "gerd", bps: 4_000, ncns: &[(NCN, 100)] },
    SplitPlan { vault: "basin", operator: "hale", bps: 2_000, ncns: &[(NCN, 60)] },
];
