//! Proofs that prove nothing.

use restaking_client::merkle::{self, Earnings};
use restaking_client::{ID, RestakingError, pda};
use restaking_tests::{assert_refused, id};
use solana_program::pubkey::Pubkey;

use crate::reward_tree::scene::{DELAY, Proof, Scene, another_tree, assert_error, proof};

/// A list of seven: alice, bob, carol and four that the scene does not know.
fn seven(scene: &Scene) -> Earnings {
    let list = ["alice", "bob", "carol", "one", "two", "three", "four"];
    let list: Vec<(&str, u64)> = list.into_iter().zip(100..).collect();
    scene.list(&list)
}

/// The scene with the seven's root active.
async fn with_seven() -> (Scene, Earnings) {
    let mut scene = Scene::new().await;
    let list = seven(&scene);
    scene.bank.by("publisher", scene.tree.publish(&id("publisher"), list.root(), list.total())).await;
    scene.wait(DELAY).await;
    (scene, list)
}

#[tokio::test]
async fn forged_reordered_truncated_and_extended_proofs_are_refused() {
    let (mut scene, list) = with_seven().await;
    let (earned, right) = proof(&list, "alice");
    let leaf = merkle::leaf(&scene.tree.address, &id("alice"), earned);
    let mut wrong: Vec<Proof> = vec![(earned, vec![]), (earned, vec![list.root()]), (earned, vec![leaf])];
    // Other figures.
    wrong.extend([0, 1, earned - 1, earned + 1, earned << 8, u64::MAX].map(|figure| (figure, right.clone())));
    for at in 0..right.len() {
        // Forged, in its first bit and its last.
        for (byte, bit) in [(0, 0x80), (31, 1)] {
            let mut forged = right.clone();
            forged[at][byte] ^= bit;
            wrong.push((earned, forged));
        }
        // Truncated, wherever; repeated.
        let mut cut = right.clone();
        cut.remove(at);
        wrong.push((earned, cut));
        let mut twice = right.clone();
        twice.insert(at, right[at]);
        wrong.push((earned, twice));
        // Reordered.
        for other in 0..at {
            let mut swapped = right.clone();
            swapped.swap(at, other);
            wrong.push((earned, swapped));
        }
    }
    // Extended, at both ends.
    for hash in [[0; 32], [255; 32], leaf, list.root()] {
        wrong.push((earned, [&[hash], &right[..]].concat()));
        wrong.push((earned, [&right[..], &[hash]].concat()));
    }
    assert!(right.len() >= 2 && wrong.len() > 20);
    for wrong in wrong {
        assert_error(&scene.refused("alice", wrong).await, RestakingError::NotInTree);
    }
    assert_eq!(scene.claim("alice", &list).await, earned);
}

#[tokio::test]
async fn another_earners_proof_proves_nothing() {
    let (mut scene, list) = with_seven().await;
    for name in ["alice", "carol", "one", "two", "three", "four"] {
        for earner in ["bob", "mallory"] {
            assert_error(&scene.refused(earner, proof(&list, name)).await, RestakingError::NotInTree);
        }
    }
    // A stranger has no account of claims either.
    assert_eq!(scene.bank.account(&scene.tree.claim_of(&id("mallory"))).await, None);
    assert_eq!(scene.claim("bob", &list).await, proof(&list, "bob").0);
}

/// A list of one tree, published in another as well: its leaves name the first.
#[tokio::test]
async fn a_list_is_of_one_ncn_and_one_mint() {
    for same_ncn in [true, false] {
        let (mut scene, list) = with_seven().await;
        let other = another_tree(&mut scene, same_ncn).await;
        scene.bank.by("publisher", other.publish(&id("publisher"), list.root(), list.total())).await;
        scene.wait(DELAY).await;
        let failure = scene.bank.refuses("alice", other.claim(&id("alice"), proof(&list, "alice"))).await;
        assert_error(&failure, RestakingError::NotInTree);
        // Each tree's own list, and not the other's.
        let others = other.earnings([(id("alice"), 1_000)]).unwrap();
        scene.bank.by("publisher", other.publish(&id("publisher"), others.root(), 1_000)).await;
        scene.wait(DELAY).await;
        assert_error(&scene.refused("alice", proof(&others, "alice")).await, RestakingError::NotInTree);
        scene.bank.by("alice", other.claim(&id("alice"), proof(&others, "alice"))).await;
        assert_eq!(scene.claim("alice", &list).await, 100);
        let address = other.claim_of(&id("alice"));
        let claim: restaking_client::RewardClaim = scene.bank.read(&address).await.expect("alice's");
        assert_eq!((claim.claimed, claim.tree), (1_000, other.address));
    }
}

