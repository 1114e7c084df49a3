//! What a slash, and its veto, do to changes of units and magnitudes that are announced and do not count yet.

mod common;

use common::refused;
use common::scene::{NOW, Scene};
use ledger::refusal::Rule;
use ledger::state::books::UNITS;
use ledger::state::delayed::Delayed;

const FIRST: (usize, usize) = (0, 0);
const TENTH: u64 = UNITS / 10;

/// 1,000 assets, 100 units of which 50 stand behind an operator now and `next` from epoch 3 on, one service having all.
fn with_units(next: u64) -> Scene {
    let mut scene = Scene::new(1_000, [0, 0], 0, UNITS);
    (scene.vault.books.units, scene.vault.books.idle) = (100, 100);
    scene.give(0, next.max(50));
    scene.to[0].units = Delayed { current: 50, next, effective: scene.vault.start_of(3) };
    scene.to[0].lowered = u64::from(next < 50);
    scene.check();
    scene
}

/// 1,000 assets and 100 units behind an operator; a service has `current` of its whole of 100 now, and `next` from
/// epoch 3 on.
fn with_magnitude(current: u64, next: u64) -> Scene {
    let mut scene = Scene::new(1_000, [0, 0], 0, current.max(next));
    (scene.vault.books.units, scene.vault.books.idle, scene.to[0].magnitude) = (100, 100, 100);
    scene.vault.exposure.leverage = Delayed::settled(4);
    scene.give(0, 100);
    scene.services[0][0].magnitude = Delayed { current, next, effective: scene.vault.start_of(3) };
    scene.services[0][0].lowered = u64::from(next < current);
    scene.check();
    scene
}

#[test]
fn an_increase_of_units_keeps_its_increment_and_a_decrease_its_proportion() {
    for (next, left, lost) in [
        // 3 of 10 take 15 of 50.
        (80, 65, 15),
        (51, 36, 15),
        (50, 35, 15),
        // 21·35/50 = 14.7 and 35/50 = 0.7, rounded up: what is left can be slashed.
        (21, 15, 6),
        (1, 1, 0),
        (0, 0, 0),
    ] {
        let mut scene = with_units(next);
        let before = scene.clone();
        let slash = scene.slash(FIRST, 3 * TENTH);
        assert_eq!((slash.units.current, slash.units.next, slash.stake), (15, lost, 150), "to {next}");
        assert_eq!(scene.to[0].units, Delayed { current: 35, next: left, effective: scene.vault.start_of(3) });
        assert_eq!((scene.vault.books.units, scene.vault.books.idle), (85, before.vault.books.idle));

        // Vetoed before the change counts, and when it counts already.
        let mut late = scene.clone();
        scene.veto(&slash);
        assert_eq!(
            (scene.timeless().to, scene.vault.books, scene.services),
            (before.to, before.vault.books, before.services)
        );
        late.at(3);
        late.veto(&slash);
        assert_eq!(late.to[0].units, Delayed::settled(next));
        assert_eq!((late.vault.books.units, late.vault.books.idle), {
            if next == 0 { (UNITS, UNITS) } else { (100, 100 - next) }
        });
        assert_eq!(late.stake(), 1_000);
    }
}

#[test]
fn a_pending_change_of_units_in_a_slash_of_everything() {
    for (next, left, lost) in [(80, 30, 50), (50, 0, 50), (21, 0, 21), (0, 0, 0)] {
        let mut scene = with_units(next);
        let slash = scene.slash(FIRST, UNITS);
        assert_eq!((slash.units.current, slash.units.next), (50, lost));
        assert_eq!(scene.to[0].units, Delayed { current: 0, next: left, effective: scene.vault.start_of(3) });
        assert_eq!(scene.vault.books.idle, if left > 0 { 20 } else { UNITS });
        scene.at(3);
        scene.veto(&slash);
        // All units were idle but for 80, and started again: what came back is half of them as before, in proportion.
        let (units, idle) = match next {
            80 => (80, 20),
            _ => (UNITS / 100 * next, UNITS / 100 * (100 - next)),
        };
        assert_eq!((scene.to[0].units, scene.vault.books.idle), (Delayed::settled(units), idle), "to {next}");
    }
}

#[test]
fn an_increase_of_a_magnitude_keeps_its_increment_and_a_decrease_its_proportion() {
    for (current, next, left, lost) in [
        (50, 80, (35, 65), 15),
        (50, 50, (35, 35), 15),
        (50, 21, (35, 15), 6),
        (50, 1, (35, 1), 0),
        (50, 0, (35, 0), 0),
        // Over the whole of 100: 3 of 10 take 30, and what was over it goes as well; so for a value to come.
        (120, 130, (70, 80), 50),
        (120, 120, (70, 70), 50),
        (120, 110, (70, 70), 40),
        (120, 50, (70, 35), 15),
    ] {
        let mut scene = with_magnitude(current, next);
        let before = scene.clone();
        let slash = scene.slash(FIRST, 3 * TENTH);
        let d = current.min(100) / 10 * 3;
        assert_eq!((slash.magnitude, slash.part.next), (d, lost), "{current} to {next}");
        let effective = scene.vault.start_of(3);
        assert_eq!(scene.services[0][0].magnitude, Delayed { current: left.0, next: left.1, effective });
        assert_eq!((scene.to[0].magnitude, scene.to[0].allocated), (100 - d, left.0.max(left.1)));
        let mut late = scene.clone();
        scene.veto(&slash);
        if current <= 100 {
            assert_eq!(
                (scene.timeless().to, scene.vault.books, scene.services),
                (before.to, before.vault.books, before.services)
            );
        }
        // Everything reads as before, now and when the change counts, whether it counts at the veto or not.
        late.at(3);
        late.veto(&slash);
        for now in [NOW, scene.vault.start_of(3)] {
            let read = |scene: &Scene| scene.services[0][0].magnitude_at(&scene.to[0], now).min(100);
            assert_eq!(read(&scene), read(&before), "{current} to {next}");
        }
        assert_eq!(late.services[0][0].magnitude_at(&late.to[0], late.now), next.min(100));
        assert_eq!(late.to[0].magnitude, if next == 0 { UNITS } else { 100 });
    }
}

