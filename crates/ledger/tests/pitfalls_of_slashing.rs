//! What went wrong with slashes elsewhere, each as a test that it does not go wrong here.

mod common;

use common::refused;
use common::scene::{NOW, Scene};
use ledger::refusal::Rule;
use ledger::state::books::{UNITS, VIRTUAL};
use ledger::state::breaker::LossLimits;
use ledger::state::delayed::Delayed;
use ledger::state::delegation::LEAST_MAGNITUDE;
use ledger::state::slash::Slash;
use ledger::transition::slash::target::Target;

const FIRST: (usize, usize) = (0, 0);
const SECOND: (usize, usize) = (0, 1);
const OTHER: (usize, usize) = (1, 0);

#[test]
fn no_cast_lets_more_be_allocated_than_there_is() {
    // Figures of all bits, through slashes and vetoes in both orders: what is allocated stays within the whole.
    for order in [[0, 1], [1, 0]] {
        let mut scene = Scene::new(u64::MAX - VIRTUAL, [0, 0], UNITS, UNITS - 1);
        scene.allot(SECOND, 1);
        let slashes = [scene.slash(FIRST, UNITS - 1), scene.slash(SECOND, 1)];
        for which in order {
            assert!(scene.to[0].allocated <= scene.to[0].magnitude);
            let whole = scene.to[0].magnitude;
            if whole < LEAST_MAGNITUDE {
                refused(scene.allocate(FIRST, whole + 1), Rule::MagnitudeWorn, whole, LEAST_MAGNITUDE);
            } else {
                refused(scene.allocate(FIRST, whole + 1), Rule::OverMagnitude, whole + 1, whole);
            }
            scene.veto(&slashes[which]);
        }
        assert_eq!((scene.to[0].allocated, scene.to[0].magnitude), (UNITS, UNITS));
        assert_eq!([FIRST, SECOND].map(|(op, service)| scene.services[op][service].magnitude.current), [UNITS - 1, 1]);
    }
}

#[test]
fn no_part_of_a_slash_is_given_away_between_two_roundings() {
    // A slash of all takes all that can be slashed, and less than one asset more.
    for stake in [1u64, 2, 3, 5, 7, 10, 1_001, 999_983] {
        for (units, magnitude) in [(2, 3), (3, 2), (5, 7), (1, 10), (9, 10), (10, 10)] {
            let mut scene = Scene::new(stake, [0, 0], UNITS / 10 * units, UNITS / 10 * magnitude);
            let slashable = scene.slashable(FIRST);
            match scene.propose(FIRST, UNITS) {
                Ok(slash) => {
                    assert!(slash.stake >= slashable && slash.stake <= slashable + 1, "{} of {slashable}", slash.stake)
                }
                refusal => {
                    refused(refusal, Rule::NothingToSlash, 0, 1);
                    assert_eq!(slashable, 0);
                }
            }
        }
    }
}

#[test]
fn a_magnitude_wears_away_and_starts_again() {
    // Nine tenths, time and again. The operator keeps its tenth of the stake each time, until the magnitude is so coarse
    // that a slash takes it all; what it holds then has started again.
    let mut scene = Scene::new(u64::MAX >> 2, [0, 0], UNITS, UNITS);
    let mut magnitude = UNITS;
    for _ in 0..18 {
        magnitude /= 10;
        scene.slash(FIRST, UNITS / 10 * 9);
        assert_eq!(scene.to[0].magnitude, magnitude);
    }
    assert_eq!((scene.services[0][0].magnitude.current, scene.to[0].units.current), (1, 1));
    scene.slash(FIRST, 1);
    assert_eq!((scene.to[0].magnitude, scene.to[0].allocated, scene.vault.books.units), (0, 0, UNITS));
    // No slash is open, so nothing of the old scale can come back.
    for (_, slash) in scene.open.clone() {
        scene.execute(&slash);
    }
    assert_eq!(scene.to[0].magnitude, UNITS);
}

