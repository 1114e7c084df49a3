//! What a veto brings back, what an execution leaves, and that neither can be made to fail.

mod common;

use common::scene::{NOW, Scene};
use common::{config, refused};
use ledger::refusal::Rule;
use ledger::state::books::{UNITS, VIRTUAL};
use ledger::state::breaker::Losses;
use ledger::state::delayed::Delayed;
use ledger::transition::slash::target::Target;
use proptest::prelude::*;

const FIRST: (usize, usize) = (0, 0);
const SECOND: (usize, usize) = (0, 1);
const TENTH: u64 = UNITS / 10;

/// 1,500 assets and as many units, 300 and 200 of them exiting, 150 behind an operator, all of it in one service.
fn scene() -> Scene {
    Scene::even(1_000, [300, 200], 150)
}

#[test]
fn an_immediate_veto_restores_every_figure() {
    for (fraction, s) in [(UNITS, 150), (UNITS / 2, 75), (2 * TENTH, 30), (UNITS / 150, 1)] {
        let (mut scene, before) = (scene(), scene());
        let slash = scene.slash(FIRST, fraction);
        assert_eq!(slash.stake, s);
        scene.veto(&slash);
        // But for what the service used up of its limit for the epoch.
        assert_eq!(scene.losses[0], Losses { epoch: 1, base: 1_500, lost: s });
        let limits = (scene.losses, scene.vault.losses);
        assert_eq!(limits.1, Losses { epoch: 1, base: 1_500, lost: 0 });
        (scene.losses, scene.vault.losses) = (before.losses, before.vault.losses);
        if s == 150 {
            // All units were idle and started again: 150 of 1,500 as before, to another scale.
            let books = scene.vault.books;
            assert_eq!((books.idle, books.units - books.idle), (UNITS / 10 * 9, UNITS / 10));
            (scene.vault.books.units, scene.vault.books.idle) = (1_500, 1_350);
            (scene.to[0].units, scene.vault.largest_units) = (Delayed::settled(150), 150);
        }
        assert_eq!(scene.timeless(), before);
    }
}

#[test]
fn what_rounds_off_is_less_than_an_asset_of_anybodys_stake() {
    // s = floor(3·0.6) = 1 for units worth 1.8: they come back as units worth the one asset.
    let mut scene = Scene::new(3, [0, 0], TENTH * 6, UNITS);
    let slash = scene.slash(FIRST, UNITS);
    assert_eq!((slash.stake, slash.units.current), (1, TENTH * 6));
    scene.give(1, scene.vault.books.idle / 2);
    scene.veto(&slash);
    assert_eq!([0, 1].map(|op| scene.vault.delegated_stake(&scene.to[op], NOW).unwrap()), [1, 1]);
    for (stake, units, magnitude) in [(7, 3, 1), (1_001, 7, 3), (999_999, 13, 11), (u64::MAX >> 2, 9, 7)] {
        for fraction in [1, 3, UNITS / 3, UNITS / 7 * 6, UNITS - 1] {
            let mut scene = Scene::new(stake / 2, [stake / 4, stake / 5], UNITS / 16 * units, UNITS / 16 * magnitude);
            scene.allot(SECOND, UNITS / 16);
            scene.give(1, UNITS / 16);
            scene.allot((1, 0), UNITS);
            let all = [FIRST, SECOND, (1, 0)];
            let (books, before) = (scene.vault.books, all.map(|who| scene.slashable(who)));
            let Ok(slash) = scene.propose(FIRST, fraction) else { continue };
            scene.veto(&slash);
            assert_eq!((scene.vault.books.active, scene.vault.books.exiting), (books.active, books.exiting));
            for (old, who) in before.into_iter().zip(all) {
                let new = scene.slashable(who);
                assert!(new.abs_diff(old) <= 1, "{who:?}: {old} became {new} of {stake} by {fraction}");
            }
        }
    }
}

