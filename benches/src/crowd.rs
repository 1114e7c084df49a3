//! A vault with a thousand operators: what its stakers and slashers pay for is the same as with two.

use harness::{Split, Svm, Vault, entity, key, slash, split, token};
use restaking_client::pda;
use solana_program::instruction::Instruction;
use solana_signer::Signer;

use crate::scene::{EPOCH, LIMITS};

/// How many operators the crowd has, each with as much of the vault. A pair has as much in all, and the one that is slashed as
/// much as each of the crowd, so that all figures are alike but for the number of operators.
pub const CROWD: u64 = 1_000;

/// The compute units of a deposit, an exit request, an instant exit, a slash, its veto, and another's execution in a vault
/// with `operators`.
///
/// # Errors
/// A sentence, if an instruction fails.
pub fn measure(operators: u64) -> Result<[u64; 6], String> {
    let (mut svm, runner) = (Svm::new()?, key("crowd"));
    let owner = runner.pubkey();
    svm.fund(&owner);
    let deployer = svm.deployer.insecure_clone();
    let config = harness::vault::initialize_config(&deployer.pubkey(), 60, 86_400 * 30);
    svm.send(&[config], &[&deployer]).map_err(|failure| failure.to_string())?;
    let mint = key("crowd's asset").pubkey();
    svm.put(mint, token::mint_account(9, owner, None, 1 << 62));
    let vault = Vault::new(owner, 0, mint);
    svm.put(vault.assets_of(&owner), token::token_account(mint, owner, 1 << 60));
    svm.put(vault.shares_of(&owner), token::token_account(vault.vrt_mint, owner, 0));

    let mut act = |instruction: Instruction| {
        let done = svm.send(&[instruction], &[&runner]).map_err(|failure| failure.to_string())?;
        Ok::<u64, String>(done.compute)
    };
    act(vault.initialize(EPOCH, LIMITS))?;
    let slashed = Split { vault, operator: pda::operator(&owner, 0), ncn: pda::ncn(&owner, 0) };
    let policy = slash::policy(&owner, &owner, &owner, 3_600);
    act(entity::register_ncn_with(&owner, 0, u64::MAX, policy))?;
    for index in 0..operators {
        let split = Split { operator: pda::operator(&owner, index), ..slashed };
        act(entity::register_operator(&owner, index, &owner, 0))?;
        act(split.open_delegation(&owner))?;
        let all_others = operators < CROWD && index > 0;
        act(split.delegate_bps(&owner, if all_others { 5 * (CROWD - 1) } else { 5 }))?;
    }
    act(slashed.open_allocation(&owner))?;
    act(slashed.allocate(&owner, slash::WHOLE / 3))?;
    act(entity::open_record(&owner, &slashed.ncn, &slashed.operator))?;
    for (left, right) in slashed.opt_ins() {
        act(split::open_opt_in(&owner, &left, &right))?;
        act(split::join_opt_in(&owner, &left, &right, split::Side::Left))?;
        act(split::join_opt_in(&owner, &left, &right, split::Side::Right))?;
    }
    act(split::set_loss_limits(&owner, &vault.address, &slashed.ncn, 10_000, 10_000))?;
    // What is between operator and NCN is active after three of the longest epochs.
    svm.warp(svm.now() + 90 * 86_400);
    let epoch = (90 * 86_400) / EPOCH;
    let now = svm.now();
    let mut act = |instruction: Instruction| {
        let done = svm.send(&[instruction], &[&runner]).map_err(|failure| failure.to_string())?;
        Ok::<u64, String>(done.compute)
    };
    let propose = |incident| {
        let args = slash::args(slash::WHOLE / 7, now, &owner);
        slashed.propose_slash(&owner, epoch, restaking_client::ProposeSlashInstructionArgs { incident, ..args })
    };
    act(vault.deposit(&owner, 123_456_789_012_345, 1, false))?;
    Ok([
        act(vault.deposit(&owner, 98_765_432_109_876, 1, false))?,
        act(vault.request_exit(&owner, 0, 34_567_890_123_456, 1, epoch + 1))?,
        act(vault.exit_instantly(&owner, 12_345_678_901_234, 1))?,
        act(propose(1))?,
        act(slashed.veto_slash(&owner, &slashed.proposal(1), epoch))?,
        {
            act(propose(2))?;
            svm.warp(now + 3_600);
            let execute = slashed.execute_slash(&slashed.proposal(2), epoch, [owner; 3]);
            svm.send(&[execute], &[&runner]).map_err(|failure| failure.to_string())?.compute
        },
    ])
}

/// Says what is paid with two operators and with the crowd.
///
/// # Errors
/// A sentence, if the crowd costs anything.
pub fn compare() -> Result<(), String> {
    let (pair, crowd) = (measure(2)?, measure(CROWD)?);
    println!(
        "\ndeposit, exit request, instant exit, slash, veto and execution with 2 operators: {pair:?}, with {CROWD}: {crowd:?}"
    );
    // The figures differ, and with them the way through a minimum: by an instruction or two, however many operators there are.
    let is_same = pair.iter().zip(&crowd).all(|(pair, crowd)| pair.abs_diff(*crowd) <= 2);
    if is_same { Ok(()) } else { Err("the number of a vault's operators must cost nobody anything".into()) }
}
