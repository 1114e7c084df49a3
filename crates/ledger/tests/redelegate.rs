//! Moves of stake between operators in named cases: no second without it, none with more of it than was announced.

mod common;

use common::scene::{NOW, Scene};
use common::{refused, refused_for};
use ledger::refusal::Rule;
use ledger::state::books::UNITS;
use ledger::state::delegation::LEAST_MAGNITUDE;
use ledger::transition::delegation_move::Moved;

const FIRST: (usize, usize) = (0, 0);
const TENTH: u64 = UNITS / 10;

/// A vault of 1,000,000 in epoch 1, six tenths of it behind the first operator, all of that in its first service; of the second
/// operator's stake as much is to be in its first service.
fn scene() -> Scene {
    let mut scene = Scene::new(1_000_000, [0, 0], 6 * TENTH, UNITS);
    scene.allot((1, 0), UNITS);
    scene
}

fn announce(scene: &mut Scene, units: u64) -> ledger::refusal::Result<u64> {
    let [from, to] = &mut scene.to;
    let result = scene.vault.announce_move(from, to, units, scene.now);
    scene.check();
    result
}

fn complete(scene: &mut Scene, agreed: bool) -> ledger::refusal::Result<Moved> {
    let [from, to] = &mut scene.to;
    let result = scene.vault.complete_move(from, to, agreed, scene.now);
    scene.check();
    result
}

fn cancel(scene: &mut Scene) -> ledger::refusal::Result<()> {
    let [from, to] = &mut scene.to;
    let result = scene.vault.cancel_move(from, to, scene.now);
    scene.check();
    result
}

/// What both operators have.
fn stakes(scene: &Scene) -> [u64; 2] {
    [0, 1].map(|place| scene.vault.delegated_stake(&scene.to[place], scene.now).unwrap())
}

#[test]
fn stake_is_behind_the_first_operator_until_it_is_behind_the_second() {
    for late in [0, 1, 999, 5_000] {
        let mut scene = scene();
        assert_eq!(announce(&mut scene, 2 * TENTH), Ok(2 * TENTH));
        let due = scene.to[0].units.effective;
        assert_eq!(due, scene.vault.start_of(4), "a rise waits a full epoch longer than a fall");
        assert_eq!(scene.vault.books.idle, 4 * TENTH, "nothing more is reserved");
        scene.now = due - 1;
        assert_eq!((stakes(&scene), scene.slashable(FIRST)), ([600_000, 0], 600_000));
        refused(complete(&mut scene, true), Rule::MoveNotDue, due as u64 - 1, due as u64);
        scene.now = due + late;
        assert_eq!(stakes(&scene), [400_000, 0], "before anyone completes it");
        assert_eq!(complete(&mut scene, true), Ok(Moved { freed: 2 * TENTH, units: 2 * TENTH }));
        assert_eq!((stakes(&scene), scene.slashable((1, 0))), ([400_000, 200_000], 200_000));
        assert_eq!(scene.vault.books.idle, 4 * TENTH);
        refused(complete(&mut scene, true), Rule::NoMove, 0, 1);
    }
}

#[test]
fn all_that_is_active_moves_by_the_most() {
    let mut scene = scene();
    assert_eq!(announce(&mut scene, u64::MAX), Ok(6 * TENTH));
    scene.now = scene.to[0].units.effective;
    complete(&mut scene, true).unwrap();
    assert_eq!((stakes(&scene), scene.to[0].reserved()), ([0, 600_000], 0));
}

/// The example for which a reservation in the target at once would leave units that do not exist: nothing is idle.
#[test]
fn a_slash_of_the_first_operator_leaves_the_second_what_there_is() {
    let mut scene = Scene::new(1_000_000, [0, 0], UNITS, UNITS);
    announce(&mut scene, TENTH * 4).unwrap();
    scene.slash(FIRST, UNITS / 2);
    scene.now = scene.to[0].units.effective;
    assert_eq!(complete(&mut scene, true), Ok(Moved { freed: 2 * TENTH, units: 2 * TENTH }));
    assert_eq!(stakes(&scene), [300_000, 200_000]);
}

