//! From a stake account to VRT, and back to an active stake account: one transaction each, exact to the lamport.

use harness::{key, stake};
use restaking_client::native_stake::{Phase, STAKE_ACCOUNT_BYTES, STAKE_PROGRAM, split};
use restaking_client::{Event, Vault};
use restaking_tests::{SETTLED, id};
use solana_program::program_option::COption;
use solana_program::program_pack::Pack;
use solana_stake_interface::state::Lockup;
use spl_token_interface::state::Mint;

use crate::scene::{Scene, TEN, size};

/// The most units that a way in and a way out take, and their bytes with a compute budget. Units differ with the bumps of addresses.
const MOST_UNITS: [u64; 2] = [96_000, 91_000];
const BYTES: [usize; 2] = [942, 955];

#[tokio::test]
async fn ten_sol_of_stake_become_vrt_and_ten_sol_of_active_stake_again() {
    let mut scene = Scene::with_stake().await;
    let (alice, rent) = (id("alice"), scene.rent);
    let main = scene.pool.stake;
    let (before, pool_before) = (scene.bank.lamports(&alice).await, scene.stake(&main).await);
    let event = scene.enter("alice", "stake", TEN).await;
    assert_eq!((event.depositor, event.assets, event.shares), (alice, TEN, TEN));
    assert_eq!(scene.tokens("alice").await, [0, TEN]);
    assert_eq!(scene.bank.balance(&scene.vault.asset_account).await, TEN);
    assert_eq!(scene.bank.account(&id("stake")).await, None, "merged into the pool's");
    assert_eq!(scene.bank.lamports(&alice).await, before + rent, "what was no stake comes back");

    scene.request("alice", 0, TEN).await;
    scene.set_time(SETTLED + 2, 0).await;
    let mut out = vec![scene.claiming("alice", 0, SETTLED)];
    out.extend(scene.leaving("alice", "out", TEN));
    scene.bank.send(&out, &[&key("alice")]).await.expect("the way out");

    let (account, lamports) = scene.stake(&stake::seeded(&alice, "out")).await;
    let delegation = account.delegation.expect("delegated");
    assert_eq!(account.phase(scene.epoch().await), Phase::Active, "no epoch is lost");
    assert_eq!((delegation.vote, delegation.stake, lamports), (scene.pool.vote, TEN, TEN + rent));
    assert_eq!((account.staker, account.withdrawer), (alice, alice));
    assert_eq!(scene.tokens("alice").await, [0, 0]);
    assert_eq!(scene.supply().await, 0);
    assert_eq!(scene.stake(&main).await, pool_before, "the pool is as it was");
    // And it is hers: it can enter again.
    let again = stake::enter(&scene.vault, &scene.pool, &alice, &stake::seeded(&alice, "out"), TEN);
    scene.bank.send(&again, &[&key("alice")]).await.expect("the way in");
}

#[tokio::test]
async fn each_way_fits_one_transaction_of_version_0() {
    let mut scene = Scene::with_stake().await;
    let into = scene.entering("alice", "stake", TEN);
    let entered = scene.bank.send(&into, &[&key("alice")]).await.expect("the way in");
    scene.request("alice", 0, TEN).await;
    scene.set_time(SETTLED + 2, 0).await;
    let mut out = vec![scene.claiming("alice", 0, SETTLED)];
    out.extend(scene.leaving("alice", "out", TEN));
    let left = scene.bank.send(&out, &[&key("alice")]).await.expect("the way out");
    assert_eq!([size(&into, "alice"), size(&out, "alice")], BYTES);
    for ((name, done), most) in [("in", entered), ("out", left)].into_iter().zip(MOST_UNITS) {
        assert!(done.compute <= most, "the way {name} takes {} units, over {most}", done.compute);
        assert!(done.compute > most / 2, "the way {name} takes {} units: lower the bound of {most}", done.compute);
    }
}

