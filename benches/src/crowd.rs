//! A vault with a thousand operators: what its stakers pay for is the same as with one.

use harness::{Split, Svm, Vault, entity, key, token};
use restaking_client::pda;
use solana_program::instruction::Instruction;
use solana_signer::Signer;

use crate::lives::{EPOCH, LIMITS};

/// How many operators the crowd has; each gets an equal part of half of the vault.
pub const CROWD: u64 = 1_000;

/// The compute units of a deposit, an exit request and an instant exit in a vault with `operators`.
///
/// # Errors
/// A sentence, if an instruction fails.
pub fn measure(operators: u64) -> Result<[u64; 3], String> {
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
    // While the vault is empty, delegations count at once.
    for index in 0..operators {
        let split = Split { vault, operator: pda::operator(&owner, index), ncn: owner };
        act(entity::register_operator(&owner, index, &owner, 0))?;
        act(split.open_delegation(&owner))?;
        act(split.delegate(&owner, 5_000 / operators, true))?;
    }
    act(vault.deposit(&owner, 123_456_789_012_345, 1, false))?;
    Ok([
        act(vault.deposit(&owner, 98_765_432_109_876, 1, false))?,
        act(vault.request_exit(&owner, 0, 34_567_890_123_456, 1, 1))?,
        act(vault.exit_instantly(&owner, 12_345_678_901_234, 1))?,
    ])
}

/// Says what a vault's stakers pay with one operator and with the crowd.
///
/// # Errors
/// A sentence, if the crowd costs them anything.
pub fn compare() -> Result<(), String> {
    let (one, crowd) = (measure(1)?, measure(CROWD)?);
    println!("\ndeposit, exit request and instant exit in a vault with 1 operator: {one:?}, with {CROWD}: {crowd:?}");
    if one == crowd { Ok(()) } else { Err("the number of a vault's operators must cost its stakers nothing".into()) }
}
