//! Random lives of a vault, checked after every step: some in every run of the tests, and as many as wanted by `cargo xtask
//! props --transitions N`, which runs the same tests.

mod world;

use world::op::{Amount, Min, Op, SERVICES, Setup, Share, Span, Terms, Wait};
use world::runs::{Length, run_for};
use world::{Tally, Truth, World};

/// Reasons that a random life must meet, all but three: epoch lengths are a matter of birth, books never differ, and no
/// pool of a bucket can take a request only where slashes by whole vaults follow each other within an epoch.
const REASONS: [&str; 50] = [
    "Zero",
    "Overflow",
    "Dust",
    "BelowMinimum",
    "OverSupply",
    "OverCap",
    "Insolvent",
    "MostlyContested",
    "WrongBucket",
    "NotMatured",
    "Matured",
    "OpenSlash",
    "NothingToClaim",
    "TicketsOutstanding",
    "OverAllowance",
    "OverIdle",
    "FeeTooHigh",
    "AllowanceTooHigh",
    "RefillTooShort",
    "OverWhole",
    "Leverage",
    "OverIdleUnits",
    "OverOperatorCap",
    "OverDelegated",
    "OverMagnitude",
    "OverLeverage",
    "AlreadyJoined",
    "NotJoined",
    "IncidentOverEpoch",
    "Fraction",
    "NothingToSlash",
    "MagnitudeWorn",
    "OverLossLimit",
    "OffenseTooOld",
    "OffenseToCome",
    "FeeOverCap",
    "NoFees",
    "StreamTooShort",
    "StreamTooLong",
    "FallPending",
    "MovePending",
    "ChangePending",
    "OverActiveUnits",
    "NoMove",
    "MoveNotDue",
    "FullyPledged",
    "TermRuns",
    "TermHolds",
    "NothingToRelease",
    "NotCounted",
];

/// What must have been seen, in the short profile as well.
const SIGHTS: [&str; 102] = [
    "a stop-loss that rises late",
    "a vault that left by its stop-loss",
    "a vetoed slash taken off a stop-loss",
    "stake that a service let go",
    "a bucket wiped",
    "a vault insolvent",
    "claimed again after a veto",
    "instant exit beside delegated units",
    "an empty vault exposed late",
    "no stake but in escrow, exposed late",
    "a pending rise announced again",
    "a pending rise withdrawn",
    "a pending fall announced again",
    "a pending fall that stands",
    "a fall that counts and is not settled",
    "a clock back over an epoch's start",
    "a request into the first pool",
    "a request into a pool of its own",
    "a request beside open slashes in every pool",
    "a ticket canceled beside a slashed pool",
    "a slash that the breaker cut",
    "four slashes open at once",
    "a slash of units with a pending rise",
    "a slash of units with a pending fall",
    "a slash of a magnitude with a pending rise",
    "a slash of a magnitude with a pending fall",
    "a slash at a leverage over 1",
    "a slash that leaves nothing allocated",
    "the end of a slash after which the magnitudes start again",
    "more lost in an epoch than it began with",
    "a slash under a service's limit that is to fall",
    "a slash under the vault's limit that is to fall",
    "a veto of units that were taken back since",
    "a veto of a magnitude that was taken back since",
    "a veto while a change of units pends",
    "a veto while a change of the magnitude pends",
    "a veto held against what could be taken before its slash",
    "all vetoed in turn, and whole",
    "a slash ended that a later ticket has no part in",
    "a veto into a matured bucket",
    "a veto in a later epoch",
    "a veto of what is live no more",
    "a veto where all units were idle",
    "a veto where nothing was left and all units were idle",
    "a veto after a pending fall has counted",
    "a veto after which another service can take less",
    "entered while a slash was open",
    "came back while a slash was open",
    "asked to leave while a slash was open",
    "left at once while a slash was open",
    "a leave that stands",
    "joined anew",
    "left while counting",
    "left before counting",
    "a clock back over an opt-in's end",
    "a holder that signed before it landed",
    "stake that counts for a service",
    "stake that comes to count",
    "stake that ceases to count",
    "a limit raised",
    "a limit raised again",
    "a limit lowered",
    "a limit lowered again",
    "a limit lowered under a rise",
    "a limit's fall that stands",
    "let out over an epoch's start",
    "let out beside an open slash",
    "let out where nothing was left",
    "let out after it had waited",
    "a stream that waits for shares",
    "a clock back over what was let out",
    "a reward folded into what ran",
    "a reward of which all four get a part",
    "a reward while there are no shares",
    "in and out around a reward",
    "a deposit that is charged",
    "an instant exit that pays both fees",
    "charged again after a veto",
    "a ticket that pays at an older fee",
    "a fee raised",
    "a fee raised again",
    "a fee's rise withdrawn",
    "a base of losses that follows stake which left",
    "a fee lowered",
    "a slash that leaves other services their part of the breaker",
    "an offense that an open slash kept from growing old",
    "a move of which slashes took a part",
    "a move to which a veto gave back",
    "a move to an operator with a pending rise",
    "a move to an operator with a pending fall",
    "a move that is completed late",
    "a pledge of more than was left to pledge for",
    "a slash that two payers pledge for",
    "a slash that is fully pledged for",
    "a slash of which a part is restored",
    "restored beside another open slash",
    "restored into a matured bucket",
    "restored where nothing was left",
    "restored in a later epoch",
    "a ticket canceled inside a term",
    "a rise that waits for the end of a term",
    "a slash while a term holds everyone",
];

