//! The figures of the liquid pool: its people, its assets, the vaults under it and the stake behind their operators.

use restaking_client::LimitsArgs;
use restaking_client::liquid::{AssetTermsArgs, BandTermsArgs, SetGuardsInstructionArgs, SetPoolFeesInstructionArgs};

use crate::example::plan::{DAY, SOL, SplitPlan, VaultPlan};

/// What wrapped SOL is called.
pub const WRAPPED_SOL: &str = "wrapped-sol";

/// What the pool is called.
pub const POOL: &str = "tide";

/// Everyone in it, with what each of them is.
pub const PEOPLE: [(&str, &str); 10] = [
    ("weaver", "admin and fee wallet of the liquid pool tide"),
    ("trimmer", "curator of tide"),
    ("harper", "admin and curator of tide's vaults"),
    ("edda", "operator"),
    ("flint", "operator"),
    ("beacon", "NCN, and its slasher"),
    ("relay", "NCN, and its slasher"),
    ("heidi", "holder of tide's shares, with requests in its queue"),
    ("ivan", "holder of tide's shares, with a request that is filled"),
    ("judy", "left tide in kind, with a part to claim"),
];

/// What each of them has for fees, rents and deposits, in lamports.
pub const LAMPORTS: u64 = 6_000 * SOL;

/// A stake pool.
pub struct StakePoolPlan {
    /// What it is called.
    pub name: &'static str,
    /// What its token is called.
    pub token: &'static str,
    /// What it earned before its token entered the pool, in lamports.
    pub earned: u64,
    /// What it earns in a year, in basis points.
    pub yearly_bps: u64,
}

/// What each stake pool begins with, in lamports.
pub const STAKED: u64 = 8_000 * SOL;

/// The stake pools.
pub const STAKE_POOLS: [StakePoolPlan; 2] = [
    StakePoolPlan { name: "amber", token: "amber-sol", earned: 640 * SOL, yearly_bps: 640 },
    StakePoolPlan { name: "birch", token: "birch-sol", earned: 240 * SOL, yearly_bps: 720 },
];

/// The pool's assets by place, and their targets in basis points: a half, three tenths and two tenths, over vaults of low, medium and
/// high risk.
pub const ASSETS: [(&str, u64); 3] = [("amber-sol", 5_000), ("birch-sol", 3_000), (WRAPPED_SOL, 2_000)];

/// The limits of assets while the pool fills.
pub const FIRST_LIMITS: AssetTermsArgs = AssetTermsArgs { max_bps: 10_000, deposit_cap: 50_000 * SOL, is_open: true };
/// Those from then on.
pub const LIMITS: [AssetTermsArgs; 3] = [
    AssetTermsArgs { max_bps: 7_000, deposit_cap: 50_000 * SOL, is_open: true },
    AssetTermsArgs { max_bps: 5_000, deposit_cap: 30_000 * SOL, is_open: true },
    AssetTermsArgs { max_bps: 4_000, deposit_cap: 20_000 * SOL, is_open: true },
];

/// The placements by place: the vault, the place of its asset, and its part of the asset in basis points.
pub const PLACEMENTS: [(&str, u64, u64); 4] =
    [("haven", 0, 5_500), ("cove", 0, 2_500), ("narrows", 1, 8_000), ("rapids", 2, 6_000)];

/// The length of a batch's period, of a reward's stream, and of the notice, in seconds.
pub const TIMES: [u64; 3] = [DAY.unsigned_abs(), 7 * DAY.unsigned_abs(), 7 * DAY.unsigned_abs()];

/// The limits.
pub const GUARDS: SetGuardsInstructionArgs = SetGuardsInstructionArgs {
    band: BandTermsArgs {
        rise_bps: 25,
        reject_bps: 100,
        fall_bps: 50,
        period_seconds: 2 * DAY.unsigned_abs(),
        quarantine_seconds: 7 * DAY.unsigned_abs(),
    },
    outflow_capacity: 100 * SOL,
    outflow_refill_seconds: DAY.unsigned_abs(),
    watermark_bps: 100,
    place_loss_bps: 5,
};

/// The fees.
pub const FEES: SetPoolFeesInstructionArgs =
    SetPoolFeesInstructionArgs { management_bps: 50, performance_bps: 1_000, instant_bps: 100, imbalance_bps: 50 };

/// The operators, each its own admin and allocator, with its commission in basis points.
pub const OPERATORS: [(&str, u64); 2] = [("edda", 500), ("flint", 700)];

/// The NCNs, each its own admin and slasher.
pub const NCNS: [&str; 2] = ["beacon", "relay"];

/// The NCNs' weights of assets: a lamport is a lamport.
pub const WEIGHTS: [(&str, u64); 3] =
    [("amber-sol", 150_000_000), ("birch-sol", 150_000_000), (WRAPPED_SOL, 150_000_000)];

/// A vault under the pool.
const fn vault(
    name: &'static str,
    index: u64,
    mint: &'static str,
    epoch_seconds: u64,
    exposure: (u64, u64, u64),
) -> VaultPlan {
    VaultPlan {
        name,
        admin: "harper",
        index,
        mint,
        epoch_seconds,
        limits: LimitsArgs {
            deposit_cap: 50_000 * SOL,
            instant_fee_bps: 0,
            instant_capacity: 0,
            instant_refill_seconds: DAY.unsigned_abs(),
            restricted: false,
        },
        fees: (0, 0, 500),
        stream_seconds: 2 * DAY.unsigned_abs(),
        treasurer: None,
        guardian: None,
        exposure,
        breaker: (2_000, 3_000),
        admitted: &[],
    }
}

/// The vaults, from the lowest risk to the highest. Cove delegates nothing.
pub const VAULTS: [VaultPlan; 4] = [
    vault("haven", 0, "amber-sol", DAY.unsigned_abs(), (2_000, 2_000, 1)),
    vault("cove", 1, "amber-sol", DAY.unsigned_abs(), (0, 0, 1)),
    vault("narrows", 2, "birch-sol", 2 * DAY.unsigned_abs(), (8_000, 6_000, 1)),
    vault("rapids", 3, WRAPPED_SOL, DAY.unsigned_abs() / 2, (9_000, 6_000, 2)),
];

/// How the vaults' stake is split. Rapids' leverage lets its stake back two NCNs at once.
pub const SPLITS: [SplitPlan; 5] = [
    SplitPlan { vault: "haven", operator: "edda", bps: 1_500, ncns: &[("beacon", 50)] },
    SplitPlan { vault: "narrows", operator: "edda", bps: 5_000, ncns: &[("beacon", 100)] },
    SplitPlan { vault: "narrows", operator: "flint", bps: 2_500, ncns: &[("beacon", 60)] },
    SplitPlan { vault: "rapids", operator: "edda", bps: 5_000, ncns: &[("beacon", 100), ("relay", 100)] },
    SplitPlan { vault: "rapids", operator: "flint", bps: 3_500, ncns: &[("relay", 100)] },
];