#[test]
fn a_decrease_that_a_slash_rounds_away_is_the_least_there_is() {
    // 49 of 50 in proportion is 34.3 of 35: the pending decrease of one unit is no more, and nothing is stuck.
    let mut scene = with_units(49);
    let slash = scene.slash(FIRST, 3 * TENTH);
    assert_eq!((scene.to[0].units.current, scene.to[0].units.next, slash.units.next), (35, 35, 14));
    scene.veto(&slash);
    assert_eq!((scene.to[0].units.current, scene.to[0].units.next, scene.vault.books.idle), (50, 49, 50));
    scene.at(3);
    scene.delegate(0, 10).unwrap();
    assert_eq!(scene.to[0].units.at(scene.vault.start_of(5)), 10);
}

#[test]
fn what_does_not_count_yet_cannot_be_slashed_and_from_its_second_on_it_can() {
    let from = with_units(0).vault.start_of(3);
    for (now, current, next, taken) in
        [(from - 1, 0, 50, 0), (from, 0, 50, 500), (from - 1, 50, 0, 500), (from, 50, 0, 0), (from - 1, 20, 50, 200)]
    {
        let mut units = with_units(50);
        units.to[0].units = Delayed { current, next, effective: from };
        let mut magnitude = with_magnitude(current, next);
        magnitude.to[0].allocated = 50;
        magnitude.services[0][0].magnitude = Delayed { current, next, effective: from };
        for scene in [&mut units, &mut magnitude] {
            scene.now = now;
            match scene.propose(FIRST, UNITS) {
                Ok(slash) => assert_eq!(slash.stake, taken, "{current} to {next} at {}", now - from),
                result => {
                    refused(result, Rule::NothingToSlash, 0, 1);
                    assert_eq!(taken, 0, "{current} to {next} at {}", now - from);
                }
            }
        }
    }
}

#[test]
fn a_slash_settles_what_counts_by_then_first() {
    // 50 units to 20 by epoch 3: 30 are idle again, and of the 20 the slash takes half.
    let mut scene = with_units(20);
    scene.at(3);
    let slash = scene.slash(FIRST, UNITS / 2);
    assert_eq!((slash.units.current, slash.stake), (10, 100));
    assert_eq!((scene.to[0].units, scene.vault.books.idle), (Delayed::settled(10), 80));
    // 50 of the magnitude to 20: 10 go, and no more than 10 stay reserved.
    let mut scene = with_magnitude(50, 20);
    scene.at(3);
    let slash = scene.slash(FIRST, UNITS / 2);
    assert_eq!((slash.magnitude, slash.part.next, slash.stake), (10, 10, 100));
    assert_eq!((scene.to[0].magnitude, scene.to[0].allocated), (90, 10));
}

#[test]
fn what_was_taken_back_after_the_slash_stays_taken_back_from_its_own_second() {
    // The slash leaves 35 of 50 units; 15 come back.
    for (units, epoch, expected) in [
        // More was announced: it keeps its increment, and all comes back.
        (60, 2, (50, 75)),
        (60, 3, (50, 75)),
        (60, 4, (75, 75)),
        // 10 were to be left, and are from their second on: until then all that was active is active again.
        (10, 2, (50, 10)),
        (10, 3, (10, 10)),
        // The curator has left the operator, and a veto brings back nobody to it.
        (0, 2, (50, 0)),
        (0, 3, (0, 0)),
    ] {
        let mut scene = with_units(50);
        let slash = scene.slash(FIRST, 3 * TENTH);
        scene.delegate(0, units).unwrap();
        scene.at(epoch);
        scene.veto(&slash);
        let found = scene.to[0].units;
        assert_eq!((found.current, found.next), expected, "{units} in epoch {epoch}");
        // With all of them idle, units start again.
        let all = if found.reserved() == 0 { UNITS } else { 100 };
        assert_eq!((scene.vault.books.units, scene.vault.books.idle), (all, all - found.reserved()));
    }
}

#[test]
fn stake_that_came_in_between_makes_what_comes_back_worth_fewer_units() {
    // 900 units behind 1,800 assets: the 100 that come back are worth 50.
    let mut scene = Scene::even(1_000, [0, 0], 100);
    scene.give(1, 900);
    let slash = scene.slash(FIRST, UNITS);
    scene.deposit(900).unwrap();
    scene.veto(&slash);
    assert_eq!((scene.to[0].units, scene.vault.books.units), (Delayed::settled(50), 950));
    let stakes = [0, 1].map(|operator: usize| scene.vault.delegated_stake(&scene.to[operator], NOW).unwrap());
    assert_eq!(stakes, [100, 1_800]);
}
