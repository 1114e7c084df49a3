//! A stranger's lamports and tokens between quote and landing.

use harness::{key, stake, token};
use restaking_client::RestakingError;
use restaking_tests::{assert_refused, id};
use solana_stake_interface::state::Lockup;

use crate::scene::{Scene, TEN};

/// SPL Token's `InsufficientFunds`.
const INSUFFICIENT_FUNDS: u32 = 1;

/// One lamport given to the pool: ten units less are minted for ten SOL.
const FEWER: u64 = 10;

#[tokio::test]
async fn a_lamport_given_to_the_pool_fails_an_exact_amount_and_not_a_whole_balance() {
    let mut scene = Scene::with_stake().await;
    scene.pay_pool(1).await;
    let exact = stake::enter_with(&scene.vault, &scene.pool, &id("alice"), &id("stake"), (TEN, 0));
    let failure = scene.refused(&exact, &["alice"]).await;
    assert_eq!((failure.place(), failure.code()), (Some(4), Some(INSUFFICIENT_FUNDS)));

    // The minimum is what a staker binds instead.
    let bound = scene.entering("alice", "stake", TEN);
    let failure = scene.refused(&bound, &["alice"]).await;
    assert_refused(&failure, RestakingError::BelowMinimum, TEN - FEWER, TEN);
    let event = scene.enter("alice", "stake", TEN - TEN / 200).await;
    assert_eq!((event.assets, event.shares), (TEN - FEWER, TEN - FEWER));
    assert_eq!(scene.tokens("alice").await, [0, TEN - FEWER]);
}

#[tokio::test]
async fn tokens_given_to_the_entrant_come_in_with_its_own() {
    let mut scene = Scene::entered().await;
    scene.delegate("bob", "other", TEN, "validator", &Lockup::default()).await;
    scene.next_epoch().await;
    // Alice has pool tokens again, and gives bob one unit.
    scene.request("alice", 0, TEN / 2).await;
    let epoch = scene.vault_epoch().await;
    scene.set_time(epoch + 2, 0).await;
    let claim = scene.claiming("alice", 0, epoch);
    scene.bank.by("alice", claim).await;
    let (from, to) = (scene.vault.assets_of(&id("alice")), scene.vault.assets_of(&id("bob")));
    scene.bank.by("alice", token::transfer(&from, &to, &id("alice"), 1)).await;
    let event = scene.enter("bob", "other", TEN).await;
    assert_eq!((event.assets, event.shares), (TEN + 1, TEN + 1));
}

/// The address of a new account can be foreseen, and a lamport sent there would stop the system program's `CreateAccount`.
#[tokio::test]
async fn a_lamport_at_the_new_accounts_address_stops_nobody_from_leaving() {
    let mut scene = Scene::entered().await;
    scene.request("alice", 0, TEN).await;
    let epoch = scene.vault_epoch().await;
    scene.set_time(epoch + 2, 0).await;
    let to = stake::seeded(&id("alice"), "out");
    let gift = solana_system_interface::instruction::transfer(&id("bob"), &to, scene.rent);
    scene.bank.by("bob", gift).await;
    let mut out = vec![scene.claiming("alice", 0, epoch)];
    out.extend(scene.leaving("alice", "out", TEN));
    scene.bank.send(&out, &[&key("alice")]).await.expect("the way out");
    let (account, lamports) = scene.stake(&to).await;
    assert_eq!((account.delegation.unwrap().stake, lamports), (TEN, TEN + 2 * scene.rent));
}

/// A donor gets back its own part alone: what it gives is its holders', in proportion, the phantom tokens' included.
#[tokio::test]
async fn a_donor_pays_for_what_it_gives() {
    let mut scene = Scene::with_stake().await;
    scene.delegate("bob", "other", TEN, "validator", &Lockup::default()).await;
    scene.next_epoch().await;
    scene.enter("bob", "other", 0).await;
    // Right before alice: she has fewer tokens, each worth more, and leaves with her ten SOL less a lamport at the most.
    scene.pay_pool(5_000_000_000).await;
    scene.enter("alice", "stake", 0).await;
    let [_, shares] = scene.tokens("alice").await;
    scene.request("alice", 0, shares).await;
    let epoch = scene.vault_epoch().await;
    scene.set_time(epoch + 2, 0).await;
    let claim = scene.claiming("alice", 0, epoch);
    scene.bank.by("alice", claim).await;
    let [tokens, _] = scene.tokens("alice").await;
    assert_eq!(tokens, shares);
    // What was given is lamports: it is active stake, and can leave, only once the pool has put it to work.
    let out = scene.leaving("alice", "out", tokens);
    scene.bank.send(&out, &[&key("alice")]).await.expect("the way out");
    let (account, _) = scene.stake(&stake::seeded(&id("alice"), "out")).await;
    let left = account.delegation.unwrap().stake;
    assert!((TEN - 1..=TEN).contains(&left), "{left}");
}
