//! The example: four weeks in the life of seven vaults, made by real transactions, that end now.

pub mod basin;
pub mod fees;
pub mod founding;
pub mod gate;
pub mod income;
pub mod liquid;
pub mod manifest;
pub mod names;
pub mod native;
pub mod pauses;
pub mod plan;
pub mod policies;
pub mod prices;
pub mod rewards;
pub mod scene;
pub mod slashing;
pub mod special;
pub mod staking;
pub mod weights;

use std::cmp::Reverse;

use anyhow::{Context, Result};
use harness::split as build;

use crate::chain::Chain;
use crate::keys::address;
use manifest::Manifest;
use plan::{DAY, HOUR, MINUTE, ONE, REWARDS, RewardPlan, SOL};
use scene::{Scene, ncn, operator, split};
use slashing::{EXECUTED, OPEN, VETOED};

/// How long before its end the example begins, in seconds. No vault's epoch begins just at the end.
pub const LENGTH: i64 = 29 * DAY + 5 * HOUR + 25 * MINUTE;

/// Something that happens, how many seconds before the end.
pub(crate) struct Happening(i64, &'static str, fn(&mut Scene<'_>) -> Result<()>);

/// Something that happens once, or a payment that is one of many.
enum Turn {
    Happens(&'static Happening),
    Pays(&'static RewardPlan),
}

/// What the example begins with.
const CONFIG: Happening = Happening(LENGTH, "the deployer makes the config", founding::config);

/// All that happens after that but regular payments, in its order. What an operator and an NCN agree on takes effect after three of the longest epochs,
/// three weeks: only then can anything be slashed. Delta's leverage is active after three of its epochs, each an hour.
const HISTORY: &[Happening] = &[
    Happening(LENGTH, "the issuer makes mints, and everyone has tokens", founding::tokens),
    Happening(LENGTH, "curators open vaults", founding::open_vaults),
    Happening(LENGTH, "operators and NCNs register", founding::register),
    Happening(LENGTH, "roles are given out, fees announced", fees::found),
    Happening(LENGTH, "vaults, operators and NCNs agree", founding::agree),
    Happening(LENGTH, "operators register voting keys", founding::register_keys),
    Happening(LENGTH - 4 * HOUR, "curators delegate, operators allocate", founding::delegate),
    Happening(21 * DAY, "alice deposits in harbor", |s| staking::deposit(s, "alice", "harbor", 4_000 * SOL)),
    Happening(20 * DAY, "bob deposits in harbor", |s| staking::deposit(s, "bob", "harbor", 2_500 * SOL)),
    Happening(19 * DAY, "carol deposits in delta", |s| staking::deposit(s, "carol", "delta", 1_200 * SOL)),
    Happening(18 * DAY, "dave deposits in granite", |s| staking::deposit(s, "dave", "granite", 60_000 * ONE)),
    Happening(17 * DAY, "alice deposits in cellar", |s| staking::deposit(s, "alice", "cellar", 100_000 * ONE)),
    Happening(16 * DAY, "the warden pauses harbor", pauses::pause_harbor),
    Happening(16 * DAY - 3 * HOUR, "the warden ends the pause", pauses::lift_harbor),
    Happening(15 * DAY, "erin deposits in delta", |s| staking::deposit(s, "erin", "delta", 800 * SOL)),
    Happening(13 * DAY, "harbor's fees are collected", fees::collect_for_vault),
    Happening(12 * DAY, "carol deposits in harbor", |s| staking::deposit(s, "carol", "harbor", 1_500 * SOL)),
    Happening(11 * DAY, "erin deposits in granite", |s| staking::deposit(s, "erin", "granite", 25_000 * ONE)),
    Happening(10 * DAY, "dave deposits in cellar", |s| staking::deposit(s, "dave", "cellar", 50_000 * ONE)),
    Happening(9 * DAY, "dave asks to leave granite", |s| {
        staking::request(s, "claimed", "dave", 0, "granite", 9_000 * ONE)
    }),
    Happening(9 * DAY - HOUR, "ada's commission is collected", fees::collect_commission),
    Happening(8 * DAY, "the oracle opens a reward tree", rewards::open_tree),
    Happening(7 * DAY, "the publisher publishes a root", |s| rewards::publish(s, 0)),
    Happening(7 * DAY - HOUR, "harbor opens a bond pool", rewards::open_pool),
    Happening(7 * DAY - 2 * HOUR, "alice bonds shares", |s| rewards::bond(s, "alice", 1_000 * SOL)),
    Happening(7 * DAY - 3 * HOUR, "bob bonds shares", |s| rewards::bond(s, "bob", 800 * SOL)),
    Happening(6 * DAY + 20 * HOUR, "the sponsor pays who bonded", |s| rewards::pay_pool(s, 7_000 * ONE)),
    Happening(6 * DAY + 2 * HOUR, "harbor's fees are collected", fees::collect_for_vault),
    Happening(6 * DAY, "the oracle slashes bede in delta", |s| slashing::propose(s, &EXECUTED)),
    Happening(6 * DAY - HOUR, "dave claims", claim_dave),
    Happening(6 * DAY - 2 * HOUR, "ada claims rewards", |s| rewards::claim(s, "ada")),
    Happening(5 * DAY, "the bridge slashes ada in harbor", |s| slashing::propose(s, &VETOED)),
    Happening(5 * DAY - 2 * HOUR, "the council vetoes that", |s| slashing::veto(s, &VETOED)),
    Happening(5 * DAY - 3 * HOUR, "alice deposits in cellar", |s| staking::deposit(s, "alice", "cellar", 10_000 * ONE)),
    Happening(4 * DAY + 12 * HOUR, "alice claims what her bond earned", |s| rewards::claim_pool(s, "alice")),
    Happening(4 * DAY, "alice claims rewards", |s| rewards::claim(s, "alice")),
    Happening(4 * DAY - 2 * HOUR, "the slash of bede is executed", |s| slashing::execute(s, &EXECUTED)),
    Happening(4 * DAY - 3 * HOUR, "the protocol's fees are collected", fees::collect_for_protocol),
    Happening(3 * DAY, "bob asks to leave harbor", |s| staking::request(s, "claimable", "bob", 0, "harbor", 300 * SOL)),
    Happening(2 * DAY + HOUR, "the bridge opens a reward offer", rewards::open_offer),
    Happening(2 * DAY, "the sponsor pays who bonded", |s| rewards::pay_pool(s, 7_000 * ONE)),
    Happening(36 * HOUR, "erin leaves delta at once", |s| staking::leave_at_once(s, "erin", "delta", 50 * SOL)),
    Happening(DAY, "the sequencer jails cyd", |s| slashing::jail(s, s.chain.now()? + 7 * DAY)),
    Happening(20 * HOUR, "the oracle slashes ada in harbor", |s| slashing::propose(s, &OPEN)),
    Happening(6 * HOUR, "alice asks to leave harbor", |s| {
        staking::request(s, "pending", "alice", 0, "harbor", 250 * SOL)
    }),
    Happening(4 * HOUR, "dora announces a higher commission", fees::raise_commission),
    Happening(2 * HOUR, "the warden pauses instant exits of delta", pauses::pause_delta),
    Happening(2 * HOUR, "the oracle's operators are weighed", weights::capture),
    Happening(HOUR, "cyd leaves the sequencer", leave_sequencer),
    Happening(30 * MINUTE, "the publisher publishes a root", |s| rewards::publish(s, 1)),
    Happening(20 * MINUTE, "carol asks to leave delta", |s| {
        staking::request(s, "soon", "carol", 0, "delta", 100 * SOL)
    }),
    Happening(15 * MINUTE, "the curator delegates more to bede", delegate_more),
    Happening(10 * MINUTE, "erin deposits in delta", |s| staking::deposit(s, "erin", "delta", 120 * SOL)),
    Happening(5 * MINUTE, "delta announces a higher fee on exits", fees::raise_exit_fee),
];

/// What happens beside it on a chain with the program of single-validator pools. The cluster's epochs are of two days at most: what is
/// delegated is active long before it enters.
const NATIVE: &[Happening] = &[
    Happening(LENGTH - 3 * HOUR, "the curator makes a validator's pool, and a vault over its token", native::found),
    Happening(14 * DAY, "alice and bob delegate to validators", native::delegate_all),
    Happening(8 * DAY - 30 * MINUTE, "bob's stake account enters mooring", native::enter),
    Happening(3 * MINUTE, "alice delegates once more", native::delegate_late),
];

/// Makes the example on `chain`, with a clock no later than [`LENGTH`] before `end`, and moves the clock to `end`. Says
/// what it does to `tell`.
///
/// # Errors
/// What was refused, where the program does not do as the example expects.
pub fn populate(chain: &Chain, manifest: Manifest, end: i64, mut tell: impl FnMut(&str)) -> Result<Manifest> {
    let mut scene = Scene { chain, manifest, stake_pools_at: 0 };
    let has_pool = liquid::is_there(&scene)?;
    let mut more: Vec<_> = special::HISTORY.iter().chain(prices::HISTORY).chain(basin::HISTORY).collect();
    if gate::is_there(&scene)? {
        more.extend(gate::HISTORY);
    }
    if native::is_there(&scene)? {
        more.extend(NATIVE);
    }
    if has_pool {
        more.extend(liquid::HISTORY);
    }
    for (before, turn) in turns(&more, length(has_pool)) {
        let time = end - before;
        if chain.now()? < time {
            chain.travel(time)?;
        }
        match turn {
            Turn::Happens(Happening(_, what, happen)) => {
                tell(what);
                happen(&mut scene).with_context(|| format!("\"{what}\" did not happen"))?;
            }
            Turn::Pays(plan) => {
                let RewardPlan { vault, ncn, first, .. } = plan;
                if before == *first {
                    tell(&format!("the {ncn} begins to pay for {vault}'s stake"));
                }
                income::pay(&mut scene, plan, before).with_context(|| format!("the {ncn} did not pay in {vault}"))?;
            }
        }
    }
    if chain.now()? < end {
        chain.travel(end)?;
    }
    if has_pool {
        liquid::stake_pools::update(&mut scene)?;
    }
    chain.settle()?;
    scene.manifest.now = chain.now()?;
    Ok(scene.manifest)
}

/// How long before its end the example begins, in seconds, with a liquid pool or without.
pub fn length(has_pool: bool) -> i64 {
    if has_pool { liquid::LENGTH } else { LENGTH }
}

/// All that happens from `length` seconds before the end on, and `more`, in its order.
fn turns(more: &[&'static Happening], length: i64) -> Vec<(i64, Turn)> {
    let payments = REWARDS.iter().flat_map(|plan| plan.times().map(move |before| (before, Turn::Pays(plan))));
    let once = HISTORY.iter().chain(more.iter().copied()).map(|once| (once.0, Turn::Happens(once)));
    let mut turns: Vec<_> = [(length, Turn::Happens(&CONFIG))].into_iter().chain(once).chain(payments).collect();
    turns.sort_by_key(|(before, _)| Reverse(*before));
    turns
}

fn claim_dave(scene: &mut Scene<'_>) -> Result<()> {
    let bucket = scene.manifest.tickets["claimed"].epoch;
    staking::claim(scene, "dave", 0, "granite", bucket)?;
    scene.manifest.tickets.remove("claimed");
    Ok(())
}

fn leave_sequencer(scene: &mut Scene<'_>) -> Result<()> {
    let (operator, ncn) = (operator("cyd"), ncn("sequencer"));
    scene.act(&["cyd"], &[build::leave_opt_in(&address("cyd"), &operator, &ncn, build::Side::Left)])
}

fn delegate_more(scene: &mut Scene<'_>) -> Result<()> {
    let split = split("harbor", "bede", "oracle");
    scene.act(&["curator"], &[split.delegate_bps(&address("curator"), 3_500)])
}
