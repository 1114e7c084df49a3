//! Exits in kind and at once.

use harness::token;
use restaking_client::liquid::{Event, LiquidError};
use restaking_tests::{EPOCH, PERCENT, id};

use crate::scene::{FeesArgs, GUARDS, GuardsArgs, IN_SOL, NO_FEES, NOTICE, STAKED, Scene};

#[tokio::test]
async fn in_kind_gives_a_part_of_everything() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 400_000).await;
    scene.by("curator", place).await;
    // A tenth of 2,200,000 shares.
    let exit = scene.leave_in_kind("alice", 220_000, 0).await;
    let before = [scene.balance(scene.tokens_of("alice", IN_SOL)).await, scene.balance(scene.staked_of("alice")).await];
    let events = scene.by("alice", exit).await;
    let Some(Event::LeftInKind(event)) = events.first() else { panic!("{events:?}") };
    assert_eq!((event.shares, event.supply), (220_000, 1_980_000));
    assert_eq!((event.tokens[..2].to_vec(), event.vault_shares[0]), (vec![100_000, 60_000], 40_000));
    let after = [scene.balance(scene.tokens_of("alice", IN_SOL)).await, scene.balance(scene.staked_of("alice")).await];
    assert_eq!([after[0] - before[0], after[1] - before[1]], [100_000, 60_000]);
    assert_eq!(scene.balance(scene.vrt_of("alice")).await, 1_000_000 + 40_000, "beside those of before");
    assert_eq!(scene.balance(scene.lrt_of("alice")).await, 1_980_000);
}

/// No price, no pause and no limit stops it: a stake pool that is not updated, jumps and says nothing; a paused pool; a vault that is paused.
#[tokio::test]
async fn in_kind_is_open_whatever_the_sources_say() {
    let mut scene = Scene::begun().await;
    scene.by("guardian", scene.pause("guardian", 11, 86_400)).await;
    scene.deployed_in(77);
    scene.figures_of(crate::source::Figures { lamports: 0, supply: 0, fee: [0; 4] }, 0);
    scene.next_epoch().await;
    let exit = scene.leave_in_kind("alice", 1_100_000, 0).await;
    scene.by("alice", exit).await;
    scene.bank.put(&scene.source(), solana_account::Account::default());
    let exit = scene.leave_in_kind("alice", 1_100_000, 0).await;
    scene.by("alice", exit).await;
    assert_eq!(scene.read().await.ledger.supply, 0);
}

#[tokio::test]
async fn an_asset_that_its_issuer_froze_holds_up_no_other() {
    let mut scene = Scene::begun().await;
    let reserve = scene.reserve(STAKED);
    let mut account = scene.bank.account(&reserve).await.expect("a reserve");
    const STATE: usize = 108;
    account.data[STATE] = 2;
    scene.bank.put(&reserve, account.clone());
    let exit = scene.leave_in_kind("alice", 220_000, 0).await;
    let failure = scene.bank.refuses("alice", exit).await;
    assert_eq!(failure.code(), Some(17), "SPL Token: account frozen: {:#?}", failure.logs);

    let exit = scene.leave_in_kind("alice", 220_000, 1 << STAKED).await;
    scene.by("alice", exit).await;
    let exit = scene.leave_in_kind("alice", 198_000, 1 << STAKED).await;
    scene.by("alice", exit).await;
    let asset = &scene.read().await.ledger.assets[STAKED as usize];
    // A tenth of all, and a tenth of the rest.
    assert_eq!((asset.owed, asset.idle), (100_000 + 90_000, 810_000));
    assert_eq!(scene.balance(scene.tokens_of("alice", IN_SOL)).await, restaking_tests::WEALTH - 1_000_000 + 190_000);

    account.data[STATE] = 1;
    scene.bank.put(&reserve, account);
    let mallory = scene.claim_set_aside("alice", STAKED);
    let mut stolen = mallory.clone();
    stolen.accounts[0].pubkey = id("mallory");
    scene.refuses("mallory", stolen, LiquidError::NotOwner).await;
    scene.by("alice", scene.claim_set_aside("alice", STAKED)).await;
    assert_eq!(scene.balance(scene.staked_of("alice")).await, restaking_tests::WEALTH - 1_000_000 + 190_000);
    assert!(scene.bank.account(&crate::scene::LIQUID.set_aside(&scene.pool, &id("alice"))).await.is_none());
}

