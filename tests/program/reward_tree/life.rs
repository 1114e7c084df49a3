//! A tree's life, with an event for each step.

mod open_reward_tree;

use restaking_client::{
    ClaimerSet, Event, RestakingError, RewardBooks, RewardClaim, RewardPaid, RewardRolesSet, RewardTreeFunded,
    RewardTreeOpened, RootPublished, RootStruck, pda,
};
use restaking_tests::{GENESIS, WEALTH, assert_refused, id};
use solana_program::pubkey::Pubkey;

use crate::reward_tree::scene::{DELAY, Scene, assert_error, event, proof};

const NOTHING: RewardBooks = RewardBooks {
    active_root: [0; 32],
    active_total: 0,
    active_from: 0,
    next_root: [0; 32],
    next_total: 0,
    activates_at: 0,
    funded: 0,
    paid: 0,
};

#[tokio::test]
async fn a_life_has_an_event_for_each_step() {
    let mut scene = Scene::new().await;
    let (tree, publisher, alice) = (scene.tree, id("publisher"), id("alice"));
    let address = tree.address;

    let first = scene.list(&[("alice", 600), ("bob", 400)]);
    let done = scene.bank.by("publisher", tree.publish(&publisher, first.root(), 1_000)).await;
    let after = RewardBooks {
        next_root: first.root(),
        next_total: 1_000,
        activates_at: GENESIS + DELAY,
        funded: 1_000,
        ..NOTHING
    };
    let published = RootPublished {
        tree: address,
        number: 2,
        time: GENESIS,
        publisher,
        disputer: id("disputer"),
        funder: publisher,
        amount: 1_000,
        before: NOTHING,
        after: after.clone(),
    };
    assert_eq!(event(&done), &Event::RootPublished(published));
    assert_eq!((scene.books().await, scene.read().await.root_disputer), (after.clone(), id("disputer")));
    assert_eq!(scene.tokens("publisher").await, WEALTH - 1_000);

    scene.wait(DELAY).await;
    let done = scene.bank.by("alice", tree.claim(&alice, proof(&first, "alice"))).await;
    let paid = RewardPaid {
        tree: address,
        number: 3,
        time: GENESIS + DELAY,
        earner: alice,
        claimer: alice,
        to: tree.tokens_of(&alice),
        root: first.root(),
        cumulative: 600,
        amount: 600,
        paid: 600,
        funded: 1_000,
    };
    assert_eq!(event(&done), &Event::RewardPaid(paid));
    let settled = RewardBooks {
        active_root: first.root(),
        active_total: 1_000,
        active_from: GENESIS + DELAY,
        funded: 1_000,
        paid: 600,
        ..NOTHING
    };
    assert_eq!((scene.books().await, scene.read().await.root_disputer), (settled.clone(), Pubkey::default()));
    let claim: RewardClaim = scene.bank.read(&pda::reward_claim(&address, &alice)).await.expect("alice's");
    assert_eq!((claim.version, claim.tree, claim.earner, claim.rent_payer), (1, address, alice, alice));
    assert_eq!((claim.claimer, claim.claimed), (Pubkey::default(), 600));

    let done = scene.bank.by("funder", tree.fund(&id("funder"), 250)).await;
    let funded = RewardBooks { funded: 1_250, ..settled.clone() };
    let event_funded = RewardTreeFunded {
        tree: address,
        number: 4,
        time: GENESIS + DELAY,
        funder: id("funder"),
        amount: 250,
        before: settled,
        after: funded.clone(),
    };
    assert_eq!(event(&done), &Event::RewardTreeFunded(event_funded));

    let second = scene.publish(&[("alice", 700), ("bob", 900)]).await;
    let pending = scene.books().await;
    let next = RewardBooks {
        next_root: second.root(),
        next_total: 1_600,
        activates_at: GENESIS + 2 * DELAY,
        funded: 1_600,
        ..funded
    };
    assert_eq!(pending, next);
    let done = scene.bank.by("disputer", tree.strike(&id("disputer"), second.root())).await;
    let struck = RewardBooks { next_root: [0; 32], next_total: 0, activates_at: 0, ..pending.clone() };
    let event_struck = RootStruck {
        tree: address,
        number: 6,
        time: GENESIS + DELAY,
        disputer: id("disputer"),
        before: pending,
        after: struck.clone(),
    };
    assert_eq!(event(&done), &Event::RootStruck(event_struck));
    assert_eq!(scene.books().await, struck);

    let done = scene.bank.by("ncn", tree.set_roles(&id("ncn"), &id("funder"), &id("carol"))).await;
    let roles = RewardRolesSet {
        tree: address,
        number: 7,
        time: GENESIS + DELAY,
        publisher_before: publisher,
        publisher_after: id("funder"),
        disputer: id("disputer"),
        next_disputer: id("carol"),
        disputer_from: GENESIS + 2 * DELAY,
    };
    assert_eq!(event(&done), &Event::RewardRolesSet(roles));

    let done = scene.bank.by("bob", tree.set_claimer(&id("bob"), &id("carol"))).await;
    let set = ClaimerSet {
        tree: address,
        number: 8,
        time: GENESIS + DELAY,
        earner: id("bob"),
        before: Pubkey::default(),
        after: id("carol"),
    };
    assert_eq!(event(&done), &Event::ClaimerSet(set));
    scene.balances().await;
}