#[test]
fn a_slash_reaches_what_moves_until_the_last_second_and_no_longer() {
    for (second, left) in [(-1, [200_000, 0]), (0, [200_000, 200_000])] {
        let mut scene = scene();
        announce(&mut scene, 4 * TENTH).unwrap();
        scene.now = scene.to[0].units.effective + second;
        let slash = scene.slash(FIRST, UNITS);
        assert_eq!(slash.stake, if second < 0 { 600_000 } else { 200_000 });
        scene.now = scene.vault.start_of(4);
        let moved = complete(&mut scene, true).unwrap();
        assert_eq!(moved.units, if second < 0 { 0 } else { 4 * TENTH });
        scene.veto(&slash);
        // What a veto gives back after the move is the first operator's as far as it was not to move, and idle as far as it was.
        assert_eq!(stakes(&scene)[1], if second < 0 { 0 } else { 400_000 });
        assert_eq!(stakes(&scene)[0], left[0]);
    }
}

/// A slash is vetoed after part of what it left was announced to move: what comes back was not announced to anybody.
#[test]
fn no_more_moves_than_was_announced() {
    let mut scene = scene();
    let slash = scene.slash(FIRST, UNITS / 2);
    let left = scene.to[0].units.current;
    assert_eq!(announce(&mut scene, u64::MAX), Ok(left));
    scene.veto(&slash);
    scene.now = scene.to[0].units.effective;
    let Moved { freed, units } = complete(&mut scene, true).unwrap();
    assert!(freed > left, "{freed} of {left} were freed");
    assert_eq!(units, left);
}

#[test]
fn what_the_second_operator_cannot_take_is_idle() {
    // It left, it is worn, and the cap was lowered since: to less than it has, and to a part of what comes.
    for (agreed, magnitude, cap, units) in [
        (false, UNITS, 10_000, 0),
        (true, LEAST_MAGNITUDE - 1, 10_000, 0),
        (true, LEAST_MAGNITUDE, 10_000, 3 * TENTH),
        (true, UNITS, 500, 0),
        (true, UNITS, 3_000, 2 * TENTH),
    ] {
        let mut scene = scene();
        scene.give(1, TENTH);
        announce(&mut scene, 3 * TENTH).unwrap();
        let [_, to] = &mut scene.to;
        (to.magnitude, to.allocated) = (magnitude, 0);
        scene.services[1][0].magnitude = ledger::state::delayed::Delayed::settled(0);
        scene.vault.set_exposure(10_000, cap, 1, scene.now).unwrap();
        scene.now = scene.to[0].units.effective;
        assert_eq!(complete(&mut scene, agreed), Ok(Moved { freed: 3 * TENTH, units }));
        assert_eq!(scene.to[1].units.next, TENTH + units);
        assert_eq!(scene.vault.books.idle, 6 * TENTH - units);
    }
}

#[test]
fn a_pending_change_of_the_second_operator_keeps_its_increment() {
    for (announced, [now, later]) in [(3 * TENTH, [4, 5]), (TENTH, [4, 3])] {
        let mut scene = scene();
        scene.give(1, 2 * TENTH);
        announce(&mut scene, 2 * TENTH).unwrap();
        scene.at(4);
        scene.delegate(1, announced).unwrap();
        complete(&mut scene, true).unwrap();
        assert_eq!((scene.to[1].units.current, scene.to[1].units.next), (now * TENTH, later * TENTH));
    }
}

