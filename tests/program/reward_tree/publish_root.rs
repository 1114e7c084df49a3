//! Roots: when they take effect, what replaces them, what strikes them, and their payers.

use restaking_client::{RestakingError, RewardBooks};
use restaking_tests::{GENESIS, WEALTH, assert_refused, id};
use solana_program::pubkey::Pubkey;

use crate::reward_tree::scene::{DELAY, Scene, assert_error, proof};

#[tokio::test]
async fn a_root_counts_from_its_second_on() {
    for (second, counts) in [(-1, false), (0, true), (1, true)] {
        let mut scene = Scene::new().await;
        let first = scene.publish(&[("alice", 600)]).await;
        scene.wait(DELAY + second).await;
        if counts {
            assert_eq!(scene.claim("alice", &first).await, 600);
            assert_eq!(scene.books().await.active_from, GENESIS + DELAY);
        } else {
            assert_error(&scene.refused("alice", proof(&first, "alice")).await, RestakingError::NoRoot);
        }
        scene.balances().await;
    }
}

/// Until the next root counts, the one before does, and not the next.
#[tokio::test]
async fn the_root_before_counts_until_then() {
    let mut scene = Scene::new().await;
    let first = scene.active(&[("alice", 600), ("bob", 400)]).await;
    let second = scene.publish(&[("alice", 700), ("bob", 900)]).await;
    scene.wait(DELAY - 1).await;
    assert_error(&scene.refused("alice", proof(&second, "alice")).await, RestakingError::NotInTree);
    assert_eq!(scene.claim("alice", &first).await, 600);
    scene.wait(1).await;
    assert_error(&scene.refused("bob", proof(&first, "bob")).await, RestakingError::NotInTree);
    assert_eq!([scene.claim("alice", &second).await, scene.claim("bob", &second).await], [100, 900]);
    scene.balances().await;
}

#[tokio::test]
async fn a_root_is_struck_in_its_last_second_and_no_later() {
    for second in [-1, 0, 1] {
        let mut scene = Scene::new().await;
        let first = scene.publish(&[("alice", 600)]).await;
        scene.wait(DELAY + second).await;
        let strike = scene.tree.strike(&id("disputer"), first.root());
        if second < 0 {
            scene.bank.by("disputer", strike).await;
            scene.wait(DELAY).await;
            assert_error(&scene.refused("alice", proof(&first, "alice")).await, RestakingError::NoRoot);
        } else {
            let failure = scene.bank.refuses("disputer", strike.clone()).await;
            let (now, from) = ((GENESIS + DELAY + second) as u64, (GENESIS + DELAY) as u64);
            assert_refused(&failure, RestakingError::RootActive, now, from);
            // It is the same once somebody has claimed by it.
            assert_eq!(scene.claim("alice", &first).await, 600);
            assert_refused(&scene.bank.refuses("disputer", strike).await, RestakingError::RootActive, now, from);
        }
        scene.balances().await;
    }
}

/// What came in for a root that was struck pays for the next.
#[tokio::test]
async fn a_struck_roots_funds_stay_for_the_next() {
    let mut scene = Scene::new().await;
    let first = scene.active(&[("alice", 600)]).await;
    let bad = scene.publish(&[("alice", 600), ("mallory", 5_000)]).await;
    scene.bank.by("disputer", scene.tree.strike(&id("disputer"), bad.root())).await;
    assert_eq!(scene.tokens("publisher").await, WEALTH - 5_600);
    // The root before counts on.
    assert_eq!(scene.claim("alice", &first).await, 600);
    let good = scene.publish(&[("alice", 700), ("bob", 4_800)]).await;
    assert_eq!(scene.tokens("publisher").await, WEALTH - 5_600, "nothing was missing");
    scene.wait(DELAY).await;
    assert_eq!([scene.claim("alice", &good).await, scene.claim("bob", &good).await], [100, 4_800]);
    let books = scene.books().await;
    assert_eq!((books.funded, books.paid, books.active_total), (5_600, 5_500, 5_500));
    scene.balances().await;
}

