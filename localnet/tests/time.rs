//! Time, moved over RPC, which the program uses.

mod common;

use std::slice::from_ref;
use std::thread::sleep;
use std::time::Duration;

use common::{World, error_of};
use harness::token;
use localnet::chain::Chain;
use localnet::example::plan::{DAY, SOL};
use localnet::example::scene::{mint, split, vault};
use localnet::example::slashing::OPEN;
use localnet::keys::{address, key};
use restaking_client::{RestakingError, SlashProposal};
use serde_json::Value;
use solana_rpc_client::api::request::RpcRequest;

#[test]
fn the_clock_stands_still_moves_on_goes_on_and_never_back() {
    let World { chain, node, .. } = World::new();
    let start = chain.clock().unwrap();
    let moved = start.unix_timestamp + 3 * DAY;
    chain.travel(moved).unwrap();
    let there = chain.clock().unwrap();
    assert_eq!(there.unix_timestamp, moved);
    assert!(there.slot > start.slot);

    let blockhash = chain.rpc().get_latest_blockhash().unwrap();
    chain.settle().unwrap();
    let later = chain.clock().unwrap();
    assert_eq!(later.unix_timestamp, moved, "it stands still until it is started");
    assert!(later.slot > there.slot, "slots pass all the same");
    assert_ne!(chain.rpc().get_latest_blockhash().unwrap(), blockhash);

    node.start_clock();
    while chain.now().unwrap() <= moved {
        sleep(Duration::from_millis(50));
    }
    let late = chain.clock().unwrap();
    chain.travel(late.unix_timestamp + DAY).unwrap();
    assert!(chain.now().unwrap() >= late.unix_timestamp + DAY, "it is moved while it runs, too");
    let back = chain.travel(start.unix_timestamp).unwrap_err();
    assert!(format!("{back:#}").contains("past"), "{back:#}");
    assert!(node.is_running());
}

#[test]
fn the_call_that_the_docs_give_moves_the_clock() {
    let world = World::new();
    let docs = include_str!("../../docs/local-chain.md");
    let (_, call) = docs.split_once("--data '").unwrap();
    let (call, _) = call.split_once('\'').unwrap();
    let call: Value = serde_json::from_str(call).unwrap();
    assert_eq!(call["method"], "surfnet_timeTravel");
    let method = RpcRequest::Custom { method: "surfnet_timeTravel" };
    let _: Value = world.chain.rpc().send(method, call["params"].clone()).unwrap();
    let wanted = call["params"][0]["absoluteTimestamp"].as_i64().unwrap() / 1_000;
    assert_eq!(world.chain.now().unwrap(), wanted);
}

#[test]
fn an_exit_is_paid_once_time_has_moved_to_it() {
    let world = World::new();
    let World { chain, manifest, .. } = &world;
    let (bob, carol) = (address("bob"), address("carol"));
    let (harbor, delta) = (vault("harbor"), vault("delta"));
    let staked = |owner| balance(chain, owner);

    let (before, ticket) = (staked("bob"), &manifest.tickets["claimable"]);
    let waits = world.ledger("harbor").books.matured;
    let claim = harbor.claim_exit(&bob, &harbor.ticket(&bob, 0), &bob, ticket.epoch);
    chain.send(&[claim], &[&key("bob")]).unwrap();
    assert_eq!(staked("bob") - before, waits);
    assert!((300 * SOL..302 * SOL).contains(&waits), "300 VRT with what they had earned, not {waits}");

    let (before, ticket) = (staked("carol"), &manifest.tickets["soon"]);
    let asked: u64 = world.ledger("delta").books.exiting.iter().sum();
    let claim = delta.claim_exit(&carol, &delta.ticket(&carol, 0), &carol, ticket.epoch);
    let refused = chain.send(from_ref(&claim), &[&key("carol")]).unwrap_err();
    assert_eq!(error_of(&refused), Some(RestakingError::NotMatured), "{refused}");
    chain.travel(ticket.claimable_from).unwrap();
    chain.send(&[claim], &[&key("carol")]).unwrap();
    let paid = staked("carol") - before;
    assert_eq!(paid, asked - asked.div_ceil(1_000), "the fee that counted when she asked");
    assert!((99 * SOL..101 * SOL).contains(&paid), "100 VRT with rewards, less a slash and a fee, not {paid}");
}

#[test]
fn the_open_slash_can_be_vetoed_until_its_clock_is_out() {
    let world = World::new();
    let World { chain, manifest, .. } = &world;
    let (split, entry) = (split(OPEN.vault, OPEN.operator, OPEN.ncn), &manifest.slashes["open"]);
    let left = entry.final_from - chain.now().unwrap();
    assert!((27 * 3_600..=28 * 3_600).contains(&left), "{left} s are left");
    let proposal = split.proposal(OPEN.incident);
    let veto = split.veto_slash(&address("council"), &proposal, entry.epoch);
    let recipients = ["reporter", "insurance", "alice"].map(address);
    let execute = split.execute_slash(&proposal, entry.epoch, recipients);

    let early = chain.send(from_ref(&execute), &[&key("carol")]).unwrap_err();
    assert_eq!(error_of(&early), Some(RestakingError::NotFinal), "{early}");
    chain.travel(entry.final_from).unwrap();
    let late = chain.send(&[veto], &[&key("council")]).unwrap_err();
    assert_eq!(error_of(&late), Some(RestakingError::Final), "{late}");
    let before = balance(chain, "insurance");
    chain.send(&[execute], &[&key("carol")]).unwrap();
    assert_eq!(balance(chain, "insurance") - before, entry.stake / 5);
    assert_eq!(chain.read::<SlashProposal>(&proposal).unwrap().owed, [0; 3]);
}

fn balance(chain: &Chain, owner: &str) -> u64 {
    chain.balance(&token::address(&address(owner), &mint("staked-sol"))).unwrap()
}
