//! The figures of the example: the parties' balances, and the stake behind each operator. What happens, and when, is in
//! the module above.

use restaking_client::LimitsArgs;

/// Seconds in a minute.
pub const MINUTE: i64 = 60;
/// Seconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Seconds in a day.
pub const DAY: i64 = 24 * HOUR;

/// The shortest and the longest epoch that a vault may have, in seconds.
pub const EPOCH_BOUNDS: (u64, u64) = (60, 7 * DAY as u64);

/// What everyone has for fees and rents, in lamports.
pub const LAMPORTS: u64 = 1_000_000_000_000;

/// One staked SOL, in its smallest units.
pub const SOL: u64 = 1_000_000_000;
/// One dollar, or one token of the oracle's, in its smallest units.
pub const ONE: u64 = 1_000_000;

/// A mint.
pub struct MintPlan {
    /// What it is called.
    pub name: &'static str,
    /// Its decimals.
    pub decimals: u8,
    /// The NCNs' weight of a smallest unit of it: 10^9 gives it a weight of one, a millionth of a dollar; zero if they
    /// do not take it.
    pub weight: u64,
}

/// The mints. A staked SOL has a weight of 150 dollars.
pub const MINTS: [MintPlan; 3] = [
    MintPlan { name: "staked-sol", decimals: 9, weight: 150_000_000 },
    MintPlan { name: "dollar", decimals: 6, weight: 1_000_000_000 },
    MintPlan { name: "oracle-token", decimals: 6, weight: 0 },
];

/// What people begin with, in smallest units: of staked SOL, of dollars, and of the oracle's token. Each of them has an
/// account of all three.
pub const WEALTH: [(&str, [u64; 3]); 22] = [
    ("alice", [10_000 * SOL, 200_000 * ONE, 0]),
    ("bob", [10_000 * SOL, 200_000 * ONE, 0]),
    ("carol", [10_000 * SOL, 200_000 * ONE, 0]),
    ("dave", [10_000 * SOL, 200_000 * ONE, 0]),
    ("erin", [10_000 * SOL, 200_000 * ONE, 0]),
    ("frank", [1_000 * SOL, 20_000 * ONE, 0]),
    ("kate", [0, 60_000 * ONE, 1_000 * ONE]),
    ("liam", [0, 40_000 * ONE, 0]),
    ("gerd", [0, 5_000 * ONE, 0]),
    ("steward", [0, 0, 0]),
    ("ada", [0, 0, 0]),
    ("bede", [0, 0, 0]),
    ("oracle", [500 * SOL, 5_000 * ONE, 0]),
    ("bridge", [500 * SOL, 5_000 * ONE, 0]),
    ("sequencer", [500 * SOL, 5_000 * ONE, 0]),
    ("publisher", [0, 0, 50_000 * ONE]),
    ("sponsor", [0, 0, 100_000 * ONE]),
    ("reporter", [0, 0, 0]),
    ("insurance", [0, 0, 0]),
    ("treasurer", [0, 0, 0]),
    ("foundation", [0, 0, 0]),
    ("purse", [0, 0, 0]),
];

/// A vault.
pub struct VaultPlan {
    /// What it is called.
    pub name: &'static str,
    /// Its admin and curator.
    pub admin: &'static str,
    /// Which of its admin's vaults it is.
    pub index: u64,
    /// The asset.
    pub mint: &'static str,
    /// The length of its epochs, in seconds.
    pub epoch_seconds: u64,
    /// Its limits.
    pub limits: LimitsArgs,
    /// What it charges, in basis points: of deposits, of exits, of rewards.
    pub fees: (u64, u64, u64),
    /// The seconds over which its rewards stream.
    pub stream_seconds: u64,
    /// Sets and receives its fees, if not its admin.
    pub treasurer: Option<&'static str>,
    /// Raises its pauses, if the role is given.
    pub guardian: Option<&'static str>,
    /// The most that all operators hold, the most that one does, both in basis points, and how often the same stake is
    /// used.
    pub exposure: (u64, u64, u64),
    /// The most that slashes take at once and in an epoch, in basis points.
    pub breaker: (u64, u64),
    /// The admitted depositors, if restricted.
    pub admitted: &'static [&'static str],
}

