//! Claims: what is above all that was claimed before, and never more than the tree has.

use harness::{RewardTree, token};
use restaking_client::RestakingError;
use restaking_tests::{WEALTH, assert_refused, id};
use solana_account::Account;
use solana_program::pubkey::Pubkey;

use crate::reward_tree::scene::{Scene, assert_error, proof};

/// Where a token account says whether it is frozen.
const STATE: usize = 108;

#[tokio::test]
async fn an_earner_claims_once_for_any_number_of_roots() {
    let mut scene = Scene::new().await;
    let first = scene.active(&[("alice", 600), ("bob", 400)]).await;
    assert_eq!(scene.claim("alice", &first).await, 600);
    scene.active(&[("alice", 700), ("bob", 450), ("carol", 1)]).await;
    let third = scene.active(&[("alice", 900), ("bob", 500), ("carol", 2)]).await;
    assert_eq!(scene.claim("alice", &third).await, 300);
    assert_eq!(scene.claim("bob", &third).await, 500);
    assert_eq!(scene.claim("carol", &third).await, 2);
    assert_eq!([scene.tokens("alice").await, scene.tokens("bob").await, scene.tokens("carol").await], [900, 500, 2]);
    let books = scene.books().await;
    assert_eq!((books.funded, books.paid), (1_402, 1_402));
    scene.balances().await;
}

#[tokio::test]
async fn nothing_is_paid_twice() {
    let mut scene = Scene::new().await;
    let first = scene.active(&[("alice", 600), ("bob", 400)]).await;
    assert_eq!(scene.claim("alice", &first).await, 600);
    let failure = scene.refused("alice", proof(&first, "alice")).await;
    assert_refused(&failure, RestakingError::NothingEarned, 600, 600);
    // Twice in one transaction.
    let claim = scene.tree.claim(&id("bob"), proof(&first, "bob"));
    let failure = scene.bank.all_refused(&[claim.clone(), claim], &[&harness::key("bob")]).await;
    assert_refused(&failure, RestakingError::NothingEarned, 400, 400);
    // A later root that gives it as much, or less, gives it nothing.
    for (amount, other) in [(600, 500), (599, 600)] {
        let next = scene.active(&[("alice", amount), ("bob", other)]).await;
        let failure = scene.refused("alice", proof(&next, "alice")).await;
        assert_refused(&failure, RestakingError::NothingEarned, amount, 600);
    }
    scene.balances().await;
}

#[tokio::test]
async fn an_earner_of_nothing_claims_nothing() {
    let mut scene = Scene::new().await;
    let first = scene.active(&[("alice", 0), ("bob", 400)]).await;
    let failure = scene.refused("alice", proof(&first, "alice")).await;
    assert_refused(&failure, RestakingError::NothingEarned, 0, 0);
    assert_eq!(scene.bank.account(&scene.tree.claim_of(&id("alice"))).await, None);
}

/// A publisher that lies about the total, and a disputer that looks away: the first claimer is paid, a late one gets the
/// reason, and nobody else's tokens are touched.
#[tokio::test]
async fn a_list_over_its_total_pays_no_more_than_the_total() {
    let mut scene = Scene::new().await;
    let tree = scene.tree;
    let list = scene.list(&[("alice", 600), ("bob", 400), ("mallory", u64::MAX / 2)]);
    scene.bank.by("publisher", tree.publish(&id("publisher"), list.root(), 900)).await;
    // More in the treasury is no help: funded, or given.
    scene.bank.by("funder", tree.fund(&id("funder"), 5_000)).await;
    scene.wait(3_600).await;
    let failure = scene.refused("mallory", proof(&list, "mallory")).await;
    assert_refused(&failure, RestakingError::OverTotal, u64::MAX / 2, 900);
    assert_eq!(scene.claim("alice", &list).await, 600);
    let failure = scene.refused("bob", proof(&list, "bob")).await;
    assert_refused(&failure, RestakingError::OverTotal, 400, 300);
    scene.balances().await;
    // A root with its right total puts it right.
    let right = scene.active(&[("alice", 600), ("bob", 400)]).await;
    assert_eq!(scene.claim("bob", &right).await, 400);
    let books = scene.books().await;
    assert_eq!((books.funded, books.paid), (5_900, 1_000));
    scene.balances().await;
}

