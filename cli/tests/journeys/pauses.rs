//! What guardians pause.

use restaking_client::pda;

use crate::parties::Parties;
use crate::world::{World, who};

/// A vault's pause and the config's, lifted and over.
pub fn held_up() -> World {
    let Parties { world, vault, operator, .. } = Parties::new("");
    let mut world = world.with("guardian");
    let config = pda::config();
    for (admin, governed) in [("curator", vault), ("deployer", config)] {
        world.ok(admin, &format!("admin set-role {governed} guardian {}", who("guardian")));
    }
    let none = world.refused("guardian", &format!("pause raise {operator} all --for 1d"));
    assert!(none.starts_with("Account has no such role"), "{none}");
    let long = world.refused("guardian", &format!("pause raise {vault} deposits --for 8d"));
    assert!(long.ends_with("(got 691200, limit 604800)"), "{long}");

    let told = world.ask("guardian", &format!("pause raise {vault} deposits instant-exits --for 1h --dry-run"), "");
    let told = told.unwrap();
    assert!(told.contains(&format!("Pause deposits, instant exits of {vault} for 1 h")), "{told}");
    world.ok("guardian", &format!("pause raise {vault} deposits instant-exits --for 1h"));
    let shown = world.json("alice", &format!("show {vault}"));
    assert_eq!(shown["data"]["pause"]["flags"], "3");
    let held = world.refused("alice", &format!("deposit {vault} 1"));
    assert!(held.starts_with("Action is paused (got "), "{held}");
    // An exit is still possible.
    world.ok("alice", &format!("exit request {vault} 1"));
    world.chain.wait(3_600);
    world.ok("alice", &format!("deposit {vault} 1"));
    let soon = world.refused("guardian", &format!("pause raise {vault} rewards --for 1h"));
    assert!(soon.starts_with("Next pause is not allowed yet (got "), "{soon}");

    world.ok("guardian", &format!("pause raise {config} all --for 7d"));
    let held = world.refused("alice", &format!("deposit {vault} 1"));
    assert!(held.starts_with("Action is paused (got "), "{held}");
    let stranger = world.refused("alice", &format!("pause lift {config}"));
    assert!(stranger.starts_with("Signer is not the guardian"), "{stranger}");
    world.ok("deployer", &format!("pause lift {config}"));
    world.ok("alice", &format!("deposit {vault} 1"));
    world
}
