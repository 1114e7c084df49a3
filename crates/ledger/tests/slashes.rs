//! Slashes figure by figure: the formulas, where the assets come from, and what is refused.

mod common;

use common::scene::{NOW, Scene};
use common::{EPOCH, first, refused, refused_for};
use ledger::refusal::Rule;
use ledger::state::books::{UNITS, VIRTUAL};
use ledger::state::breaker::{LossLimits, Losses};
use ledger::state::delayed::Delayed;
use ledger::state::exit_bucket::{Bucket, POOLS, Pool};
use ledger::state::slash::Slash;
use ledger::transition::slash::target::Target;

/// Half of a whole.
const HALF: u64 = UNITS / 2;
const FIRST: (usize, usize) = (0, 0);
const SECOND: (usize, usize) = (0, 1);

/// A vault of `stake` assets, `units` of `whole` behind an operator, with `magnitude` of `of` allocated.
fn scene(stake: u64, [units, whole]: [u64; 2], [magnitude, of]: [u64; 2]) -> Scene {
    let mut scene = Scene::new(stake, [0, 0], 0, magnitude);
    (scene.vault.books.units, scene.vault.books.idle, scene.to[0].magnitude) = (whole, whole, of);
    scene.give(0, units);
    scene
}

#[test]
fn each_rounding_goes_its_way() {
    // d = ceil(m·f), δ = ceil(u·m·f/M), s = floor(S·δ/U)
    for (stake, units, magnitude, fraction, expected) in [
        // 1.5, then 50·1.5/7 = 10.7, then 999·11/100 = 109.89.
        (999, [50, 100], [3, 7], HALF, [2, 11, 109]),
        // The least fraction takes one of the magnitude, and one unit, however much of the units one of the magnitude stands for.
        (999, [50, 100], [3, 7], 1, [1, 1, 9]),
        // The whole: 150/7 = 21.4 and 219.78.
        (999, [50, 100], [3, 7], UNITS, [3, 22, 219]),
        (999, [50, 100], [7, 7], UNITS, [7, 50, 499]),
        (1_000, [50, 100], [2, 4], HALF, [1, 13, 130]),
        // Exact figures are not rounded.
        (1_000, [40, 100], [10, 20], HALF, [5, 10, 100]),
        // One more than half, and one less.
        (1_000, [40, 100], [10, 20], HALF + 1, [6, 11, 110]),
        (1_000, [40, 100], [10, 20], HALF - 1, [5, 10, 100]),
        // The last of the magnitude goes with the last unit, and no sooner.
        (1_000, [50, 100], [1, 1], HALF, [0, 25, 250]),
        (1_000, [50, 100], [2, 2], UNITS / 100 * 97, [1, 49, 490]),
        (1_000, [50, 100], [2, 2], UNITS - 1, [2, 50, 500]),
    ] {
        let mut scene = scene(stake, units, magnitude);
        let slash = scene.slash(FIRST, fraction);
        assert_eq!(
            [slash.magnitude, slash.units.current, slash.stake],
            expected,
            "{fraction} of {magnitude:?} at {units:?}"
        );
        let [d, lost, s] = expected;
        assert_eq!(scene.services[0][0].magnitude.current, magnitude[0] - d);
        assert_eq!(scene.to[0].units.current, units[0] - lost);
        // With nothing delegated the units start again.
        let whole = magnitude[1] - d;
        let (all, idle) = if units[0] == lost { (UNITS, UNITS) } else { (units[1] - lost, units[1] - units[0]) };
        assert_eq!((scene.to[0].magnitude, scene.to[0].allocated), (whole, magnitude[0] - d));
        assert_eq!((scene.vault.books.units, scene.vault.books.idle), (all, idle));
        assert_eq!((scene.stake(), scene.vault.books.supply), (stake - s, stake));
    }
}

