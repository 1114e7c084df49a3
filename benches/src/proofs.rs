//! The largest proofs that fit in a transaction: of rewards, and of two votes that conflict.

use harness::equivocation::Votes;
use harness::keys::{self, Signatures};
use harness::{RewardTree, Svm, key, token};
use restaking_client::{merkle, vote_message};
use solana_keypair::Keypair;
use solana_program::hash::hashv;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::table::Fit;
use crate::trial::{act, fit_prepared};

/// How long a root waits, in seconds.
const DELAY: u64 = 3_600;

/// The longest proof that the program takes, and more bytes than a vote can have that fits.
const DEEPEST: usize = 32;
const LONGEST: usize = 2_048;

/// How long the proof of a reward may be.
pub fn rewards(svm: &mut Svm, runner: &Keypair, ncn: &Pubkey) -> Result<Fit, String> {
    let (owner, mint, cumulative) = (runner.pubkey(), key("fitting reward").pubkey(), 1_000);
    let tree = RewardTree::new(*ncn, mint);
    svm.put(mint, token::mint_account(6, owner, None, 1 << 62));
    svm.put(tree.tokens_of(&owner), token::token_account(mint, owner, 1 << 50));
    act(svm, runner, tree.open(&owner, &owner, &owner, DELAY))?;
    let path: Vec<[u8; 32]> = (0..DEEPEST as u64).map(|at| hashv(&[&at.to_le_bytes()]).to_bytes()).collect();
    let claim = |depth: usize| vec![tree.claim(&owner, (cumulative, path[..depth].to_vec()))];
    let ready = |svm: &mut Svm, depth: usize| {
        let root = merkle::root_of(merkle::leaf(&tree.address, &owner, cumulative), &path[..depth]);
        act(svm, runner, tree.publish(&owner, root, cumulative))?;
        svm.warp(svm.now() + DELAY as i64);
        Ok(())
    };
    fit_prepared(svm, runner, "hashes in a proof of `claim_reward`", DEEPEST, claim, ready)
}

/// How many bytes each of two votes may say that conflict.
pub fn votes(svm: &mut Svm, runner: &Keypair, ncn: &Pubkey, operator: &Pubkey) -> Result<Fit, String> {
    let (owner, signing) = (runner.pubkey(), key("fitting key"));
    let possession = Signatures::possession(&signing, ncn, operator).instruction();
    let register = keys::register_key(&owner, &owner, ncn, operator, &signing.pubkey().to_bytes(), None);
    svm.send(&[possession, register], &[runner]).map_err(|failure| failure.to_string())?;
    let height = svm.now() as u64;
    let votes = |bytes: usize| {
        let messages = [1, 2].map(|said| vote_message(&keys::domain(ncn), 0, height, &vec![said; bytes]));
        Votes { messages, ..Votes::conflicting(ncn, operator, &signing, height) }
    };
    let prove = |bytes: usize| {
        let votes = votes(bytes);
        vec![votes.signed(&signing).instruction(), votes.submit(&owner)]
    };
    let ready = |svm: &mut Svm, bytes: usize| {
        act(svm, runner, votes(bytes).commit(&owner))?;
        svm.pass_slots(16);
        Ok(())
    };
    fit_prepared(svm, runner, "bytes said by each vote in `submit_equivocation`", LONGEST, prove, ready)
}
