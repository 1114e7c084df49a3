//! The publisher and the disputer after a change by the NCN's admin: a dispute in flight cannot be taken away.

use restaking_client::RestakingError;
use restaking_tests::{GENESIS, id};
use solana_program::pubkey::Pubkey;

use crate::reward_tree::scene::{DELAY, Scene, assert_error, proof};

impl Scene {
    /// Has the NCN's admin name a publisher and a disputer.
    async fn name(&mut self, publisher: &str, disputer: &str) {
        let roles = self.tree.set_roles(&id("ncn"), &id(publisher), &id(disputer));
        self.bank.by("ncn", roles).await;
    }

    /// Whether `name` could strike the root now.
    async fn strikes(&mut self, name: &str, root: [u8; 32]) -> bool {
        let strike = self.tree.strike(&id(name), root);
        let books = self.books().await;
        match self.bank.send(std::slice::from_ref(&strike), &[&harness::key(name)]).await {
            Ok(_) => true,
            Err(failure) => {
                assert_error(&failure, RestakingError::NotDisputer);
                assert_eq!(self.books().await, books);
                false
            }
        }
    }
}

#[tokio::test]
async fn only_the_ncns_admin_names_them_and_for_its_own_trees() {
    let mut scene = Scene::new().await;
    let tree = scene.tree;
    for name in ["publisher", "disputer", "mallory"] {
        let failure = scene.bank.refuses(name, tree.set_roles(&id(name), &id("mallory"), &id("mallory"))).await;
        assert_error(&failure, RestakingError::NotNcnAdmin);
    }
    let own = scene.bank.add_ncn("mallory", 0).await;
    let mut set = tree.set_roles(&id("mallory"), &id("mallory"), &id("mallory"));
    set.accounts[1].pubkey = own;
    assert_error(&scene.bank.refuses("mallory", set).await, RestakingError::WrongTree);
    let nobody = tree.set_roles(&id("ncn"), &id("publisher"), &Pubkey::default());
    assert_error(&scene.bank.refuses("ncn", nobody).await, RestakingError::NoDisputer);
}

#[tokio::test]
async fn a_publisher_counts_at_once_and_what_it_published_stays_to_be_struck() {
    let mut scene = Scene::new().await;
    let bad = scene.publish(&[("mallory", 600)]).await;
    scene.name("funder", "disputer").await;
    let publish = scene.tree.publish(&id("publisher"), [1; 32], 600);
    assert_error(&scene.bank.refuses("publisher", publish).await, RestakingError::NotPublisher);
    assert!(scene.strikes("disputer", bad.root()).await);
    scene.bank.by("funder", scene.tree.publish(&id("funder"), [1; 32], 700)).await;
    assert_eq!(scene.books().await.next_total, 700);
}

/// A root stays its disputer's to strike through its whole delay, though another disputer was named before or after.
#[tokio::test]
async fn a_dispute_in_flight_cannot_be_taken_away() {
    for announced in [0, DELAY - 1] {
        let mut scene = Scene::new().await;
        scene.wait(DELAY - 1 - announced).await;
        scene.name("publisher", "mallory").await;
        scene.wait(announced).await;
        // In the last second in which the old disputer counts, or right after the announcement.
        let bad = scene.publish(&[("mallory", 600)]).await;
        assert_eq!(scene.read().await.root_disputer, id("disputer"));
        scene.name("publisher", "mallory").await;
        scene.wait(DELAY - 1).await;
        assert!(!scene.strikes("mallory", bad.root()).await);
        assert!(scene.strikes("disputer", bad.root()).await);
    }
}

/// Two delays after the announcement, and no sooner, a root counts that only the new disputer could strike. Until its last
/// second every earner can claim by the root before.
#[tokio::test]
async fn a_new_disputer_counts_a_delay_later_and_for_later_roots() {
    let mut scene = Scene::new().await;
    let first = scene.active(&[("alice", 600)]).await;
    scene.name("publisher", "mallory").await;
    let announced = GENESIS + DELAY;
    scene.wait(DELAY).await;
    let bad = scene.publish(&[("mallory", 600)]).await;
    assert_eq!(scene.read().await.root_disputer, id("mallory"));
    assert!(!scene.strikes("disputer", bad.root()).await);
    assert_eq!(scene.books().await.activates_at, announced + 2 * DELAY);
    scene.wait(DELAY - 1).await;
    assert_eq!(scene.claim("alice", &first).await, 600);
    assert!(scene.strikes("mallory", bad.root()).await);
    scene.balances().await;
}

#[tokio::test]
async fn a_change_of_disputer_is_called_off_or_replaced_and_not_put_off() {
    let mut scene = Scene::new().await;
    scene.name("publisher", "mallory").await;
    scene.wait(DELAY - 1).await;
    // Only the publisher changes.
    scene.name("funder", "mallory").await;
    let tree = scene.read().await;
    assert_eq!((tree.next_disputer, tree.disputer_from), (id("mallory"), GENESIS + DELAY));
    // Another one waits its own full time.
    scene.name("publisher", "carol").await;
    let tree = scene.read().await;
    assert_eq!((tree.disputer, tree.next_disputer), (id("disputer"), id("carol")));
    assert_eq!(tree.disputer_from, GENESIS + 2 * DELAY - 1);
    // Called off.
    scene.name("publisher", "disputer").await;
    scene.wait(2 * DELAY).await;
    let bad = scene.publish(&[("mallory", 600)]).await;
    for name in ["mallory", "carol"] {
        assert!(!scene.strikes(name, bad.root()).await);
    }
    assert!(scene.strikes("disputer", bad.root()).await);
}

/// A root that replaces one is its own publication: the disputer that counts then strikes it, and the one before no longer.
#[tokio::test]
async fn a_replacing_root_has_the_disputer_of_its_own_time() {
    let mut scene = Scene::new().await;
    scene.name("publisher", "carol").await;
    scene.wait(DELAY - 1).await;
    scene.publish(&[("alice", 600)]).await;
    scene.wait(1).await;
    let second = scene.publish(&[("alice", 700)]).await;
    assert!(!scene.strikes("disputer", second.root()).await);
    scene.wait(DELAY).await;
    assert_eq!(scene.claim("alice", &second).await, proof(&second, "alice").0);
}