#[test]
fn figures_of_one_and_of_all_bits() {
    let most = u64::MAX - VIRTUAL;
    for (stake, units, magnitude, fraction, expected) in [
        // 18.4 assets a unit.
        (most, [UNITS, UNITS], [UNITS, UNITS], 1, [1, 1, 18]),
        (most, [UNITS, UNITS], [UNITS, UNITS], UNITS - 1, [UNITS - 1, UNITS - 1, most - 19]),
        (most, [UNITS, UNITS], [UNITS, UNITS], UNITS, [UNITS, UNITS, most]),
        (most, [u64::MAX, u64::MAX], [UNITS, UNITS], UNITS, [UNITS, u64::MAX, most]),
        (most, [1, u64::MAX], [1, 1], 1, [1, 1, 0]),
        (most, [2, u64::MAX], [1, 1], 1, [1, 1, 0]),
        (most, [2, u64::MAX], [1, 1], UNITS, [1, 2, 1]),
        (1, [1, 1], [1, 1], 1, [1, 1, 1]),
        (most, [1, 1], [1, 1], 1, [1, 1, most]),
        // The least magnitude of a whole still takes a whole unit.
        (1_000, [1, 2], [1, UNITS], UNITS, [1, 1, 500]),
        (UNITS, [UNITS, UNITS], [1, UNITS], 1, [1, 1, 1]),
    ] {
        let mut scene = scene(stake, units, magnitude);
        if expected[2] == 0 {
            refused(scene.propose(FIRST, fraction), Rule::NothingToSlash, 0, 1);
            continue;
        }
        let slash = scene.slash(FIRST, fraction);
        assert_eq!(
            [slash.magnitude, slash.units.current, slash.stake],
            expected,
            "{fraction} of {magnitude:?} at {units:?}"
        );
        scene.veto(&slash);
        assert_eq!(scene.stake(), stake);
    }
}

#[test]
fn what_takes_no_asset_is_refused() {
    // (10^18 - 1)·1/10^18 is not one asset.
    refused(scene(UNITS - 1, [UNITS; 2], [UNITS; 2]).propose(FIRST, 1), Rule::NothingToSlash, 0, 1);
    assert_eq!(scene(UNITS, [UNITS; 2], [UNITS; 2]).slash(FIRST, 1).stake, 1);
    // Nothing allocated, nothing delegated, nothing there.
    for mut empty in [
        scene(1_000, [UNITS; 2], [0, UNITS]),
        scene(1_000, [0, UNITS], [UNITS; 2]),
        scene(0, [UNITS; 2], [UNITS; 2]),
        scene(1_000, [UNITS; 2], [UNITS, 0]),
    ] {
        refused(empty.propose(FIRST, UNITS), Rule::NothingToSlash, 0, 1);
    }
    for (fraction, limit) in [(0, UNITS), (UNITS + 1, UNITS), (u64::MAX, UNITS)] {
        refused(scene(1_000, [UNITS; 2], [UNITS; 2]).propose(FIRST, fraction), Rule::Fraction, fraction, limit);
    }
}

#[test]
fn the_minimum_is_held_against_what_is_taken() {
    for (least, taken) in [(109, true), (110, false)] {
        let mut scene = scene(999, [50, 100], [3, 7]);
        let before = scene.clone();
        let Scene { vault, to: [to, _], services: [[service, _], _], losses: [losses, _], .. } = &mut scene;
        let mut target = Target { delegation: to, allocation: service, buckets: [None, None] };
        let result = vault.propose_slash(&mut target, (&LossLimits::any(), losses), HALF, least, NOW);
        if taken {
            assert_eq!(result.unwrap().stake, 109)
        } else {
            refused(result, Rule::BelowMinimum, 109, 110);
            assert_eq!(scene, before);
        }
    }
}

