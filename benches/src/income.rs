//! Rewards in a vault's own asset and fees; and what both add to a staker's instructions: a vault that charges for all, with a
//! stream that is running.

use harness::fee;
use harness::role::{self, FEE_WALLET};
use harness::{Split, Svm, Vault, entity, key, token};
use restaking_client::pda;
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::scene::{EPOCH, LIMITS};

/// Adds the figures of a vault of `creator`'s own.
///
/// # Errors
/// A sentence, if an instruction fails.
pub fn measure(
    step: &mut impl FnMut(&'static str, &mut Svm, Instruction, &Keypair) -> Result<(), String>,
    svm: &mut Svm,
    [creator, staker, _, _]: &[Keypair; 4],
    seed: u64,
) -> Result<(), String> {
    let (admin, owner, index) = (creator.pubkey(), staker.pubkey(), seed + 3_000);
    let mint = key(&format!("income {seed}")).pubkey();
    svm.put(mint, token::mint_account(9, admin, None, 1 << 62));
    let vault = Vault::new(admin, index, mint);
    for who in [admin, owner] {
        svm.put(vault.assets_of(&who), token::token_account(mint, who, 1 << 50));
        svm.put(vault.shares_of(&who), token::token_account(vault.vrt_mint, who, 0));
    }
    let split = Split { vault, operator: pda::operator(&admin, index), ncn: Pubkey::default() };
    let deployer = svm.deployer.insecure_clone();
    let quiet = |svm: &mut Svm, instruction| {
        svm.send(&[instruction], &[creator]).map(|_| ()).map_err(|failure| format!("income, seed {seed}: {failure}"))
    };
    quiet(svm, vault.initialize(EPOCH, LIMITS))?;
    quiet(svm, entity::register_operator(&admin, index, &admin, 1_000))?;
    quiet(svm, split.open_delegation(&admin))?;
    step("set_role", svm, role::set_role(&admin, &vault.address, FEE_WALLET, &admin), creator)?;
    step("set_fees", svm, fee::set_fees(&vault, &admin, fee::args(50, 30, 1_000, 604_800)), creator)?;
    step("set_protocol_fee", svm, fee::set_protocol_fee(&deployer.pubkey(), 500), &deployer)?;
    // All of them count by then.
    svm.warp(svm.now() + 92 * 86_400);
    let epoch = (92 * 86_400) / EPOCH;

    step("deposit, first, with a fee", svm, vault.deposit(&owner, 123_456_789_012_345, 1, false), staker)?;
    let pay = |amount| fee::pay_reward(&split, &admin, amount);
    step("pay_reward, first", svm, pay(9_876_543_210_987), creator)?;
    let later = |svm: &mut Svm| svm.warp(svm.now() + 600);
    later(svm);
    step("pay_reward", svm, pay(8_765_432_109_876), creator)?;
    later(svm);
    let deposit = vault.deposit(&owner, 98_765_432_109_876, 1, false);
    step("deposit, with a fee and a stream", svm, deposit, staker)?;
    let request = |nonce, shares| vault.request_exit(&owner, nonce, shares, 1, epoch + 1);
    later(svm);
    step("exit_instantly, with a fee and a stream", svm, vault.exit_instantly(&owner, 23_456_789_012_345, 1), staker)?;
    step("request_exit, first of its epoch, with a fee", svm, request(0, 34_567_890_123_456), staker)?;
    later(svm);
    step("request_exit, with a fee and a stream", svm, request(1, 12_345_678_901_234), staker)?;
    svm.warp(svm.now() + 2 * EPOCH as i64);
    let claim = vault.claim_exit(&owner, &vault.ticket(&owner, 1), &owner, epoch + 1);
    step("claim_exit, with a fee and a stream", svm, claim, staker)?;
    step("collect_fees, the vault's", svm, fee::collect_vault_fees(&vault, &admin), creator)?;
    step("collect_fees, a commission", svm, fee::collect_commission(&split, &admin), creator)
}