#[test]
fn a_pending_change_that_a_slash_rounds_away_leaves_nothing_stuck() {
    let mut scene = Scene::new(1_000, [0, 0], UNITS, 0);
    let effective = scene.vault.start_of(3);
    scene.services[0][0].magnitude = Delayed { current: 3, next: 1, effective };
    (scene.to[0].magnitude, scene.to[0].allocated) = (3, 3);
    // Of 3, two go; of the 1 to come a third stays, rounded up: what is now and what is to come are alike.
    let slash = scene.slash(FIRST, UNITS / 2);
    scene.execute(&slash);
    assert_eq!(scene.services[0][0].magnitude, Delayed { current: 1, next: 1, effective });
    refused(scene.allocate(FIRST, 2), Rule::MagnitudeWorn, 1, LEAST_MAGNITUDE);
    // It counts by its second and not by its amount, and a new one takes its place.
    scene.allocate(FIRST, 0).unwrap();
    scene.at(3);
    scene.allocate(FIRST, UNITS).unwrap();
    assert_eq!((scene.to[0].allocated, scene.to[0].magnitude), (UNITS, UNITS));
}

#[test]
fn a_slash_of_dust_is_refused_and_locks_nothing() {
    let mut scene = Scene::new(1_000, [3, 3], UNITS, UNITS);
    for fraction in [1, UNITS / 1_007] {
        refused(scene.propose(FIRST, fraction), Rule::NothingToSlash, 0, 1);
    }
    // The least there is, over and over: tickets of 3 are not touched, and can be canceled and claimed.
    for _ in 0..100 {
        assert_eq!(scene.slash(FIRST, UNITS / 900).stake, 1);
    }
    assert_eq!([1, 2].map(|epoch: usize| scene.buckets[epoch].contested()), [0, 0]);
    scene.cancel(&mut scene.ticket(1)).unwrap();
    scene.at(3);
    assert!(scene.claim(&mut scene.ticket(2)).unwrap().closes);
    assert_eq!([scene.close(1), scene.close(2)], [Ok(0), Ok(0)]);
}

#[test]
fn a_fully_slashed_operator_strands_no_later_deposit() {
    let mut scene = Scene::new(1_000, [0, 0], UNITS / 2, UNITS);
    let slash = scene.slash(FIRST, UNITS);
    scene.execute(&slash);
    let shares = scene.deposit(10_000_000).unwrap().shares_minted;
    assert_eq!(scene.vault.delegated_stake(&scene.to[0], NOW), Ok(0));
    // Nothing of it stands behind the operator, and all of it can leave at once, but for what the virtual shares keep.
    assert!(scene.exit_instantly(shares).unwrap().flow.assets_out >= 10_000_000 - VIRTUAL);
    // And the operator can start again.
    scene.delegate(0, UNITS / 2).unwrap();
    scene.allocate(FIRST, UNITS).unwrap();
    scene.at(4);
    assert_eq!(scene.slashable(FIRST), scene.stake() / 2);
}

#[test]
fn a_deposit_after_insolvency_mints_nothing_until_a_veto() {
    let mut scene = Scene::new(1_000, [0, 0], UNITS, UNITS);
    let slash = scene.slash(FIRST, UNITS);
    refused(scene.deposit(u64::MAX), Rule::Insolvent, 1_000, 0);
    scene.veto(&slash);
    assert_eq!(scene.deposit(500).unwrap().shares_minted, 500);
    // With less than half of the assets left, most of a deposit would go to the earlier holders.
    let mut scene = Scene::new(1_000_000, [0, 0], UNITS / 1_000_000 * 500_001, UNITS);
    scene.slash(FIRST, UNITS);
    refused(scene.deposit(1_000_000), Rule::MostlyContested, 500_001, 499_999);
    // With half of them left, it mints no more than it will be worth after a veto.
    let mut scene = Scene::new(1_000_000, [0, 0], UNITS / 1_000_000 * 500_000, UNITS);
    let slash = scene.slash(FIRST, UNITS);
    let shares = scene.deposit(1_000_000).unwrap().shares_minted;
    scene.veto(&slash);
    assert_eq!((shares, scene.request(shares).unwrap().assets), (1_000_000, 1_000_000));
}

#[test]
fn a_later_slash_blocks_no_earlier_one() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        for ends in 0..8 {
            let mut scene = Scene::new(1_000_000, [1_000, 500], UNITS / 2, UNITS / 2);
            scene.allot(SECOND, UNITS / 2);
            scene.give(1, UNITS / 4);
            scene.allot(OTHER, UNITS);
            let mut slashes = vec![scene.slash(FIRST, UNITS)];
            scene.at(2);
            slashes.extend([scene.slash(SECOND, UNITS / 3), scene.slash(OTHER, UNITS)]);
            for which in order {
                if ends >> which & 1 == 1 { scene.veto(&slashes[which]) } else { scene.execute(&slashes[which]) }
            }
        }
    }
}