impl VaultPlan {
    /// The fee admin.
    pub fn fee_admin(&self) -> &'static str {
        self.treasurer.unwrap_or(self.admin)
    }
}

/// The vaults.
pub const VAULTS: [VaultPlan; 4] = [
    VaultPlan {
        name: "harbor",
        admin: "curator",
        index: 0,
        mint: "staked-sol",
        epoch_seconds: DAY as u64,
        limits: LimitsArgs {
            deposit_cap: 50_000 * SOL,
            instant_fee_bps: 200,
            instant_capacity: 500 * SOL,
            instant_refill_seconds: DAY as u64,
            restricted: false,
        },
        fees: (0, 0, 1_000),
        stream_seconds: 2 * DAY as u64,
        treasurer: Some("treasurer"),
        guardian: Some("warden"),
        exposure: (9_000, 5_000, 1),
        breaker: (2_500, 4_000),
        admitted: &[],
    },
    VaultPlan {
        name: "delta",
        admin: "curator",
        index: 1,
        mint: "staked-sol",
        epoch_seconds: HOUR as u64,
        limits: LimitsArgs {
            deposit_cap: 5_000 * SOL,
            instant_fee_bps: 50,
            instant_capacity: 200 * SOL,
            instant_refill_seconds: HOUR as u64,
            restricted: false,
        },
        fees: (0, 10, 500),
        stream_seconds: DAY as u64,
        treasurer: Some("treasurer"),
        guardian: Some("warden"),
        exposure: (8_000, 6_000, 2),
        breaker: (10_000, 10_000),
        admitted: &[],
    },
    VaultPlan {
        name: "granite",
        admin: "curator",
        index: 2,
        mint: "dollar",
        epoch_seconds: DAY as u64,
        limits: LimitsArgs {
            deposit_cap: 1_000_000 * ONE,
            instant_fee_bps: 0,
            instant_capacity: 0,
            instant_refill_seconds: DAY as u64,
            restricted: false,
        },
        fees: (0, 0, 0),
        stream_seconds: 7 * DAY as u64,
        treasurer: None,
        guardian: None,
        exposure: (7_000, 4_000, 1),
        breaker: (1_000, 2_000),
        admitted: &[],
    },
    VaultPlan {
        name: "cellar",
        admin: "steward",
        index: 0,
        mint: "dollar",
        epoch_seconds: 7 * DAY as u64,
        limits: LimitsArgs {
            deposit_cap: 500_000 * ONE,
            instant_fee_bps: 100,
            instant_capacity: 10_000 * ONE,
            instant_refill_seconds: 7 * DAY as u64,
            restricted: true,
        },
        fees: (10, 0, 0),
        stream_seconds: 7 * DAY as u64,
        treasurer: None,
        guardian: None,
        exposure: (5_000, 5_000, 1),
        breaker: (5_000, 5_000),
        admitted: &["alice", "dave"],
    },
];

/// The operators, each its own admin and allocator, with its commission in basis points.
pub const OPERATORS: [(&str, u64); 4] = [("ada", 500), ("bede", 800), ("cyd", 1_000), ("dora", 200)];

/// The NCNs, each its own admin. The slasher of `prices` is its oracle; each of the others is its own.
pub const NCNS: [&str; 4] = ["oracle", "bridge", "sequencer", "prices"];

/// What an operator gets of a vault, in basis points, and gives NCNs, each in hundredths of that.
pub struct SplitPlan {
    /// The vault.
    pub vault: &'static str,
    /// The operator.
    pub operator: &'static str,
    /// Its part of the vault, in basis points.
    pub bps: u64,
    /// The NCNs' parts of that, in hundredths.
    pub ncns: &'static [(&'static str, u64)],
}

