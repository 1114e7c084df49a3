//! Lists of earners: the documented example, and that what the client builds is what the program takes, and nothing else.

use std::collections::BTreeMap;
use std::str::FromStr;

use proptest::prelude::*;
use restaking::merkle as program;
use restaking_client::merkle::{self as client, Earnings, ListError};
use serde_json::Value;
use solana_program::pubkey::Pubkey;

/// The example of `docs/reward-tree.md`.
fn example() -> Value {
    let page = include_str!("../../../docs/reward-tree.md");
    let (_, rest) = page.split_once("```json\n").expect("an example");
    serde_json::from_str(rest.split_once("```").expect("its end").0).expect("JSON")
}

fn address(value: &Value) -> Pubkey {
    Pubkey::from_str(value.as_str().expect("a text")).expect("an address")
}

fn amount(value: &Value) -> u64 {
    value.as_str().expect("a text").parse().expect("an amount")
}

fn hash(value: &Value) -> [u8; 32] {
    let text = value.as_str().expect("a text");
    assert_eq!(text.len(), 64);
    std::array::from_fn(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).expect("hexadecimal"))
}

/// What the program says to a claim.
fn accepts(root: &[u8; 32], tree: &Pubkey, earner: &Pubkey, cumulative: u64, proof: &[[u8; 32]]) -> bool {
    let leaf = program::leaf(tree, earner, cumulative);
    assert_eq!(leaf, client::leaf(tree, earner, cumulative));
    let accepted = program::check(root, leaf, proof).is_ok();
    assert_eq!(accepted, proof.len() <= program::MAX_PROOF && client::root_of(leaf, proof) == *root);
    accepted
}

#[test]
fn the_documented_example_is_right() {
    let example = example();
    assert_eq!(example["version"], 1);
    let tree = address(&example["tree"]);
    assert_eq!(tree.to_bytes(), solana_program::hash::hash(b"example reward tree").to_bytes());
    let earners = example["earners"].as_array().expect("a list");
    assert_eq!(earners.len(), 3);
    let list: Vec<(Pubkey, u64)> =
        earners.iter().map(|entry| (address(&entry["earner"]), amount(&entry["cumulative"]))).collect();
    // Given in another order, it is the same list.
    let built = Earnings::new(&tree, list.iter().rev().copied()).unwrap();
    assert_eq!(built.list(), list);
    assert_eq!((built.root(), built.total()), (hash(&example["root"]), amount(&example["total"])));
    for (entry, (earner, cumulative)) in earners.iter().zip(list) {
        assert_eq!(client::leaf(&tree, &earner, cumulative), hash(&entry["leaf"]));
        let proof: Vec<[u8; 32]> = entry["proof"].as_array().expect("a list").iter().map(hash).collect();
        assert_eq!(built.proof(&earner), Some((cumulative, proof.clone())));
        assert!(accepts(&built.root(), &tree, &earner, cumulative, &proof));
    }
}

#[test]
fn lists_that_cannot_be_paid_are_refused() {
    let [tree, a, b] = [1, 2, 3].map(|byte| Pubkey::new_from_array([byte; 32]));
    assert_eq!(Earnings::new(&tree, []), Err(ListError::Empty));
    assert_eq!(Earnings::new(&tree, [(a, 1), (b, 1), (a, 1)]), Err(ListError::Twice(a)));
    assert_eq!(Earnings::new(&tree, [(a, 1), (a, 2)]), Err(ListError::Twice(a)));
    assert_eq!(Earnings::new(&tree, [(a, u64::MAX), (b, 1)]), Err(ListError::TooMuch));
    let most = Earnings::new(&tree, [(a, u64::MAX - 1), (b, 1)]).unwrap();
    assert_eq!((most.total(), most.proof(&tree)), (u64::MAX, None));
}

#[test]
fn a_list_of_one_is_its_leaf() {
    let [tree, a] = [1, 2].map(|byte| Pubkey::new_from_array([byte; 32]));
    let one = Earnings::new(&tree, [(a, 7)]).unwrap();
    assert_eq!((one.root(), one.proof(&a)), (client::leaf(&tree, &a, 7), Some((7, vec![]))));
    assert!(accepts(&one.root(), &tree, &a, 7, &[]));
}

#[test]
fn proofs_have_a_longest_length() {
    let [tree, a] = [1, 2].map(|byte| Pubkey::new_from_array([byte; 32]));
    for length in [31, 32, 33, 64] {
        let proof = vec![[9; 32]; length];
        let root = client::root_of(client::leaf(&tree, &a, 7), &proof);
        assert_eq!(accepts(&root, &tree, &a, 7, &proof), length <= 32, "{length}");
    }
}

