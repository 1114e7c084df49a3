//! What opens an oracle's accounts, and what does not.

use harness::oracle::PriceOracle;
use oracle_ledger::rules::Rules;
use restaking_client::oracle::{OracleNcnError, RuleFigures};
use restaking_client::pda;
use restaking_tests::id;
use solana_program::instruction::InstructionError;
use solana_transaction_error::TransactionError;

use crate::scene::{PRICE, ROUNDS, RULES, Scene, policy};

#[tokio::test]
async fn accounts_are_opened_once_by_those_that_may() {
    let mut scene = Scene::new().await;
    let (mallory, oracle) = (id("mallory"), scene.oracle);
    // The oracle of the NCN exists; another admin's signature opens none.
    let failure = scene.bank.refused(oracle.open(RULES), &[&harness::key("ncn")]).await;
    assert_eq!(failure.code(), Some(0), "{:#?}", failure.logs);
    let ncn = scene.bank.add_policy("mallory", 0, policy(&pda::ncn(&mallory, 0))).await;
    let own = PriceOracle::new(ncn, mallory, 0, ROUNDS);
    scene
        .refuses("mallory", &[own.open(RuleFigures { quorum_bps: 5_000, ..RULES })], OracleNcnError::RuleOutOfBounds)
        .await;
    let others = scene.bank.add_ncn("creator", 0).await;
    let stolen = PriceOracle::new(others, mallory, 0, ROUNDS).open(RULES);
    scene.refuses("mallory", &[stolen], OracleNcnError::NotNcnAdmin).await;
    scene.by("mallory", own.open(RULES)).await;

    for rounds in [0, 1, 41, u64::MAX] {
        let feed = PriceOracle { rounds, ..own }.open_feed();
        scene.refuses("mallory", &[feed], OracleNcnError::RingOutOfBounds).await;
    }
    scene.by("mallory", own.open_feed()).await;
    let failure = scene.bank.refused(own.open_feed(), &[&harness::key("mallory")]).await;
    assert_eq!(failure.code(), Some(0), "{:#?}", failure.logs);
    scene.refuses("mallory", &[own.open_round(&mallory, ROUNDS)], OracleNcnError::RingOutOfBounds).await;
    scene.by("mallory", own.open_round(&mallory, ROUNDS - 1)).await;
    let failure = scene.bank.refused(own.open_round(&mallory, ROUNDS - 1), &[&harness::key("mallory")]).await;
    assert_eq!(failure.code(), Some(0), "{:#?}", failure.logs);
    let again = oracle.open_score(&id("keeper"), &scene.splits[0].operator);
    let failure = scene.bank.refused(again, &[&harness::key("keeper")]).await;
    assert_eq!(failure.code(), Some(0), "{:#?}", failure.logs);
    // A score is an operator's.
    let failure = scene.bank.refused(own.open_score(&mallory, &oracle.ncn), &[&harness::key("mallory")]).await;
    let refused = TransactionError::InstructionError(1, InstructionError::InvalidAccountData);
    assert_eq!(failure.error, refused, "{:#?}", failure.logs);
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

    // An oracle without a table.
    let own = scene.add_oracle("mallory", 0).await;
    let mallory = id("mallory");
    scene.by("mallory", own.open_round(&mallory, height % ROUNDS)).await;
    let now = scene.bank.now().await;
    let votes = [(&crate::scene::voter(0), PRICE, now)];
    let both = own.report(&scene.table, height, &votes);
    scene.refuses("mallory", &both, OracleNcnError::NoTable).await;
    // An empty table has no weight, whatever the rules ask for.
    let table = pda::stake_table(&own.ncn, 0);
    scene.bank.by("mallory", harness::table::open(&mallory, &mallory, &own.ncn, 0, 4, 10)).await;
    scene.bank.warp(now + 10).await;
    scene.refuses("mallory", &[own.adopt_table(&table)], OracleNcnError::LightTable).await;
}

/// A feed keeps the times of heights that the policy has when it opens.
#[tokio::test]
async fn a_feed_needs_a_policy_with_heights() {
    let mut scene = Scene::new().await;
    let ncn = scene.bank.add_ncn("keeper", 0).await;
    let own = PriceOracle::new(ncn, id("keeper"), 0, ROUNDS);
    scene.by("keeper", own.open(RULES)).await;
    scene.refuses("keeper", &[own.open_feed()], OracleNcnError::NoHeights).await;
    let (feed, policy) = (scene.feed().await, policy(&scene.oracle.ncn));
    assert_eq!((feed.height_zero, feed.height_millis), (policy.height_zero, policy.height_millis));
}

/// The tests' rules are the reference's, but for what the tests name.
#[test]
fn the_rules_are_those_of_the_reference() {
    let reference = RuleFigures {
        quorum_bps: Rules::REFERENCE.quorum_bps,
        min_reports: Rules::REFERENCE.min_reports,
        safety_bps: Rules::REFERENCE.safety_bps,
        warning_bps: Rules::REFERENCE.warning_bps,
        slash_bps: Rules::REFERENCE.slash_bps,
        severe_bps: Rules::REFERENCE.severe_bps,
        severe_times: Rules::REFERENCE.severe_times,
        severe_of: Rules::REFERENCE.severe_of,
        slash_fraction: Rules::REFERENCE.slash_fraction,
        manipulation_fraction: Rules::REFERENCE.manipulation_fraction,
        window_seconds: Rules::REFERENCE.window_seconds,
        absent_times: 3,
        absent_of: 10,
        jail_seconds: Rules::REFERENCE.jail_seconds,
        min_table_weight: 1,
        certain_seconds: 60,
        min_challenge_seconds: Rules::REFERENCE.min_challenge_seconds,
        period_seconds: Rules::REFERENCE.period_seconds,
    };
    assert_eq!(RULES, reference);
}
