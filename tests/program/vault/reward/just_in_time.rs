//! A deposit for a reward that leaves with it earns nothing from it.

use harness::{fee, key};
use restaking_tests::id;

use crate::vault::reward::scene::{FIRST, FREE, Scene};

/// What alice has in the vault, and nine times as much that mallory comes with.
const STAKE: u64 = 1_000_000;
const RUSH: u64 = 9_000_000;

/// The reward. At once, nine tenths of it would be mallory's: 90,000.
const REWARD: u64 = 100_000;

/// Alice in the vault, which has earned before: at the scene's second 5,000 its rate is not 1:1.
async fn scene() -> Scene {
    let mut scene = Scene::free(FREE).await;
    scene.deposit("alice", STAKE).await;
    scene.pay("ncn", 123_457).await;
    scene.at(5_000).await;
    scene
}

#[tokio::test]
async fn who_enters_before_a_reward_and_asks_to_leave_after_it_earns_nothing() {
    let mut scene = scene().await;
    let shares = scene.deposit("mallory", RUSH).await;
    scene.pay("ncn", REWARD).await;
    // In the same second: what she came with, less what rounds off.
    assert_eq!(scene.request("mallory", 0, shares).await, RUSH - 1);
    scene.at(7_000).await;
    assert_eq!(scene.claim("mallory", 0, FIRST + 5).await, RUSH - 1);
    assert_eq!(scene.gained("mallory").await, -1);
    // All of the reward, and mallory's unit, went to the remaining holders.
    assert_eq!(
        scene.request("alice", 0, STAKE).await,
        STAKE * (STAKE + 123_457 + REWARD + 1 + 1_000) / (STAKE + 1_000)
    );
}

#[tokio::test]
async fn who_enters_before_a_reward_and_leaves_at_once_after_it_earns_nothing() {
    let mut scene = scene().await;
    // Less than the idle half: it has to be there to leave.
    let shares = scene.deposit("mallory", STAKE / 2).await;
    scene.pay("ncn", REWARD).await;
    assert_eq!(scene.exit("mallory", shares).await, STAKE / 2 - 1);
    assert_eq!(scene.gained("mallory").await, -1);
}

/// All three in one transaction, by an NCN that pays itself.
#[tokio::test]
async fn nor_does_who_does_all_of_it_in_one_transaction() {
    let mut scene = scene().await;
    let (mallory, vault) = (id("mallory"), scene.vault);
    let done = scene.bank.simulate(&["mallory"], vault.deposit(&mallory, STAKE / 2, 0, false)).await;
    let [restaking_client::Event::Deposited(deposit)] = &done.events[..] else { panic!("{:?}", done.events) };
    let rush = [
        vault.deposit(&mallory, STAKE / 2, 0, false),
        fee::pay_reward(&scene.first, &id("ncn"), REWARD),
        vault.exit_instantly(&mallory, deposit.shares, 0),
    ];
    scene.run(&rush, &[&key("mallory"), &key("ncn")]).await;
    assert_eq!((scene.gained("mallory").await, scene.shares("mallory").await), (-1, 0));
}

/// A remaining holder earns by the second, as everyone else: the reward is for the stake that is there while it
/// streams.
#[tokio::test]
async fn who_stays_earns_for_as_long() {
    // 9,000,000 of 10,123,457 in the vault are mallory's: of 100 that stream in a second, 88.9 are hers.
    for (second, gain) in [(0, -1), (1, 88), (10, 888), (100, 8_889), (500, 44_446), (1_000, 88_893)] {
        let mut scene = scene().await;
        let shares = scene.deposit("mallory", RUSH).await;
        scene.pay("ncn", REWARD).await;
        scene.at(5_000 + second).await;
        let assets = scene.request("mallory", 0, shares).await;
        assert_eq!(assets as i64 - RUSH as i64, gain, "after {second} s");
    }
}

/// A requested exit earns nothing from then on, and the others earn its part.
#[tokio::test]
async fn who_leaves_stops_earning() {
    let mut scene = scene().await;
    scene.deposit("bob", STAKE).await;
    scene.pay("ncn", REWARD).await;
    scene.at(5_500).await;
    let shares = scene.shares("bob").await;
    let bobs = scene.request("bob", 0, shares).await;
    let before = scene.ledger().await.books.active;
    scene.at(6_000).await;
    scene.deposit("carol", 1_000).await;
    assert_eq!(scene.ledger().await.books.active, before + REWARD / 2 + 1_000);
    scene.at(7_000).await;
    assert_eq!(scene.claim("bob", 0, FIRST + 5).await, bobs);
}