#[test]
fn active_and_exiting_stake_give_alike() {
    // Of S in all, s; a unit is an asset.
    for (active, exiting, s, parts) in [
        (1_000, [500, 250], 175, (100, [50, 25])),
        // 500·175/1,751 = 49.97 and 250·175/1,751 = 24.99: floors, and A gives the rest.
        (1_001, [500, 250], 175, (102, [49, 24])),
        (1_000, [0, 0], 1, (1, [0, 0])),
        (1_000, [999, 0], 1, (1, [0, 0])),
        (0, [1_000, 0], 7, (0, [7, 0])),
        (0, [0, 1_000], 7, (0, [0, 7])),
        (1, [0, 10], 10, (1, [0, 9])),
        // Both floors leave one more than A has: 5·10/11 = 4.5 twice, and A's part would be 2 of 1.
        (1, [5, 5], 10, (1, [5, 4])),
        (0, [1, 1], 1, (0, [1, 0])),
        (0, [3, 2], 3, (0, [2, 1])),
        (0, [5, 5], 10, (0, [5, 5])),
        (3, [2, 1], 6, (3, [2, 1])),
    ] {
        let mut scene = Scene::even(active, exiting, s);
        let slash = scene.slash(FIRST, UNITS);
        assert_eq!((slash.active, slash.exiting.map(|pools| pools[0])), parts, "{s} of {active} and {exiting:?}");
        assert_eq!((slash.stake, slash.epoch), (s, 1));
        assert_eq!([slash.took_from(0), slash.took_from(1)], parts.1.map(|part| part > 0));
        assert_eq!(scene.vault.books.active, active - parts.0);
        for ((held, part), bucket) in exiting.into_iter().zip(parts.1).zip(&scene.buckets[1..]) {
            assert_eq!(bucket.pools[0], Pool { shares: held, assets: held - part, contested: part });
        }
        assert_eq!((scene.vault.contested, scene.vault.escrowed), (parts.0, s));
    }
}

#[test]
fn pools_of_a_bucket_give_alike_and_to_the_last_asset() {
    let pools = |assets: [u64; POOLS]| assets.map(|assets| Pool { shares: assets, assets, contested: 0 });
    for (held, part, taken) in [
        // 7·10/35 = 2, then 5·20/25 = 4, and the last the rest.
        ([10, 0, 20, 5], 7, [2, 0, 4, 1]),
        // 4·1/4 = 1 each.
        ([1, 1, 1, 1], 4, [1, 1, 1, 1]),
        // floor(3/4), floor(3/3), ...: nothing of the first.
        ([1, 1, 1, 1], 3, [0, 1, 1, 1]),
        ([1, 1, 1, 1], 1, [0, 0, 0, 1]),
        ([9, 0, 0, 0], 9, [9, 0, 0, 0]),
        ([0, 0, 0, 9], 5, [0, 0, 0, 5]),
        ([100, 1, 1, 0], 51, [50, 0, 1, 0]),
    ] {
        let all = held.iter().sum();
        for place in 0..2 {
            let mut exiting = [0; 2];
            exiting[place] = all;
            let mut scene = Scene::even(0, exiting, part);
            scene.buckets[place + 1].pools = pools(held);
            let slash = scene.slash(FIRST, UNITS);
            assert_eq!(slash.exiting[place], taken, "{part} of {held:?}");
            for ((pool, held), taken) in scene.buckets[place + 1].pools.iter().zip(held).zip(taken) {
                assert_eq!(*pool, Pool { shares: held, assets: held - taken, contested: taken });
            }
            scene.veto(&slash);
            assert_eq!(scene.buckets[place + 1].pools, pools(held));
        }
    }
}