/// A change of a proof.
#[derive(Clone, Debug)]
enum Change {
    Flip(usize, u8),
    Swap(usize, usize),
    Cut(usize),
    Double(usize),
    Insert(usize, [u8; 32]),
    Reverse,
    Leaf,
}

impl Change {
    /// The proof with this change.
    fn of(&self, proof: &[[u8; 32]], leaf: [u8; 32]) -> Vec<[u8; 32]> {
        let (mut changed, size) = (proof.to_vec(), proof.len());
        match *self {
            Self::Flip(at, bit) if size > 0 => changed[at % size][usize::from(bit) / 8] ^= 1 << (bit % 8),
            Self::Swap(one, other) if size > 0 => changed.swap(one % size, other % size),
            Self::Cut(at) if size > 0 => drop(changed.remove(at % size)),
            Self::Double(at) if size > 0 => changed.insert(at % size, proof[at % size]),
            Self::Insert(at, hash) => changed.insert(at % (size + 1), hash),
            Self::Reverse => changed.reverse(),
            Self::Leaf => changed.insert(0, leaf),
            _ => {}
        }
        changed
    }
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<usize>;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, bit)| Change::Flip(at, bit)),
        (at(), at()).prop_map(|(one, other)| Change::Swap(one, other)),
        at().prop_map(Change::Cut),
        at().prop_map(Change::Double),
        (at(), any::<[u8; 32]>()).prop_map(|(at, hash)| Change::Insert(at, hash)),
        Just(Change::Reverse),
        Just(Change::Leaf),
    ]
}

/// Earners by address, with few bits that differ as well as many.
fn list() -> impl Strategy<Value = BTreeMap<[u8; 32], u64>> {
    let earner =
        prop_oneof![any::<[u8; 32]>(), any::<u8>().prop_map(|last| std::array::from_fn(|at| last * (at as u8 / 31)))];
    prop::collection::btree_map(earner, 0..u64::MAX / 70, 1..70)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_program_takes_every_proof_and_no_other(
        tree in any::<[u8; 32]>(),
        list in list(),
        change in change(),
        (off, other) in (1..1_000u64, any::<[u8; 32]>()),
    ) {
        let tree = Pubkey::new_from_array(tree);
        let list: Vec<(Pubkey, u64)> =
            list.into_iter().map(|(earner, amount)| (Pubkey::new_from_array(earner), amount)).collect();
        let built = Earnings::new(&tree, list.clone()).unwrap();
        let root = built.root();
        prop_assert_eq!(built.total(), list.iter().map(|entry| entry.1).sum::<u64>());
        // Some of them, up to sixteen, so that a case takes no longer than its list.
        for (place, (earner, earned)) in list.iter().enumerate().step_by(1 + list.len() / 16) {
            let (cumulative, proof) = built.proof(earner).expect("it is in the list");
            prop_assert_eq!(cumulative, *earned);
            prop_assert!(proof.len() <= list.len().next_power_of_two().trailing_zeros() as usize);
            prop_assert!(accepts(&root, &tree, earner, cumulative, &proof));
            // Another figure, another earner, another tree.
            prop_assert!(!accepts(&root, &tree, earner, cumulative ^ off, &proof));
            prop_assert!(!accepts(&root, &Pubkey::new_from_array(other), earner, cumulative, &proof));
            prop_assert!(!accepts(&root, &tree, &Pubkey::new_from_array(other), cumulative, &proof));
            let neighbor = list[(place + 1) % list.len()];
            if neighbor.0 != *earner {
                prop_assert!(!accepts(&root, &tree, &neighbor.0, cumulative, &proof));
                prop_assert!(!accepts(&root, &tree, &neighbor.0, neighbor.1, &proof));
            }
            let changed = change.of(&proof, client::leaf(&tree, earner, cumulative));
            prop_assert_eq!(accepts(&root, &tree, earner, cumulative, &changed), changed == proof);
            // A node of the tree is no leaf, of any claimed earner.
            for at in 0..proof.len() {
                prop_assert!(!accepts(&root, &tree, &Pubkey::new_from_array(proof[at]), cumulative, &proof[at + 1..]));
            }
        }
        prop_assert_eq!(built.proof(&Pubkey::new_from_array(other)), None);
    }
}
