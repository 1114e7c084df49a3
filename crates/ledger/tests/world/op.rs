//! What can happen to a vault, as plain values that shrink and print.

use proptest::prelude::*;

use super::opting::PACTS;

/// The possible holders of shares and tickets.
pub const OWNERS: usize = 4;
/// The operators that stake can be delegated to.
pub const OPERATORS: usize = 3;
/// The services that each operator runs.
pub const SERVICES: usize = 3;
/// The parties that pledge for a slash.
pub const PAYERS: usize = 2;

/// A vault to begin with. `scale` is what a large deposit is measured by.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    pub epoch_seconds: u64,
    pub genesis: i64,
    pub scale: u64,
    pub terms: Terms,
    pub leverage: u64,
    /// The leverage stays what it is.
    pub steady: bool,
    /// Decides how the slashes that are open at the end of a life are settled.
    pub luck: u64,
    /// The longest epoch that any vault may have.
    pub max_epoch_seconds: u64,
    /// The epochs before the term and those of it, where there is one, and by what part of an epoch each end of it is off the start
    /// of one, in percent.
    pub term: Option<([u64; 2], [u64; 2])>,
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

/// Units or a magnitude, relative to what there is to divide.
#[derive(Clone, Copy, Debug)]
pub enum Share {
    /// Of the whole.
    Of(Amount),
    /// What it has, and of what is free.
    More(Amount),
    /// Of what it has.
    Less(Amount),
}

/// A minimum-out, relative to the expected amount.
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
    /// To this second after the end of a reward's stream.
    Streamed(i8),
    /// To this second of the start of the term, of the time when its holders can leave, or of its end: the next of them.
    Term(i8),
}

/// The seconds over which a reward streams.
#[derive(Clone, Copy, Debug)]
pub enum Span {
    /// So much more or less than the least.
    Least(i8),
    Times(u8),
    /// So much more or less than the most.
    Most(i8),
}

/// A party that changes an opt-in.
#[derive(Clone, Copy, Debug)]
pub enum Speaker {
    Any {
        pact: usize,
        side: usize,
    },
    /// The party of the previous change.
    Same,
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
    Delegate { to: usize, units: Share },
    Allocate { by: usize, to: usize, magnitude: Share },
    SettleDelegation { of: usize },
    SettleAllocation { by: usize, to: usize },
    AnnounceMove { from: usize, to: usize, units: Amount },
    CompleteMove { of: usize, agreed: bool },
    CancelMove { of: usize },
    SetExposure { delegated_bps: u64, operator_bps: u64, leverage: u64 },
    Propose { by: usize, to: usize, fraction: Amount, min: Min, lean: bool },
    Rush { who: usize, by: usize, to: usize },
    Veto { pick: usize },
    Execute { pick: usize },
    PayOut { assets: Amount },
    Pledge { pick: usize, payer: usize, assets: Amount },
    WithdrawPledge { pick: usize },
    CheckOffense { age: i16 },
    Say { speaker: Speaker, joins: bool },
    Agree { by: usize, to: usize },
    SetLossLimits { to: usize, incident_bps: u64, epoch_bps: u64 },
    CloseOptIn { pact: usize },
    Look { wait: Wait },
    PayReward { by: usize, assets: Amount, commission_bps: u64, protocol_fee_bps: u64 },
    SetFees { bps: [u64; 3], span: Span },
    Collect { whose: usize },
    Release { pact: usize },
    ReleaseAllocation { by: usize, to: usize },
    SetStopLoss { to: usize, bps: u64 },
    Uncount { pick: usize },
}

impl Op {
    /// Needs an operator that has, or gets, units of the vault.
    pub fn is_of_operators(&self) -> bool {
        use Op::*;
        matches!(
            self,
            Delegate { .. }
                | Allocate { .. }
                | SettleDelegation { .. }
                | SettleAllocation { .. }
                | AnnounceMove { .. }
                | CompleteMove { .. }
                | CancelMove { .. }
                | ReleaseAllocation { .. }
                | Propose { .. }
        )
    }
}

impl Op {
    /// Shares, tickets and slashes, and no time that passes.
    pub fn is_of_one_epoch(&self) -> bool {
        use Op::*;
        matches!(
            self,
            Deposit { .. }
                | Request { .. }
                | Cancel { .. }
                | ExitInstantly { .. }
                | Propose { .. }
                | Rush { .. }
                | Veto { .. }
                | Execute { .. }
                | Pledge { .. }
                | PayReward { .. }
                | Collect { .. }
        )
    }
}