#[test]
fn what_came_from_a_bucket_that_matured_is_paid_through_its_tickets() {
    // 150 of 1,500: 100 of A, 30 and 20. By epoch 2 the first bucket has matured, by epoch 3 both have.
    for (epoch, matured, live, stake) in [(2, 300, 120, 1_200), (3, 500, 100, 1_000), (7, 500, 100, 1_000)] {
        let mut scene = scene();
        scene.give(1, 350);
        let slash = scene.slash(FIRST, UNITS);
        let (mut first, mut second) = (scene.ticket(1), scene.ticket(2));
        scene.at(epoch);
        let claim = scene.claim(&mut first).unwrap();
        assert_eq!((claim.flow.assets_out, claim.closes), (270, false));
        refused(scene.claim(&mut first), Rule::NothingToClaim, 270, 270);
        refused(scene.close(1), Rule::TicketsOutstanding, 1, 0);
        scene.veto(&slash);
        // 1,350 units for what was left of the stake, and for the live part of 150 as many as that costs.
        assert_eq!((scene.stake(), scene.vault.books.matured), (stake, matured - 270));
        assert_eq!(scene.to[0].units, Delayed::settled(1_350 * live / (stake - live)));
        assert_eq!(scene.to[0].units.current, 150);
        let claim = scene.claim(&mut first).unwrap();
        assert_eq!((claim.flow.assets_out, claim.closes), (30, true));
        refused(scene.claim(&mut first), Rule::NothingToClaim, 300, 300);
        if epoch == 2 {
            assert_eq!(scene.vault.books.exiting, [200, 0]);
            scene.at(3);
        }
        let claim = scene.claim(&mut second).unwrap();
        assert_eq!((claim.flow.assets_out, claim.closes), (200, true), "one that waited gets it at once");
        assert_eq!((scene.close(1), scene.close(2), scene.vault.books.matured), (Ok(0), Ok(0), 0));
    }
}

#[test]
fn an_execution_moves_nothing_and_then_tickets_close() {
    for epoch in [1, 2, 3] {
        let mut scene = scene();
        let slash = scene.slash(FIRST, UNITS);
        let mut ticket = scene.ticket(1);
        if epoch > 1 {
            scene.at(epoch);
            assert_eq!(scene.claim(&mut ticket).map(|claim| (claim.flow.assets_out, claim.closes)), Ok((270, false)));
        }
        scene.vault.advance(scene.now);
        let mut expected = scene.clone();
        scene.execute(&slash);
        (expected.vault.contested, expected.vault.escrowed, expected.vault.unpaid) = (0, 0, slash.stake);
        (expected.to[0].open_slashes, expected.to[0].contested, expected.services[0][0].open_slashes) = (0, 0, 0);
        // Nothing is allocated any more, and nothing can come back: the whole starts again.
        expected.to[0].magnitude = UNITS;
        (expected.buckets[1].pools[0].contested, expected.buckets[2].pools[0].contested) = (0, 0);
        expected.open.clear();
        assert_eq!((scene.to[0].open_from, scene.to[0].open_until), (NOW, scene.now));
        assert_eq!(scene.timeless(), expected.timeless());
        scene.at(3);
        let paid = if epoch > 1 { 0 } else { 270 };
        assert_eq!(scene.claim(&mut ticket).map(|claim| (claim.flow.assets_out, claim.closes)), Ok((paid, true)));
        assert_eq!(scene.close(1), Ok(0));
    }
}

#[test]
fn a_slash_of_everything_and_its_veto() {
    let fresh = || Scene::new(1_000, [100, 50], UNITS, UNITS);
    for epoch in [1, 2, 3] {
        let mut scene = fresh();
        let slash = scene.slash(FIRST, UNITS);
        assert_eq!((slash.active, slash.stake, scene.stake(), scene.vault.books.supply), (1_000, 1_150, 0, 1_000));
        assert_eq!((scene.vault.books.units, scene.vault.books.idle, scene.to[0].units.reserved()), (UNITS, UNITS, 0));
        for when in 1..=epoch {
            scene.at(when);
            refused(scene.deposit(1_000), Rule::Insolvent, 1_000, 0);
            refused(scene.request(1_000), Rule::Dust, 1_000, 1);
            refused(scene.exit_instantly(1_000), Rule::Dust, 1_000, 1);
            refused(scene.propose(FIRST, UNITS), Rule::NothingToSlash, 0, 1);
            let mut ticket = scene.ticket(1);
            if when == 1 {
                refused(scene.cancel(&mut ticket), Rule::OpenSlash, 100, 0);
            } else {
                refused(scene.claim(&mut ticket), Rule::NothingToClaim, 0, 0);
            }
        }
        scene.veto(&slash);
        // All of it is the operator's again, and all of that the service's.
        assert_eq!((scene.timeless().to, scene.services), (fresh().to, fresh().services));
        assert_eq!((scene.vault.books.units, scene.vault.books.idle), (UNITS, 0));
        assert_eq!((scene.vault.books.active, scene.vault.books.supply), (1_000, 1_000));
        scene.deposit(1_000).unwrap();
        assert_eq!(scene.request(1_000).unwrap().assets, 1_000);
        scene.at(9);
        for (mut ticket, whole) in [(scene.ticket(1), 100), (scene.ticket(2), 50)] {
            if whole == 50 && epoch == 1 {
                assert_eq!(scene.buckets[2].pools[0].shares, 1_050, "the request joined it");
                ticket.shares = 50;
            }
            assert_eq!(scene.claim(&mut ticket).unwrap().flow.assets_out, whole);
        }
    }
    let mut scene = fresh();
    let slash = scene.slash(FIRST, UNITS);
    scene.execute(&slash);
    refused(scene.deposit(1_000), Rule::Insolvent, 1_000, 0);
    scene.at(3);
    for mut ticket in [scene.ticket(1), scene.ticket(2)] {
        assert_eq!(scene.claim(&mut ticket).map(|claim| (claim.flow.assets_out, claim.closes)), Ok((0, true)));
    }
}