/// How the vaults' stake is split. Delta's leverage lets its stake back two NCNs at once.
pub const SPLITS: [SplitPlan; 8] = [
    SplitPlan { vault: "harbor", operator: "ada", bps: 4_000, ncns: &[("oracle", 60), ("bridge", 40)] },
    SplitPlan { vault: "harbor", operator: "bede", bps: 3_000, ncns: &[("oracle", 90), ("prices", 10)] },
    SplitPlan { vault: "harbor", operator: "cyd", bps: 1_500, ncns: &[("sequencer", 50), ("prices", 30)] },
    SplitPlan { vault: "delta", operator: "ada", bps: 5_000, ncns: &[("oracle", 100), ("bridge", 100)] },
    SplitPlan { vault: "delta", operator: "bede", bps: 2_500, ncns: &[("oracle", 100), ("bridge", 60)] },
    SplitPlan { vault: "granite", operator: "cyd", bps: 3_000, ncns: &[("bridge", 100)] },
    SplitPlan { vault: "granite", operator: "dora", bps: 4_000, ncns: &[("oracle", 50), ("sequencer", 50)] },
    SplitPlan { vault: "cellar", operator: "dora", bps: 5_000, ncns: &[("oracle", 60), ("prices", 40)] },
];

/// The most that a vault lets an NCN take by one slash and in an epoch, in basis points.
pub const LOSS_LIMITS: (u64, u64) = (2_000, 3_000);

/// The protocol's part of rewards in vaults' assets, in basis points.
pub const PROTOCOL_FEE: u64 = 200;

/// The fee on exits that delta announces at last, in basis points.
pub const RAISED_EXIT_FEE: u64 = 25;

/// The commission that dora announces at last, in basis points.
pub const RAISED_COMMISSION: u64 = 400;

/// What an NCN pays regularly for the stake in a vault, in the vault's asset.
pub struct RewardPlan {
    /// The vault.
    pub vault: &'static str,
    /// The NCN.
    pub ncn: &'static str,
    /// How long before the end it first pays, in seconds.
    pub first: i64,
    /// How often it pays, in seconds.
    pub every: i64,
    /// By operator, what a year of it would be in basis points of all the vault's stake, in the weeks up to the end.
    pub operators: &'static [(&'static str, [u64; 3])],
}

/// What NCNs pay: in all about 5% a year in harbor, 8% in delta, 4% in granite, before commissions and fees.
pub const REWARDS: [RewardPlan; 6] = [
    RewardPlan {
        vault: "harbor",
        ncn: "oracle",
        first: 20 * DAY + 3 * HOUR,
        every: DAY,
        operators: &[("ada", [220, 250, 290]), ("bede", [160, 150, 170])],
    },
    RewardPlan {
        vault: "harbor",
        ncn: "sequencer",
        first: 19 * DAY + 9 * HOUR,
        every: 3 * DAY,
        operators: &[("cyd", [70, 80, 95])],
    },
    RewardPlan {
        vault: "delta",
        ncn: "bridge",
        first: 18 * DAY + 40 * MINUTE,
        every: DAY / 2,
        operators: &[("ada", [420, 500, 460]), ("bede", [180, 220, 200])],
    },
    RewardPlan {
        vault: "delta",
        ncn: "oracle",
        first: 17 * DAY + 5 * HOUR,
        every: 2 * DAY,
        operators: &[("ada", [150, 170, 160])],
    },
    RewardPlan {
        vault: "granite",
        ncn: "bridge",
        first: 17 * DAY + 7 * HOUR,
        every: 2 * DAY,
        operators: &[("cyd", [160, 140, 180])],
    },
    RewardPlan {
        vault: "granite",
        ncn: "oracle",
        first: 16 * DAY + 11 * HOUR,
        every: 3 * DAY,
        operators: &[("dora", [240, 210, 260])],
    },
];

impl RewardPlan {
    /// How long before the end it pays, in seconds, in the order in which it does.
    pub fn times(&self) -> impl Iterator<Item = i64> + use<> {
        let (first, every) = (self.first, self.every);
        (0..).map(move |payment| first - payment * every).take_while(|before| *before > 0)
    }
}
