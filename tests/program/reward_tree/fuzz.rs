//! Random lists over several roots, with honest claims and mutated ones in any order, against a model of a few lines. The
//! format itself is held against far more cases without a chain, in the client's tests.

use std::collections::BTreeMap;

use harness::{key, token};
use restaking_client::RestakingError;
use restaking_tests::id;
use solana_keypair::Keypair;
use solana_program::hash::hash;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::reward_tree::scene::{DELAY, Scene};

/// Numbers that look random and are the same in every run.
struct Numbers([u8; 32]);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = hash(&self.0).to_bytes();
        u64::from_le_bytes(self.0[..8].try_into().expect("eight")) % bound
    }
}

/// A change of a proof; what comes of it may be the same proof.
fn mutate(proof: &mut Vec<[u8; 32]>, numbers: &mut Numbers) {
    let size = proof.len();
    let at = numbers.below(size.max(1) as u64) as usize;
    match numbers.below(6) {
        0 if size > 0 => proof[at][numbers.below(32) as usize] ^= 1 << numbers.below(8),
        1 if size > 0 => drop(proof.remove(at)),
        2 if size > 0 => proof.insert(at, proof[at]),
        3 if size > 0 => {
            let other = numbers.below(size as u64) as usize;
            proof.swap(at, other);
        }
        4 => proof.insert(at, hash(&numbers.0).to_bytes()),
        _ => proof.reverse(),
    }
}

#[tokio::test]
async fn random_lists_pay_what_they_say_and_nothing_else() {
    let mut rows = [0; 4];
    for seed in 0..4 {
        let mut numbers = Numbers(hash(format!("seed {seed}").as_bytes()).to_bytes());
        let mut scene = Scene::new().await;
        let tree = scene.tree;
        let earners: Vec<Keypair> = (0..24).map(|index| key(&format!("earner {index}"))).collect();
        for earner in &earners {
            scene.bank.fund(&earner.pubkey());
            scene.bank.put(&tree.tokens_of(&earner.pubkey()), token::token_account(tree.mint, earner.pubkey(), 0));
        }
        let mut earned: BTreeMap<Pubkey, u64> = BTreeMap::new();
        let mut claimed: BTreeMap<Pubkey, u64> = BTreeMap::new();
        let mut active_total = 0;
        for _ in 0..6 {
            for earner in &earners {
                if numbers.below(3) > 0 {
                    *earned.entry(earner.pubkey()).or_default() += numbers.below(1_000_000);
                }
            }
            let list = tree.earnings(earned.clone()).expect("a list");
            // Every other publisher promises less than its lists come to.
            let short = if seed % 2 == 0 { numbers.below(list.total() / 2 + 1) } else { 0 };
            let total = (list.total() - short).max(active_total);
            scene.bank.by("publisher", tree.publish(&id("publisher"), list.root(), total)).await;
            scene.wait(DELAY).await;
            active_total = total;
            for _ in 0..40 {
                let earner = &earners[numbers.below(24) as usize];
                let address = earner.pubkey();
                let Some((cumulative, right)) = list.proof(&address) else { continue };
                let (mut figure, mut proof) = (cumulative, right.clone());
                match numbers.below(4) {
                    0 => mutate(&mut proof, &mut numbers),
                    1 => figure = figure.wrapping_add(numbers.below(5)).wrapping_sub(2),
                    _ => {}
                }
                let so_far = claimed.get(&address).copied().unwrap_or_default();
                let paid: u64 = claimed.values().sum();
                let expected = if (figure, &proof) != (cumulative, &right) {
                    Some(RestakingError::NotInTree)
                } else if cumulative <= so_far {
                    Some(RestakingError::NothingEarned)
                } else if cumulative - so_far > active_total - paid {
                    Some(RestakingError::OverTotal)
                } else {
                    None
                };
                let claim = tree.claim(&address, (figure, proof));
                match expected {
                    None => {
                        scene.bank.send(&[claim], &[earner]).await.unwrap();
                        claimed.insert(address, cumulative);
                        rows[0] += 1;
                    }
                    Some(error) => {
                        let failure = scene.bank.refused(claim, &[earner]).await;
                        let kinds =
                            [RestakingError::NotInTree, RestakingError::NothingEarned, RestakingError::OverTotal];
                        rows[1 + kinds.iter().position(|kind| *kind == error).expect("one of the three")] += 1;
                        assert_eq!(failure.restaking(), Some(error), "{failure}");
                    }
                }
            }
            let (books, paid) = (scene.books().await, claimed.values().sum::<u64>());
            let treasury = scene.bank.balance(&tree.treasury()).await;
            assert_eq!((books.paid, treasury), (paid, books.funded - paid));
            assert!(paid <= active_total && active_total <= books.funded);
        }
        for (earner, amount) in claimed {
            assert_eq!(scene.bank.balance(&tree.tokens_of(&earner)).await, amount);
        }
    }
    assert!(rows.iter().all(|&count| count > 20), "paid, and refused for each reason: {rows:?}");
    println!("paid, and refused for each reason: {rows:?}");
}