#[test]
fn after_everybody_left_it_comes_back_to_nobody() {
    // Half of the operator's 500 units; then all leave with what is left, and the units say nothing.
    for (fraction, others, units) in
        [(UNITS / 2, 0, [500, 1_000]), (UNITS, 100, [500, 1_000]), (UNITS, 0, [UNITS, UNITS])]
    {
        let mut scene = Scene::even(1_000, [0, 0], 500);
        if others > 0 {
            scene.give(1, others);
        }
        let slash = scene.slash(FIRST, fraction);
        scene.request(1_000).unwrap();
        scene.at(3);
        scene.veto(&slash);
        assert_eq!((scene.vault.books.supply, scene.vault.books.active, scene.stake()), (0, slash.stake, slash.stake));
        assert_eq!([scene.to[0].units.current, scene.vault.books.units], units, "{fraction} beside {others}");
        // The next to come takes no more of it than the virtual shares leave.
        let shares = scene.deposit(1_000_000).unwrap().shares_minted;
        assert!(scene.request(shares).unwrap().assets <= 1_000_000 + slash.stake / 1_000);
    }
}

#[test]
fn two_slashes_end_in_any_order_in_either_way() {
    // 75 of the operator's 150, then 37.5 rounded up: magnitudes and units are rounded once each.
    for ends in [[true, true], [true, false], [false, true], [false, false]] {
        let mut figures = Vec::new();
        for order in [[0, 1], [1, 0]] {
            for epoch in [1, 2, 3] {
                let mut scene = Scene::even(1_000, [300, 200], 300);
                // 150 are 100, 30 and 20; then 75 are 50, 15 and 10.
                let slashes = [scene.slash(FIRST, UNITS / 2), scene.slash(FIRST, UNITS / 2)];
                assert_eq!(
                    slashes.map(|slash| [slash.stake, slash.active, slash.units.current]),
                    [[150, 100, 150], [75, 50, 75]]
                );
                for which in order {
                    let end = if ends[which] { Scene::veto } else { Scene::execute };
                    scene.at(epoch);
                    end(&mut scene, &slashes[which]);
                }
                let lost = |part: [u64; 2]| part[0] * u64::from(!ends[0]) + part[1] * u64::from(!ends[1]);
                assert_eq!(scene.vault.books.active, 1_000 - lost([100, 50]));
                assert_eq!(scene.buckets[1].assets(), 300 - lost([30, 15]));
                assert_eq!(scene.buckets[2].assets(), 200 - lost([20, 10]));
                assert_eq!(scene.to[0].units, Delayed::settled(300 - lost([150, 75])));
                assert_eq!(scene.vault.books.units, 1_500 - lost([150, 75]));
                assert_eq!(scene.to[0].magnitude, UNITS - lost([UNITS / 2, UNITS / 4]));
                figures.push((scene.timeless().to, scene.services));
            }
        }
        assert!(figures.iter().all(|other| *other == figures[0]), "{ends:?}");
    }
}

