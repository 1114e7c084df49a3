//! A whole life of a pool: every token is somewhere at its end.

use harness::{fee, token};
use restaking_client::liquid::Event;
use restaking_tests::{EPOCH, PERCENT, WEALTH, id};

use crate::scene::{FeesArgs, IN_SOL, NO_FEES, NOTICE, STAKED, Scene};

const PEOPLE: [&str; 8] = ["creator", "curator", "guardian", "alice", "bob", "mallory", "keeper", "fees"];

/// All tokens of the asset at `place` outside of slashes: those of the people, the reserve, and for the staked token the vault.
async fn tokens(scene: &mut Scene, place: u64) -> u64 {
    let mut sum = scene.balance(scene.reserve(place)).await;
    for name in PEOPLE {
        sum += scene.balance(scene.tokens_of(name, place)).await;
    }
    if place == STAKED {
        sum += scene.balance(scene.split.vault.asset_account).await;
        for name in ["reporter", "insurance", "harmed"] {
            sum += scene.bank.balance(&scene.split.vault.assets_of(&id(name))).await;
        }
    }
    sum
}

#[tokio::test]
async fn a_pool_from_its_first_deposit_to_its_last_exit() {
    let mut scene = Scene::new().await;
    let split = scene.split;
    let before = [tokens(&mut scene, IN_SOL).await, tokens(&mut scene, STAKED).await];
    scene.by("creator", scene.set_fees(FeesArgs { instant_bps: 50, performance_bps: 1_000, ..NO_FEES })).await;
    for (name, place, amount) in
        [("alice", IN_SOL, 3_000_000), ("bob", STAKED, 2_000_000), ("mallory", STAKED, 500_000)]
    {
        let deposit = scene.deposit(name, place, amount, 1).await;
        scene.by(name, deposit).await;
    }
    let place = scene.place("keeper", 1_250_000).await;
    scene.by("keeper", place).await;
    // The vault earns, and the pool's rate with it.
    let reward = fee::pay_reward(&split, &id("bob"), 90_000);
    scene.bank.by("bob", reward).await;
    scene.pass(2 * EPOCH).await;
    let deposit = scene.deposit("alice", IN_SOL, 1_000, 1).await;
    let events = scene.by("alice", deposit).await;
    let Some(Event::PoolDeposited(event)) = events.first() else { panic!("{events:?}") };
    assert!(event.before.low > 6_000_000, "{event:?}");
    assert!(scene.read().await.ledger.fee_shares > 0, "a part of the rise is the fee wallet's");
    scene.by("keeper", scene.collect_fees()).await;

    // Half of the exits are on their way when a slash hits, which is executed; another one is vetoed.
    let unplace = scene.unplace("curator", 600_000).await;
    scene.by("curator", unplace).await;
    scene.bank.propose(&split, 0, 5 * PERCENT).await;
    let exit = scene.leave_in_kind("mallory", 300_000, 0).await;
    scene.by("mallory", exit).await;
    scene.bank.execute(&split, 0).await;
    scene.bank.propose(&split, 1, 5 * PERCENT).await;
    scene.bank.veto(&split, 1).await;
    let at = scene.batch(STAKED).await;
    let queue = scene.queue_exit("bob", 0, STAKED, 1_200_000).await;
    scene.by("bob", queue).await;
    scene.pass(NOTICE).await;
    let collect = scene.collect_exit("keeper", 0, 0, "curator").await;
    scene.by("keeper", collect).await;
    scene.by("mallory", scene.claim_exit_part("mallory", 0, "keeper")).await;
    let fill = scene.fill_batch(at).await;
    scene.by("keeper", fill).await;
    scene.by("bob", scene.claim_queued_exit("bob", 0, STAKED, at)).await;
    scene.by("keeper", scene.close_batch(at, "bob")).await;
    let exit = scene.leave_instantly("alice", IN_SOL, 400_000, u64::MAX).await;
    scene.by("alice", exit).await;

    for name in ["alice", "bob", "mallory", "fees"] {
        let shares = scene.balance(scene.lrt_of(name)).await;
        let exit = scene.leave_in_kind(name, shares, 0).await;
        scene.by(name, exit).await;
    }
    let pool = scene.read().await;
    assert_eq!(pool.ledger.supply, 0);
    let assets = &pool.ledger.assets;
    assert_eq!((assets[0].idle, assets[0].owed, assets[1].idle, assets[1].owed), (0, 0, 0, 0));
    assert_eq!(pool.ledger.placements[0].shares, 0);
    let mint = scene.bank.account(&scene.lrt).await.unwrap();
    assert_eq!(token::supply(&mint.data), 0);
    let burned = scene.bank.burned(&split.vault).await;
    let after = [tokens(&mut scene, IN_SOL).await, tokens(&mut scene, STAKED).await];
    assert_eq!(after[0], before[0], "every lamport of wrapped SOL");
    assert_eq!(after[1] + burned, before[1], "every staked token");
    assert!(before[0] >= 8 * WEALTH);
}