#[test]
fn an_exit_is_not_griefed_by_a_slash_of_one_asset() {
    let mut scene = Scene::even(0, [0, 500], 1);
    let slash = scene.slash(FIRST, UNITS);
    assert_eq!(slash.stake, 1);
    scene.execute(&slash);
    let mut ticket = scene.ticket(2);
    scene.at(3);
    assert_eq!(scene.claim(&mut ticket).map(|claim| (claim.flow.assets_out, claim.closes)), Ok((499, true)));
}

#[test]
fn no_exit_runs_ahead_of_a_slash() {
    // Half is delegated: after any instant exit, the same 500 are slashed, less the rounding of one unit.
    for shares in [0, 1, 250, 499, 500] {
        let mut scene = Scene::new(1_000, [0, 0], UNITS / 2, UNITS);
        if shares > 0 {
            scene.exit_instantly(shares).unwrap();
        }
        refused(scene.exit_instantly(501 - shares), Rule::OverIdle, 501 - shares, 500 - shares);
        assert_eq!(scene.slash(FIRST, UNITS).stake, 500);
    }
    // A staker with a requested exit is slashed like all others, to the last second of the bucket.
    for (before, active) in [(1, [50, 50]), (0, [100, 0])] {
        let mut scene = Scene::even(1_000, [0, 0], 100);
        scene.request(500).unwrap();
        scene.at(3);
        scene.now -= before;
        let slash = scene.propose(FIRST, UNITS).unwrap();
        // After it 100 of 1,000 units are 50 of the 500 that are left.
        let expected = if before == 1 { active } else { [50, 0] };
        assert_eq!([slash.active, slash.exiting[0][0]], expected, "{before} seconds before it matures");
    }
}

#[test]
fn a_matured_exit_is_not_slashed_and_not_stopped() {
    let mut scene = Scene::new(1_000, [0, 500], UNITS, UNITS);
    scene.at(3);
    let slash = scene.slash(FIRST, UNITS);
    assert_eq!((slash.stake, slash.exiting), (1_000, [[0; 4]; 2]));
    let mut ticket = scene.ticket(2);
    assert_eq!(scene.claim(&mut ticket).map(|claim| (claim.flow.assets_out, claim.closes)), Ok((500, true)));
}

#[test]
fn a_backlog_of_a_thousand_slashes_bricks_nothing() {
    let fresh = || Scene::new(1_000_000_000, [500_000_000, 500_000_000], UNITS, UNITS);
    let (mut scene, mut slashes) = (fresh(), Vec::<Slash>::new());
    // No scan of the open ones, which Scene would make: the ledger keeps sums.
    let Scene { vault, to: [to, _], services: [[service, _], _], buckets, losses: [losses, _], .. } = &mut scene;
    let [_, first, second, ..] = buckets;
    let mut target = Target { delegation: to, allocation: service, buckets: [Some(first), Some(second)] };
    for _ in 0..1_000 {
        let approval = (&LossLimits::any(), &mut *losses);
        slashes.push(vault.propose_slash(&mut target, approval, UNITS / 2_000, 0, NOW).unwrap());
    }
    let taken: u64 = slashes.iter().map(|slash| slash.stake).sum();
    assert_eq!((vault.escrowed, target.delegation.open_slashes), (taken, 1_000));
    // Every second one first, and then all the others, latest first.
    let (odd, even): (Vec<_>, Vec<_>) = slashes.iter().enumerate().partition(|(index, _)| index % 2 == 1);
    for (_, slash) in odd.into_iter().chain(even.into_iter().rev()) {
        vault.veto_slash(&mut target, slash, NOW).unwrap();
    }
    let start = fresh();
    assert_eq!((scene.vault.contested, scene.vault.escrowed, scene.to[0].open_slashes), (0, 0, 0));
    assert_eq!((scene.vault.books.active, scene.vault.books.exiting), (1_000_000_000, [500_000_000; 2]));
    assert_eq!((scene.buckets, scene.services, scene.to[0].magnitude), (start.buckets, start.services, UNITS));
    assert_eq!(scene.slashable(FIRST), 2_000_000_000);
}
