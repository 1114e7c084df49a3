//! What the loader asks of an upgrade: room, another slot, and a program that is not final.

use harness::svm::Features;
use harness::{deploy, key};
use restaking_client::gate::rules::WINDOW_SECONDS;
use solana_loader_v3_interface::instruction::{self as loader, MINIMUM_EXTEND_PROGRAM_BYTES};

use crate::scene::{DELAY, GATES, Scene, code_hash, core, gate, id};

/// A program that is larger than the account of the one before takes more room first. Anyone gives it, in another slot.
fn grows(features: Features) {
    let mut scene = Scene::new(features, key("gated"), &gate());
    scene.by("admin", scene.open("admin", DELAY));
    let mut larger = gate();
    larger.resize(larger.len() + 12_345, 7);
    scene.announced("larger", &larger);
    scene.at(DELAY);
    scene.loader_refuses("stranger", scene.execute(), "ProgramData account not large enough");

    let extend = loader::extend_program(&scene.program, Some(&id("stranger")), 12_345);
    scene.by("stranger", extend.clone());
    scene.loader_refuses("stranger", scene.execute(), "Program was deployed in this block already");
    assert!(scene.gate().announced().is_some(), "it can be tried again");
    scene.pass_a_slot();
    scene.by("stranger", scene.execute());
    assert_eq!(scene.deployed(), (Some(GATES.gate(&scene.program)), larger));
    // Nor is it extended in the slot of an upgrade.
    scene.loader_refuses("stranger", extend, "Program was extended in this block already");
}

#[test]
fn a_larger_program_takes_more_room_first() {
    for features in [Features::Mainnet, Features::OneVersion, Features::All] {
        grows(features);
    }
}

/// From SIMD-0431 on, an attacker that extends a program in each slot, so that no upgrade lands, pays for 10 KiB each time. It
/// comes to an end at 10 MiB: some thousand slots, of the millions in an announcement's window.
#[test]
fn extending_delays_an_upgrade_for_minutes_of_its_two_weeks() {
    const MOST: usize = 10 * 1024 * 1024;
    let times = MOST / MINIMUM_EXTEND_PROGRAM_BYTES as usize;
    let slots_in_window = WINDOW_SECONDS as usize * 1_000 / 400;
    assert!(times * 1_000 < slots_in_window);
    let mut scene = Scene::new(Features::All, key("gated"), &gate());
    scene.by("admin", scene.open("admin", DELAY));
    scene.pass_a_slot();
    let less = loader::extend_program(&scene.program, Some(&id("stranger")), MINIMUM_EXTEND_PROGRAM_BYTES - 1);
    scene.loader_refuses("stranger", less, "ExtendProgram requires a minimum of 10240 additional bytes");
}

/// The most bytes that the project allows the core, as `cargo xtask bench` holds it.
const MOST_BYTES: usize = 1_150_000;

/// It is hashed in one transaction, at its announcement and at its execution.
#[test]
fn the_largest_program_fits() {
    let mut elf = core();
    assert!(elf.len() < MOST_BYTES);
    elf.resize(MOST_BYTES, 7);
    let mut scene = Scene::new(Features::OneVersion, deploy::program_key(), &elf);
    let spent = |scene: &mut Scene, name: &str, instruction| {
        let done = scene.send(&[instruction], &[&key(name)]).unwrap_or_else(|failure| panic!("{:#?}", failure.logs));
        println!("{name}: {} compute units", done.compute);
        assert!(done.compute < 900_000, "{}", done.compute);
    };
    let open = scene.open("admin", DELAY);
    spent(&mut scene, "admin", open);
    scene.put_buffer("same", &elf, &id("admin"));
    let announce = scene.announce("admin", "same", &elf, DELAY);
    spent(&mut scene, "admin", announce);
    scene.at(DELAY);
    let execute = scene.execute();
    spent(&mut scene, "stranger", execute);
}

/// The zeros behind the code have no effect: the hash is the one of verifiable builds, for buffers and for programs.
#[test]
fn zeros_behind_the_code_change_no_hash() {
    let mut roomy = gate();
    roomy.resize(roomy.len() + 100_003, 0);
    assert_eq!(code_hash(&roomy), code_hash(&gate()));
    let mut scene = Scene::new(Features::OneVersion, key("gated"), &roomy);
    scene.by("admin", scene.open("admin", DELAY));
    assert_eq!(scene.gate().code_hash, code_hash(&gate()));
    scene.announced("roomy", &roomy);
    assert_eq!(scene.gate().announcement.code_hash, code_hash(&gate()));
    scene.at(DELAY);
    scene.by("stranger", scene.execute());
}

/// A buffer that says no code of the loader's is announced like any other, and refused when it is executed: the program runs on.
#[test]
fn what_is_no_program_stays_a_buffer() {
    let mut scene = Scene::gated();
    scene.announced("words", b"no program at all");
    scene.at(DELAY);
    let failure = scene.refused("stranger", scene.execute());
    assert!(failure.gate().is_none(), "the loader refuses it: {:#?}", failure.logs);
    assert_eq!(scene.deployed().1, gate());
    scene.by("admin", scene.cancel("admin"));
}