/// What an inner node is made of, read as a leaf: sixty-four bytes of hashes in place of tree and earner. The first byte is
/// another, and the tree's address is none that one finds.
#[tokio::test]
async fn an_inner_node_is_no_leaf() {
    let (mut scene, list) = with_seven().await;
    let (earned, right) = proof(&list, "alice");
    let leaf = merkle::leaf(&scene.tree.address, &id("alice"), earned);
    let node = merkle::node(&leaf, &right[0]);
    // An earner with a node's half as its address, and the rest of the path as its proof.
    for earner in [leaf, right[0], node, list.root()] {
        let earner = Pubkey::new_from_array(earner);
        for from in 0..=right.len() {
            let mut claim = scene.tree.claim(&id("mallory"), (earned, right[from..].to_vec()));
            claim.accounts[2].pubkey = earner;
            claim.accounts[6].pubkey = pda::reward_claim(&scene.tree.address, &earner);
            // Nobody signs for such an address; were there a leaf, this would be all that is wrong.
            assert_error(&scene.bank.refuses("mallory", claim).await, RestakingError::NotEarner);
        }
    }
    // By a signer of the transaction.
    for from in 0..=right.len() {
        assert_error(&scene.refused("mallory", (earned, right[from..].to_vec())).await, RestakingError::NotInTree);
    }
    // The program's own format: the same bytes behind the two prefixes are two hashes.
    let preimage = [leaf.min(right[0]), leaf.max(right[0])].concat();
    let hash = |prefix: u8| solana_program::hash::hash(&[&[prefix], &preimage[..]].concat()).to_bytes();
    assert_eq!(hash(1), node);
    assert_ne!(hash(0), node);
    // A leaf of a tree with those two hashes as its address and earner would have eight more bytes, too.
    assert_eq!(1 + preimage.len() + 8, 73);
    assert_ne!(scene.tree.address, ID);
}

#[tokio::test]
async fn a_list_of_one_has_an_empty_proof() {
    let mut scene = Scene::new().await;
    let list = scene.active(&[("alice", 5)]).await;
    assert_eq!(proof(&list, "alice"), (5, vec![]));
    assert_error(&scene.refused("alice", (5, vec![list.root()])).await, RestakingError::NotInTree);
    assert_error(&scene.refused("bob", (5, vec![])).await, RestakingError::NotInTree);
    assert_eq!(scene.claim("alice", &list).await, 5);
}

/// No transaction carries a longer proof than the longest, but by a lookup table; the rule stands all the same. The bank does
/// not hold transactions against the network's size.
#[tokio::test]
async fn a_proof_has_thirty_two_hashes_at_the_most() {
    let mut scene = Scene::new().await;
    let publisher = id("publisher");
    for (length, total) in [(32, 10), (33, 20)] {
        let long: Vec<[u8; 32]> = (0..length).map(|at| [at; 32]).collect();
        let root = merkle::root_of(merkle::leaf(&scene.tree.address, &id("alice"), total), &long);
        scene.bank.by("publisher", scene.tree.publish(&publisher, root, total)).await;
        scene.wait(DELAY).await;
        if length == 32 {
            scene.bank.by("alice", scene.tree.claim(&id("alice"), (total, long))).await;
            assert_eq!(scene.tokens("alice").await, 10);
        } else {
            assert_refused(&scene.refused("alice", (total, long)).await, RestakingError::ProofTooLong, 33, 32);
        }
    }
}

#[tokio::test]
async fn without_a_root_nothing_is_proven() {
    let mut scene = Scene::new().await;
    for proof in [vec![], vec![[0; 32]]] {
        assert_error(&scene.refused("alice", (0, proof)).await, RestakingError::NoRoot);
    }
}
