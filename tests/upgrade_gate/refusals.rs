//! What the gate refuses: times, buffers, hashes, and everything once upgrades were renounced.

use harness::key;
use harness::svm::Features;
use restaking_client::gate::rules::{MAX_DELAY_SECONDS, WINDOW_SECONDS};
use restaking_client::gate::{Gate, UpgradeGateError};
use solana_loader_v3_interface::instruction as loader;
use solana_program::pubkey::Pubkey;

use crate::people::{before, propose, raise};
use crate::scene::{BEGINNING, DELAY, GATES, Scene, code_hash, gate, id};

#[test]
fn only_the_upgrade_authority_opens_a_gate_and_once() {
    let mut scene = Scene::new(Features::OneVersion, key("gated"), &gate());
    scene.refuses("stranger", scene.open("stranger", DELAY), UpgradeGateError::NotUpgradeAuthority, None);
    scene.refuses("admin", scene.open("admin", 0), UpgradeGateError::DelayTooShort, Some([0, 1]));
    let most = MAX_DELAY_SECONDS;
    scene.refuses("admin", scene.open("admin", most + 1), UpgradeGateError::DelayTooLong, Some([most + 1, most]));
    // Another program's data account, and what is no program.
    let mut other = scene.open("admin", DELAY);
    other.accounts[4].pubkey = restaking_client::Program::at(*GATES).program_data();
    scene.refuses("admin", other, UpgradeGateError::NotProgramData, None);
    let none = GATES.open(&id("admin"), &id("admin"), &id("heir"), DELAY, Pubkey::default());
    scene.refuses("admin", none, UpgradeGateError::NotUpgradeable, None);
    scene.by("admin", scene.open("admin", DELAY));
    scene.refused("admin", scene.open("admin", DELAY));
    // The gate of a final program can never be made.
    let of_the_gate = GATES.open(&id("deployer"), &id("deployer"), &GATES, DELAY, Pubkey::default());
    scene.refuses("deployer", of_the_gate, UpgradeGateError::NotUpgradeAuthority, None);
}

/// Lamports sent to the gate's address do not block it.
#[test]
fn an_address_with_lamports_becomes_a_gate() {
    let mut scene = Scene::new(Features::OneVersion, key("gated"), &gate());
    let at = GATES.gate(&scene.program);
    scene.chain.airdrop(&at, 1_000_000_000).expect("an airdrop");
    scene.by("admin", scene.open("admin", DELAY));
    assert_eq!(scene.deployed().0, Some(at));
}

#[test]
fn code_is_executed_neither_early_nor_late() {
    let mut scene = Scene::gated();
    let never = GATES.execute(&before(&scene, "second"));
    scene.refuses("admin", never, UpgradeGateError::NoUpgrade, None);
    scene.announced("second", &gate());
    let (from, until) = (BEGINNING as u64 + DELAY, BEGINNING as u64 + DELAY + WINDOW_SECONDS);
    for (seconds, value) in [(0, BEGINNING as u64), (DELAY - 1, from - 1)] {
        scene.at(seconds);
        scene.refuses("admin", scene.execute(), UpgradeGateError::TooEarly, Some([value, from]));
    }
    scene.at(DELAY + WINDOW_SECONDS);
    scene.refuses("admin", scene.execute(), UpgradeGateError::UpgradeExpired, Some([until, until]));
    // It has to be announced again, with the whole delay.
    scene.put_buffer("third", &gate(), &id("admin"));
    let again = scene.announce("admin", "third", &gate(), DELAY);
    scene.refuses("admin", again.clone(), UpgradeGateError::UpgradePending, None);
    scene.by("stranger", scene.cancel("stranger"));
    scene.by("admin", again);
    let now = BEGINNING as u64 + DELAY + WINDOW_SECONDS;
    scene.refuses("admin", scene.execute(), UpgradeGateError::TooEarly, Some([now, now + DELAY]));
    scene.at(2 * DELAY + 2 * WINDOW_SECONDS - 1);
    scene.by("stranger", scene.execute());
}

#[test]
fn a_delay_has_bounds_and_only_rises() {
    let mut scene = Scene::gated();
    for wrong in [0, DELAY - 1, DELAY] {
        let why = Some([wrong, DELAY]);
        scene.refuses("admin", raise(&scene, "admin", wrong), UpgradeGateError::DelayNotRaised, why);
    }
    let most = MAX_DELAY_SECONDS;
    let why = Some([most + 1, most]);
    scene.refuses("admin", raise(&scene, "admin", most + 1), UpgradeGateError::DelayTooLong, why);
    scene.put_buffer("second", &gate(), &id("admin"));
    for (wrong, error, limit) in
        [(DELAY - 1, UpgradeGateError::DelayTooShort, DELAY), (most + 1, UpgradeGateError::DelayTooLong, most)]
    {
        let announce = scene.announce("admin", "second", &gate(), wrong);
        scene.refuses("admin", announce, error, Some([wrong, limit]));
    }
    let longer = scene.announce("admin", "second", &gate(), DELAY + 7);
    scene.by("admin", longer);
    scene.at(DELAY + 6);
    let now = BEGINNING as u64 + DELAY;
    scene.refuses("admin", scene.execute(), UpgradeGateError::TooEarly, Some([now + 6, now + 7]));
}