#[test]
fn a_wiped_pool_or_bucket_gives_nothing_and_is_not_contested() {
    let mut scene = Scene::even(1_000, [0, 50], 100);
    let wiped = Pool { shares: 30, ..Pool::default() };
    scene.buckets[1] = Bucket { pools: [wiped; POOLS], tickets: 4, ..scene.buckets[1] };
    scene.buckets[2].pools[1] = wiped;
    let slash = scene.slash(FIRST, UNITS);
    // 50·100/1,050 = 4.8.
    assert_eq!((slash.active, slash.exiting), (96, [[0; 4], [4, 0, 0, 0]]));
    assert_eq!((scene.buckets[1].pools, scene.buckets[2].pools[1]), ([wiped; POOLS], wiped));
}

/// A slash of 100 of 1,500, 300 and 200 of them exiting, with these buckets; a refusal changes nothing.
fn with_buckets(mut buckets: [Option<Bucket>; 2]) -> ledger::refusal::Result<Slash> {
    let mut scene = Scene::even(1_000, [300, 200], 100);
    let before = (scene.clone(), buckets);
    let Scene { vault, to: [to, _], services: [[service, _], _], losses: [losses, _], .. } = &mut scene;
    let mut target =
        Target { delegation: to, allocation: service, buckets: buckets.each_mut().map(|bucket| bucket.as_mut()) };
    let result = vault.propose_slash(&mut target, (&LossLimits::any(), losses), UNITS, 0, NOW);
    if result.is_err() {
        assert_eq!((scene, buckets), before);
    }
    result
}

#[test]
fn only_the_two_live_buckets_in_their_places() {
    let live = |epoch: u64, held: u64| Bucket { pools: first(held, held), tickets: 1, ..Bucket::new(epoch) };
    let (one, two) = (live(1, 300), live(2, 200));
    assert_eq!(with_buckets([Some(one), Some(two)]).unwrap().exiting, [[20, 0, 0, 0], [13, 0, 0, 0]]);
    for (buckets, rule, value, limit) in [
        ([None, Some(two)], Rule::WrongBucket, 0, 1),
        ([Some(one), None], Rule::WrongBucket, 0, 2),
        ([None, None], Rule::WrongBucket, 0, 1),
        ([Some(two), Some(one)], Rule::WrongBucket, 2, 1),
        ([Some(one), Some(one)], Rule::WrongBucket, 1, 2),
        ([Some(two), Some(two)], Rule::WrongBucket, 2, 1),
        ([Some(live(0, 300)), Some(two)], Rule::WrongBucket, 0, 1),
        ([Some(one), Some(live(3, 200))], Rule::WrongBucket, 3, 2),
        ([Some(live(1, 301)), Some(two)], Rule::BooksDiffer, 301, 300),
        ([Some(one), Some(live(2, 199))], Rule::BooksDiffer, 199, 200),
        ([Some(Bucket::new(1)), Some(two)], Rule::BooksDiffer, 0, 300),
    ] {
        refused(with_buckets(buckets), rule, value, limit);
    }
}

#[test]
fn a_bucket_that_holds_nothing_may_be_missing_or_any_other() {
    for stranger in [None, Some(Bucket::new(2)), Some(Bucket::new(77))] {
        let mut scene = Scene::even(1_000, [300, 0], 100);
        let Scene { vault, to: [to, _], services: [[service, _], _], buckets, losses: [losses, _], .. } = &mut scene;
        let mut other = stranger;
        let mut target =
            Target { delegation: to, allocation: service, buckets: [Some(&mut buckets[1]), other.as_mut()] };
        let slash = vault.propose_slash(&mut target, (&LossLimits::any(), losses), UNITS, 0, NOW).unwrap();
        vault.veto_slash(&mut target, &slash, NOW).unwrap();
        assert_eq!(other, stranger, "it is not touched");
    }
}