#[tokio::test]
async fn a_strike_names_the_root_and_hits_no_other() {
    let mut scene = Scene::new().await;
    let disputer = id("disputer");
    let bad = scene.publish(&[("mallory", 600)]).await;
    // The publisher was first to see it.
    let good = scene.publish(&[("alice", 600)]).await;
    for root in [bad.root(), [0; 32], [7; 32]] {
        let failure = scene.bank.refuses("disputer", scene.tree.strike(&disputer, root)).await;
        assert_refused(&failure, RestakingError::RootNotPending, 0, 1);
    }
    scene.wait(DELAY).await;
    assert_eq!(scene.claim("alice", &good).await, 600);
    // Nothing is pending.
    let failure = scene.bank.refuses("disputer", scene.tree.strike(&disputer, bad.root())).await;
    assert_refused(&failure, RestakingError::RootNotPending, 0, 1);
}

#[tokio::test]
async fn only_the_disputer_strikes() {
    let mut scene = Scene::new().await;
    let bad = scene.publish(&[("mallory", 600)]).await;
    for name in ["publisher", "ncn", "mallory", "alice"] {
        let failure = scene.bank.refuses(name, scene.tree.strike(&id(name), bad.root())).await;
        assert_error(&failure, RestakingError::NotDisputer);
    }
}

#[tokio::test]
async fn a_pending_root_is_replaced_and_the_new_one_waits_its_full_delay() {
    let mut scene = Scene::new().await;
    let first = scene.publish(&[("alice", 600), ("bob", 5_000)]).await;
    scene.wait(DELAY - 1).await;
    // Lower than what is pending, which never counted.
    let second = scene.publish(&[("alice", 650)]).await;
    assert_eq!(scene.books().await.activates_at, GENESIS + 2 * DELAY - 1);
    scene.wait(DELAY - 1).await;
    for earnings in [&first, &second] {
        assert_error(&scene.refused("alice", proof(earnings, "alice")).await, RestakingError::NoRoot);
    }
    scene.wait(1).await;
    assert_error(&scene.refused("bob", proof(&first, "bob")).await, RestakingError::NotInTree);
    assert_eq!(scene.claim("alice", &second).await, 650);
    let books = scene.books().await;
    assert_eq!((books.funded, books.paid, books.active_total), (5_600, 650, 650));
    scene.balances().await;
}

#[tokio::test]
async fn a_root_that_is_due_counts_though_another_is_published() {
    let mut scene = Scene::new().await;
    let first = scene.publish(&[("alice", 600)]).await;
    scene.wait(DELAY).await;
    let second = scene.publish(&[("alice", 700)]).await;
    let expected = RewardBooks {
        active_root: first.root(),
        active_total: 600,
        active_from: GENESIS + DELAY,
        next_root: second.root(),
        next_total: 700,
        activates_at: GENESIS + 2 * DELAY,
        funded: 700,
        paid: 0,
    };
    assert_eq!(scene.books().await, expected);
    assert_eq!(scene.claim("alice", &first).await, 600);
}

#[tokio::test]
async fn a_root_never_promises_less_than_the_one_that_counts() {
    let mut scene = Scene::new().await;
    let (tree, publisher) = (scene.tree, id("publisher"));
    scene.active(&[("alice", 600)]).await;
    // The first root is due, though nobody has touched the tree since.
    for total in [0, 599] {
        let failure = scene.bank.refuses("publisher", tree.publish(&publisher, [1; 32], total)).await;
        assert_refused(&failure, RestakingError::TotalFell, total, 600);
    }
    let failure = scene.bank.refuses("publisher", tree.publish(&publisher, [0; 32], 600)).await;
    assert_refused(&failure, RestakingError::NoRoot, 0, 1);
    // As much, in other hands.
    scene.bank.by("publisher", tree.publish(&publisher, [1; 32], 600)).await;
    assert_eq!(scene.tokens("publisher").await, WEALTH - 600);
}