impl Share {
    pub fn of(self, whole: u64, held: u64, free: u64) -> u64 {
        match self {
            Self::Of(part) => part.of(whole),
            Self::More(part) => held.saturating_add(part.of(free)),
            Self::Less(part) => part.of(held),
        }
    }
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

/// The fraction of a slash: seldom all, or a life would soon be over.
fn fraction() -> impl Strategy<Value = Amount> {
    prop_oneof![
        20 => any::<u16>().prop_map(Amount::Part),
        4 => (0u8..60, any::<i8>()).prop_map(|(bits, off)| Amount::NearPower(bits, off)),
        1 => Just(Amount::One),
        4 => Just(Amount::Whole),
        1 => Just(Amount::OneOver),
        1 => Just(Amount::Zero),
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
    // No clock is before 0: a settled value counts from then.
    let genesis = prop_oneof![Just(1_700_000_000i64), Just(0), Just(1_000)];
    let scale = prop_oneof![Just(10u64), 1u64..100_000, Just(1_000_000_000), Just(1 << 50), Just(1 << 62)];
    let leverage = prop_oneof![3 => Just(1u64), 2 => 2u64..=4];
    // In percent of the vault's own.
    let longer = prop_oneof![2 => Just(0u64), 1 => 0u64..150];
    let steady = prop::bool::weighted(0.7);
    let term = prop::option::weighted(0.2, ((4u64..7, 3u64..12), (0u64..100, 0u64..100)));
    let term = term.prop_map(|term| term.map(|((before, long), (early, late))| ([before, long], [early, late])));
    (seconds, genesis, scale, terms(), leverage, steady, longer, (any::<u64>(), term)).prop_map(
        |(epoch_seconds, genesis, scale, terms, leverage, steady, longer, (luck, term))| Setup {
            epoch_seconds,
            genesis,
            scale,
            terms,
            leverage,
            steady,
            luck,
            max_epoch_seconds: epoch_seconds + epoch_seconds * longer / 100,
            term,
        },
    )
}

fn share() -> impl Strategy<Value = Share> {
    prop_oneof![
        3 => amount().prop_map(Share::Of),
        4 => amount().prop_map(Share::More),
        6 => amount().prop_map(Share::Less),
        2 => Just(Share::Less(Amount::Zero)),
        1 => Just(Share::Of(Amount::Most)),
    ]
}

fn exposure() -> impl Strategy<Value = Op> {
    let bps = || prop_oneof![10 => Just(10_000u64), 4 => 3_000u64..10_000, 1 => 0u64..3_000, 1 => Just(10_001)];
    let leverage = prop_oneof![10 => 1u64..=4, 1 => Just(0), 1 => Just(5)];
    (bps(), bps(), leverage).prop_map(|(delegated_bps, operator_bps, leverage)| Op::SetExposure {
        delegated_bps,
        operator_bps,
        leverage,
    })
}

fn say() -> impl Strategy<Value = Op> {
    let anyone = (0..PACTS, 0usize..2).prop_map(|(pact, side)| Speaker::Any { pact, side });
    let speaker = prop_oneof![anyone, Just(Speaker::Same)];
    (speaker, any::<bool>()).prop_map(|(speaker, joins)| Op::Say { speaker, joins })
}

fn agree() -> impl Strategy<Value = Op> {
    (0..OPERATORS, 0..SERVICES).prop_map(|(by, to)| Op::Agree { by, to })
}

/// Of a service, or, last, of the vault itself.
fn loss_limits() -> impl Strategy<Value = Op> {
    let bps = || prop_oneof![8 => 0u64..=10_000, 2 => 0u64..10, 8 => Just(10_000), 1 => Just(10_001)];
    let sorted = prop::bool::weighted(0.8);
    (0..=SERVICES, bps(), bps(), sorted).prop_map(|(to, one, other, sorted)| Op::SetLossLimits {
        to,
        incident_bps: if sorted { one.min(other) } else { one },
        epoch_bps: if sorted { one.max(other) } else { other },
    })
}

/// Often so low that a slash passes it.
fn stop_loss() -> impl Strategy<Value = Op> {
    let bps = prop_oneof![2 => Just(0u64), 6 => 1u64..500, 4 => 1u64..=10_000, 1 => Just(10_001)];
    (0..SERVICES, bps).prop_map(|(to, bps)| Op::SetStopLoss { to, bps })
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
        1 => (-1i8..=1).prop_map(Wait::Streamed),
        2 => (-1i8..=1).prop_map(Wait::Term),
    ]
}

fn bps(most: u64) -> impl Strategy<Value = u64> {
    prop_oneof![4 => Just(0u64), 3 => Just(most), 12 => 1..most, 1 => Just(most + 1)]
}

fn pay_reward() -> impl Strategy<Value = Op> {
    // Seldom so much that nobody can come in any more.
    let assets = prop_oneof![
        60 => amount(),
        1 => (40u8..64, any::<i8>()).prop_map(|(bits, off)| Amount::NearPower(bits, off)),
        1 => (-1i8..=1).prop_map(Amount::NearRoom),
    ];
    (0..OPERATORS, assets, bps(5_000), bps(1_000)).prop_map(|(by, assets, commission_bps, protocol_fee_bps)| {
        Op::PayReward { by, assets, commission_bps, protocol_fee_bps }
    })
}

fn set_fees() -> impl Strategy<Value = Op> {
    let span = prop_oneof![
        4 => (0i8..5).prop_map(Span::Least),
        8 => (1u8..5).prop_map(Span::Times),
        1 => Just(Span::Least(-1)),
        1 => (-1i8..=1).prop_map(Span::Most),
    ];
    (bps(500), bps(500), bps(3_000), span)
        .prop_map(|(deposit, exit, reward, span)| Op::SetFees { bps: [deposit, exit, reward], span })
}

pub fn op() -> impl Strategy<Value = Op> {
    let who = || 0..OWNERS;
    let (by, to) = (|| 0..OPERATORS, || 0..SERVICES);
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
        14 => (by(), share()).prop_map(|(to, units)| Op::Delegate { to, units }),
        14 => (by(), to(), share()).prop_map(|(by, to, magnitude)| Op::Allocate { by, to, magnitude }),
        10 => by().prop_map(|of| Op::SettleDelegation { of }),
        10 => (by(), to()).prop_map(|(by, to)| Op::SettleAllocation { by, to }),
        6 => (by(), 1..OPERATORS, amount())
            .prop_map(|(from, off, units)| Op::AnnounceMove { from, to: (from + off) % OPERATORS, units }),
        14 => (by(), prop::bool::weighted(0.8)).prop_map(|(of, agreed)| Op::CompleteMove { of, agreed }),
        2 => by().prop_map(|of| Op::CancelMove { of }),
        3 => exposure(),
        14 => (by(), to(), fraction(), min(), any::<bool>())
            .prop_map(|(by, to, fraction, min, lean)| Op::Propose { by, to, fraction, min, lean }),
        1 => (who(), by(), to()).prop_map(|(who, by, to)| Op::Rush { who, by, to }),
        6 => pick().prop_map(|pick| Op::Veto { pick }),
        5 => pick().prop_map(|pick| Op::Execute { pick }),
        4 => amount().prop_map(|assets| Op::PayOut { assets }),
        7 => (pick(), 0..PAYERS, amount()).prop_map(|(pick, payer, assets)| Op::Pledge { pick, payer, assets }),
        4 => pick().prop_map(|pick| Op::WithdrawPledge { pick }),
        1 => any::<i16>().prop_map(|age| Op::CheckOffense { age }),
        16 => say(),
        4 => agree(),
        7 => loss_limits(),
        3 => (0..PACTS).prop_map(|pact| Op::CloseOptIn { pact }),
        4 => wait().prop_map(|wait| Op::Look { wait }),
        12 => pay_reward(),
        6 => set_fees(),
        6 => (0..2 + OPERATORS).prop_map(|whose| Op::Collect { whose }),
        2 => (0..PACTS).prop_map(|pact| Op::Release { pact }),
        2 => (by(), to()).prop_map(|(by, to)| Op::ReleaseAllocation { by, to }),
        1 => stop_loss(),
        3 => pick().prop_map(|pick| Op::Uncount { pick }),
    ]
}

