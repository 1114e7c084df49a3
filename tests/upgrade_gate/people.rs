//! The rights of the admin, the guardian and anyone.

use restaking_client::gate::rules::WINDOW_SECONDS;
use restaking_client::gate::{
    AcceptGateAdmin, DelayRaised, Event, GateAdminChanged, GateAdminProposed, GateGuardianSet, ProposeGateAdmin,
    ProposeGateAdminInstructionArgs, RaiseDelay, RaiseDelayInstructionArgs, SetGateGuardian,
    SetGateGuardianInstructionArgs, UpgradeCanceled, UpgradeGateError,
};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::scene::{BEGINNING, DELAY, GATES, Scene, code_hash, gate, id};

pub fn propose(scene: &Scene, admin: &str, new_admin: Pubkey) -> Instruction {
    ProposeGateAdmin { admin: id(admin), gate: GATES.gate(&scene.program) }
        .instruction(ProposeGateAdminInstructionArgs { new_admin })
}

pub fn accept(scene: &Scene, pending_admin: &str) -> Instruction {
    AcceptGateAdmin { pending_admin: id(pending_admin), gate: GATES.gate(&scene.program) }.instruction()
}

pub fn set_guardian(scene: &Scene, guardian: &str, new_guardian: Pubkey) -> Instruction {
    SetGateGuardian { guardian: id(guardian), gate: GATES.gate(&scene.program) }
        .instruction(SetGateGuardianInstructionArgs { new_guardian })
}

pub fn raise(scene: &Scene, admin: &str, delay_seconds: u64) -> Instruction {
    RaiseDelay { admin: id(admin), gate: GATES.gate(&scene.program) }
        .instruction(RaiseDelayInstructionArgs { delay_seconds })
}

#[test]
fn the_admin_and_the_guardian_cancel_at_any_time_and_anyone_after_the_end() {
    let mut scene = Scene::gated();
    for (canceler, seconds) in [("admin", 0), ("guardian", DELAY), ("guardian", 2 * DELAY), ("stranger", 5 * DELAY)] {
        scene.at(seconds);
        let elf = gate();
        let buffer = format!("buffer for {canceler} at {seconds}");
        scene.announced(&buffer, &elf);
        let end = if canceler == "stranger" { DELAY + WINDOW_SECONDS } else { 0 };
        if end > 0 {
            scene.at(seconds + end - 1);
            scene.refuses("stranger", scene.cancel("stranger"), UpgradeGateError::CannotCancel, None);
            scene.at(seconds + end);
        }
        let number = scene.gate().events + 1;
        let event = scene.by(canceler, scene.cancel(canceler)).expect("an event");
        let expected = UpgradeCanceled {
            gate: GATES.gate(&scene.program),
            number,
            time: BEGINNING + (seconds + end) as i64,
            program: scene.program,
            canceler: id(canceler),
            buffer: id(&buffer),
            owner: id("admin"),
            code_hash: code_hash(&elf),
        };
        assert_eq!(event, Event::UpgradeCanceled(expected));
        // The buffer is its owner's again, with all that was in it.
        let account = scene.chain.get_account(&id(&buffer)).expect("the buffer");
        assert_eq!(account.data, harness::deploy::buffer(&elf, &id("admin"), scene.rent()).data);
        scene.refuses("admin", GATES.cancel(&id("admin"), &before(&scene, &buffer)), UpgradeGateError::NoUpgrade, None);
    }
}

/// The gate as it was when the buffer called `buffer` was announced.
pub fn before(scene: &Scene, buffer: &str) -> restaking_client::gate::Gate {
    let mut gate = scene.gate();
    (gate.announcement.buffer, gate.announcement.owner) = (id(buffer), id("admin"));
    gate
}