#[test]
fn a_buffer_is_the_admins_and_has_the_code_that_was_named() {
    let mut scene = Scene::gated();
    let code = gate();
    let other = [&code[..], b"more"].concat();
    scene.put_buffer("of a stranger", &code, &id("stranger"));
    let theirs = scene.announce("admin", "of a stranger", &code, DELAY);
    scene.refuses("admin", theirs, UpgradeGateError::NotBufferAuthority, None);
    scene.put_buffer("other", &other, &id("admin"));
    let wrong = scene.announce("admin", "other", &code, DELAY);
    scene.refuses("admin", wrong, UpgradeGateError::WrongCode, None);
    scene.put_buffer("empty", &[0; 900], &id("admin"));
    let empty = scene.announce("admin", "empty", &[0; 900], DELAY);
    scene.refuses("admin", empty, UpgradeGateError::NoCode, None);
    scene.put_buffer("nothing", &[], &id("admin"));
    let nothing = scene.announce("admin", "nothing", &[], DELAY);
    scene.refuses("admin", nothing, UpgradeGateError::NoCode, None);
    // The program's own data account, an unrelated account, and a buffer without an authority.
    for (at, error) in [(scene.program_data(), UpgradeGateError::NotBuffer), (id("heir"), UpgradeGateError::NotBuffer)]
    {
        let announce = GATES.announce(&id("admin"), &scene.program, &at, code_hash(&code), DELAY);
        scene.refuses("admin", announce, error, None);
    }
    scene.put_buffer("frozen", &code, &id("admin"));
    let mut account = scene.chain.get_account(&id("frozen")).expect("a buffer");
    account.data[4] = 0;
    scene.chain.set_account(id("frozen"), account).expect("an account");
    let frozen = scene.announce("admin", "frozen", &code, DELAY);
    scene.refuses("admin", frozen, UpgradeGateError::NotBufferAuthority, None);
}

/// No transaction changes an announced buffer. If one could, the execution would still refuse it.
#[test]
fn a_changed_buffer_is_refused() {
    let mut scene = Scene::gated();
    scene.announced("second", &gate());
    let good = scene.chain.get_account(&id("second")).expect("a buffer");
    scene.at(DELAY);
    let mut changed = good.clone();
    *changed.data.last_mut().expect("a byte") ^= 1;
    let mut longer = good.clone();
    longer.data.push(1);
    for bad in [changed, longer] {
        scene.chain.set_account(id("second"), bad).expect("an account");
        scene.refuses("admin", scene.execute(), UpgradeGateError::WrongCode, None);
    }
    scene.chain.set_account(id("second"), good).expect("an account");
    scene.by("stranger", scene.execute());
}

/// Another buffer of the gate's, or another recipient, is refused however it came there.
#[test]
fn nothing_but_the_announced_buffer_is_executed_or_returned() {
    let mut scene = Scene::gated();
    scene.announced("second", &gate());
    scene.put_buffer("given", &gate(), &id("stranger"));
    let give = loader::set_buffer_authority(&id("given"), &id("stranger"), &GATES.gate(&scene.program));
    scene.by("stranger", give);
    scene.at(DELAY);
    let with = |change: &dyn Fn(&mut Gate)| {
        let mut gate = scene.gate();
        change(&mut gate);
        [GATES.execute(&gate), GATES.cancel(&id("admin"), &gate)]
    };
    let other_buffer = with(&|gate| gate.announcement.buffer = id("given"));
    let other_owner = with(&|gate| gate.announcement.owner = id("stranger"));
    for wrong in other_buffer {
        scene.refuses("admin", wrong, UpgradeGateError::WrongBuffer, None);
    }
    for wrong in other_owner {
        scene.refuses("admin", wrong, UpgradeGateError::WrongBufferOwner, None);
    }
}

#[test]
fn a_renounced_gate_does_nothing_more() {
    let mut scene = Scene::gated();
    let (admin, program) = (id("admin"), scene.program);
    scene.announced("second", &gate());
    scene.refuses("admin", GATES.renounce(&admin, &program), UpgradeGateError::UpgradePending, None);
    scene.refuses("stranger", GATES.renounce(&id("stranger"), &program), UpgradeGateError::NotGateAdmin, None);
    scene.by("admin", scene.cancel("admin"));
    scene.by("admin", GATES.renounce(&admin, &program));
    let error = UpgradeGateError::UpgradesRenounced;
    scene.refuses("admin", GATES.renounce(&admin, &program), error.clone(), None);
    scene.refuses("admin", raise(&scene, "admin", 2 * DELAY), error.clone(), None);
    let announce = scene.announce("admin", "second", &gate(), DELAY);
    scene.refuses("admin", announce, error.clone(), None);
    let mut as_if = scene.gate();
    (as_if.announcement.buffer, as_if.announcement.owner) = (id("second"), admin);
    scene.refuses("admin", GATES.execute(&as_if), error, None);
    // A proposed admin changes nothing for anyone, and the loader knows of no authority.
    scene.by("admin", propose(&scene, "admin", id("heir")));
    scene.pass_a_slot();
    let extend = loader::extend_program(&program, Some(&admin), 10_240);
    scene.loader_refuses("admin", extend, "Cannot extend ProgramData accounts that are not upgradeable");
}
