//! The rewards of a period, computed from what the program logged: by a publisher, by a disputer, and by hand.

use std::path::Path;

use harness::token;
use restake_cli::signer::Signers;
use restaking_client::pda;
use solana_program::pubkey::Pubkey;

use crate::world::{ONE, World, file, who};

/// A vault of `name`'s that has agreed with the NCN, and whose stake is delegated and allocated as `parts` say.
fn vault(world: &mut World, name: &str, ncn: Pubkey, parts: &[(Pubkey, &str, &str)]) -> Pubkey {
    let vault = world.vault(name, "");
    world.ok(name, &format!("opt-in join {vault} {ncn}"));
    world.ok("service", &format!("opt-in join {ncn} {vault}"));
    world.ok(name, &format!("opt-in set-limits {vault} {ncn} --incident-bps 10000 --epoch-bps 10000"));
    for (operator, owner, part) in parts {
        world.ok(name, &format!("opt-in join {vault} {operator}"));
        world.ok(owner, &format!("opt-in join {operator} {vault}"));
        world.ok(name, &format!("delegation set {vault} {operator} {part}"));
        world.ok(owner, &format!("allocation set {vault} {operator} {ncn} 1"));
    }
    world.ok(name, &format!("bond open-pool {vault} --stream 1h"));
    vault
}

/// Runs a command that signs nothing.
fn looked(world: &mut World, line: &str) -> Result<String, String> {
    world.ask_by(Signers::nobody(), line, "").map_err(|error| error.to_string())
}

fn root_of(list: &Path) -> String {
    let list: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(list).unwrap()).unwrap();
    list["root"].as_str().unwrap().to_owned()
}

