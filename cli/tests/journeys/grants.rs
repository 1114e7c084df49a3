//! Keys that act in an admin's place.

use restaking_client::pda;

use crate::parties::Parties;
use crate::world::{World, key_file, who};

/// Grants of all three entities: made, used by the commands that admins use, ended.
pub fn granted() -> World {
    let Parties { mut world, vault, operator, ncn } = Parties::new("");
    let holder = who("alice");
    let now = world.chain.clock().unix_timestamp;
    let [day, month, late] = [1, 30, 366].map(|days| now + days * 86_400);
    let stranger = world.refused("alice", &format!("operator update {operator} --uri https://oper.example/2"));
    assert!(stranger.contains("not the operator's admin"), "{stranger}");

    let beyond = world.refused("oper", &format!("admin grant {operator} {holder} --kinds tables --until {day}"));
    assert_eq!(beyond, "an operator has no tables: it can grant opt-ins, keys, uri");
    let late = world.refused("oper", &format!("admin grant {operator} {holder} --kinds uri --until {late}"));
    assert!(late.contains("end is out of bounds"), "{late}");
    let nothing = world.refused("oper", &format!("admin grant {} {holder} --kinds uri --until {day}", pda::config()));
    assert!(nothing.contains("there is no vault, operator or NCN at"), "{nothing}");
    let told = world.ok("oper", &format!("admin grant {operator} {holder} --kinds uri,keys --until {month}"));
    assert!(told.contains("may act for the admin of") && told.contains(": keys, uri"), "{told}");
    world.ok("curator", &format!("admin grant {vault} {holder} --kinds limits,approvals --until {day}"));
    world.ok("service", &format!("admin grant {ncn} {holder} --kinds software,uri --until {day}"));

    let listed = world.json("alice", &format!("list grants --holder {holder}"));
    assert_eq!(listed.as_array().unwrap().len(), 3);
    let listed = world.json("alice", &format!("list grants --entity {operator}"));
    let shown = &listed[0]["derived"];
    assert_eq!((&shown["kinds"], &shown["state"]), (&"keys, uri".into(), &"valid".into()));

    // The same commands as the admin's.
    world.ok("alice", &format!("operator update {operator} --uri https://oper.example/2"));
    world.ok("alice", &format!("key register {operator} {ncn} --key {}", key_file("vote key").display()));
    world.ok("alice", &format!("vault set-limits {vault} --deposit-cap 5000"));
    world.ok("alice", &format!("vault approve {vault} {}", who("service")));
    world.ok("alice", &format!("ncn update {ncn} --uri https://service.example/2"));
    let beyond = world.refused("alice", &format!("operator update {operator} --commission-bps 900"));
    assert!(beyond.contains("Grant excludes this part of the change"), "{beyond}");
    let other = world.refused("alice", &format!("opt-in leave {operator} {ncn}"));
    assert!(other.contains("Grant does not include this kind"), "{other}");
    let closed = world.refused("alice", &format!("ncn retire {ncn}"));
    assert!(closed.contains("not the NCN's admin"), "{closed}");

    world.ok("service", &format!("admin revoke-grant {ncn} {holder}"));
    world.ok("oper", &format!("admin void-grants {operator}"));
    let void = world.refused("alice", &format!("operator update {operator} --uri https://oper.example/3"));
    assert!(void.contains("Grant is void"), "{void}");
    let listed = world.json("alice", &format!("list grants --entity {operator}"));
    assert_eq!(listed[0]["derived"]["state"], "void");
    // The holder gives up what is left.
    world.ok("alice", &format!("admin revoke-grant {vault}"));
    let gone = world.refused("alice", &format!("admin revoke-grant {vault}"));
    assert!(gone == format!("you have no grant of {vault}"), "{gone}");
    world
}