#[test]
fn the_whole_does_not_start_again_under_an_open_slash() {
    // The service's half that is left is given up, and the other service allocated all that it may have.
    let mut scene = scene();
    let slash = scene.slash(FIRST, UNITS / 2);
    scene.allocate(FIRST, 0).unwrap();
    scene.at(3);
    scene.allocate(FIRST, 0).unwrap();
    assert_eq!((scene.to[0].magnitude, scene.to[0].allocated), (UNITS / 2, 0));
    assert_eq!(scene.allocate(SECOND, UNITS / 2 + 1).unwrap_err().rule, Rule::OverMagnitude);
    scene.allocate(SECOND, UNITS / 2).unwrap();
    scene.at(6);
    let exposed = scene.slashable(SECOND);
    scene.veto(&slash);
    // What the allocator took back stays taken back, and the other service reaches what it did.
    assert_eq!((scene.to[0].magnitude, scene.to[0].allocated), (UNITS, UNITS / 2));
    assert_eq!(scene.services[0][0].magnitude, Delayed::settled(0));
    assert_eq!(scene.slashable(SECOND), exposed);
    scene.allocate(SECOND, 0).unwrap();
    scene.at(8);
    scene.allocate(SECOND, UNITS).unwrap();
}

#[test]
fn what_was_allocated_before_comes_back_under_a_lowered_leverage() {
    for leverage in [1, 2] {
        let mut scene = scene();
        scene.vault.exposure.leverage = Delayed::settled(2);
        scene.allot(SECOND, UNITS);
        let slash = scene.slash(FIRST, UNITS / 2);
        scene.vault.set_exposure(10_000, 10_000, leverage, scene.now).unwrap();
        scene.veto(&slash);
        assert_eq!(scene.services[0][0].magnitude, Delayed::settled(UNITS));
        assert_eq!((scene.to[0].magnitude, scene.to[0].allocated), (UNITS, 2 * UNITS));
    }
}

#[test]
fn shared_stake_that_two_services_slashed_is_whole_again_in_any_order() {
    for order in [[0, 1], [1, 0]] {
        let mut scene = scene();
        scene.vault.exposure.leverage = Delayed::settled(2);
        scene.allot(SECOND, UNITS);
        let before = (scene.to, scene.services);
        let slashes = [scene.slash(FIRST, UNITS / 2), scene.slash(SECOND, UNITS / 2)];
        for which in order {
            scene.veto(&slashes[which]);
        }
        assert_eq!((scene.timeless().to, scene.services), before);
    }
}

#[test]
fn units_that_would_not_fit_are_left_out() {
    // 500 of 1,000, then all but one asset leave: what comes back is worth 500 times all units.
    let mut scene = Scene::new(1_000, [0, 0], UNITS / 2, UNITS);
    scene.give(1, UNITS / 4);
    let slash = scene.slash(FIRST, UNITS);
    assert_eq!(scene.request(998).unwrap().assets, 499);
    scene.at(3);
    scene.veto(&slash);
    let (books, units) = (scene.vault.books, scene.to[0].units);
    assert_eq!((books.units, books.idle, units), (u64::MAX, UNITS / 4, Delayed::settled(u64::MAX - UNITS / 2)));
    // 97.3 % of 501.
    assert_eq!(scene.vault.delegated_stake(&scene.to[0], scene.now), Ok(487));
    // With all the units that there can be, slashes and vetoes go on.
    let more = [scene.slash(FIRST, UNITS / 2), scene.slash(FIRST, UNITS)];
    for slash in more {
        scene.veto(&slash);
    }
    assert!(scene.vault.delegated_stake(&scene.to[0], scene.now).unwrap() >= 485);
}

#[test]
fn another_target_is_refused_and_left_alone() {
    let mut scene = scene();
    let slash = scene.slash(FIRST, UNITS / 2);
    let end = |scene: &mut Scene, who: (usize, usize), places: [Option<usize>; 2], veto: bool| {
        let before = scene.clone();
        let mut buckets = places.map(|place| place.map(|place| scene.buckets[place]));
        let given = buckets;
        let mut target = Target {
            delegation: &mut scene.to[who.0],
            allocation: &mut scene.services[who.0][who.1],
            buckets: buckets.each_mut().map(|bucket| bucket.as_mut()),
        };
        let vault = &mut scene.vault;
        let result = if veto {
            vault.veto_slash(&mut target, &slash, NOW)
        } else {
            vault.execute_slash(&mut target, &slash, 0, NOW)
        };
        assert_eq!((&*scene, buckets), (&before, given));
        result
    };
    for veto in [true, false] {
        for (who, places, rule, value, limit) in [
            (SECOND, [Some(1), Some(2)], Rule::Overflow, 0, 1),
            ((1, 0), [Some(1), Some(2)], Rule::Overflow, 0, 1),
            (FIRST, [None, Some(2)], Rule::WrongBucket, 0, 1),
            (FIRST, [Some(1), None], Rule::WrongBucket, 0, 2),
            (FIRST, [Some(2), Some(1)], Rule::WrongBucket, 2, 1),
            (FIRST, [Some(1), Some(3)], Rule::WrongBucket, 3, 2),
        ] {
            refused(end(&mut scene, who, places, veto), rule, value, limit);
        }
    }
    // Nor a second time.
    scene.veto(&slash);
    for veto in [true, false] {
        refused(end(&mut scene, FIRST, [Some(1), Some(2)], veto), Rule::Overflow, 0, 15);
    }
}

