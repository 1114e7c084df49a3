//! Tokens that were sent to a vault's address.

use harness::{Stray, Svm, Vault, key, token};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_signer::Signer;

/// More than the notice of a sweep from the vaults here, in seconds.
const NOTICE: i64 = 40 * 86_400;

/// Adds the figures of `vault`, whose bond pool pays a reward at place 0; the creator is its fee wallet.
///
/// # Errors
/// A sentence, if an instruction fails.
pub fn measure(
    step: &mut impl FnMut(&'static str, &mut Svm, Instruction, &Keypair) -> Result<(), String>,
    svm: &mut Svm,
    [creator, staker, _, _]: &[Keypair; 4],
    vault: &Vault,
) -> Result<(), String> {
    let wallet = creator.pubkey();
    let reward = key(&format!("reward 0 {}", vault.index)).pubkey();
    let unknown = key(&format!("airdrop {}", vault.index)).pubkey();
    svm.put(unknown, token::mint_account(9, wallet, None, 1 << 62));
    svm.put(token::address(&wallet, &unknown), token::token_account(unknown, wallet, 0));
    let [to_wallet, to_pool] = [unknown, reward].map(|mint| Stray::new(*vault, mint));
    let to_stream = Stray::of_asset(*vault);
    for stray in [to_wallet, to_pool, to_stream] {
        svm.put(stray.tokens, token::token_account(stray.mint, vault.address, 1_234_567_890_123));
    }
    step("sweep_to_stream", svm, to_stream.to_stream(), staker)?;
    step("sweep_to_pool", svm, to_pool.to_pool(0), staker)?;
    step("announce_sweep", svm, to_wallet.announce(&staker.pubkey()), staker)?;
    svm.warp(svm.now() + NOTICE);
    step("sweep_to_wallet", svm, to_wallet.to_wallet(&wallet, &staker.pubkey()), staker)
}
