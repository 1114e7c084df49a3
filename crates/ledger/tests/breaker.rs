//! The breaker, to the asset: what a vault lets one service and all of them take, in one slash and in an epoch.

mod common;

use common::scene::{NOW, Scene};
use common::{EPOCH, config, refused};
use ledger::math::{BPS, mul_div_ceil, mul_div_floor, mul_ratio_ceil};
use ledger::refusal::Rule;
use ledger::state::allowance::Allowance;
use ledger::state::books::UNITS;
use ledger::state::breaker::{LossLimits, Losses};
use ledger::state::delayed::Delayed;
use proptest::prelude::*;

const FIRST: (usize, usize) = (0, 0);
const SECOND: (usize, usize) = (0, 1);

/// Of one slash and of an epoch, in basis points.
fn limits([incident, epoch]: [u64; 2]) -> LossLimits {
    LossLimits { incident_bps: Delayed::settled(incident), epoch_bps: Delayed::settled(epoch) }
}

/// A vault of 10,000, all of it behind an operator with half of it in each of two services.
fn scene(vault: [u64; 2], services: [[u64; 2]; 2]) -> Scene {
    let mut scene = Scene::new(10_000, [0, 0], UNITS, UNITS / 2);
    scene.allot(SECOND, UNITS / 2);
    scene.vault.loss_limits = limits(vault);
    scene.limits = services.map(limits);
    scene.approve_all();
    scene
}

const ANY: [u64; 2] = [BPS, BPS];

#[test]
fn one_slash_is_clipped_to_the_tightest_of_four_limits() {
    for (vault, service, taken) in [
        (ANY, ANY, 5_000),
        ([2_000, BPS], ANY, 2_000),
        ([BPS, 2_000], ANY, 2_000),
        (ANY, [2_000, BPS], 2_000),
        (ANY, [BPS, 2_000], 2_000),
        ([4_000, 3_000], [3_500, 2_999], 2_999),
        ([1, 1], ANY, 1),
        (ANY, [1, 1], 1),
        ([5_000, 5_000], [5_000, 5_000], 5_000),
    ] {
        let mut scene = scene(vault, [service, [0, 0]]);
        let slash = scene.slash(FIRST, UNITS);
        assert_eq!(slash.stake, taken, "under {vault:?} and {service:?}");
        assert_eq!(
            (scene.vault.losses.lost, scene.losses[0].lost),
            (taken, taken),
            "what is counted is what was taken"
        );
        assert_eq!(scene.losses[1], Losses::default());
    }
}

#[test]
fn what_is_left_of_an_epoch_is_taken_and_then_no_more() {
    // Of one slash: 2,000, then of 8,000, then of 6,400. Of the epoch: 4,000 of the 10,000 before the first.
    let mut scene = scene(ANY, [[2_000, 4_000], ANY]);
    let taken = [(); 3].map(|()| scene.slash(FIRST, UNITS).stake);
    assert_eq!(taken, [2_000, 1_600, 400]);
    // Each clipped slash took up to one asset's worth of units more than it took assets.
    refused(scene.propose(FIRST, UNITS), Rule::OverLossLimit, 997, 0);
    // These roundings bound that service alone, as they bound each other one.
    assert_eq!(scene.slash(SECOND, UNITS).stake, 5_002);
}