#[tokio::test]
async fn only_the_publisher_publishes() {
    let mut scene = Scene::new().await;
    for name in ["disputer", "ncn", "mallory", "funder"] {
        let publish = scene.tree.publish_with(&id(name), &id(name), None, [1; 32], 0);
        assert_error(&scene.bank.refuses(name, publish).await, RestakingError::NotPublisher);
    }
}

/// A publisher, on a server for example, does not have to hold tokens.
#[tokio::test]
async fn whoever_signs_may_fund_a_root_and_anyone_may_fund_ahead() {
    let mut scene = Scene::new().await;
    let (tree, publisher, funder) = (scene.tree, id("publisher"), id("funder"));
    let publish = tree.publish_with(&publisher, &funder, Some(tree.tokens_of(&funder)), [1; 32], 600);
    let keys = ["publisher", "funder"].map(harness::key);
    scene.bank.send(&[publish], &[&keys[0], &keys[1]]).await.unwrap();
    assert_eq!((scene.tokens("publisher").await, scene.tokens("funder").await), (WEALTH, WEALTH - 600));

    scene.bank.by("funder", tree.fund(&funder, 400)).await;
    let without = |total| tree.publish_with(&publisher, &publisher, None, [2; 32], total);
    let failure = scene.bank.refuses("publisher", without(1_001)).await;
    assert_refused(&failure, RestakingError::Unfunded, 1_001, 1_000);
    scene.bank.by("publisher", without(1_000)).await;
    assert_eq!((scene.tokens("publisher").await, scene.books().await.funded), (WEALTH, 1_000));

    let failure = scene.bank.refuses("funder", tree.fund(&funder, 0)).await;
    assert_refused(&failure, RestakingError::Zero, 0, 1);
    // SPL Token's: insufficient funds.
    assert_eq!(scene.bank.refuses("funder", tree.fund(&funder, WEALTH)).await.code(), Some(1));
    let dear = tree.publish(&publisher, [3; 32], 1_001 + WEALTH);
    assert_eq!(scene.bank.refuses("publisher", dear).await.code(), Some(1));
    // Funds that are not the signer's.
    let mut theft = tree.fund(&id("mallory"), 5);
    theft.accounts[3].pubkey = tree.tokens_of(&funder);
    assert_eq!(scene.bank.refuses("mallory", theft).await.restaking(), Some(RestakingError::NotHolder));
}

/// Tokens sent to the treasury past the program are in no list, and block no claim.
#[tokio::test]
async fn donations_count_for_nothing() {
    let mut scene = Scene::new().await;
    let tree = scene.tree;
    let gift =
        |amount| harness::token::transfer(&tree.tokens_of(&id("funder")), &tree.treasury(), &id("funder"), amount);
    scene.bank.by("funder", gift(70)).await;
    let first = scene.active(&[("alice", 600), ("bob", 400)]).await;
    assert_eq!(scene.tokens("publisher").await, WEALTH - 1_000, "the 70 are no funds");
    scene.bank.by("funder", gift(7)).await;
    assert_eq!([scene.claim("alice", &first).await, scene.claim("bob", &first).await], [600, 400]);
    let books = scene.books().await;
    assert_eq!((books.funded, books.paid), (1_000, 1_000));
    assert_eq!(scene.bank.balance(&tree.treasury()).await, 77);
}

#[tokio::test]
async fn a_tree_without_a_publisher_keeps_what_counts() {
    let mut scene = Scene::new().await;
    let first = scene.active(&[("alice", 600)]).await;
    let roles = scene.tree.set_roles(&id("ncn"), &Pubkey::default(), &id("disputer"));
    scene.bank.by("ncn", roles).await;
    let publish = scene.tree.publish(&id("publisher"), [1; 32], 600);
    assert_error(&scene.bank.refuses("publisher", publish).await, RestakingError::NotPublisher);
    assert_eq!(scene.claim("alice", &first).await, 600);
}
