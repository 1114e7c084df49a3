//! The breaker, to the asset: what a vault lets one service and all of them take, in one slash and in an epoch.

mod common;

use common::scene::Scene;
use common::scene::NOW;
use common::{EPOCH, config, refused, refused_for};
use ledger::{BPS, Delayed, LossLimits, Losses, UNITS, Why, mul_div_ceil, mul_div_floor, mul_ratio_ceil};
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
    scene.vault.approved.active = services.iter().map(|[_, epoch]| epoch).sum();
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
fn what_is_left_of_a_room_is_taken_and_then_no_more() {
    // Of one slash: a fifth of 10,000, then a fifth of 8,000. Together two fifths, and so all of the room.
    let mut scene = scene(ANY, [[2_000, 4_000], ANY]);
    let taken = [(); 2].map(|()| scene.slash(FIRST, UNITS).stake);
    assert_eq!(taken, [2_000, 1_600]);
    assert_eq!(scene.losses[0], Losses { epoch: 1, fraction: UNITS / 10 * 4, lost: 3_600 });
    refused_for(scene.propose(FIRST, UNITS), Why::OverLossLimit);
    // It bounds that service alone.
    assert!(scene.slash(SECOND, UNITS).stake >= 5_000);
}

#[test]
fn each_service_has_a_room_of_its_own() {
    // Three tenths and one tenth are approved, and two tenths may go in all: half of each.
    let first = [[3_000, 3_000], [1_000, 1_000]];
    for friend_first in [true, false] {
        let mut scene = scene([BPS, 2_000], first);
        if friend_first {
            assert_eq!(scene.slash(SECOND, UNITS).stake, 500);
            refused_for(scene.propose(SECOND, UNITS), Why::OverLossLimit);
            assert_eq!(scene.slash(FIRST, UNITS).stake, 1_425, "15 % of 9,500");
        } else {
            assert_eq!(scene.slash(FIRST, UNITS).stake, 1_500);
            assert_eq!(scene.slash(SECOND, UNITS).stake, 425, "5 % of 8,500");
        }
        assert!(scene.vault.losses.fraction <= UNITS / 10 * 2);
    }
    // Where the sum fits, each has all that was approved for it.
    let mut scene = scene([BPS, 4_000], first);
    assert_eq!(scene.slash(FIRST, UNITS).stake, 3_000);
    assert_eq!(scene.slash(SECOND, UNITS).stake, 700);
}

#[test]
fn an_approval_takes_no_room_from_others_before_its_time() {
    let mut scene = scene([BPS, 2_000], [[2_000, 2_000], [0, 0]]);
    let room = |scene: &Scene, epoch| scene.vault.epoch_room(&scene.limits[0], scene.vault.start_of(epoch)).unwrap();
    scene.vault.approve(&mut scene.limits[1], 2_000, 2_000, NOW).unwrap();
    let rise = scene.vault.epoch_at(scene.limits[1].epoch_bps.effective);
    assert_eq!([rise - 1, rise].map(|epoch| room(&scene, epoch)), [UNITS / 5, UNITS / 10]);
    // A second one meanwhile, in the next epoch, does not bring the first forward nor hold it back.
    let mut third = LossLimits::none();
    scene.vault.approve(&mut third, 4_000, 4_000, NOW + EPOCH).unwrap();
    assert_eq!([rise - 1, rise, rise + 1].map(|epoch| room(&scene, epoch)), [UNITS / 5, UNITS / 10, UNITS / 20]);
    // Once one is closed its room is the others'.
    scene.vault.revoke(&scene.limits[1], scene.vault.start_of(rise + 1)).unwrap();
    assert_eq!(room(&scene, rise + 1), mul_div_floor(UNITS, 2_000 * 2_000, 6_000 * BPS).unwrap());
}

#[test]
fn a_flash_deposit_makes_no_room() {
    // A tenth of the vault is delegated, a tenth may go in an epoch. Nine times as much comes in, is slashed a little, and leaves.
    for flash in [0, 250_000, 9_000_000] {
        let mut scene = Scene::new(1_000_000, [0, 0], UNITS / 10, UNITS);
        scene.vault.loss_limits = limits([1_000, 1_000]);
        scene.vault.approved.active = BPS;
        let mut taken = 0;
        let before = scene.vault.books.assets_for(1_000_000).unwrap();
        for _ in 0..40 {
            let shares = if flash > 0 { scene.deposit(flash).unwrap().shares_minted } else { 0 };
            taken += u32::from(scene.propose(FIRST, UNITS / 100).is_ok());
            if shares > 0 {
                let idle = scene.vault.books.idle_stake().unwrap();
                let _ = scene.exit_instantly(shares.min(idle * 99 / 100));
            }
            while scene.propose(FIRST, UNITS).is_ok() {}
        }
        let after = scene.vault.books.assets_for(1_000_000).unwrap();
        assert!(taken > 0 && after >= before / 10 * 9, "{before} became {after} beside {flash}");
    }
}

