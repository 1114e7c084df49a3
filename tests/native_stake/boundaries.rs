//! The cluster's epochs: what waits at their boundaries, and what does not. Slashes and claims move pool tokens, and no stake.

use harness::{Split, key, slash, stake};
use restaking_client::native_stake::{Phase, PoolValue, replenish};
use restaking_client::{Delayed, OptIn, RestakingError, pda};
use restaking_tests::{CHALLENGE, PERCENT, RECIPIENTS, SETTLED, id, policy};
use solana_stake_interface::instruction as core;
use solana_stake_interface::state::Lockup;

use crate::scene::{REPLENISH, Scene, TEN};

/// The scene with alice's ten SOL in the vault, all of it behind an operator of an NCN that slashes.
async fn slashable() -> (Scene, Split) {
    let mut scene = Scene::entered().await;
    let operator = scene.bank.add_operator("operator", 0).await;
    let ncn = scene.bank.add_policy("ncn", 0, policy()).await;
    for name in ["slasher", "resolver", "allocator"] {
        scene.bank.fund(&id(name));
    }
    for name in RECIPIENTS {
        scene.bank.open_accounts(&scene.vault, &id(name), 0).await;
    }
    let split = Split { vault: scene.vault, operator, ncn };
    scene.bank.expose(&split, slash::WHOLE, slash::WHOLE).await;
    // The operator and the NCN agreed long ago, too.
    let settle = |value: &mut Delayed| *value = Delayed { current: value.next, next: value.next, effective: 0 };
    let change = |found: &mut OptIn| [&mut found.sides.left, &mut found.sides.right].into_iter().for_each(settle);
    scene.bank.change::<OptIn>(&pda::opt_in(&operator, &ncn), change).await;
    (scene, split)
}

/// The value of the pool, as the clients reckon it.
async fn value(scene: &mut Scene) -> PoolValue {
    let (stake, on_ramp) = (scene.pool.stake, scene.pool.on_ramp);
    let lamports = [scene.bank.lamports(&stake).await, scene.bank.lamports(&on_ramp).await];
    PoolValue::new(lamports[0], lamports[1], scene.rent, scene.supply().await)
}

#[tokio::test]
async fn slashes_vetoes_executions_and_claims_go_through_while_rewards_are_paid() {
    let (mut scene, split) = slashable().await;
    scene.request("alice", 0, TEN / 10).await;
    scene.set_time(SETTLED + 2, 0).await;
    scene.boundary().await;
    // All of it within one slot in which stake accounts stand still.
    scene.bank.propose(&split, 0, 10 * PERCENT).await;
    scene.bank.veto(&split, 0).await;
    let proposed = scene.bank.propose(&split, 1, 10 * PERCENT).await;
    assert_eq!(proposed.slash.stake, TEN * 9 / 100);
    let claim = scene.claiming("alice", 0, SETTLED);
    scene.bank.by("alice", claim).await;
    assert_eq!(scene.tokens("alice").await[0], TEN / 10, "matured stake is beyond slashes");
    let early = scene.bank.executing(&split, 1).await;
    assert_eq!(scene.refused(&[early], &[]).await.restaking(), Some(RestakingError::NotFinal));

    scene.set_time(SETTLED + 2, CHALLENGE as i64).await;
    scene.boundary().await;
    let execute = scene.bank.executing(&split, 1).await;
    scene.bank.send(&[execute], &[]).await.expect("the execution");
    assert_eq!(scene.tokens("insurance").await[0], TEN * 9 / 500);
    assert_eq!(scene.bank.balance(&scene.vault.asset_account).await, TEN * 81 / 100);
}

/// A recipient of a slash is paid pool tokens, and takes them out as active stake like anybody.
#[tokio::test]
async fn what_a_slash_pays_leaves_as_stake_and_what_it_burns_is_the_other_holders() {
    let (mut scene, split) = slashable().await;
    let before = value(&mut scene).await;
    scene.bank.propose(&split, 0, 50 * PERCENT).await;
    scene.set_time(SETTLED, CHALLENGE as i64).await;
    scene.next_epoch().await;
    let execute = scene.bank.executing(&split, 0).await;
    scene.bank.send(&[execute], &[]).await.expect("the execution");
    let after = value(&mut scene).await;
    // 75 % of the half is burned: the pool has its lamports still, for fewer tokens.
    assert_eq!((after.lamports, before.tokens - after.tokens), (before.lamports, TEN / 2 * 3 / 4));
    let [tokens, _] = scene.tokens("insurance").await;
    assert_eq!(tokens, TEN / 10);
    let worth = after.stake_for(tokens).unwrap();
    let out = scene.leaving("insurance", "out", tokens);
    scene.bank.send(&out, &[&key("insurance")]).await.expect("the way out");
    let (account, _) = scene.stake(&stake::seeded(&id("insurance"), "out")).await;
    assert_eq!(account.delegation.unwrap().stake, worth);
    assert!(worth > tokens);
}