/// The operators' delegations, opt-ins and the services' limits before the first stake, so active at once.
fn opening() -> impl Strategy<Value = Vec<Op>> {
    let part = || any::<u16>().prop_map(|part| Share::More(Amount::Part(part)));
    let delegate = (0..OPERATORS, part()).prop_map(|(to, units)| Op::Delegate { to, units });
    let allocate =
        (0..OPERATORS, 0..SERVICES, part()).prop_map(|(by, to, magnitude)| Op::Allocate { by, to, magnitude });
    let parts = prop::collection::vec(prop_oneof![3 => delegate, 3 => allocate, 2 => agree()], 0..16);
    // Stake behind one operator alone, the vault's whole as often as not, and all of that for one service.
    let units = prop_oneof![Just(Amount::Whole), any::<u16>().prop_map(Amount::Part)];
    let whole = (0..OPERATORS, 0..SERVICES, units).prop_map(|(by, to, units)| {
        let [units, magnitude] = [units, Amount::Whole].map(Share::Of);
        vec![Op::Delegate { to: by, units }, Op::Allocate { by, to, magnitude }]
    });
    let may_slash = prop::collection::vec(prop::bool::weighted(0.85), SERVICES);
    // Before anyone enters, as often as not, all of it has taken effect.
    let waits = prop::bool::weighted(0.7);
    (may_slash, prop_oneof![6 => parts, 2 => whole], waits).prop_map(|(may_slash, ops, waits)| {
        let any = |to| Op::SetLossLimits { to, incident_bps: 10_000, epoch_bps: 10_000 };
        let notice = waits.then_some(Op::Wait { wait: Wait::Epochs(3) });
        (0..SERVICES).filter(|to| may_slash[*to]).map(any).chain(ops).chain(notice).collect()
    })
}

/// Whole lives: in some of them no unit is ever delegated.
pub fn life(steps: usize) -> impl Strategy<Value = (Setup, Vec<Op>)> {
    let delegates = prop::bool::weighted(0.8);
    (setup(), opening(), prop::collection::vec(op(), 1..=steps), delegates).prop_map(
        |(setup, mut ops, later, delegates)| {
            ops.extend(later);
            ops.retain(|op| delegates || !op.is_of_operators());
            (setup, ops)
        },
    )
}
