//! Swaps of one asset for another: the pool's lower value may not fall.

use restaking_client::liquid::{AssetTermsArgs, Event, LiquidError};
use restaking_tests::{WEALTH, id};

use crate::scene::{GUARDS, GuardsArgs, IN_SOL, OPEN, STAKED, Scene};
use crate::source::{Figures, RATE};

#[tokio::test]
async fn a_swap_keeps_the_pools_value() {
    let mut scene = Scene::begun().await;
    let short = scene.swap("curator", IN_SOL, [120_000, 99_999]).await;
    scene.refuses("curator", short, LiquidError::ValueLost).await;
    let fair = scene.swap("curator", IN_SOL, [120_000, 100_000]).await;
    let events = scene.by("curator", fair).await;
    let Some(Event::AssetsSwapped(event)) = events.first() else { panic!("{events:?}") };
    assert_eq!((event.out, event.back, event.before.low), (120_000, 100_000, 2_200_000));
    let assets = &scene.read().await.ledger.assets;
    assert_eq!((assets[0].idle, assets[1].idle), (880_000, 1_100_000));
    assert_eq!(scene.balance(scene.tokens_of("curator", IN_SOL)).await, WEALTH + 120_000);
}

#[tokio::test]
async fn a_trader_signs_beside_the_curator() {
    let mut scene = Scene::begun().await;
    let swap = scene.swap("mallory", STAKED, [100_000, 120_000]).await;
    let mut alone = swap.clone();
    alone.accounts[0].pubkey = id("mallory");
    scene.refuses("mallory", alone, LiquidError::NotPoolCurator).await;
    let mut stolen = scene.swap("curator", STAKED, [100_000, 120_000]).await;
    stolen.accounts[5].pubkey = scene.tokens_of("alice", IN_SOL);
    scene.refuses("curator", stolen, LiquidError::NotHolder).await;
    scene.bank.send(&[swap], &[&harness::key("curator"), &harness::key("mallory")]).await.unwrap();
    scene.check().await;
}

#[tokio::test]
async fn a_swap_is_bounded_as_an_instant_exit_and_a_deposit_are() {
    let mut scene = Scene::begun().await;
    let over = scene.swap("curator", IN_SOL, [1_000_001, 900_000]).await;
    scene.refuses("curator", over, LiquidError::OverReserve).await;
    let mut itself = scene.swap("curator", IN_SOL, [1_000, 1_000]).await;
    itself.accounts[4].pubkey = scene.reserve(IN_SOL);
    itself.accounts[5].pubkey = scene.tokens_of("curator", IN_SOL);
    scene.bank.refuses("curator", itself).await;
    scene.by("creator", scene.set_guards(GuardsArgs { outflow_capacity: 100_000, ..GUARDS })).await;
    let over = scene.swap("curator", IN_SOL, [100_001, 90_000]).await;
    scene.refuses("curator", over, LiquidError::OverOutflow).await;
    scene.by("creator", scene.set_asset(STAKED, AssetTermsArgs { is_open: false, ..OPEN })).await;
    let closed = scene.swap("curator", IN_SOL, [1_000, 900]).await;
    scene.refuses("curator", closed, LiquidError::AssetClosed).await;
    scene.by("guardian", scene.pause("guardian", 8, 60)).await;
    let paused = scene.swap("curator", IN_SOL, [1_000, 900]).await;
    scene.refuses("curator", paused, LiquidError::Paused).await;
}

/// With a fee at the source, the tokens that come in count by what redeeming them gives.
#[tokio::test]
async fn a_swap_counts_the_fee_of_the_source() {
    let mut scene = Scene::begun().await;
    scene.figures(Figures { fee: [1_000, 1, 0, 0], ..RATE }).await;
    let short = scene.swap("curator", IN_SOL, [120_000, 100_000]).await;
    scene.refuses("curator", short, LiquidError::ValueLost).await;
    let fair = scene.swap("curator", IN_SOL, [120_000, 100_102]).await;
    scene.by("curator", fair).await;
}