#[test]
fn there_is_always_room_for_what_is_in_escrow() {
    let mut scene = scene();
    let slash = scene.slash(FIRST, UNITS);
    // Up to V below 64 bits with the escrow, and not one more.
    let room = u64::MAX - VIRTUAL - scene.stake() - slash.stake;
    refused(scene.deposit(room + 1), Rule::Overflow, u64::MAX - VIRTUAL + 1, VIRTUAL);
    scene.deposit(room).unwrap();
    scene.veto(&slash);
    assert_eq!(scene.stake(), u64::MAX - VIRTUAL);
}

/// What may happen while slashes are open.
fn acts() -> impl Strategy<Value = Vec<(u8, u64, u8)>> {
    prop::collection::vec((0u8..14, any::<u64>(), any::<u8>()), 1..40)
}

proptest! {
    #![proptest_config(config(1_500, 9))]

    /// Every slash can be vetoed and executed, in any order and after any other actions. [`Scene`] holds the books
    /// against the buckets, the units and the open slashes after every step.
    #[test]
    fn nothing_that_others_do_makes_a_veto_or_an_execution_fail(
        stake in 1u32..64, acts in acts(), leverage in 1u64..=4,
    ) {
        let amount = |random: u64| 1 + (random >> (64 - stake)) % (u64::MAX / 8);
        let mut scene = Scene::new(amount(u64::MAX), [amount(1 << 62), amount(1 << 60)], UNITS / 2, UNITS / 2);
        scene.vault.exposure.leverage = Delayed::settled(leverage);
        scene.give(1, UNITS / 4);
        for who in [SECOND, (1, 0), (1, 1)] {
            scene.allot(who, UNITS / 2);
        }
        let mut tickets = vec![scene.ticket(1), scene.ticket(2)];
        for (act, random, which) in acts {
            let who = (usize::from(which & 1), usize::from(which >> 1 & 1));
            let place = usize::from(which);
            let index = place % tickets.len();
            // Some of these are refused, which leaves everything as it was.
            match act {
                0 => drop(scene.deposit(amount(random))),
                1 | 2 => {
                    let supply = scene.vault.books.supply;
                    let shares = if which & 1 == 0 { supply } else { random % (supply + 1) };
                    tickets.extend(scene.request(shares).map(|exit| exit.ticket));
                }
                3 => drop(scene.claim(&mut tickets[index])),
                4 => drop(scene.cancel(&mut tickets[index])),
                5 => drop(scene.exit_instantly(random % (scene.vault.books.supply + 1))),
                6 => drop(scene.delegate(who.0, if which & 4 == 0 { 0 } else { random % UNITS })),
                7 => drop(scene.allocate(who, if which & 4 == 0 { 0 } else { random % UNITS })),
                8 => scene.vault.set_exposure(10_000, 10_000, 1 + random % 4, scene.now).unwrap(),
                9 if scene.epoch() < 7 => scene.at(scene.epoch() + 1),
                10 | 11 => drop(scene.propose(who, if which & 4 == 0 { UNITS } else { 1 + random % UNITS })),
                12 if !scene.open.is_empty() => {
                    let slash = scene.open[place % scene.open.len()].1;
                    if random & 1 == 0 { scene.veto(&slash) } else { scene.execute(&slash) }
                }
                13 => drop(scene.close(random % 8)),
                _ => {}
            }
        }
        while let Some((_, slash)) = scene.open.last().copied() {
            if slash.stake & 1 == 0 { scene.veto(&slash) } else { scene.execute(&slash) }
        }
        scene.at(9);
        for ticket in tickets.iter_mut().filter(|ticket| ticket.shares > 0) {
            prop_assert!(scene.claim(ticket).unwrap().closes);
        }
        prop_assert_eq!((scene.vault.contested, scene.vault.escrowed), (0, 0));
        prop_assert!(scene.buckets.iter().all(|bucket| bucket.tickets == 0 && bucket.contested() == 0));
    }
}
