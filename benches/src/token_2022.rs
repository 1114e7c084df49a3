//! A vault of a Token-2022 asset, with an extension that token accounts get as well.

use harness::{Svm, Vault, key, token, token_2022};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
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
    let (admin, owner) = (creator.pubkey(), staker.pubkey());
    let new = key(&format!("mint of Token-2022 {seed}"));
    let mint = new.pubkey();
    let vault = Vault::of_token_2022(admin, seed + 4_000, mint);
    let pausable = [token_2022::pausable(&mint, &admin)];
    let mut make = token_2022::create_mint(&admin, &mint, [Some(&admin), None], &pausable, |bytes| svm.rent(bytes));
    make.push(token_2022::create_account(&admin, &owner, &mint));
    make.push(token_2022::mint_to(&mint, &vault.assets_of(&owner), &admin, 1 << 50));
    svm.send(&make, &[creator, &new]).map_err(|failure| format!("Token-2022, seed {seed}: {failure}"))?;
    svm.put(vault.shares_of(&owner), token::token_account(vault.vrt_mint, owner, 0));

    step("initialize_vault, a Token-2022 asset", svm, vault.initialize(EPOCH, LIMITS), creator)?;
    let deposit = |amount| vault.deposit(&owner, amount, 1, false);
    step("deposit, a Token-2022 asset, first", svm, deposit(123_456_789_012_345), staker)?;
    let exit = vault.exit_instantly(&owner, 23_456_789_012_345, 1);
    step("exit_instantly, a Token-2022 asset", svm, exit, staker)?;
    step("deposit, a Token-2022 asset", svm, deposit(98_765_432_109_876), staker)
}
