//! From a key to a gate, through upgrades, to a program that is final.

use harness::svm::Features;
use harness::{deploy, entity, key};
use restaking_client::gate::rules::WINDOW_SECONDS;
use restaking_client::gate::{
    Announcement, Event, GateOpened, Schedule, UpgradeAnnounced, UpgradeExecuted, UpgradesRenounced,
};
use solana_loader_v3_interface::instruction as loader;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::scene::{BEGINNING, DELAY, GATES, Scene, code_hash, core, gate, id};

/// The core's sentence for a commission over its cap; another build has another one of the same length.
const SAYS: &str = "Commission in basis points exceeds its cap";
const SAYS_NOW: &str = "Commission in basis points exceeds the cap";

/// The core with another sentence: code that runs, and can be told from the one before.
fn other_core() -> Vec<u8> {
    let (mut elf, mut found) = (core(), 0);
    let places: Vec<usize> =
        elf.windows(SAYS.len()).enumerate().filter(|(_, part)| *part == SAYS.as_bytes()).map(|(at, _)| at).collect();
    for at in places {
        elf[at..at + SAYS.len()].copy_from_slice(SAYS_NOW.as_bytes());
        found += 1;
    }
    assert!(found > 0, "the core has the sentence");
    elf
}

/// What the core on the chain says of a commission over its cap.
fn said(scene: &mut Scene) -> String {
    let register = entity::register_operator(&id("stranger"), 0, &id("stranger"), 9_999);
    let failure = scene.send(&[register], &[&key("stranger")]).expect_err("over its cap");
    let line = failure.logs.iter().find_map(|line| line.strip_prefix("Program log: "));
    line.unwrap_or_else(|| panic!("{:#?}", failure.logs)).to_owned()
}

fn lives(features: Features) {
    let (elf, other) = (core(), other_core());
    let mut scene = Scene::new(features, deploy::program_key(), &elf);
    scene.by("admin", harness::vault::initialize_config(&id("admin"), 60, 14 * 86_400));
    assert!(said(&mut scene).starts_with(SAYS));
    let (authority, program) = (GATES.gate(&scene.program), scene.program);

    let opened = scene.by("admin", scene.open("admin", DELAY)).expect("an event");
    let (admin, guardian) = (id("admin"), id("guardian"));
    let event = GateOpened {
        gate: authority,
        number: 1,
        time: BEGINNING,
        program,
        admin,
        guardian,
        delay_seconds: DELAY,
        code_hash: code_hash(&elf),
    };
    assert_eq!(opened, Event::GateOpened(event));
    assert_eq!(scene.deployed().0, Some(authority));
    // The earlier key has no authority now.
    scene.put_buffer("direct", &other, &admin);
    let direct = loader::upgrade(&program, &id("direct"), &admin, &admin);
    scene.loader_refuses("admin", direct, "Incorrect upgrade authority provided");
    let back = loader::set_upgrade_authority(&program, &admin, Some(&admin));
    scene.loader_refuses("admin", back, "Incorrect upgrade authority provided");

    scene.at(10);
    let announced = scene.announced("second", &other);
    let from = BEGINNING + 10 + DELAY as i64;
    let schedule =
        Schedule { announced_at: BEGINNING + 10, executable_from: from, expires_at: from + WINDOW_SECONDS as i64 };
    let buffer = id("second");
    let event = UpgradeAnnounced {
        gate: authority,
        number: 2,
        time: BEGINNING + 10,
        program,
        admin,
        buffer,
        before: code_hash(&elf),
        after: code_hash(&other),
        schedule: schedule.clone(),
    };
    assert_eq!(announced, Event::UpgradeAnnounced(event));
    assert_eq!(scene.gate().earliest_change(BEGINNING + 10), Some(from));
    buffer_is_out_of_reach(&mut scene, &buffer);
    assert!(said(&mut scene).starts_with(SAYS), "the code is as it was");

    scene.at(10 + DELAY);
    let (owner_before, in_buffer) = (scene.balance(&admin), scene.balance(&buffer));
    let executed = scene.by("stranger", scene.execute()).expect("an event");
    let event = UpgradeExecuted {
        gate: authority,
        number: 3,
        time: from,
        program,
        buffer,
        before: code_hash(&elf),
        after: code_hash(&other),
        schedule,
    };
    assert_eq!(executed, Event::UpgradeExecuted(event));
    assert_eq!(scene.balance(&admin), owner_before + in_buffer, "the buffer's lamports go to its owner");
    assert_eq!(scene.balance(&buffer), 0);
    assert_eq!(scene.deployed(), (Some(authority), other.clone()));
    let after = scene.gate();
    assert_eq!((after.code_hash, after.code_since, after.upgrades), (code_hash(&other), from, 1));
    assert!(after.announced().is_none());
    scene.pass_a_slot();
    assert!(said(&mut scene).starts_with(SAYS_NOW), "the new code runs");

    let renounced = scene.by("admin", GATES.renounce(&admin, &program)).expect("an event");
    let event =
        UpgradesRenounced { gate: authority, number: 4, time: from, program, admin, code_hash: code_hash(&other) };
    assert_eq!(renounced, Event::UpgradesRenounced(event));
    assert_eq!(scene.deployed().0, None, "it is final");
    assert_eq!(scene.gate().earliest_change(from), None);
    assert!(said(&mut scene).starts_with(SAYS_NOW), "and runs on");
}

