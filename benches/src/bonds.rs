//! Bonded shares and their rewards, with as many rewards as a pool can have, each of them running.

use harness::bond::BondPool;
use harness::{Svm, Vault, key, token};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_signer::Signer;

/// Adds the figures of `vault`'s bond pool; the staker and the heir have shares.
///
/// # Errors
/// A sentence, if an instruction fails.
pub fn measure(
    step: &mut impl FnMut(&'static str, &mut Svm, Instruction, &Keypair) -> Result<(), String>,
    svm: &mut Svm,
    [creator, staker, heir, _]: &[Keypair; 4],
    vault: &Vault,
) -> Result<(), String> {
    let (pool, index) = (BondPool::new(*vault), vault.index);
    let (owner, other) = (staker.pubkey(), heir.pubkey());
    // Figures of the largest size that a token of nine decimals has, so that each division is as long as any.
    let payment = |place: u8| 98_765_432_109_876_543 / (u64::from(place) + 1);
    step("open_bond_pool", svm, pool.open(604_800), creator)?;
    let mints: Vec<_> = (0..8).map(|place| key(&format!("reward {place} {index}")).pubkey()).collect();
    for (place, mint) in (0u8..).zip(&mints) {
        svm.put(*mint, token::mint_account(9, creator.pubkey(), None, 1 << 62));
        for who in [&creator.pubkey(), &owner] {
            svm.put(token::address(who, mint), token::token_account(*mint, *who, 1 << 60));
        }
        step("add_reward_mint", svm, pool.add_reward_mint(place, mint), creator)?;
    }
    for (who, signer) in [(owner, staker), (other, heir)] {
        step("open_position", svm, pool.open_position(&who), signer)?;
    }
    let shares = token::transfer(&vault.shares_of(&owner), &vault.shares_of(&other), &owner, 7_654_321_098_765);
    svm.send(&[shares], &[staker]).map_err(|failure| failure.to_string())?;
    step("bond, no reward yet", svm, pool.bond(&other, 1_234_567_890_123), heir)?;
    step("bond, no reward yet", svm, pool.bond(&owner, 3_456_789_012_345), staker)?;
    for round in 0..2 {
        for (place, mint) in (0u8..).zip(&mints) {
            let pay = pool.pay(&creator.pubkey(), place, mint, payment(place));
            step("pay_position_reward", svm, pay, creator)?;
        }
        svm.warp(svm.now() + 86_400 + round);
        step("bond, 8 rewards", svm, pool.bond(&owner, 2_345_678_901_234), staker)?;
        svm.warp(svm.now() + 12_345);
        step("unbond, 8 rewards", svm, pool.unbond(&owner, 1_987_654_321_098), staker)?;
        svm.warp(svm.now() + 12_345);
        step("claim_position_reward", svm, pool.claim(&owner, round as u8, &mints[round as usize]), staker)?;
        step("claim_position_reward", svm, pool.claim(&owner, 7, &mints[7]), staker)?;
    }
    svm.warp(svm.now() + 604_800);
    for (who, signer) in [(owner, staker), (other, heir)] {
        let bonded = svm.read::<restaking_client::VaultPosition>(&pool.position(&who)).expect("one").position.bonded;
        step("unbond, 8 rewards", svm, pool.unbond(&who, bonded), signer)?;
    }
    for (place, mint) in (0u8..).zip(&mints) {
        step("claim_position_reward", svm, pool.claim(&owner, place, mint), staker)?;
    }
    step("close_position", svm, pool.close_position(&owner, &owner), staker)?;
    step("close_position, forfeits 8 rewards", svm, pool.forfeit_position(&other, &other, [u64::MAX; 8]), heir)
}