#[tokio::test]
async fn the_signer_says_which_account_is_paid() {
    let mut scene = Scene::new().await;
    let tree = scene.tree;
    let first = scene.active(&[("alice", 600), ("bob", 400)]).await;
    let to = tree.tokens_of(&id("carol"));
    scene.bank.by("alice", tree.claim_for(&id("alice"), &id("alice"), &to, proof(&first, "alice"))).await;
    assert_eq!((scene.tokens("alice").await, scene.tokens("carol").await), (0, 600));

    let foreign = id("an account of another mint");
    scene.bank.put(&foreign, token::token_account(id("another mint"), id("bob"), 0));
    let claim = |to: &Pubkey| tree.claim_for(&id("bob"), &id("bob"), to, proof(&first, "bob"));
    assert_error(&scene.bank.refuses("bob", claim(&foreign)).await, RestakingError::WrongMint);
    // The treasury would pay itself.
    assert_eq!(scene.bank.refuses("bob", claim(&tree.treasury())).await.code(), Some(2040));
    scene.balances().await;
}

#[tokio::test]
async fn a_frozen_treasury_pays_when_it_is_thawed_and_a_frozen_earner_elsewhere() {
    let mut scene = Scene::new().await;
    let tree = scene.tree;
    let first = scene.active(&[("alice", 600), ("bob", 400)]).await;
    let frozen = |account: &Account| {
        let mut frozen = account.clone();
        frozen.data[STATE] = 2;
        frozen
    };
    let treasury = scene.bank.account(&tree.treasury()).await.expect("the treasury");
    scene.bank.put(&tree.treasury(), frozen(&treasury));
    // SPL Token's: the account is frozen.
    assert_eq!(scene.refused("alice", proof(&first, "alice")).await.code(), Some(17));
    scene.bank.put(&tree.treasury(), treasury);
    assert_eq!(scene.claim("alice", &first).await, 600);

    let bobs = tree.tokens_of(&id("bob"));
    let account = scene.bank.account(&bobs).await.expect("bob's");
    scene.bank.put(&bobs, frozen(&account));
    assert_eq!(scene.refused("bob", proof(&first, "bob")).await.code(), Some(17));
    let to = tree.tokens_of(&id("carol"));
    scene.bank.by("bob", tree.claim_for(&id("bob"), &id("bob"), &to, proof(&first, "bob"))).await;
    assert_eq!(scene.tokens("carol").await, 400);
    scene.balances().await;
}

/// A treasury that lost tokens in a way that only its issuer has, or none: the books notice.
#[tokio::test]
async fn a_treasury_that_does_not_cover_the_books_pays_nothing() {
    let mut scene = Scene::new().await;
    let tree = scene.tree;
    let first = scene.active(&[("alice", 600), ("bob", 400)]).await;
    scene.bank.put(&tree.treasury(), token::token_account(tree.mint, tree.address, 999));
    let failure = scene.refused("alice", proof(&first, "alice")).await;
    assert_refused(&failure, RestakingError::BalanceDiffers, 399, 400);
    let failure = scene.bank.refuses("funder", tree.fund(&id("funder"), 1)).await;
    assert_refused(&failure, RestakingError::BalanceDiffers, 1_000, 1_001);
}

#[tokio::test]
async fn the_largest_figures_are_paid() {
    let mut scene = Scene::new().await;
    let tree: RewardTree = scene.tree;
    let publisher = id("publisher");
    scene.bank.put(&tree.tokens_of(&publisher), token::token_account(tree.mint, publisher, u64::MAX));
    let list = scene.active(&[("alice", u64::MAX - 1), ("bob", 1)]).await;
    assert_eq!(list.total(), u64::MAX);
    assert_eq!(scene.claim("alice", &list).await, u64::MAX - 1);
    assert_eq!(scene.claim("bob", &list).await, 1);
    let books = scene.books().await;
    assert_eq!((books.funded, books.paid), (u64::MAX, u64::MAX));
    // What does not fit any more is refused, and nothing is lost.
    let failure = scene.bank.refuses("funder", tree.fund(&id("funder"), 1)).await;
    assert_error(&failure, RestakingError::Overflow);
    assert_eq!(scene.tokens("funder").await, WEALTH);
}