#[test]
fn who_makes_the_stake_small_for_a_moment_leaves_a_service_its_room() {
    let mut scene = Scene::new(1_000_000, [0, 0], UNITS / 10, UNITS / 2);
    scene.allot(SECOND, UNITS / 2);
    scene.vault.loss_limits = limits([1_000, 1_000]);
    scene.vault.approved.active = 2 * BPS;
    let out = scene.exit_instantly(800_000).unwrap().flow.assets_out;
    scene.slash(SECOND, UNITS / 1_000);
    scene.deposit(out).unwrap();
    let approval = (&scene.limits[0], &scene.losses[0]);
    let read = scene.vault.stake_at_risk(&scene.to[0], &scene.services[0][0], approval, NOW).unwrap();
    assert_eq!(scene.slash(FIRST, UNITS).stake, read);
    assert!(read >= 49_000);
}

#[test]
fn an_epoch_begins_to_the_second() {
    let mut scene = scene(ANY, [[1_000, 1_000], ANY]);
    assert_eq!(scene.slash(FIRST, UNITS).stake, 1_000);
    scene.at(2);
    scene.now -= 1;
    refused_for(scene.propose(FIRST, UNITS), Why::OverLossLimit);
    scene.now += 1;
    assert_eq!(scene.slash(FIRST, UNITS).stake, 900);
}

#[test]
fn neither_end_of_a_slash_gives_a_service_room_back() {
    for veto in [true, false] {
        let mut scene = scene([BPS, 3_000], [[2_000, 2_000], [1_000, 1_000]]);
        let slash = scene.slash(FIRST, UNITS);
        if veto { scene.veto(&slash) } else { scene.execute(&slash) }
        let left = if veto { 0 } else { 2_000 };
        assert_eq!((scene.vault.losses.lost, scene.losses[0].lost), (left, 2_000));
        refused_for(scene.propose(FIRST, UNITS), Why::OverLossLimit);
        assert!(scene.slash(SECOND, UNITS).stake >= 800);
    }
    // What the next epoch's slashes took stays counted, whatever else comes back.
    let mut scene = scene([BPS, 3_000], [[2_000, 2_000], [1_000, 1_000]]);
    let slash = scene.slash(FIRST, UNITS);
    scene.at(2);
    let later = scene.slash(SECOND, UNITS);
    scene.veto(&slash);
    assert_eq!((scene.vault.losses.epoch, scene.vault.losses.lost), (2, later.stake));
}

#[test]
fn a_vault_that_allows_nothing_loses_nothing() {
    for (vault, service) in [([0, 0], ANY), (ANY, [0, 0]), ([0, BPS], ANY), (ANY, [0, BPS])] {
        refused(scene(vault, [service, ANY]).propose(FIRST, UNITS), Why::OverLossLimit, 5_000, 0);
    }
    // A hundredth of a percent of 9,999 is not one asset; of 10,000 it is.
    let mut small = Scene::new(9_999, [0, 0], UNITS, UNITS);
    small.limits[0] = limits([1, 1]);
    refused(small.propose(FIRST, UNITS), Why::OverLossLimit, 9_999, 0);
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
    assert!(scene.slash(FIRST, UNITS).stake >= 3_600, "four tenths are left of it, of 9,000");
    // Nobody steps aside from a slash by lowering what it may take.
    scene.limits[1].announce(0, 0, from, scene.vault.notice_at(from)).unwrap();
    assert!(scene.slash(SECOND, UNITS).stake > 5_000);
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
            refused(scene.propose(FIRST, UNITS), Why::OverLossLimit, 1_000, stake);
        } else {
            let slash = scene.slash(FIRST, UNITS);
            assert_eq!((slash.units.current, slash.stake), (units, stake), "by {bps}");
        }
    }
    // A whole of seven in magnitude: sevenths of 1,000.
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
        scene.vault.loss_limits = limits([bps, bps]);
        scene.vault.approved.active = BPS;
        let limit = mul_div_floor(stake, bps, BPS).unwrap();
        let worth = |units| mul_div_floor(stake, units, scene.vault.books.units).unwrap();
        let asked = mul_ratio_ceil(part, [fraction, magnitude], [UNITS, whole]).unwrap();
        let (most, least) = (worth(asked), stake.div_ceil(1_000_000));
        match scene.clone().propose(FIRST, fraction) {
            Ok(slash) => {
                let lost = slash.units.current;
                prop_assert_eq!(slash.stake, worth(lost));
                prop_assert!(slash.stake <= limit && slash.stake >= least);
                prop_assert!(lost == asked || lost < asked && worth(lost + 1) > limit);
            }
            Err(refusal) if refusal.why == Why::NothingToSlash => prop_assert_eq!(most, 0),
            Err(refusal) if refusal.why == Why::SlashTooSmall => prop_assert!(most < least),
            Err(refusal) => {
                prop_assert_eq!((refusal.why, refusal.value, refusal.limit), (Why::OverLossLimit, most, limit));
                // The first unit that takes enough is over the limit.
                prop_assert!(worth(mul_div_ceil(units, least, stake).unwrap()) > limit);
            }
        }
    }
}
