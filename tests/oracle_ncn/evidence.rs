//! For how long an offense is kept.

use harness::key;
use harness::slash::WHOLE;
use restaking_client::oracle::{OracleNcnError, RuleFigures};
use restaking_client::{Config, RestakingError, pda};
use restaking_tests::{EPOCH, id};

use crate::scene::{PRICE, RULES, Scene};

/// A slash that is vetoed later hides the stake from another one meanwhile. That one's offense waits for it, however short the epochs
/// are.
#[tokio::test]
async fn an_offense_outlives_the_slash_that_delays_its_own() {
    let rules = RuleFigures { period_seconds: RULES.window_seconds, slash_fraction: WHOLE, ..RULES };
    let mut scene = Scene::with(rules).await;
    // A protocol whose longest epoch is the vault's.
    let mut account = scene.bank.account(&pda::config()).await.expect("a config");
    let mut config = Config::from_bytes(&account.data).expect("a config");
    config.max_epoch_seconds = EPOCH;
    let head = borsh::to_vec(&config).expect("a config");
    account.data[..head.len()].copy_from_slice(&head);
    scene.bank.put(&pda::config(), account);

    let (split, prices) = (scene.splits[4], [Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(2 * PRICE)]);
    let mut heights = vec![];
    for _ in 0..2 {
        let height = scene.round(prices).await;
        scene.judge(height, 4, true).await;
        heights.push(height);
        if heights.len() == 1 {
            let slash = scene.slashing(height, 4).await;
            scene.by("keeper", slash).await;
        }
    }
    let slash = scene.slashing(heights[1], 4).await;
    let failure = scene.bank.refused(slash, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NothingToSlash), "{:#?}", failure.logs);
    scene.pass(6 * 86_400).await;
    for height in heights.clone() {
        let close = scene.oracle.close_offense(height, &split.operator, &id("reporter"));
        scene.refuses("mallory", &[close], OracleNcnError::OffenseLive).await;
    }
    let incident = scene.offense(heights[0], 4).await.incident;
    let veto = scene.bank.vetoing(&split, incident).await;
    scene.bank.by("resolver", veto).await;
    let slash = scene.slashing(heights[1], 4).await;
    scene.by("keeper", slash).await;
    assert_eq!(scene.record(4).await.slashes, 2);
}