/// Three tenths and one tenth are approved, and two tenths may go in all: half of each. Which of the two comes first, a friend of
/// the operator's or not, is no matter.
#[test]
fn each_service_has_a_room_of_its_own() {
    let approved = [[3_000, 3_000], [1_000, 1_000]];
    let mut scene = self::scene([BPS, 2_000], approved);
    let mut other = scene.clone();
    let sham = scene.slash(SECOND, UNITS);
    assert_eq!(sham.stake, 500);
    refused(scene.propose(SECOND, UNITS), Rule::OverLossLimit, 4_499, 0);
    assert_eq!(scene.clone().slash(FIRST, UNITS).stake, 1_425, "15 % of 9,500");
    scene.veto(&sham);
    assert_eq!(scene.slash(FIRST, UNITS).stake, 1_500);
    assert_eq!(other.slash(FIRST, UNITS).stake, 1_500);
    assert_eq!(other.slash(SECOND, UNITS).stake, 425, "5 % of 8,500");
    refused(other.propose(FIRST, UNITS), Rule::OverLossLimit, 3_499, 0);
    // Where the sum fits, each has all that was approved for it.
    let mut scene = self::scene([BPS, 4_000], approved);
    assert_eq!([FIRST, SECOND].map(|who| scene.slash(who, UNITS).stake), [3_000, 700]);
}

#[test]
fn an_approval_takes_no_room_from_others_before_its_time() {
    let mut scene = scene([BPS, 2_000], [[2_000, 2_000], [0, 0]]);
    let room = |scene: &Scene, epoch| {
        let mut vault = scene.vault;
        let now = vault.advance(vault.start_of(epoch));
        vault.room(&scene.limits[0], 30_000, now).unwrap().unwrap()
    };
    scene.vault.approve(&mut scene.limits[1], 2_000, 2_000, NOW).unwrap();
    assert_eq!(scene.vault.epoch_at(scene.limits[1].epoch_bps.effective), 4);
    assert_eq!([1, 3, 4, 9].map(|epoch| room(&scene, epoch)), [6_000, 6_000, 3_000, 3_000]);
    // A second one meanwhile, in the next epoch, neither brings the first forward nor holds it back.
    let mut third = LossLimits::none();
    scene.vault.approve(&mut third, 4_000, 4_000, NOW + EPOCH).unwrap();
    assert_eq!([2, 3, 4, 5, 6].map(|epoch| room(&scene, epoch)), [6_000, 6_000, 3_000, 1_500, 1_500]);
    // Nor does a fall give its room to others before its time.
    scene.vault.approve(&mut scene.limits[1], 0, 0, NOW + 4 * EPOCH).unwrap();
    assert_eq!([5, 6, 7, 9].map(|epoch| room(&scene, epoch)), [1_500, 1_500, 2_000, 2_000]);
    // Once one is closed its room is the others'.
    scene.vault.revoke(&third, scene.vault.start_of(8)).unwrap();
    assert_eq!((room(&scene, 8), scene.vault.approved.sums), (6_000, [2_000; 4]));
}

#[test]
fn a_refused_approval_counts_nothing() {
    let mut scene = scene([BPS, 2_000], [[2_000, 2_000], [0, 0]]);
    scene.vault.advance(NOW);
    let before = (scene.vault, scene.limits[1]);
    assert_eq!(scene.vault.approve(&mut scene.limits[1], 2, 1, NOW).unwrap_err().rule, Rule::IncidentOverEpoch);
    assert_eq!((scene.vault, scene.limits[1]), before);
}

/// A staker that leaves at once, lets a friend slash a little, and enters again leaves the others their room.
#[test]
fn a_small_stake_of_a_moment_leaves_a_service_its_room() {
    let mut scene = Scene::new(1_000_000, [0, 0], UNITS / 10, UNITS / 2);
    scene.allot(SECOND, UNITS / 2);
    scene.vault.loss_limits = limits([1_000, 1_000]);
    scene.approve_all();
    let out = scene.exit_instantly(800_000).unwrap().flow.assets_out;
    scene.slash(SECOND, UNITS / 1_000);
    scene.deposit(out).unwrap();
    assert_eq!(scene.slash(FIRST, UNITS).stake, 49_997, "5 % of all but 50");
}