/// Leavers share an exit that is on its way when they leave, and each gets its part once it is collected.
#[tokio::test]
async fn in_kind_gives_parts_of_exits_on_their_way() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 400_000).await;
    scene.by("curator", place).await;
    let unplace = scene.unplace("curator", 300_000).await;
    scene.by("curator", unplace).await;
    scene
        .bank
        .send(
            &[token::transfer(&scene.lrt_of("alice"), &scene.lrt_of("bob"), &id("alice"), 550_000)],
            &[&harness::key("alice")],
        )
        .await
        .unwrap();
    // A quarter of all, then a fifth of the rest.
    for (name, shares, part) in [("bob", 550_000, 75_000), ("alice", 330_000, 45_000)] {
        let exit = scene.leave_in_kind(name, shares, 0).await;
        let events = scene.by(name, exit).await;
        let Some(Event::LeftInKind(event)) = events.first() else { panic!("{events:?}") };
        assert_eq!(event.exit_shares[0], [part, 0, 0], "{name}");
    }
    let early = scene.collect_exit("keeper", 0, 0, "curator").await;
    let failure = scene.bank.refuses("keeper", early).await;
    assert_eq!(failure.restaking(), Some(restaking_client::RestakingError::NotMatured));
    let early = scene.claim_exit_part("bob", 0, "keeper");
    assert!(scene.bank.refuses("bob", early).await.code().is_none(), "no such account yet");
    scene.pass(2 * EPOCH).await;
    let collect = scene.collect_exit("keeper", 0, 0, "curator").await;
    let events = scene.by("keeper", collect).await;
    let Some(Event::ExitCollected(event)) = events.first() else { panic!("{events:?}") };
    assert_eq!((event.idle, event.given), (180_000, 120_000));

    let before = scene.balance(scene.staked_of("bob")).await;
    let mut stolen = scene.claim_exit_part("bob", 0, "keeper");
    stolen.accounts[0].pubkey = id("mallory");
    scene.refuses("mallory", stolen, LiquidError::NotOwner).await;
    scene.by("bob", scene.claim_exit_part("bob", 0, "keeper")).await;
    assert_eq!(scene.balance(scene.staked_of("bob")).await - before, 75_000);
    scene.by("alice", scene.claim_exit_part("alice", 0, "keeper")).await;
    let ticket = scene.split.vault.ticket(&scene.pool, 0);
    assert!(
        scene.bank.account(&crate::scene::LIQUID.collected_exit(&ticket)).await.is_none(),
        "the last part closes it"
    );
    assert_eq!(scene.read().await.ledger.assets[STAKED as usize].owed, 0);
}

/// A slash of the core reaches those that left in kind with an exit on its way as it reaches those that stayed.
#[tokio::test]
async fn a_slash_takes_from_leavers_in_kind_what_it_takes_from_all() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 400_000).await;
    scene.by("curator", place).await;
    let unplace = scene.unplace("curator", 300_000).await;
    scene.by("curator", unplace).await;
    let exit = scene.leave_in_kind("alice", 1_100_000, 0).await;
    scene.by("alice", exit).await;
    let split = scene.split;
    scene.bank.propose(&split, 0, 10 * PERCENT).await;
    scene.pass(2 * EPOCH).await;
    let collect = scene.collect_exit("keeper", 0, 0, "curator").await;
    scene.refuses("keeper", collect, LiquidError::ExitContested).await;
    scene.bank.execute(&split, 0).await;
    let collect = scene.collect_exit("keeper", 0, 0, "curator").await;
    let events = scene.by("keeper", collect).await;
    let Some(Event::ExitCollected(event)) = events.first() else { panic!("{events:?}") };
    assert_eq!((event.idle, event.given), (135_000, 135_000), "150,000 each, less a tenth");
}

#[tokio::test]
async fn at_once_costs_the_linear_fee() {
    let mut scene = Scene::begun().await;
    scene.by("creator", scene.set_fees(FeesArgs { instant_bps: 100, ..NO_FEES })).await;
    let exit = scene.leave_instantly("alice", IN_SOL, 100_000, 100_000).await;
    scene.by("alice", exit).await;
    scene.pass(NOTICE).await;
    // The fee counts now. 90,000 of 900,000 are a tenth, so with the 100,000 of before that did not come back yet:
    // reach = 90,000·(2u + 90,000)/(900,000 + u).
    let used = scene.read().await.ledger.outflow.used;
    let exit = scene.leave_instantly("alice", IN_SOL, 90_000, 100_000).await;
    let events = scene.by("alice", exit).await;
    let Some(Event::LeftInstantly(event)) = events.first() else { panic!("{events:?}") };
    let left = used.saturating_sub((GUARDS.outflow_capacity / 86_400) * NOTICE);
    let reach = (90_000 * (2 * left + 90_000)).div_ceil(900_000 + left);
    assert_eq!((event.value, event.fee, event.shares), (90_000, reach.div_ceil(100), 90_000 + reach.div_ceil(100)));
}

#[tokio::test]
async fn at_once_is_bounded_by_the_reserve_the_outflow_and_the_watermark() {
    let mut scene = Scene::begun().await;
    let over = scene.leave_instantly("alice", IN_SOL, 1_000_001, u64::MAX).await;
    scene.refuses("alice", over, LiquidError::OverReserve).await;
    let dear = scene.leave_instantly("alice", STAKED, 100_000, 119_999).await;
    scene.refuses("alice", dear, LiquidError::AboveMaximum).await;
    let guards = GuardsArgs { outflow_capacity: 500_000, watermark_bps: 3_000, ..GUARDS };
    scene.by("creator", scene.set_guards(guards)).await;
    let over = scene.leave_instantly("alice", IN_SOL, 500_001, u64::MAX).await;
    scene.refuses("alice", over, LiquidError::OverOutflow).await;
    // 30% of 2,200,000 lamports stay.
    let below = scene.leave_instantly("alice", IN_SOL, 340_001, u64::MAX).await;
    scene.refuses("alice", below, LiquidError::BelowWatermark).await;
    let within = scene.leave_instantly("alice", IN_SOL, 340_000, u64::MAX).await;
    scene.by("alice", within).await;
    let more = scene.leave_instantly("alice", STAKED, 200_000, u64::MAX).await;
    scene.refuses("alice", more, LiquidError::OverOutflow).await;
}