#[tokio::test]
async fn a_part_of_a_stake_account_enters_and_the_rest_stays_active() {
    let mut scene = Scene::with_stake().await;
    let (alice, part, rent) = (id("alice"), 4_000_000_000, scene.rent);
    let before = scene.bank.lamports(&alice).await;
    let at = stake::seeded(&alice, "part");
    let mut all = stake::create_seeded(&alice, "part", rent).to_vec();
    all.push(split(&id("stake"), &alice, part, &at));
    all.extend(stake::enter(&scene.vault, &scene.pool, &alice, &at, part));
    let done = scene.bank.send(&all, &[&key("alice")]).await.expect("a part");
    assert!(size(&all, "alice") <= 1_232);
    let [Event::Deposited(event)] = done.events.as_slice() else { panic!("not one event: {:?}", done.events) };
    assert_eq!((event.assets, event.shares), (part, part));
    let (account, lamports) = scene.stake(&id("stake")).await;
    assert_eq!((account.delegation.unwrap().stake, lamports), (TEN - part, TEN - part + rent));
    assert_eq!(account.phase(scene.epoch().await), Phase::Active);
    assert_eq!(scene.bank.account(&at).await, None);
    assert_eq!(scene.bank.lamports(&alice).await, before, "the rent of the part came back");
}

#[tokio::test]
async fn a_part_of_the_tokens_leaves_and_the_rest_is_worth_the_same() {
    let mut scene = Scene::entered().await;
    scene.request("alice", 0, 3_000_000_000).await;
    scene.set_time(SETTLED + 2, 0).await;
    let mut out = vec![scene.claiming("alice", 0, SETTLED)];
    out.extend(scene.leaving("alice", "out", 2_000_000_000));
    scene.bank.send(&out, &[&key("alice")]).await.expect("the way out");
    let (account, _) = scene.stake(&stake::seeded(&id("alice"), "out")).await;
    assert_eq!(account.delegation.unwrap().stake, 2_000_000_000);
    assert_eq!(scene.tokens("alice").await, [1_000_000_000, TEN - 3_000_000_000]);
}

/// Nobody can freeze what is staked: the pool's mint has no such authority, and the vault says so.
#[tokio::test]
async fn the_pools_token_can_be_frozen_by_nobody() {
    let mut scene = Scene::new().await;
    let mint = scene.bank.account(&scene.pool.mint).await.expect("the mint");
    let mint = Mint::unpack(&mint.data).expect("a mint");
    assert_eq!((mint.freeze_authority, mint.decimals), (COption::None, 9));
    assert_eq!(mint.mint_authority, COption::Some(scene.pool.mint_authority));
    let vault: Vault = scene.bank.read(&scene.vault.address).await.expect("the vault");
    assert_eq!((vault.asset_flags, vault.decimals), (0, 9));
}

/// The order of two entries or exits changes nothing for either.
#[tokio::test]
async fn who_enters_or_leaves_right_before_another_takes_nothing_from_it() {
    let mut scene = Scene::with_stake().await;
    scene.delegate("bob", "other", 3 * TEN, "validator", &Lockup::default()).await;
    scene.next_epoch().await;
    scene.pay_pool(777_777_777).await;
    let into = |scene: &Scene, name, account| scene.entering(name, account, 0);
    let (first, second) = (into(&scene, "alice", "stake"), into(&scene, "bob", "other"));
    scene.bank.send(&first, &[&key("alice")]).await.expect("alice");
    scene.bank.send(&second, &[&key("bob")]).await.expect("bob");
    let ([_, alice], [_, bob]) = (scene.tokens("alice").await, scene.tokens("bob").await);
    // 10^9 phantom tokens against 1,777,777,777 lamports, then one rate for both, up to a unit that the floor costs.
    assert_eq!(alice, 5_625_000_002);
    assert!((3 * alice).abs_diff(bob) <= 3, "{alice} and {bob}");
}

/// What a transaction leaves behind where it fails late: nothing. The authorities stay the staker's.
#[tokio::test]
async fn a_deposit_that_is_refused_leaves_the_stake_account_as_it_was() {
    let mut scene = Scene::with_stake().await;
    let all = scene.entering("alice", "stake", TEN + 1);
    let failure = scene.refused(&all, &["alice"]).await;
    assert_eq!(failure.place(), Some(4));
    let account = scene.bank.account(&id("stake")).await.expect("the stake account");
    assert_eq!((account.owner, account.data.len()), (STAKE_PROGRAM, STAKE_ACCOUNT_BYTES));
    assert_eq!(scene.stake(&id("stake")).await.0.withdrawer, id("alice"));
}
