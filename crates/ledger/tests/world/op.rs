//! What can happen to a vault, as plain values that shrink and print.

use proptest::prelude::*;

/// Who can hold shares and tickets.
pub const OWNERS: usize = 4;

/// A vault to begin with. `scale` is what a large deposit is measured by.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    pub epoch_seconds: u64,
    pub genesis: i64,
    pub scale: u64,
    pub terms: Terms,
}

/// Limits, relative to a vault's scale.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    pub cap: Amount,
    pub fee_bps: u64,
    pub capacity: Amount,
    pub refill_seconds: u64,
}

/// An amount, relative to some whole.
#[derive(Clone, Copy, Debug)]
pub enum Amount {
    Zero,
    One,
    Few(u8),
    /// This many of 65,536 parts.
    Part(u16),
    Whole,
    OneOver,
    /// This power of two, and so much more or less.
    NearPower(u8, i8),
    Most,
    /// So much more or less than a deposit can be.
    NearRoom(i8),
}

/// A minimum-out, relative to what comes out.
#[derive(Clone, Copy, Debug)]
pub enum Min {
    None,
    Exact,
    OneAbove,
}

#[derive(Clone, Copy, Debug)]
pub enum Wait {
    /// Seconds, within an epoch as a rule.
    Seconds(u8),
    /// To this second of the next epoch.
    Boundary(i8),
    Epochs(u8),
    Back(u8),
}

#[derive(Clone, Copy, Debug)]
pub enum Op {
    Deposit { who: usize, assets: Amount, min: Min },
    Request { who: usize, shares: Amount, min: Min, bucket: i8 },
    Cancel { pick: usize, min: Min },
    Claim { pick: usize, oldest: bool },
    CloseBucket { pick: usize },
    GiveTicket { pick: usize, to: usize },
    GiveShares { from: usize, to: usize, shares: Amount },
    Burn { who: usize, shares: Amount },
    ExitInstantly { who: usize, shares: Amount, min: Min },
    SetLimits { terms: Terms },
    Wait { wait: Wait },
    Gain { assets: Amount },
    Lose { assets: Amount, open: bool },
    Settle { pick: usize, veto: bool },
    Reserve { idle: Amount },
}

impl Amount {
    pub fn of(self, whole: u64) -> u64 {
        match self {
            Self::Zero => 0,
            Self::One => 1,
            Self::Few(few) => few.into(),
            Self::Part(part) => ((u128::from(whole) * u128::from(part)) >> 16) as u64,
            // Only a deposit's room is no part of some whole.
            Self::Whole | Self::NearRoom(_) => whole,
            Self::OneOver => whole.saturating_add(1),
            Self::NearPower(bits, off) => (1u64 << bits).saturating_add_signed(off.into()),
            Self::Most => u64::MAX,
        }
    }
}

fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        12 => any::<u16>().prop_map(Amount::Part),
        3 => Just(Amount::Whole),
        2 => any::<u8>().prop_map(Amount::Few),
        2 => Just(Amount::One),
        1 => Just(Amount::OneOver),
        1 => Just(Amount::Zero),
    ]
}

/// What slashes take: seldom all, or a life would soon be over.
fn lost() -> impl Strategy<Value = Amount> {
    prop_oneof![
        20 => any::<u16>().prop_map(Amount::Part),
        2 => any::<u8>().prop_map(Amount::Few),
        2 => Just(Amount::One),
        1 => Just(Amount::Whole),
    ]
}

/// Deposits alone reach for the ends of 64 bits; all else is bounded by them.
fn deposited() -> impl Strategy<Value = Amount> {
    prop_oneof![
        40 => amount(),
        1 => any::<i8>().prop_map(|off| Amount::NearPower(63, off)),
        1 => Just(Amount::Most),
        4 => (-1i8..=1).prop_map(Amount::NearRoom),
    ]
}