/// A validator that does not vote: anyone deactivates the pool's stake, and anyone has it delegated again. Meanwhile nobody enters,
/// everybody leaves, and slashes go on.
#[tokio::test]
async fn a_delinquent_validators_pool_takes_nobody_in_until_it_is_replenished() {
    let (mut scene, split) = slashable().await;
    scene.delegate("bob", "other", TEN, "validator", &Lockup::default()).await;
    scene.next_epoch().await;
    let epoch = scene.epoch().await;
    let reference = id("reference");
    scene.bank.put(&reference, stake::vote_account(&id("another node"), epoch - 4..=epoch));
    let (main, vote) = (scene.pool.stake, scene.pool.vote);
    let deactivate = core::deactivate_delinquent_stake(&main, &vote, &reference);
    scene.bank.send(&[deactivate], &[]).await.expect("the deactivation");
    assert_eq!(scene.stake(&main).await.0.phase(epoch), Phase::Deactivating);
    let into = scene.entering("bob", "other", 0);
    let failure = scene.refused(&into, &["bob"]).await;
    assert_eq!((failure.place(), failure.code()), (Some(3), Some(REPLENISH)));

    scene.bank.propose(&split, 0, 10 * PERCENT).await;
    scene.request("alice", 0, TEN / 5).await;
    scene.set_time(SETTLED + 2, 0).await;
    let claim = scene.claiming("alice", 0, SETTLED);
    scene.bank.by("alice", claim).await;
    let [tokens, _] = scene.tokens("alice").await;
    let out = scene.leaving("alice", "out", tokens);
    scene.bank.send(&out, &[&key("alice")]).await.expect("the way out");

    // Inactive from the next epoch on, and no one enters then either.
    scene.next_epoch().await;
    assert_eq!(scene.stake(&main).await.0.phase(epoch + 1), Phase::Inactive);
    assert_eq!(scene.refused(&into, &["bob"]).await.code(), Some(REPLENISH));
    scene.bank.send(&[replenish(&scene.pool)], &[]).await.expect("replenished");
    assert_eq!(scene.stake(&main).await.0.phase(epoch + 1), Phase::Activating);
    scene.next_epoch().await;
    assert_eq!(scene.stake(&main).await.0.phase(epoch + 2), Phase::Active);
    scene.bank.send(&into, &[&key("bob")]).await.expect("the way in");
}

#[tokio::test]
async fn rewards_of_the_validator_raise_what_vrt_is_worth_in_proportion() {
    let mut scene = Scene::entered().await;
    scene.delegate("bob", "other", TEN, "validator", &Lockup::default()).await;
    scene.next_epoch().await;
    let before = value(&mut scene).await;
    assert_eq!(before, PoolValue { lamports: TEN + 1_000_000_000, tokens: TEN + 1_000_000_000 });
    // A tenth more, as inflation pays it: into the delegation and the lamports alike.
    scene.reward_pool(before.lamports / 10).await;
    let after = value(&mut scene).await;
    assert_eq!(after, PoolValue { lamports: before.lamports / 10 * 11, ..before });

    // VRT is pool tokens one to one still; each is worth a tenth more.
    assert_eq!(scene.bank.books(&scene.vault).await.active, TEN);
    let event = scene.enter("bob", "other", 0).await;
    assert_eq!(event.assets, after.tokens_for(TEN).unwrap(), "and an entrant pays for it");
    scene.request("alice", 0, TEN).await;
    let epoch = scene.vault_epoch().await;
    scene.set_time(epoch + 2, 0).await;
    let mut out = vec![scene.claiming("alice", 0, epoch)];
    out.extend(scene.leaving("alice", "out", TEN));
    scene.bank.send(&out, &[&key("alice")]).await.expect("the way out");
    let (account, _) = scene.stake(&stake::seeded(&id("alice"), "out")).await;
    assert_eq!(account.delegation.unwrap().stake, TEN / 10 * 11);
}

/// Lamports that are not delegated, such as tips, are the pool's at once, and can leave once they are put to work.
#[tokio::test]
async fn tips_are_worth_their_lamports_at_once_and_are_put_to_work_by_anyone() {
    let mut scene = Scene::entered().await;
    let before = value(&mut scene).await;
    scene.pay_pool(before.lamports / 10).await;
    assert_eq!(value(&mut scene).await.stake_for(TEN), Some(TEN / 10 * 11));
    scene.bank.send(&[replenish(&scene.pool)], &[]).await.expect("replenished");
    let ramp = scene.pool.on_ramp;
    let epoch = scene.epoch().await;
    assert_eq!(scene.stake(&ramp).await.0.phase(epoch), Phase::Activating);
    assert_eq!(value(&mut scene).await.stake_for(TEN), Some(TEN / 10 * 11));
    scene.next_epoch().await;
    scene.bank.send(&[replenish(&scene.pool)], &[]).await.expect("replenished");
    let main = scene.pool.stake;
    let (main, _) = scene.stake(&main).await;
    assert_eq!(main.delegation.unwrap().stake, before.lamports / 10 * 11);
}
