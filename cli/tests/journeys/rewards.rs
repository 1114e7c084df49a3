//! Rewards by roots, and for bonded VRT.

use restaking_client::pda;

use crate::parties::Parties;
use crate::world::{ONE, World, file, who};

/// A root is published and struck, another one counts, and is claimed.
pub fn by_roots() -> World {
    let Parties { mut world, ncn, .. } = Parties::new("");
    world = world.with("publisher").with("disputer");
    let mint = world.mint;
    world.ok("service", &format!("rewards tree open {ncn} {mint} --disputer {} --delay 1h", who("disputer")));
    let tree = pda::reward_tree(&ncn, &mint);
    world.ok("service", &format!("rewards tree set-roles {tree} --publisher {}", who("publisher")));
    world.ok("alice", &format!("rewards tree fund {tree} 1.5"));

    let lines = file("earned.csv", format!("{},10\n{},2.25\n\n{},0.000001\n", who("alice"), who("oper"), who("bob")));
    let list = world.ok("alice", &format!("rewards tree list {tree} {}", lines.display()));
    let path = file("list.json", &list);
    let bad = file("bad.csv", "not an address,1\n");
    let refused = world.refused("alice", &format!("rewards tree list {tree} {}", bad.display()));
    assert!(refused.ends_with("bad.csv, line 1: `not an address` is no address"), "{refused}");
    let forged = file("forged.json", list.replace("\"10000000\"", "\"90000000\""));
    let refused = world.refused("publisher", &format!("rewards tree publish {tree} --list {}", forged.display()));
    assert!(refused.contains("and its earners make"), "{refused}");

    let wrong = "11".repeat(32);
    world.ok("publisher", &format!("rewards tree publish {tree} --root {wrong} --total 3"));
    world.ok("disputer", &format!("rewards tree strike {tree}"));
    world.ok("publisher", &format!("rewards tree publish {tree} --list {}", path.display()));
    assert_eq!(world.tokens_of("publisher"), 1_000 * ONE - 10_750_001, "all that had not come in");
    let claim = format!("rewards tree claim {tree} --list {}", path.display());
    let early = world.refused("alice", &claim);
    assert_eq!(early, "There is no root");
    world.chain.wait(3_600);
    let before = world.tokens_of("alice");
    world.ok("alice", &claim);
    assert_eq!(world.tokens_of("alice") - before, 10 * ONE);
    let again = world.refused("alice", &claim);
    assert!(again.starts_with("Nothing of the reward is due that has not been claimed"), "{again}");
    world.ok("oper", &format!("rewards tree set-claimer {tree} {}", who("alice")));
    world.ok("alice", &format!("{claim} --earner {} --to {}", who("oper"), who("alice")));
    assert_eq!(world.tokens_of("alice") - before, 12_250_000);
    let stranger = world.refused("service", &claim);
    assert_eq!(stranger, format!("{} is not in {}", who("service"), path.display()));
    world
}

/// VRT is bonded, earns, and is taken back.
pub fn by_bond() -> World {
    let Parties { mut world, vault, .. } = Parties::new("");
    let mint = world.mint;
    world.ok("curator", &format!("bond open-pool {vault} --stream 1h"));
    world.ok("curator", &format!("bond add-reward {vault} {mint}"));
    world.ok("alice", &format!("bond open {vault}"));
    world.ok("alice", &format!("bond add {vault} 40"));
    world.ok("curator", &format!("bond pay {vault} {mint} 36"));
    world.chain.wait(1_800);
    let position = pda::position(&pda::bond_pool(&vault), &who("alice"));
    let shown = world.json("alice", &format!("show {position}"));
    // The last division may leave less than a unit over.
    assert_eq!(shown["derived"]["owed"][0]["amount"], "17999999");
    let before = world.tokens_of("alice");
    world.ok("alice", &format!("bond claim {vault}"));
    assert_eq!(world.tokens_of("alice") - before, 17_999_999);
    let nothing = world.refused("alice", &format!("bond claim {vault}"));
    assert_eq!(nothing, format!("nothing is owed to your position in vault {vault}"));
    let full = world.refused("alice", &format!("bond close {vault}"));
    assert!(full.starts_with("Something is bonded in the position, or owed to it"), "{full}");
    world.ok("alice", &format!("bond remove {vault} all"));
    world.ok("alice", &format!("bond close {vault}"));
    // Who has none yet opens it on the way.
    world.ok("alice", &format!("bond add {vault} all"));
    world
}
