//! Roots: when they take effect, what replaces them, what strikes them, and their payers.

mod fund_reward_tree;
mod strike_root;

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