#[test]
fn a_deposit_after_the_first_slash_raises_no_limit_of_the_epoch() {
    let mut scene = scene(ANY, [[2_000, 2_000], [2_000, 2_000]]);
    assert_eq!(scene.slash(FIRST, UNITS / 5).stake, 1_000);
    scene.deposit(1_000_000).unwrap();
    assert_eq!(scene.slash(FIRST, UNITS).stake, 1_000);
    // From the next epoch on it does.
    scene.at(2);
    let fifth = scene.stake() / 5;
    assert_eq!(scene.slash(FIRST, UNITS).stake, fifth);
    assert_eq!(scene.losses[0], Losses { epoch: 2, base: 1_007_000 + 1_000, lost: fifth });
}

/// A deposit right before the first slash of an epoch that leaves right after it lifts no limit for the remaining holders.
/// The figures of an audit, which lost all but a fiftieth by this.
#[test]
fn a_deposit_that_leaves_after_the_first_slash_raises_no_limit_of_the_epoch() {
    for by_service in [false, true] {
        for (part, capacity, flash) in [
            (UNITS / 2, 0, 0),
            (UNITS / 2, 250_000, 250_000),
            (UNITS / 2, 1_000_000, 1_000_000),
            (UNITS / 2, 1 << 62, 9_000_000),
            (UNITS / 10, 1_000_000, 1_000_000),
            (UNITS / 10, 3_000_000, 3_000_000),
            (UNITS / 10, 1 << 62, 9_000_000),
        ] {
            let mut scene = Scene::new(1_000_000, [0, 0], part, UNITS);
            scene.vault.instant_allowance = Allowance::new(capacity, 1_000, scene.now).unwrap();
            let tenth = limits([1_000, 1_000]);
            *(if by_service { &mut scene.limits[0] } else { &mut scene.vault.loss_limits }) = tenth;
            scene.limits[1] = LossLimits::none();
            scene.approve_all();
            if flash > 0 {
                let shares = scene.deposit(flash).unwrap().shares_minted;
                scene.slash(FIRST, UNITS / 100_000);
                // As much of it as is idle.
                let idle = scene.vault.books.idle_stake().unwrap();
                scene.exit_instantly(shares.min(idle * 99 / 100)).unwrap();
            }
            let worth = |scene: &Scene| scene.vault.books.assets_for(1_000_000).unwrap();
            let before = worth(&scene);
            let mut slashes = 0;
            while scene.propose(FIRST, UNITS).is_ok() {
                slashes += 1;
            }
            let lost = before - worth(&scene);
            assert!(lost <= before / 10, "{flash}: {lost} of {before} by {slashes} slashes");
            // What was lost before by the first slash is all that is missing of it.
            assert!(lost >= before / 10 - 110, "{flash}: {lost} of {before} by {slashes} slashes");
        }
    }
}

/// The base follows what left, by any exit, and what a veto gave back.
#[test]
fn a_base_is_the_least_that_there_was_before_a_slash_and_what_was_lost_by_then() {
    let mut scene = scene(ANY, [[BPS, 2_000], ANY]);
    let slash = scene.slash(FIRST, UNITS / 5);
    assert_eq!(scene.losses[0], Losses { epoch: 1, base: 10_000, lost: 1_000 });
    // Of 9,000 in all. What waits to leave is still there.
    scene.request(2_000).unwrap();
    assert_eq!(scene.slash(FIRST, UNITS / 40).stake, 100);
    assert_eq!(scene.losses[0], Losses { epoch: 1, base: 10_000, lost: 1_100 });
    // 2,000 of the 8,900 leave: a fifth of 8,000 is 1,600.
    scene.vault.books.active -= 2_000;
    assert_eq!(scene.clone().slash(FIRST, UNITS).stake, 500);
    // Another service's slash takes of the stake, and so of the base, its part.
    let mut beside = scene.clone();
    let gone = beside.slash(SECOND, UNITS / 10).stake;
    assert_eq!((gone, beside.slash(FIRST, UNITS).stake), (387, 422), "a fifth of 387 less");
    // A veto brings the stake back, and no room.
    scene.veto(&slash);
    assert_eq!(scene.slash(FIRST, UNITS).stake, 700);
    assert_eq!(scene.losses[0], Losses { epoch: 1, base: 9_000, lost: 1_800 });
    assert_eq!(scene.propose(FIRST, UNITS).unwrap_err().rule, Rule::OverLossLimit);
}

