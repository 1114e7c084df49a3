//! The claimers: the earner, and the one that it named.

use harness::RewardTree;
use restaking_client::{Event, RestakingError, RewardClaim, merkle::Earnings};
use restaking_tests::id;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::reward_tree::scene::{Scene, assert_error, event, proof};

/// `claimer` claims what `earner` has earned, to its own account.
fn claim(tree: &RewardTree, claimer: &str, earner: &str, list: &Earnings) -> Instruction {
    tree.claim_for(&id(claimer), &id(earner), &tree.tokens_of(&id(claimer)), proof(list, earner))
}

#[tokio::test]
async fn a_stranger_claims_nothing() {
    let mut scene = Scene::new().await;
    let tree = scene.tree;
    let first = scene.active(&[("alice", 600), ("mallory", 5)]).await;
    let next = scene.active(&[("alice", 700), ("mallory", 5)]).await;
    for opened in [false, true] {
        for name in ["mallory", "ncn", "publisher", "disputer"] {
            // Not even to alice's own account: when she claims, and where to, is hers to say.
            for to in [tree.tokens_of(&id("alice")), tree.tokens_of(&id("mallory"))] {
                let claim = tree.claim_for(&id(name), &id("alice"), &to, proof(&next, "alice"));
                assert_error(&scene.bank.refuses(name, claim).await, RestakingError::NotEarner);
            }
        }
        if !opened {
            scene.bank.by("alice", tree.set_claimer(&id("alice"), &Pubkey::default())).await;
        }
    }
    // In alice's name, without her.
    let mut forged = tree.claim(&id("alice"), proof(&next, "alice"));
    forged.accounts[0].pubkey = id("mallory");
    forged.accounts[1].is_signer = false;
    let failure = scene.bank.refuses("mallory", forged).await;
    assert!(failure.to_string() == "A required signature is missing", "{failure}");
    assert_eq!(scene.claim("alice", &next).await, 700);
    assert_eq!(first.total(), 605);
    scene.balances().await;
}

#[tokio::test]
async fn a_claimer_is_named_changed_and_removed() {
    let mut scene = Scene::new().await;
    let tree = scene.tree;
    let list = scene.active(&[("alice", 100), ("bob", 1)]).await;
    scene.bank.by("alice", tree.set_claimer(&id("alice"), &id("carol"))).await;
    let made: RewardClaim = scene.bank.read(&tree.claim_of(&id("alice"))).await.expect("alice's");
    assert_eq!((made.version, made.claimer, made.claimed, made.rent_payer), (1, id("carol"), 0, id("alice")));
    assert_error(
        &scene.bank.refuses("mallory", claim(&tree, "mallory", "alice", &list)).await,
        RestakingError::NotEarner,
    );
    let done = scene.bank.by("carol", claim(&tree, "carol", "alice", &list)).await;
    match event(&done) {
        Event::RewardPaid(paid) => {
            assert_eq!((paid.earner, paid.claimer, paid.to), (id("alice"), id("carol"), tree.tokens_of(&id("carol"))));
            assert_eq!((paid.amount, paid.cumulative), (100, 100));
        }
        event => panic!("not a payment: {event:?}"),
    }
    assert_eq!((scene.tokens("alice").await, scene.tokens("carol").await), (0, 100));

    // Changed, while there is more to claim: the old one no longer, the new one, and always alice herself.
    let done = scene.bank.by("alice", tree.set_claimer(&id("alice"), &id("mallory"))).await;
    match event(&done) {
        Event::ClaimerSet(set) => assert_eq!((set.before, set.after), (id("carol"), id("mallory"))),
        event => panic!("not a claimer: {event:?}"),
    }
    let list = scene.active(&[("alice", 200), ("bob", 1)]).await;
    assert_error(&scene.bank.refuses("carol", claim(&tree, "carol", "alice", &list)).await, RestakingError::NotEarner);
    scene.bank.by("mallory", claim(&tree, "mallory", "alice", &list)).await;
    let list = scene.active(&[("alice", 300), ("bob", 1)]).await;
    assert_eq!(scene.claim("alice", &list).await, 100);

    // Removed.
    scene.bank.by("alice", tree.set_claimer(&id("alice"), &Pubkey::default())).await;
    let list = scene.active(&[("alice", 400), ("bob", 1)]).await;
    for name in ["carol", "mallory"] {
        assert_error(&scene.bank.refuses(name, claim(&tree, name, "alice", &list)).await, RestakingError::NotEarner);
    }
    assert_eq!(scene.claim("alice", &list).await, 100);
    let made: RewardClaim = scene.bank.read(&tree.claim_of(&id("alice"))).await.expect("alice's");
    assert_eq!((made.claimed, made.earner, made.tree), (400, id("alice"), tree.address));
    scene.balances().await;
}

/// A claimer claims for the earner that named it, by that earner's figure, and for no other.
#[tokio::test]
async fn a_claimer_is_one_earners_and_one_trees() {
    let mut scene = Scene::new().await;
    let tree = scene.tree;
    let other = crate::reward_tree::scene::another_tree(&mut scene, true).await;
    let list = scene.active(&[("alice", 100), ("bob", 70)]).await;
    scene.bank.by("alice", tree.set_claimer(&id("alice"), &id("carol"))).await;
    assert_error(&scene.bank.refuses("carol", claim(&tree, "carol", "bob", &list)).await, RestakingError::NotEarner);
    // Alice's account for bob's reward, and bob's proof for alice.
    let mut mixed = claim(&tree, "carol", "bob", &list);
    mixed.accounts[6].pubkey = tree.claim_of(&id("alice"));
    assert_error(&scene.bank.refuses("carol", mixed).await, RestakingError::WrongClaim);
    let mixed = tree.claim_for(&id("carol"), &id("alice"), &tree.tokens_of(&id("carol")), proof(&list, "bob"));
    assert_error(&scene.bank.refuses("carol", mixed).await, RestakingError::NotInTree);

    // In the other tree alice has named nobody.
    let others = other.earnings([(id("alice"), 50)]).unwrap();
    scene.bank.by("publisher", other.publish(&id("publisher"), others.root(), 50)).await;
    scene.wait(3_600).await;
    assert_error(
        &scene.bank.refuses("carol", claim(&other, "carol", "alice", &others)).await,
        RestakingError::NotEarner,
    );
    let mut mixed = claim(&other, "carol", "alice", &others);
    mixed.accounts[6].pubkey = tree.claim_of(&id("alice"));
    assert_error(&scene.bank.refuses("carol", mixed).await, RestakingError::WrongTree);
}

/// The claim's account of another, and an address that is no claim's, are taken from nobody.
#[tokio::test]
async fn only_the_earner_names_a_claimer() {
    let mut scene = Scene::new().await;
    let tree = scene.tree;
    scene.bank.by("alice", tree.set_claimer(&id("alice"), &id("carol"))).await;
    for address in [tree.claim_of(&id("alice")), tree.claim_of(&id("bob")), id("nothing")] {
        let mut set = tree.set_claimer(&id("mallory"), &id("mallory"));
        set.accounts[3].pubkey = address;
        scene.bank.refuses("mallory", set).await;
    }
    let mut forged = tree.set_claimer(&id("alice"), &id("mallory"));
    forged.accounts[0].pubkey = id("mallory");
    forged.accounts[1].is_signer = false;
    scene.bank.refuses("mallory", forged).await;
    let made: RewardClaim = scene.bank.read(&tree.claim_of(&id("alice"))).await.expect("alice's");
    assert_eq!(made.claimer, id("carol"));
}
