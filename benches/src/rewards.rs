//! Rewards by root.

use harness::{RewardTree, Svm, entity, key, token};
use restaking_client::{merkle, pda};
use solana_keypair::Keypair;
use solana_program::hash::hashv;
use solana_program::instruction::Instruction;
use solana_signer::Signer;

/// How long a root waits, in seconds.
const DELAY: u64 = 3_600;

/// A tree's life: the creator is the NCN's admin and publishes, the heir strikes, the staker earns.
///
/// # Errors
/// A sentence, if an instruction fails.
pub fn measure(
    step: &mut impl FnMut(&'static str, &mut Svm, Instruction, &Keypair) -> Result<(), String>,
    svm: &mut Svm,
    [creator, staker, heir, _]: &[Keypair; 4],
    seed: u64,
) -> Result<(), String> {
    let (admin, earner, disputer, index) = (creator.pubkey(), staker.pubkey(), heir.pubkey(), seed + 2_000);
    let mint = key(&format!("reward {seed}")).pubkey();
    let tree = RewardTree::new(pda::ncn(&admin, index), mint);
    svm.put(mint, token::mint_account(6, admin, None, 1 << 62));
    for who in [admin, earner, disputer] {
        svm.put(tree.tokens_of(&who), token::token_account(mint, who, 1 << 50));
    }
    svm.send(&[entity::register_ncn(&admin, index, &admin, u64::MAX)], &[creator])
        .map_err(|failure| failure.to_string())?;
    step("open_reward_tree", svm, tree.open(&admin, &admin, &disputer, DELAY), creator)?;
    step("set_reward_roles", svm, tree.set_roles(&admin, &admin, &earner), creator)?;
    step("fund_reward_tree", svm, tree.fund(&admin, 23_456_789_012), creator)?;

    // The path of one among a million earners. What the others have is of no matter to it.
    let path = |round: u8| -> Vec<[u8; 32]> {
        (0..20u8).map(|at| hashv(&[earner.as_ref(), &[round, at]]).to_bytes()).collect()
    };
    let rounds = [("claim_reward, depth 20, first", 123_456_789_012), ("claim_reward, depth 20", 323_456_789_012)];
    for (round, (name, cumulative)) in (0..).zip(rounds) {
        let root = merkle::root_of(merkle::leaf(&tree.address, &earner, cumulative), &path(round));
        step("publish_root", svm, tree.publish(&admin, root, cumulative + 987_654_321), creator)?;
        svm.warp(svm.now() + DELAY as i64);
        step(name, svm, tree.claim(&earner, (cumulative, path(round))), staker)?;
        step("set_claimer", svm, tree.set_claimer(&earner, &disputer), staker)?;
    }
    step("set_claimer, first", svm, tree.set_claimer(&disputer, &earner), heir)?;
    // The roles that were set first count by now.
    step("publish_root", svm, tree.publish(&admin, [1; 32], 1_323_456_789_012), creator)?;
    step("strike_root", svm, tree.strike(&earner, [1; 32]), staker)
}