/// Three operators, two vaults, a slash and a change of commission in the middle; published, verified, claimed, and disputed.
#[test]
fn a_period_is_computed_published_verified_and_claimed() {
    let people = ["first", "second", "ada", "bede", "cora", "service", "alice", "bob", "publisher", "disputer"];
    let mut world = people.into_iter().fold(World::new(), World::with);
    let policy = format!("--slasher {} --max-fraction 50%", who("service"));
    world.ok("service", &format!("ncn register --uri https://service.example {policy}"));
    let ncn = pda::ncn(&who("service"), 0);
    world.ok("service", &format!("ncn set-asset {ncn} {} 1 --accept freezable", world.mint));
    let operators = [("ada", 1_000), ("bede", 0), ("cora", 2_000)].map(|(name, bps)| {
        world.ok(name, &format!("operator register --commission-bps {bps}"));
        let operator = pda::operator(&who(name), 0);
        world.ok("service", &format!("ncn open-record {ncn} {operator}"));
        world.ok(name, &format!("opt-in join {operator} {ncn}"));
        world.ok("service", &format!("opt-in join {ncn} {operator}"));
        operator
    });
    let [ada, bede, cora] = operators;
    let first = vault(&mut world, "first", ncn, &[(ada, "ada", "50%"), (bede, "bede", "25%")]);
    let second = vault(&mut world, "second", ncn, &[(cora, "cora", "100%")]);
    world.ok("alice", &format!("deposit {first} 400"));
    world.ok("bob", &format!("deposit {first} 400"));
    world.ok("bob", &format!("deposit {second} 200"));
    world.ok("alice", &format!("bond add {first} 300"));
    world.ok("bob", &format!("bond add {first} 100"));
    world.ok("bob", &format!("bond add {second} 50"));
    world.chain.wait(10_000);

    let from = world.chain.clock().unix_timestamp;
    world.chain.wait(1_000);
    // Cora's commission falls to 10% at once.
    world.ok("cora", &format!("operator update {cora} --commission-bps 1000"));
    world.chain.wait(1_000);
    // Half of Ada's 400 is slashed: the first vault has 600 left.
    world.ok("service", &format!("slash propose {first} {ada} {ncn} 50%"));
    let slashed = world.json("alice", &format!("show {first}"));
    assert_eq!(slashed["data"]["ledger"]["books"]["active"], "600000000", "{}", slashed["data"]["ledger"]["books"]);
    let at_slash = world.chain.clock().unix_timestamp;
    world.ok("alice", &format!("bond remove {first} 300"));
    world.chain.wait(2_000);
    let to = world.chain.clock().unix_timestamp;
    assert_eq!((at_slash - from, to - from), (2_000, 4_000));
    world.chain.wait(100);

    // By hand, in tokens times seconds. Ada: 400 and then 200, Bede: 200 throughout, Cora: 200 throughout.
    let [ada_time, bede_time, cora_time] = [400 * 2_000 + 200 * 2_000, 200 * 4_000, 200 * 4_000];
    let total: u64 = ada_time + bede_time + cora_time;
    let budget: u64 = 2_800_000_001;
    let of = |part: u64, bps: u64| {
        (u128::from(budget) * u128::from(part) * u128::from(bps) / (u128::from(total) * 10_000)) as u64
    };
    let [ada_fee, cora_fee] = [
        of(ada_time, 1_000),
        (u128::from(budget) * (200 * 1_000 * 2_000 + 200 * 3_000 * 1_000) / (u128::from(total) * 10_000)) as u64,
    ];
    assert_eq!((ada_fee, cora_fee), (120_000_000, 100_000_000));
    let first_part = (u128::from(budget) * (u128::from(ada_time) * 9_000 + u128::from(bede_time) * 10_000)
        / (u128::from(total) * 10_000)) as u64;
    let second_part =
        (u128::from(budget) * (200 * 1_000 * 8_000 + 200 * 3_000 * 9_000) / (u128::from(total) * 10_000)) as u64;
    assert_eq!((first_part, second_part), (1_880_000_000, 700_000_000));
    // Alice has 300 for half of the time, and Bob 100 for all of it.
    let alice = first_part * (300 * 2_000) / (300 * 2_000 + 100 * 4_000);
    let bob = first_part * (100 * 4_000) / (300 * 2_000 + 100 * 4_000) + second_part;
    assert_eq!((alice, bob), (1_128_000_000, 752_000_000 + 700_000_000));

    let (mint, folder) = (world.mint, std::env::temp_dir().join(format!("restake-computed-{}", std::process::id())));
    std::fs::create_dir_all(&folder).unwrap();
    let (list, again, index) = (folder.join("list.json"), folder.join("again.json"), folder.join("events.db"));
    drop(std::fs::remove_file(&index));
    let line = format!("rewards compute {ncn} --mint {mint} --from {from} --to {to} --budget {budget}");
    let told = looked(&mut world, &format!("{line} --out {}", list.display())).unwrap();
    assert!(told.contains("1 stay with the NCN"), "{told}");
    looked(&mut world, &format!("index --database {} --once", index.display())).unwrap();
    looked(&mut world, &format!("{line} --database {} --out {}", index.display(), again.display())).unwrap();
    assert_eq!(std::fs::read(&list).unwrap(), std::fs::read(&again).unwrap(), "from the index, byte by byte");
    let printed = looked(&mut world, &line).unwrap();
    assert_eq!(printed, std::fs::read_to_string(&list).unwrap());
    let entries: serde_json::Value = serde_json::from_str(&printed).unwrap();
    let due = |name: &str| {
        let entry =
            entries["earners"].as_array().unwrap().iter().find(|entry| entry["earner"] == who(name).to_string());
        entry.map(|entry| entry["cumulative"].as_str().unwrap().parse::<u64>().unwrap())
    };
    assert_eq!(
        ["ada", "bede", "cora", "alice", "bob"].map(due),
        [Some(ada_fee), None, Some(cora_fee), Some(alice), Some(bob)]
    );

    // Published, verified, and claimed.
    let tree = pda::reward_tree(&ncn, &mint);
    let roles = format!("--publisher {} --disputer {} --delay 1h", who("publisher"), who("disputer"));
    world.ok("service", &format!("rewards tree open {ncn} {mint} {roles}"));
    world
        .chain
        .put(token::address(&who("publisher"), &mint), token::token_account(mint, who("publisher"), 10_000 * ONE));
    // What the publisher adds to its own is found by anyone who computes the list again.
    let forged = entries["earners"].as_array().unwrap().iter().map(|entry| {
        let [earner, cumulative] = ["earner", "cumulative"].map(|field| entry[field].as_str().unwrap());
        let more = if earner == who("ada").to_string() { 5 } else { 0 };
        let units = cumulative.parse::<u64>().unwrap() + more;
        format!("{earner},{}.{:06}\n", units / ONE, units % ONE)
    });
    let lines = file("forged.csv", forged.collect::<String>());
    let forged = world.ok("publisher", &format!("rewards tree list {tree} {}", lines.display()));
    let forged = file("forged-list.json", forged);
    world.ok("publisher", &format!("rewards tree publish {tree} --list {}", forged.display()));
    let verify = |root: &str| format!("{line} --database {} --verify {root}", index.display());
    let (told, refused) = {
        let line = format!("{} --list {}", verify(&root_of(&forged)), forged.display());
        world.asked("disputer", &line, "")
    };
    let refused = refused.expect("a wrong root").to_string();
    assert_eq!(refused, format!("root {} is wrong: the events give {}", root_of(&forged), root_of(&list)));
    let differs = format!("{} has {} in the list, and {ada_fee} by the events\n", who("ada"), ada_fee + 5);
    assert_eq!(told, differs);
    world.ok("disputer", &format!("rewards tree strike {tree}"));
    world.ok("publisher", &format!("rewards tree publish {tree} --list {}", list.display()));
    let right = looked(&mut world, &verify(&root_of(&list))).unwrap();
    assert!(right.starts_with(&format!("Root {} is right", root_of(&list))), "{right}");
    world.chain.wait(3_600);
    let before = world.tokens_of("alice");
    world.ok("alice", &format!("rewards tree claim {tree} --list {}", list.display()));
    assert_eq!(world.tokens_of("alice") - before, alice);

    // The next period adds to the totals: nothing changed since, and nobody's bonds but Bob's.
    let end = world.chain.clock().unix_timestamp;
    let more = format!("--from {to} --to {end} --budget 1000 --previous {}", list.display());
    let next = looked(&mut world, &format!("rewards compute {ncn} --mint {mint} {more}")).unwrap();
    let next: serde_json::Value = serde_json::from_str(&next).unwrap();
    let total = |list: &serde_json::Value| list["total"].as_str().unwrap().parse::<u64>().unwrap();
    assert!((990..=1_000).contains(&(total(&next) - total(&entries))), "{next}");
    let late = looked(
        &mut world,
        &format!("{line} --database {}", index.display()).replace(&format!("--to {to}"), &format!("--to {end}")),
    )
    .unwrap_err();
    assert!(late.starts_with("the events end before the period does"), "{late}");

    // Another list than the active root's is no list to add to.
    let without = format!("rewards compute {ncn} --mint {mint} --from {to} --to {end} --budget 1000");
    let refused = looked(&mut world, &without).unwrap_err();
    assert!(refused.contains("has an active root") && refused.contains("--previous"), "{refused}");
    let refused = looked(&mut world, &format!("{without} --previous {}", forged.display())).unwrap_err();
    assert!(refused.starts_with(&format!("the previous list has root {}", root_of(&forged))), "{refused}");
    let relative =
        format!("rewards compute {ncn} --mint {mint} --from {from} --to now --budget 1 --verify {}", root_of(&list));
    let refused = looked(&mut world, &relative).unwrap_err();
    assert!(refused.starts_with("a root is of one period"), "{refused}");

    // An event that is cut out of a log is missed by everyone, and said: at once, and also when a later number shows it.
    let pool = pda::bond_pool(&second);
    let read = |world: &mut World, line: &str| {
        let index = folder.join("cut.db");
        drop(std::fs::remove_file(&index));
        drop(looked(world, &format!("index --database {} --once", index.display())));
        let (there, here) = (looked(world, line), looked(world, &format!("{line} --database {}", index.display())));
        assert_eq!(there, here, "the history and the index say the same");
        there
    };
    world.ok("bob", &format!("bond remove {second} 1"));
    world.chain.cut();
    world.chain.wait(10);
    let end = world.chain.clock().unix_timestamp;
    world.chain.wait(1);
    let previous = format!("--previous {}", list.display());
    let line = format!("rewards compute {ncn} --mint {mint} --from {to} --to {end} --budget 1000 {previous}");
    let refused = read(&mut world, &line).unwrap_err();
    assert!(refused.contains(&format!("a log of a transaction with {pool} was cut")), "{refused}");
    world.ok("bob", &format!("bond remove {second} 1"));
    world.chain.wait(1);
    let refused = read(&mut world, &line).unwrap_err();
    assert!(refused.contains(&format!("events of bond pool {pool} are missing")), "{refused}");
    read(&mut world, &format!("{line} --allow-missing {}", who("bob"))).unwrap_err();
    read(&mut world, &format!("{line} --allow-missing {pool}")).unwrap();
}