/// The admin of a retired NCN may still pay what it owes.
#[tokio::test]
async fn a_retired_ncn_pays_its_last_rewards() {
    let mut scene = Scene::new().await;
    scene.bank.by("ncn", harness::entity::retire_ncn(&id("ncn"), &scene.tree.ncn)).await;
    let last = scene.active(&[("alice", 5)]).await;
    assert_eq!(scene.claim("alice", &last).await, 5);
    scene.balances().await;
}

#[tokio::test]
async fn who_pays_for_an_account_need_not_own_it() {
    let mut scene = Scene::unopened().await;
    let tree = scene.tree;
    let mut open = tree.open(&id("ncn"), &id("publisher"), &id("disputer"), DELAY as u64);
    open.accounts[0].pubkey = id("funder");
    scene.bank.send(&[open], &[&harness::key("funder"), &harness::key("ncn")]).await.unwrap();
    assert_eq!(scene.read().await.rent_payer, id("funder"));
    let first = scene.active(&[("alice", 600), ("bob", 400)]).await;
    let (alice, bob) = (scene.bank.lamports(&id("alice")).await, scene.bank.lamports(&id("bob")).await);
    let mut claim = tree.claim(&id("alice"), proof(&first, "alice"));
    claim.accounts[0].pubkey = id("funder");
    let mut name = tree.set_claimer(&id("bob"), &id("carol"));
    name.accounts[0].pubkey = id("funder");
    let keys = ["funder", "alice", "bob"].map(harness::key);
    scene.bank.send(&[claim, name], &[&keys[0], &keys[1], &keys[2]]).await.unwrap();
    for earner in [id("alice"), id("bob")] {
        let claim: RewardClaim = scene.bank.read(&tree.claim_of(&earner)).await.expect("a claim");
        assert_eq!((claim.rent_payer, claim.earner), (id("funder"), earner));
    }
    assert_eq!((scene.bank.lamports(&id("alice")).await, scene.bank.lamports(&id("bob")).await), (alice, bob));
}

/// Lamports sent to an address before its account is made count towards its rent, and stop nobody.
#[tokio::test]
async fn lamports_sent_ahead_stop_no_account_from_being_made() {
    let mut scene = Scene::unopened().await;
    let tree = scene.tree;
    for address in [tree.address, tree.treasury(), tree.claim_of(&id("alice")), tree.claim_of(&id("bob"))] {
        scene.bank.fund(&address);
    }
    scene.open(tree).await;
    let first = scene.active(&[("alice", 600), ("bob", 400)]).await;
    assert_eq!(scene.claim("alice", &first).await, 600);
    scene.bank.by("bob", tree.set_claimer(&id("bob"), &id("carol"))).await;
    assert_eq!(scene.claim("bob", &first).await, 400);
    scene.balances().await;
}