#[test]
fn an_epoch_begins_to_the_second() {
    let mut scene = scene(ANY, [[1_000, 1_000], ANY]);
    assert_eq!(scene.slash(FIRST, UNITS).stake, 1_000);
    scene.at(2);
    scene.now -= 1;
    refused(scene.propose(FIRST, UNITS), Rule::OverLossLimit, 3_999, 0);
    scene.now += 1;
    assert_eq!(scene.slash(FIRST, UNITS).stake, 900);
}

#[test]
fn neither_end_of_a_slash_gives_a_service_room_back() {
    let scene = || self::scene([BPS, 3_000], [[2_000, 2_000], [1_000, 1_000]]);
    for veto in [true, false] {
        let mut scene = scene();
        let slash = scene.slash(FIRST, UNITS);
        scene.at(2);
        scene.now -= 1;
        if veto {
            scene.veto(&slash)
        } else {
            scene.execute(&slash)
        }
        let left = if veto { 0 } else { 2_000 };
        assert_eq!((scene.vault.losses.lost, scene.losses[0].lost), (left, 2_000));
        assert_eq!(scene.propose(FIRST, UNITS).unwrap_err().rule, Rule::OverLossLimit);
        assert_eq!(scene.slash(SECOND, UNITS).stake, if veto { 1_000 } else { 800 });
    }
    // What the next epoch's slashes took stays counted, even if other amounts come back.
    let mut scene = scene();
    let slash = scene.slash(FIRST, UNITS);
    scene.at(2);
    let later = scene.slash(SECOND, UNITS);
    scene.veto(&slash);
    assert_eq!(scene.vault.losses, Losses { epoch: 2, base: 8_000, lost: later.stake });
}

#[test]
fn a_vault_that_allows_nothing_loses_nothing() {
    for (vault, service) in [([0, 0], ANY), (ANY, [0, 0]), ([0, BPS], ANY), (ANY, [0, BPS])] {
        refused(scene(vault, [service, ANY]).propose(FIRST, UNITS), Rule::OverLossLimit, 5_000, 0);
    }
    // A hundredth of a percent of 9,999 is not one asset; of 10,000 it is.
    let mut small = Scene::new(9_999, [0, 0], UNITS, UNITS);
    small.limits[0] = limits([1, 1]);
    refused(small.propose(FIRST, UNITS), Rule::OverLossLimit, 9_999, 0);
}

#[test]
fn a_limit_counts_late_whether_it_rises_or_falls() {
    let mut scene = scene(ANY, [[1_000, 1_000], ANY]);
    let (now, notice) = (scene.now, scene.vault.notice_at(scene.now));
    let from = notice.rise;
    scene.limits[0].announce(5_000, 5_000, now, notice).unwrap();
    scene.now = from - 1;
    assert_eq!(scene.slash(FIRST, UNITS).stake, 1_000);
    scene.now = from;
    assert_eq!(scene.slash(FIRST, UNITS).stake, 3_999, "all that is left of it");
    // Nobody steps aside from a slash by lowering what it may take.
    scene.limits[1].announce(0, 0, from, scene.vault.notice_at(from)).unwrap();
    assert_eq!(scene.slash(SECOND, UNITS).stake, 5_001);
    scene.now = from + 2_000;
    assert!(scene.limits[1].incident_bps.at(scene.now) == 0);
}