/// What only many lives come to see: [`MANY`] transitions do.
const RARE: [&str; 14] = [
    "all vetoed out of turn, and whole",
    "charged less again than by itself",
    "a ticket's one unit, not charged",
    "a slash that earlier ones left less",
    "a veto of which others took the magnitude",
    "a veto after which its service can take less",
    "a veto of a magnitude that was over the whole",
    "a veto of more units than fit",
    "a veto where nothing was left behind some units",
    "a move that the cap cut",
    "over a lowered leverage",
    "over leverage by a slash",
    "restored where shares were worth nothing",
    "restored where nobody has a share",
];

/// How many transitions come to see all that is [`RARE`].
const MANY: u64 = 10_000_000;

fn run_life(setup: Setup, ops: &[Op], tally: Tally) -> (Truth, Tally) {
    let mut world = World::new(setup, tally);
    let truth = ops.iter().try_for_each(|op| world.step(*op)).and_then(|()| world.drain());
    (truth, world.tally)
}

/// What is asked for in one epoch leaves the books balanced to the token in any order: as it comes, turned about, and cut.
fn in_any_order(setup: Setup, ops: &[Op], tally: Tally) -> (Truth, Tally) {
    let (first, then) = ops.split_at(ops.len() * 3 / 4);
    let mut asked: Vec<Op> = then.iter().filter(|op| op.is_of_one_epoch()).copied().collect();
    let half = asked.len() / 2;
    let mut world = World::new(setup, tally);
    let mut truth = first.iter().try_for_each(|op| world.step(*op));
    for turn in 0..3 {
        let mut order = world.fork();
        truth = truth.and_then(|()| asked.iter().try_for_each(|op| order.step(*op))).and_then(|()| order.drain());
        world.tally.add(&order.tally);
        match turn {
            0 => asked.reverse(),
            _ => asked.rotate_left(half),
        }
    }
    (truth, world.tally)
}

/// The stake reported as certain can be taken until then, regardless of other actions.
fn promised(setup: Setup, ops: &[Op], tally: Tally) -> (Truth, Tally) {
    let mut world = World::new(setup, tally);
    let mut step = |(place, op): (usize, &Op)| {
        world.step(*op)?;
        if place % 5 == 4 { world.promise(&ops[place + 1..]) } else { Ok(()) }
    };
    let truth = ops.iter().enumerate().try_for_each(&mut step);
    (truth, world.tally)
}

/// A test that no longer gets anywhere must fail, not pass.
fn assert_exercised(tally: &Tally) {
    let least = tally.transitions() / 2_000;
    for (kind, [done, _]) in &tally.kinds {
        // Only a vetoed slash that was counted can be uncounted, once.
        let least = if *kind == "uncount" { 1 } else { least };
        assert!(*done >= least, "only {done} times: {kind}");
    }
    assert_eq!(tally.kinds.len(), 39, "a kind of step is missing");
    let refused: Vec<_> = REASONS.into_iter().filter(|reason| !tally.refusals.contains_key(*reason)).collect();
    let saw: Vec<_> = SIGHTS.into_iter().filter(|sight| !tally.sights.contains_key(sight)).collect();
    assert!(refused.is_empty() && saw.is_empty(), "never refused for {refused:?}, never saw {saw:?}");
}