#[test]
fn one_change_at_a_time() {
    let mut scene = scene();
    refused(announce(&mut scene, 0), Rule::Zero, 0, 1);
    refused(announce(&mut scene, 6 * TENTH + 1), Rule::OverActiveUnits, 6 * TENTH + 1, 6 * TENTH);
    refused(complete(&mut scene, true), Rule::NoMove, 0, 1);
    refused(cancel(&mut scene), Rule::NoMove, 0, 1);
    // A rise, a fall and a move that are pending.
    scene.delegate(0, 7 * TENTH).unwrap();
    let due = scene.to[0].units.effective;
    refused(announce(&mut scene, 1), Rule::ChangePending, NOW as u64, due as u64);
    scene.delegate(0, 6 * TENTH).unwrap();
    scene.delegate(0, 5 * TENTH).unwrap();
    refused_for(announce(&mut scene, 1), Rule::ChangePending);
    scene.at(3);
    assert_eq!(announce(&mut scene, u64::MAX), Ok(5 * TENTH));
    refused(announce(&mut scene, 1), Rule::MovePending, 5 * TENTH, 0);
    for now in [scene.now, scene.to[0].units.effective] {
        scene.now = now;
        refused(scene.delegate(0, 0), Rule::MovePending, 5 * TENTH, 0);
    }
    complete(&mut scene, true).unwrap();
    scene.delegate(0, TENTH).unwrap();
}

#[test]
fn the_second_operators_cap_binds_at_the_announcement() {
    let mut scene = scene();
    scene.give(1, TENTH);
    scene.vault.set_exposure(10_000, 3_000, 1, scene.now).unwrap();
    refused(announce(&mut scene, 2 * TENTH + 1), Rule::OverOperatorCap, 3 * TENTH + 1, 3 * TENTH);
    announce(&mut scene, 2 * TENTH).unwrap();
}

#[test]
fn a_canceled_move_is_a_fall_that_stands() {
    // Before it is due, and after.
    for epoch in [1, 4, 7] {
        let mut scene = scene();
        announce(&mut scene, 2 * TENTH).unwrap();
        let due = scene.to[0].units.effective;
        scene.at(epoch);
        cancel(&mut scene).unwrap();
        if scene.now < due {
            assert_eq!((stakes(&scene)[0], scene.vault.books.idle), (600_000, 4 * TENTH));
            refused_for(scene.delegate(0, 6 * TENTH), Rule::FallPending);
        }
        scene.now = scene.now.max(due);
        scene.delegate(0, 4 * TENTH).unwrap();
        assert_eq!((stakes(&scene), scene.vault.books.idle), ([400_000, 0], 6 * TENTH));
        assert_eq!((scene.to[0].moving, scene.to[1].arriving), (0, 0));
    }
}

/// What waits for its completion is not idle: nobody leaves with it at once, and the scale of the units does not start again.
#[test]
fn what_waits_is_reserved() {
    let mut scene = Scene::new(1_000_000, [0, 0], UNITS, UNITS);
    announce(&mut scene, u64::MAX).unwrap();
    scene.now = scene.to[0].units.effective;
    let [from, _] = &mut scene.to;
    scene.vault.settle_delegation(from, scene.now).unwrap();
    assert_eq!((scene.to[0].leaving, scene.to[0].reserved(), scene.vault.books.idle), (UNITS, UNITS, 0));
    refused_for(scene.exit_instantly(1), Rule::OverIdle);
    complete(&mut scene, true).unwrap();
    assert_eq!(stakes(&scene), [0, 1_000_000]);
}

/// An announcement is one of more risk, for the operator that gets the stake.
#[test]
fn a_move_is_seen_by_who_signed_before() {
    let mut scene = scene();
    let version = scene.vault.risk_version;
    announce(&mut scene, 1).unwrap();
    assert_eq!(scene.vault.risk_version, version + 1);
    // So is an allocation of stake that is yet to come.
    scene.allocate((1, 1), 1).unwrap_err();
    scene.to[1].allocated -= UNITS;
    scene.services[1][0].magnitude = ledger::state::delayed::Delayed::settled(0);
    scene.allocate((1, 1), 1).unwrap();
    assert_eq!(scene.vault.risk_version, version + 2);
}