fn terms() -> impl Strategy<Value = Terms> {
    let cap = prop_oneof![6 => Just(Amount::Most), 2 => amount(), 1 => any::<i8>().prop_map(|off| Amount::NearPower(63, off))];
    let capacity =
        prop_oneof![18 => Just(Amount::NearPower(62, 0)), 1 => Just(Amount::NearPower(62, 1)), 9 => amount()];
    let fee = prop_oneof![6 => Just(0u64), 3 => Just(1_000), 12 => 1u64..1_000, 1 => Just(1_001)];
    let refill = prop_oneof![18 => 1u64..5_000, 1 => Just(u64::MAX), 1 => Just(0)];
    (cap, fee, capacity, refill).prop_map(|(cap, fee_bps, capacity, refill_seconds)| Terms {
        cap,
        fee_bps,
        capacity,
        refill_seconds,
    })
}

pub fn setup() -> impl Strategy<Value = Setup> {
    let seconds = prop_oneof![Just(1u64), Just(2), Just(60), Just(432_000), 1u64..10_000];
    let genesis = prop_oneof![Just(1_700_000_000i64), Just(0), Just(-1_000_000_000)];
    let scale = prop_oneof![Just(10u64), 1u64..100_000, Just(1_000_000_000), Just(1 << 50), Just(1 << 62)];
    (seconds, genesis, scale, terms()).prop_map(|(epoch_seconds, genesis, scale, terms)| Setup {
        epoch_seconds,
        genesis,
        scale,
        terms,
    })
}

fn min() -> impl Strategy<Value = Min> {
    prop_oneof![4 => Just(Min::None), 4 => Just(Min::Exact), 1 => Just(Min::OneAbove)]
}

fn wait() -> impl Strategy<Value = Wait> {
    prop_oneof![
        4 => any::<u8>().prop_map(Wait::Seconds),
        6 => (-1i8..=1).prop_map(Wait::Boundary),
        2 => (1u8..5).prop_map(Wait::Epochs),
        2 => any::<u8>().prop_map(Wait::Back),
    ]
}

pub fn op() -> impl Strategy<Value = Op> {
    let who = || 0..OWNERS;
    let pick = any::<usize>;
    let bucket = prop_oneof![9 => Just(0i8), 1 => -2i8..=2];
    prop_oneof![
        20 => (who(), deposited(), min()).prop_map(|(who, assets, min)| Op::Deposit { who, assets, min }),
        18 => (who(), amount(), min(), bucket)
            .prop_map(|(who, shares, min, bucket)| Op::Request { who, shares, min, bucket }),
        7 => (pick(), min()).prop_map(|(pick, min)| Op::Cancel { pick, min }),
        16 => (pick(), any::<bool>()).prop_map(|(pick, oldest)| Op::Claim { pick, oldest }),
        8 => pick().prop_map(|pick| Op::CloseBucket { pick }),
        3 => (pick(), who()).prop_map(|(pick, to)| Op::GiveTicket { pick, to }),
        3 => (who(), who(), amount()).prop_map(|(from, to, shares)| Op::GiveShares { from, to, shares }),
        1 => (who(), amount()).prop_map(|(who, shares)| Op::Burn { who, shares }),
        18 => (who(), amount(), min()).prop_map(|(who, shares, min)| Op::ExitInstantly { who, shares, min }),
        4 => terms().prop_map(|terms| Op::SetLimits { terms }),
        18 => wait().prop_map(|wait| Op::Wait { wait }),
        5 => amount().prop_map(|assets| Op::Gain { assets }),
        4 => (lost(), any::<bool>()).prop_map(|(assets, open)| Op::Lose { assets, open }),
        4 => (pick(), any::<bool>()).prop_map(|(pick, veto)| Op::Settle { pick, veto }),
        2 => amount().prop_map(|idle| Op::Reserve { idle }),
    ]
}

/// Whole lives: in half of them no unit is ever delegated.
pub fn life(steps: usize) -> impl Strategy<Value = (Setup, Vec<Op>)> {
    (setup(), prop::collection::vec(op(), 1..=steps), any::<bool>()).prop_map(|(setup, mut ops, delegates)| {
        ops.retain(|op| delegates || !matches!(op, Op::Reserve { .. }));
        (setup, ops)
    })
}