#[test]
fn lives() {
    let tally = run_for(Length { short: 80_000, part: 1, lives: 250 }, "lives", run_life);
    assert_exercised(&tally);
    if tally.transitions() >= MANY {
        let unseen: Vec<_> = RARE.into_iter().filter(|sight| !tally.sights.contains_key(sight)).collect();
        assert!(unseen.is_empty(), "never saw {unseen:?}");
    }
}

/// What random lives seldom come to, told.
#[test]
fn stories() {
    use Amount::{NearPower, Part, Whole};
    let half = Share::Of(Part(1 << 15));
    let slash_by = |to, fraction| Op::Propose { by: 0, to, fraction, min: Min::None, lean: false };
    let slash = |fraction| slash_by(0, fraction);
    let delegate = |to, units| Op::Delegate { to, units };
    let allocate = |to, magnitude| Op::Allocate { by: 0, to, magnitude };
    let (deposit, wait) = (Op::Deposit { who: 0, assets: NearPower(10, 0), min: Min::None }, Wait::Epochs(3));
    let (wait, veto, claim) = (Op::Wait { wait }, Op::Veto { pick: 0 }, Op::Claim { pick: 0, oldest: true });
    let leave = |shares| Op::Request { who: 0, shares, min: Min::None, bucket: 0 };
    // Half of the vault, and as good as nothing of it behind another operator.
    let behind_two = [delegate(0, half), delegate(1, Share::More(Amount::One)), allocate(0, Share::Of(Whole)), deposit];
    // All of the vault behind one service.
    let behind_one = [delegate(0, Share::Of(Whole)), allocate(0, Share::Of(Whole)), deposit];
    let half_at_most = Op::SetLossLimits { to: 0, incident_bps: 5_000, epoch_bps: 5_000 };
    let behind_half = [half_at_most, delegate(0, Share::Of(Whole)), allocate(0, Share::Of(Whole)), deposit];
    // The same for two services, at a leverage of 2.
    let shared = [delegate(0, Share::Of(Whole)), allocate(0, Share::Of(Whole)), allocate(1, Share::Of(Whole)), deposit];
    const PART: Amount = Part(1 << 15);
    let dear = Op::SetFees { bps: [0, 500, 0], span: Span::Least(0) };
    let pledge = Op::Pledge { pick: 0, payer: 0, assets: PART };
    let execute = Op::Execute { pick: 0 };
    let told: [(&str, u64, &[Op], Vec<Op>); 16] = [
        (
            "a veto of which others took the magnitude",
            2,
            &shared,
            // The second slash took what was over the whole as well. The first one's veto makes room, and a third service
            // is allocated some of it.
            vec![slash_by(1, PART), slash(PART), veto, allocate(2, Share::Of(Part(21_845))), veto],
        ),
        // Shared stake, slashed by both of its services: it is whole again in any order of the vetoes.
        ("all vetoed in turn, and whole", 2, &shared, vec![slash(PART), slash_by(1, PART), veto, veto]),
        (
            "all vetoed out of turn, and whole",
            2,
            &shared,
            vec![slash(PART), slash_by(1, PART), Op::Veto { pick: 1 }, veto],
        ),
        // Half of the vault may go in an epoch, and two fifths have.
        ("a slash that earlier ones left less", 1, &behind_half, vec![slash(Part(26_214)), slash(Whole)]),
        // At the highest fee, rounded up.
        ("a ticket's one unit, not charged", 1, &[dear], vec![deposit, wait, leave(Amount::One), wait, claim]),
        // Half of 42 comes back: twice a twentieth of 21, rounded up, is more than one of 42.
        (
            "charged less again than by itself",
            1,
            &[dear, delegate(0, Share::Of(Whole)), allocate(0, Share::Of(Whole)), deposit],
            vec![wait, leave(Amount::Few(42)), slash(PART), wait, claim, veto, claim],
        ),
        // The vault's admin sees a slash come, and lowers what it may take.
        (
            "a slash under the vault's limit that is to fall",
            1,
            &behind_one,
            vec![
                Op::SetLossLimits { to: SERVICES, incident_bps: 0, epoch_bps: 0 },
                Op::SetLossLimits { to: 0, incident_bps: 0, epoch_bps: 0 },
                slash(Whole),
            ],
        ),
        // Of 63 in 64 parts: next to what is left, the operator has more than 64 bits would hold of its units.
        (
            "a veto where all units were idle",
            1,
            &[delegate(0, Share::Of(Part(64_512))), allocate(0, Share::Of(Whole)), deposit],
            vec![slash(Whole), veto],
        ),
        ("a veto of more units than fit", 1, &behind_two, vec![slash(Whole), leave(Part(65_471)), wait, veto]),
        (
            "a veto where nothing was left behind some units",
            1,
            &behind_two,
            vec![slash(Whole), leave(Whole), wait, veto],
        ),
        ("a veto where nothing was left and all units were idle", 1, &behind_one, vec![slash(Whole), veto]),
        ("restored where shares were worth nothing", 1, &behind_one, vec![slash(Whole), pledge, execute]),
        ("restored where nobody has a share", 1, &behind_one, vec![slash(PART), leave(Whole), pledge, execute]),
        // A deposit that leaves again lifts no limit on the remaining holders' losses by slashes.
        (
            "a base of losses that follows stake which left",
            1,
            &[
                Op::SetLossLimits { to: SERVICES, incident_bps: 1_000, epoch_bps: 1_000 },
                delegate(0, half),
                allocate(0, Share::Of(Whole)),
                deposit,
            ],
            vec![
                Op::Deposit { who: 1, assets: NearPower(13, 0), min: Min::None },
                slash(Part(655)),
                Op::ExitInstantly { who: 1, shares: Part(36_000), min: Min::None },
                slash(Whole),
                slash(Whole),
            ],
        ),
        // The first pool lost one unit to an open slash, and the others all of theirs.
        (
            "a request into a pool that slashes emptied",
            1,
            &[
                delegate(0, Share::Of(Whole)),
                allocate(0, Share::Of(PART)),
                allocate(1, Share::Of(PART)),
                Op::Deposit { who: 0, assets: NearPower(20, 0), min: Min::None },
            ],
            [leave(Part(6_554)), slash(Part(2))]
                .into_iter()
                .chain(
                    [leave(Amount::Few(2)), slash_by(1, Part(2)), Op::Execute { pick: 1 }].into_iter().cycle().take(9),
                )
                .chain([leave(Whole)])
                .collect(),
        ),
        (
            "a veto after which its service can take less",
            1,
            &behind_one,
            // Of both, less was announced since the slash, and it has taken effect.
            vec![
                slash(PART),
                allocate(0, Share::Less(PART)),
                delegate(0, Share::Less(PART)),
                Op::Wait { wait: Wait::Epochs(3) },
                veto,
            ],
        ),
    ];
    let terms = Terms { cap: Amount::Most, fee_bps: 0, capacity: NearPower(62, 0), refill_seconds: 1 };
    let setup = |leverage| Setup {
        epoch_seconds: 60,
        genesis: 1_700_000_000,
        scale: 1,
        terms,
        leverage,
        steady: true,
        luck: 0,
        max_epoch_seconds: 60,
        term: None,
    };
    for (sight, leverage, before, after) in told {
        let limits = |to| Op::SetLossLimits { to, incident_bps: 10_000, epoch_bps: 10_000 };
        // What was announced takes effect before anything else happens.
        let notice = Op::Wait { wait: Wait::Epochs(3) };
        let ops: Vec<Op> = (0..2).map(limits).chain(before.iter().copied()).chain([notice]).chain(after).collect();
        let (truth, tally) = run_life(setup(leverage), &ops, Tally::default());
        truth.unwrap_or_else(|found| panic!("{sight}: {found}"));
        assert!(tally.sights.contains_key(sight), "never saw {sight}: {:?}", tally.sights);
    }
}

#[test]
fn orders() {
    // Each life is lived three times to its end, and told after a twentieth of what the lives above take.
    let tally = run_for(Length { short: 15_000, part: 20, lives: 20 }, "orders", in_any_order);
    for kind in ["deposit", "request", "propose", "veto", "execute", "pledge", "cancel", "exit instantly"] {
        assert!(tally.kinds[kind][0] > 20, "too few: {kind}");
    }
}

#[test]
fn promises() {
    let tally = run_for(Length { short: 6_000, part: 20, lives: 20 }, "promises", promised);
    for (sight, least) in
        [("a promise kept", 700), ("a promise kept over an epoch's start", 200), ("a promise kept through a term", 2)]
    {
        let seen = tally.sights.get(sight).copied().unwrap_or_default();
        assert!(seen >= least, "only {seen} times: {sight}");
    }
}