#[test]
fn the_buckets_are_those_of_the_second_of_the_slash() {
    // In epoch 2 the bucket of epoch 1 is out of reach, to the second.
    // There, 100 of 1,500 units are 80 of 1,200 assets, and 200·80/1,200 = 13.3 of them the live bucket's.
    for (now, taken) in [(NOW + EPOCH - 1, [[20, 0, 0, 0], [13, 0, 0, 0]]), (NOW + EPOCH, [[13, 0, 0, 0], [0; 4]])] {
        let mut scene = Scene::even(1_000, [300, 200], 100);
        scene.now = now;
        let slash = scene.slash(FIRST, UNITS);
        assert_eq!(slash.exiting, taken);
        assert_eq!(scene.buckets[1].contested(), if slash.epoch == 1 { 20 } else { 0 });
    }
}

#[test]
fn at_leverage_a_magnitude_over_the_whole_is_slashed_as_the_whole() {
    let mut scene = scene(1_000, [60, 100], [10, 6]);
    let slash = scene.slash(FIRST, HALF);
    assert_eq!([slash.magnitude, slash.units.current, slash.stake], [3, 30, 300]);
    assert_eq!((scene.services[0][0].magnitude, scene.to[0].magnitude), (Delayed::settled(3), 3));
    assert_eq!((scene.to[0].allocated, slash.part.next), (3, 7), "what was over the whole is gone, and comes back");
}

#[test]
fn two_services_take_the_same_stake_once() {
    // Each is allocated the whole. 60 % of 1,000, then 60 % of what is left: 840, and then all.
    let mut scene = Scene::new(1_000, [0, 0], UNITS, UNITS);
    scene.allot(SECOND, UNITS);
    assert_eq!(scene.slash(FIRST, UNITS / 10 * 6).stake, 600);
    assert_eq!([FIRST, SECOND].map(|who| scene.slashable(who)), [400, 400], "the whole of what is left, both");
    assert_eq!(scene.slash(SECOND, UNITS / 10 * 6).stake, 240);
    assert_eq!([FIRST, SECOND].map(|who| scene.slashable(who)), [160, 160]);
    assert_eq!(scene.slash(FIRST, UNITS).stake, 160);
    for who in [FIRST, SECOND] {
        refused_for(scene.propose(who, UNITS), Rule::NothingToSlash);
    }
    assert_eq!((scene.stake(), scene.vault.escrowed), (0, 1_000));
}

#[test]
fn nobody_else_can_be_slashed_less_for_it() {
    for (stake, fraction) in [(1_000, HALF), (7, UNITS / 3), (123_456_789, 1_234_567_890_123), (1 << 60, UNITS)] {
        let mut scene = Scene::new(stake, [stake, stake / 3], UNITS / 3, UNITS / 7);
        scene.allot(SECOND, UNITS / 7 * 5);
        scene.give(1, UNITS / 11);
        scene.allot((1, 0), UNITS);
        let others = [SECOND, (1, 0), (1, 1)];
        for _ in 0..5 {
            let before = others.map(|who| scene.slashable(who));
            let _ = scene.propose(FIRST, fraction);
            let after = others.map(|who| scene.slashable(who));
            for (old, new) in before.into_iter().zip(after) {
                assert!(new >= old.saturating_sub(1) && new <= old + 2, "{old} became {new} of {stake}");
            }
        }
    }
}

#[test]
fn each_slash_is_counted_by_who_it_hit() {
    let mut scene = Scene::new(1_000, [100, 0], HALF, HALF);
    scene.allot(SECOND, HALF);
    let slashes = [scene.slash(FIRST, HALF), scene.slash(FIRST, HALF), scene.slash(SECOND, HALF)];
    assert_eq!((scene.to[0].open_slashes, scene.to[1].open_slashes), (3, 0));
    assert_eq!([scene.services[0][0].open_slashes, scene.services[0][1].open_slashes], [2, 1]);
    let Losses { epoch, base, lost } = scene.vault.losses;
    assert_eq!((epoch, base, lost), (1, 1_100, slashes.iter().map(|slash| slash.stake).sum()));
    assert_eq!(scene.losses.map(|losses| losses.lost), { [slashes[0].stake + slashes[1].stake, slashes[2].stake] });
}
