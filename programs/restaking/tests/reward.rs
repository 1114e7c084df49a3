//! What is permanent on chain of rewards: sizes and places of account fields, discriminators, and the format of leaves and nodes.

use std::mem::{offset_of, size_of};

use anchor_lang::Discriminator;
use ledger::state::reward_tree::RewardBooks;
use restaking::merkle;
use restaking::state::{RewardClaim, RewardOffer, RewardTree};

/// Holds each field's place in an account, and that none is left out.
macro_rules! layout {
    ($type:ident, $size:literal, { $($field:ident: $offset:literal,)* }) => {{
        assert_eq!(size_of::<$type>(), $size, stringify!($type));
        $(assert_eq!(offset_of!($type, $field), $offset, concat!(stringify!($type), ".", stringify!($field)));)*
        let _ = |account: $type| {
            let $type { $($field: _,)* } = account;
        };
    }};
}

#[test]
fn reward_tree() {
    assert_eq!(RewardTree::DISCRIMINATOR, [255, 38, 153, 166, 208, 59, 189, 114]);
    layout!(RewardTree, 528, {
        version: 0, bump: 1, treasury_bump: 2, mint_freezable: 3, padding: 4, ncn: 8, mint: 40, treasury: 72,
        rent_payer: 104, publisher: 136, disputer: 168, next_disputer: 200, disputer_from: 232, root_disputer: 240,
        delay_seconds: 272, books: 280, events: 392, reserved: 400,
    });
    layout!(RewardBooks, 112, {
        active_root: 0, active_total: 32, active_from: 40, next_root: 48, next_total: 80, activates_at: 88, funded: 96,
        paid: 104,
    });
}

#[test]
fn reward_offer() {
    assert_eq!(RewardOffer::DISCRIMINATOR, [222, 4, 195, 171, 101, 142, 187, 98]);
    layout!(RewardOffer, 344, {
        version: 0, bump: 1, treasury_bump: 2, mint_freezable: 3, padding: 4, ncn: 8, index: 40, place: 48, mint: 56,
        treasury: 88, funder: 120, rent_payer: 152, first_table: 184, next_table: 192, books: 200, events: 272,
        reserved: 280,
    });
}

#[test]
fn reward_claim() {
    assert_eq!(RewardClaim::DISCRIMINATOR, [194, 80, 130, 80, 113, 62, 2, 91]);
    layout!(RewardClaim, 176, {
        version: 0, bump: 1, padding: 2, tree: 8, earner: 40, claimer: 72, rent_payer: 104, claimed: 136, reserved: 144,
    });
}

/// The example of `docs/reward-tree.md`.
#[test]
fn leaves_and_nodes() {
    let page = include_str!("../../../docs/reward-tree.md");
    let (_, rest) = page.split_once("```json\n").expect("an example");
    let example: serde_json::Value = serde_json::from_str(rest.split_once("```").expect("its end").0).expect("JSON");
    let address = |value: &serde_json::Value| anchor_lang::prelude::Address::from_str_const(value.as_str().unwrap());
    let hash = |value: &serde_json::Value| -> [u8; 32] {
        let text = value.as_str().unwrap();
        std::array::from_fn(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
    };
    let (tree, root) = (address(&example["tree"]), hash(&example["root"]));
    for entry in example["earners"].as_array().unwrap() {
        let cumulative = entry["cumulative"].as_str().unwrap().parse().unwrap();
        let leaf = merkle::leaf(&tree, &address(&entry["earner"]), cumulative);
        assert_eq!(leaf, hash(&entry["leaf"]));
        let proof: Vec<[u8; 32]> = entry["proof"].as_array().unwrap().iter().map(hash).collect();
        assert!(merkle::check(&root, leaf, &proof).is_ok());
        assert!(merkle::check(&root, leaf, &proof[1..]).is_err());
    }
}