#[test]
fn coarse_units_or_magnitudes_take_what_they_can_within_the_limit() {
    // Three units of 1,000 assets: 333, 666 or all.
    for (bps, units, stake) in [(9_999, 2, 666), (6_660, 2, 666), (6_659, 1, 333), (3_330, 1, 333), (3_329, 0, 332)] {
        let mut scene = Scene::new(1_000, [0, 0], 0, UNITS);
        (scene.vault.books.units, scene.vault.books.idle) = (3, 3);
        scene.give(0, 3);
        scene.limits[0] = limits([bps, bps]);
        if units == 0 {
            refused(scene.propose(FIRST, UNITS), Rule::OverLossLimit, 1_000, stake);
        } else {
            let slash = scene.slash(FIRST, UNITS);
            assert_eq!((slash.units.current, slash.stake), (units, stake), "by {bps}");
        }
    }
    // A whole of seven in magnitude.
    let mut scene = Scene::new(1_000, [0, 0], UNITS, 7);
    scene.to[0].magnitude = 7;
    scene.limits[0] = limits([5_000, 5_000]);
    let slash = scene.slash(FIRST, UNITS);
    assert_eq!((slash.magnitude, slash.stake), (4, 500), "of the units, not of the magnitude");
}

#[test]
fn a_clipped_slash_takes_the_limit_itself_where_units_are_fine() {
    // Of 999 assets, 1 % is 9.99: 9 exactly, not what 9 assets' units rounded down would be worth.
    for (stake, bps, taken) in [(999, 100, 9), (3, 3_334, 1), (7, 5_000, 3), (1_000_003, 3_333, 333_300)] {
        let mut scene = Scene::new(stake, [0, 0], UNITS, UNITS);
        scene.limits[0] = limits([bps, bps]);
        assert_eq!(scene.slash(FIRST, UNITS).stake, taken, "{bps} of {stake}");
    }
}

/// Numbers of every size.
fn sized(bits: u32) -> impl Strategy<Value = u64> {
    (0..=bits, any::<u64>()).prop_map(|(bits, random)| 1 + if bits == 0 { 0 } else { random >> (64 - bits) })
}

proptest! {
    #![proptest_config(config(4_000, 7))]

    /// Never more than the limit, and a unit more would be over it; never more than was asked for.
    #[test]
    fn clipping_takes_the_most_that_fits(
        stake in sized(62), units in sized(62), part in sized(62), whole in sized(59), magnitude in sized(59),
        fraction in 1..=UNITS, bps in 0..=BPS,
    ) {
        let (part, magnitude) = (part.min(units), magnitude.min(whole));
        let mut scene = Scene::new(stake, [0, 0], 0, magnitude);
        (scene.vault.books.units, scene.vault.books.idle, scene.to[0].magnitude) = (units, units, whole);
        scene.give(0, part);
        scene.limits[0] = limits([bps, bps]);
        let limit = mul_div_floor(stake, bps, BPS).unwrap();
        let worth = |units| mul_div_floor(stake, units, scene.vault.books.units).unwrap();
        let asked = mul_ratio_ceil(part, [fraction, magnitude], [UNITS, whole]).unwrap();
        match scene.clone().propose(FIRST, fraction) {
            Ok(slash) => {
                let lost = slash.units.current;
                prop_assert_eq!(slash.stake, worth(lost));
                prop_assert!(slash.stake <= limit);
                prop_assert!(lost == asked || lost < asked && worth(lost + 1) > limit);
                let least = mul_div_ceil(whole, lost, part).unwrap().min(whole - u64::from(lost < part));
                prop_assert_eq!(slash.magnitude, least.min(mul_div_ceil(magnitude, fraction, UNITS).unwrap()));
            }
            Err(refusal) if refusal.rule == Rule::NothingToSlash => prop_assert_eq!(worth(asked), 0),
            Err(refusal) => {
                prop_assert_eq!((refusal.rule, refusal.value, refusal.limit), (Rule::OverLossLimit, worth(asked), limit));
                // The first unit that takes something is over the limit.
                prop_assert!(worth(mul_div_ceil(units, 1, stake).unwrap()) > limit);
            }
        }
    }
}
