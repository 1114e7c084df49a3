//! Random lives of a pool over real vaults of the core, checked after every step. `cargo xtask props` makes many.

mod world;

use std::collections::BTreeMap;

use world::World;

/// The steps of a life, and the lives of a usual run.
const STEPS: u64 = 400;
const LIVES: u64 = 60;

/// What must have been done.
const KINDS: [&str; 18] = [
    "deposit",
    "deposit placed",
    "leave in kind",
    "exit instantly",
    "request",
    "cancel",
    "fill",
    "claim",
    "place",
    "unplace",
    "collect",
    "begin lot",
    "report",
    "sell",
    "swap",
    "collect fees",
    "accept",
    "close batch",
];

/// What must have been refused.
const RULES: [&str; 22] = [
    "AboveMaximum",
    "BelowWatermark",
    "Dust",
    "ExitContested",
    "LotForSale",
    "NoHolders",
    "NotNext",
    "NothingToPay",
    "NoAsset",
    "OtherRate",
    "OverOutflow",
    "OverTarget",
    "OverReserve",
    "PeriodRuns",
    "RateQuarantined",
    "RateRejected",
    "ReportTooSoon",
    "RequestsOutstanding",
    "StaleSource",
    "TooLateToCancel",
    "ValueLost",
    "Zero",
];

/// What must have been seen.
const SIGHTS: [&str; 9] = [
    "slash",
    "veto",
    "execution",
    "a batch filled in part",
    "a settled ticket",
    "a request canceled that was filled in part",
    "left in kind with an exit on its way",
    "a lot begun anew",
    "a reward sold for something",
];

#[test]
fn every_step_keeps_the_books() {
    let number = |name: &str, usual| std::env::var(name).map_or(usual, |text| text.parse::<u64>().unwrap());
    let lives = number("LEDGER_TRANSITIONS", LIVES * STEPS).div_ceil(STEPS).max(LIVES);
    let first = number("LEDGER_SEED", 0);
    let (mut done, mut refused, mut seen) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for seed in first..first + lives {
        let mut world = World::new(seed);
        for _ in 0..STEPS {
            world.step();
        }
        for (kind, count) in world.tally.done {
            *done.entry(kind).or_insert(0) += count;
        }
        for (rule, count) in world.tally.refused {
            *refused.entry(rule).or_insert(0) += count;
        }
        for (sight, count) in world.tally.seen {
            *seen.entry(sight).or_insert(0) += count;
        }
    }
    println!("{done:#?}\n{refused:#?}\n{seen:#?}");
    for kind in KINDS {
        assert!(done.contains_key(kind), "never done: {kind}");
    }
    for rule in RULES {
        assert!(refused.contains_key(rule), "never refused: {rule}");
    }
    for sight in SIGHTS {
        assert!(seen.contains_key(sight), "never seen: {sight}");
    }
}
