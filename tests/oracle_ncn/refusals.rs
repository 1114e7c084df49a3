//! What opens an oracle's accounts, and what does not.

use harness::oracle::{ORACLE, PriceOracle};
use restaking_client::oracle::{self as client, OracleNcnError, RuleFigures};
use restaking_tests::id;

use crate::scene::{PRICE, ROUNDS, RULES, Scene};

#[tokio::test]
async fn accounts_are_opened_once_by_those_that_may() {
    let mut scene = Scene::new().await;
    let (mallory, oracle) = (id("mallory"), scene.oracle);
    // The oracle of the NCN exists; another admin's signature opens none.
    scene.bank.refused(oracle.open(RULES), &[&harness::key("ncn")]).await;
    let ncn = scene.bank.add_ncn("mallory", 0).await;
    let own = PriceOracle::new(ncn, mallory, 0, ROUNDS);
    scene
        .refuses("mallory", &[own.open(RuleFigures { quorum_bps: 5_000, ..RULES })], OracleNcnError::RuleOutOfBounds)
        .await;
    let others = scene.bank.add_ncn("creator", 0).await;
    let stolen = PriceOracle::new(others, mallory, 0, ROUNDS).open(RULES);
    scene.refuses("mallory", &[stolen], OracleNcnError::NotNcnAdmin).await;
    scene.by("mallory", own.open(RULES)).await;

    for rounds in [0, 1, 257, u64::MAX] {
        let feed = PriceOracle { rounds, ..own }.open_feed();
        scene.refuses("mallory", &[feed], OracleNcnError::RingOutOfBounds).await;
    }
    scene.by("mallory", own.open_feed()).await;
    scene.bank.refused(own.open_feed(), &[&harness::key("mallory")]).await;
    scene.refuses("mallory", &[own.open_round(&mallory, ROUNDS)], OracleNcnError::RingOutOfBounds).await;
    scene.by("mallory", own.open_round(&mallory, ROUNDS - 1)).await;
    scene.bank.refused(own.open_round(&mallory, ROUNDS - 1), &[&harness::key("mallory")]).await;
    scene.bank.refused(oracle.open_score(&id("keeper"), &scene.splits[0].operator), &[&harness::key("keeper")]).await;
    // A score is an operator's.
    scene.bank.refused(own.open_score(&mallory, &oracle.ncn), &[&harness::key("mallory")]).await;
}

#[tokio::test]
async fn a_height_needs_a_table_its_own_account_and_a_time() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    // The account of another slot.
    let [signed, mut carry] = scene.reporting(height, &[(0, PRICE)]).await;
    carry.accounts[3].pubkey = scene.oracle.round(height + 1);
    scene.refuses("keeper", &[signed, carry], OracleNcnError::WrongRound).await;
    // More keys than votes, and fewer.
    for keys in [0, 2] {
        let [signed, mut carry] = scene.reporting(height, &[(0, PRICE)]).await;
        let key = carry.accounts.pop().expect("a key");
        carry.accounts.extend(vec![key; keys]);
        scene.refuses("keeper", &[signed, carry], OracleNcnError::MissingAccounts).await;
    }
    // An account that is no key, and another NCN's key.
    let [signed, mut carry] = scene.reporting(height, &[(0, PRICE)]).await;
    let key = carry.accounts[6].pubkey;
    carry.accounts[6].pubkey = scene.oracle.feed;
    scene.refuses("keeper", &[signed.clone(), carry.clone()], OracleNcnError::NotAKey).await;
    let mut foreign = scene.bank.account(&key).await.expect("a key");
    foreign.data[16] ^= 1;
    scene.bank.put(&id("foreign key"), foreign);
    carry.accounts[6].pubkey = id("foreign key");
    scene.refuses("keeper", &[signed, carry], OracleNcnError::WrongNcn).await;

    // An oracle without a table, of an NCN whose policy has no heights.
    let ncn = scene.bank.add_ncn("mallory", 0).await;
    let mallory = id("mallory");
    let own = PriceOracle::new(ncn, mallory, 0, ROUNDS);
    scene.by("mallory", own.open(RULES)).await;
    scene.by("mallory", own.open_feed()).await;
    scene.by("mallory", own.open_round(&mallory, height % ROUNDS)).await;
    let now = scene.bank.now().await;
    let votes = [(&crate::scene::voter(0), PRICE, now)];
    let both = own.report(&scene.table, height, &votes);
    scene.refuses("mallory", &both, OracleNcnError::NoTable).await;
    let table = restaking_client::pda::stake_table(&ncn, 0);
    scene.bank.by("mallory", harness::table::open(&mallory, &mallory, &ncn, 0, 4, 10)).await;
    scene.bank.warp(now + 10).await;
    // An empty table has no weight, whatever the rules ask for.
    scene.refuses("mallory", &[own.adopt_table(&table)], OracleNcnError::LightTable).await;
    let mut account = scene.bank.account(&own.address).await.expect("an oracle");
    let at = 8 + 40;
    account.data[at..at + 32].copy_from_slice(table.as_ref());
    scene.bank.put(&own.address, account);
    let read: client::Oracle = scene.bank.read_of(&ORACLE, &own.address).await.expect("an oracle");
    assert_eq!(read.table, table);
    let both = own.report(&table, height, &votes);
    scene.refuses("mallory", &both, OracleNcnError::NoHeights).await;
}
