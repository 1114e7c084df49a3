//! The funds of roots.

use super::*;

/// A publisher, on a server for example, does not have to hold tokens.
#[tokio::test]
async fn whoever_signs_may_fund_a_root_and_anyone_may_fund_ahead() {
    let mut scene = Scene::new().await;
    let (tree, publisher, funder) = (scene.tree, id("publisher"), id("funder"));
    let publish = tree.publish_with(&publisher, &funder, Some(tree.tokens_of(&funder)), [1; 32], 600);
    let keys = ["publisher", "funder"].map(harness::key);
    scene.bank.send(&[publish], &[&keys[0], &keys[1]]).await.unwrap();
    assert_eq!((scene.tokens("publisher").await, scene.tokens("funder").await), (WEALTH, WEALTH - 600));

    scene.bank.by("funder", tree.fund(&funder, 400)).await;
    let without = |total| tree.publish_with(&publisher, &publisher, None, [2; 32], total);
    let failure = scene.bank.refuses("publisher", without(1_001)).await;
    assert_refused(&failure, RestakingError::Unfunded, 1_001, 1_000);
    scene.bank.by("publisher", without(1_000)).await;
    assert_eq!((scene.tokens("publisher").await, scene.books().await.funded), (WEALTH, 1_000));

    let failure = scene.bank.refuses("funder", tree.fund(&funder, 0)).await;
    assert_refused(&failure, RestakingError::Zero, 0, 1);
    // SPL Token's: insufficient funds.
    assert_eq!(scene.bank.refuses("funder", tree.fund(&funder, WEALTH)).await.code(), Some(1));
    let dear = tree.publish(&publisher, [3; 32], 1_001 + WEALTH);
    assert_eq!(scene.bank.refuses("publisher", dear).await.code(), Some(1));
    // Funds that are not the signer's.
    let mut theft = tree.fund(&id("mallory"), 5);
    theft.accounts[3].pubkey = tree.tokens_of(&funder);
    assert_eq!(scene.bank.refuses("mallory", theft).await.restaking(), Some(RestakingError::NotHolder));
}

/// Tokens sent to the treasury past the program are in no list, and block no claim.
#[tokio::test]
async fn donations_count_for_nothing() {
    let mut scene = Scene::new().await;
    let tree = scene.tree;
    let gift =
        |amount| harness::token::transfer(&tree.tokens_of(&id("funder")), &tree.treasury(), &id("funder"), amount);
    scene.bank.by("funder", gift(70)).await;
    let first = scene.active(&[("alice", 600), ("bob", 400)]).await;
    assert_eq!(scene.tokens("publisher").await, WEALTH - 1_000, "the 70 are no funds");
    scene.bank.by("funder", gift(7)).await;
    assert_eq!([scene.claim("alice", &first).await, scene.claim("bob", &first).await], [600, 400]);
    let books = scene.books().await;
    assert_eq!((books.funded, books.paid), (1_000, 1_000));
    assert_eq!(scene.bank.balance(&tree.treasury()).await, 77);
}