#[test]
fn a_guardian_cancels_and_nothing_else() {
    let mut scene = Scene::gated();
    scene.put_buffer("its own", &gate(), &id("guardian"));
    let announce = scene.announce("guardian", "its own", &gate(), DELAY);
    scene.refuses("guardian", announce, UpgradeGateError::NotGateAdmin, None);
    for wrong in [
        propose(&scene, "guardian", id("guardian")),
        raise(&scene, "guardian", 2 * DELAY),
        GATES.renounce(&id("guardian"), &scene.program),
    ] {
        scene.refuses("guardian", wrong, UpgradeGateError::NotGateAdmin, None);
    }
    // The admin cannot remove it: that is what it is for.
    let error = UpgradeGateError::NotGateGuardian;
    scene.refuses("admin", set_guardian(&scene, "admin", id("admin")), error.clone(), None);
    let event = scene.by("guardian", set_guardian(&scene, "guardian", id("heir"))).expect("an event");
    let (gate, number) = (GATES.gate(&scene.program), 2);
    let expected = GateGuardianSet { gate, number, time: BEGINNING, before: id("guardian"), after: id("heir") };
    assert_eq!(event, Event::GateGuardianSet(expected));
    scene.refuses("guardian", set_guardian(&scene, "guardian", id("guardian")), error.clone(), None);
    scene.by("heir", set_guardian(&scene, "heir", Pubkey::default()));
    scene.refuses("heir", set_guardian(&scene, "heir", id("heir")), error.clone(), None);
    scene.refuses("admin", set_guardian(&scene, "admin", id("admin")), error, None);
    scene.announced("second", &crate::scene::gate());
    scene.refuses("heir", scene.cancel("heir"), UpgradeGateError::CannotCancel, None);
}

#[test]
fn an_admin_changes_in_two_steps() {
    let mut scene = Scene::gated();
    let (gate_at, nobody) = (GATES.gate(&scene.program), Pubkey::default());
    scene.refuses("heir", accept(&scene, "heir"), UpgradeGateError::NoGateAdminProposed, None);
    scene.refuses("admin", propose(&scene, "admin", nobody), UpgradeGateError::NoGateAdminProposed, None);
    scene.refuses("heir", propose(&scene, "heir", id("heir")), UpgradeGateError::NotGateAdmin, None);
    let event = scene.by("admin", propose(&scene, "admin", id("heir"))).expect("an event");
    let expected = GateAdminProposed {
        gate: gate_at,
        number: 2,
        time: BEGINNING,
        admin: id("admin"),
        before: nobody,
        after: id("heir"),
    };
    assert_eq!(event, Event::GateAdminProposed(expected));
    scene.refuses("stranger", accept(&scene, "stranger"), UpgradeGateError::NotPendingGateAdmin, None);
    scene.by("admin", propose(&scene, "admin", nobody));
    scene.refuses("heir", accept(&scene, "heir"), UpgradeGateError::NoGateAdminProposed, None);

    // What the old admin announced stays, and the buffer stays its own.
    scene.announced("second", &gate());
    scene.by("admin", propose(&scene, "admin", id("heir")));
    let event = scene.by("heir", accept(&scene, "heir")).expect("an event");
    let expected =
        GateAdminChanged { gate: gate_at, number: 6, time: BEGINNING, before: id("admin"), after: id("heir") };
    assert_eq!(event, Event::GateAdminChanged(expected));
    scene.refuses("admin", scene.cancel("admin"), UpgradeGateError::CannotCancel, None);
    scene.refuses("admin", raise(&scene, "admin", 2 * DELAY), UpgradeGateError::NotGateAdmin, None);
    scene.by("heir", scene.cancel("heir"));
    let buffer = scene.chain.get_account(&id("second")).expect("the buffer");
    assert_eq!(buffer.data[5..37], id("admin").to_bytes());
}

#[test]
fn a_raised_delay_is_for_later_announcements() {
    let mut scene = Scene::gated();
    scene.announced("second", &gate());
    let event = scene.by("admin", raise(&scene, "admin", 2 * DELAY)).expect("an event");
    let gate_at = GATES.gate(&scene.program);
    let expected = DelayRaised { gate: gate_at, number: 3, time: BEGINNING, before: DELAY, after: 2 * DELAY };
    assert_eq!(event, Event::DelayRaised(expected));
    assert_eq!(scene.gate().announcement.schedule.executable_from, BEGINNING + DELAY as i64);
    scene.at(DELAY);
    scene.by("stranger", scene.execute());
    scene.put_buffer("third", &gate(), &id("admin"));
    let soon = scene.announce("admin", "third", &gate(), 2 * DELAY - 1);
    let why = Some([2 * DELAY - 1, 2 * DELAY]);
    scene.refuses("admin", soon, UpgradeGateError::DelayTooShort, why);
    let announce = scene.announce("admin", "third", &gate(), 2 * DELAY);
    scene.by("admin", announce);
}
