//! Several things in one command: each by its own scale, and none in another's way.

use harness::{key, token};
use restake_cli::signer::Signers;
use restaking_client::pda;
use solana_signer::Signer;

use crate::parties::Parties;
use crate::world::{ONE, World, who};

/// Tickets of assets with other decimals are claimed by one command, and each is shown by its own.
#[test]
fn tickets_of_two_scales() {
    let mut world = World::new().with("curator").with("alice");
    let coarse = key("a coarse mint").pubkey();
    world.chain.put(coarse, token::mint_account(2, who("curator"), None, 100_000));
    world.chain.put(token::address(&who("alice"), &coarse), token::token_account(coarse, who("alice"), 100_000));
    let vaults = [world.vault("curator", ""), pda::vault(&who("curator"), 1)];
    world.ok("curator", &format!("vault create {coarse} --epoch 100s"));
    for (vault, amount) in vaults.iter().zip(["1.25", "3.5"]) {
        world.ok("alice", &format!("deposit {vault} 10"));
        world.ok("alice", &format!("exit request {vault} {amount}"));
        world.ok("alice", &format!("exit request {vault} {amount}"));
    }
    world.chain.wait(300);
    let told = world.ok("alice", "exit claim");
    for claimed in ["claimed 1.25 tokens", "claimed 3.5 tokens"] {
        assert_eq!(told.matches(claimed).count(), 2, "{claimed} in {told}");
    }
    assert_eq!(world.tokens_of("alice"), 1_000 * ONE - 10 * ONE + 2_500_000);
    assert_eq!(world.balance(&token::address(&who("alice"), &coarse)), 100_000 - 1_000 + 700);
}

/// A ticket that is named and not there keeps no other from being claimed.
#[test]
fn a_ticket_that_is_gone() {
    let mut world = World::new().with("curator").with("alice");
    let vault = world.vault("curator", "");
    world.ok("alice", &format!("deposit {vault} 10"));
    world.ok("alice", &format!("exit request {vault} 1"));
    world.ok("alice", &format!("exit request {vault} 2"));
    let ticket = |nonce| pda::exit_ticket(&vault, &who("alice"), nonce);
    world.chain.wait(300);
    world.ok("alice", &format!("exit claim {}", ticket(0)));
    let before = world.tokens_of("alice");
    let refused = world.refused("alice", &format!("exit claim {} {}", ticket(0), ticket(1)));
    assert!(refused.starts_with("1 of 2 were omitted:"), "{refused}");
    assert!(refused.contains(&format!("ticket {}: there is no exit ticket at", ticket(0))), "{refused}");
    assert_eq!(world.tokens_of("alice") - before, 2 * ONE);
}

/// What an NCN can take is read without a key.
#[test]
fn stake_is_read_without_a_key() {
    let Parties { mut world, operator, ncn, .. } = Parties::new("");
    let told = world.ask_by(Signers::nobody(), &format!("ncn stake {ncn} {operator}"), "").unwrap();
    assert!(told.contains(&format!("Operator {operator} weighs ")), "{told}");
}

/// A slash that is agreed to in a later epoch is proposed for that one's buckets.
#[test]
fn a_slash_is_planned_anew() {
    let Parties { mut world, vault, operator, ncn } =
        Parties::new(&format!("--max-fraction 50% --challenge 1h --resolver {}", who("alice")));
    let ends = world.json("alice", &format!("show {vault}"))["derived"]["epoch_ends"].as_str().unwrap().to_owned();
    let left = ends.parse::<i64>().unwrap() - world.chain.clock().unix_timestamp;
    world.chain.wait(left - 5);
    let line = format!("slash propose {vault} {operator} {ncn} 10%");
    let told = world.agreed_after("service", &line, 10).unwrap();
    assert!(told.contains("Time has passed since the question") && told.contains("Done: "), "{told}");
    assert_eq!(told.matches("Send this?").count(), 2, "{told}");
}

/// Where nothing was sent, a failure says so; a command that never sends does not.
#[test]
fn a_failure_says_whether_repeating_is_safe() {
    let run = |line: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_restake"));
        let ended = command.args(line.split_whitespace()).output().expect("a command that runs");
        assert!(!ended.status.success(), "{line}");
        String::from_utf8(ended.stderr).unwrap()
    };
    let told = run("--keypair /nowhere/key.json exit claim");
    assert!(
        told.starts_with("restake: ") && told.ends_with("Nothing was sent: it is safe to repeat this.\n"),
        "{told}"
    );
    let told = run("--config /nowhere/config.yml list vaults");
    assert!(told.starts_with("restake: ") && !told.contains("Nothing was sent"), "{told}");
}