/// From its announcement on nobody writes to a buffer, closes it or takes it away.
fn buffer_is_out_of_reach(scene: &mut Scene, buffer: &Pubkey) {
    let admin = id("admin");
    scene.loader_refuses("admin", loader::write(buffer, &admin, 0, vec![1]), "Incorrect buffer authority provided");
    scene.loader_refuses("admin", loader::close(buffer, &admin, &admin), "Incorrect authority provided");
    let away = loader::set_buffer_authority(buffer, &admin, &admin);
    scene.loader_refuses("admin", away, "Incorrect buffer authority provided");
    let upgrade = loader::upgrade(&scene.program, buffer, &admin, &admin);
    scene.loader_refuses("admin", upgrade, "Buffer and upgrade authority don't match");
}

#[test]
fn lives_on_mainnet() {
    lives(Features::Mainnet);
}

#[test]
fn lives_where_one_version_is_deployed() {
    lives(Features::OneVersion);
}

#[test]
fn lives_with_all_features() {
    lives(Features::All);
}

/// The gate of the gate program: it changes its own code, with the same notice.
#[test]
fn the_gate_can_be_gated_by_itself() {
    let mut scene = Scene::new(Features::All, key("other"), &gate());
    // The one of the scene is final: another chain, on which it is not.
    scene.chain = Features::All.chain();
    let clock = solana_clock::Clock { unix_timestamp: BEGINNING, ..scene.clock() };
    scene.chain.set_sysvar(&clock);
    scene.chain.airdrop(&id("admin"), 100_000_000_000).expect("an airdrop");
    scene.chain.airdrop(&id("stranger"), 100_000_000_000).expect("an airdrop");
    scene.deploy(deploy::gate_key(), &gate(), "admin");
    scene.program = deploy::gate_key().pubkey();
    scene.by("admin", scene.open("admin", DELAY));
    let mut other = gate();
    other.extend_from_slice(b"another build");
    // More room first: it is longer.
    scene.pass_a_slot();
    let extend = loader::extend_program(&scene.program, Some(&id("stranger")), 10_240);
    scene.by("stranger", extend);
    scene.pass_a_slot();
    scene.announced("second", &other);
    scene.at(DELAY);
    scene.by("stranger", scene.execute()).expect("an event");
    assert!(scene.deployed().1.starts_with(&other));
    scene.pass_a_slot();
    // The new code runs, on the same gate.
    scene.announced("third", &gate());
    assert_ne!(scene.gate().announcement, empty());
    assert_eq!(scene.gate().upgrades, 1);
    scene.by("admin", scene.cancel("admin"));
    assert_eq!(scene.gate().announcement, empty());
}

fn empty() -> Announcement {
    let schedule = Schedule { announced_at: 0, executable_from: 0, expires_at: 0 };
    Announcement { buffer: Pubkey::default(), owner: Pubkey::default(), code_hash: [0; 32], schedule }
}
