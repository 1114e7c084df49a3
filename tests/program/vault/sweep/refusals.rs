//! What is no airdrop: accounts that the program uses, accounts of others, shares.

mod announce_sweep;

use harness::bond::BondPool;
use harness::{Stray, Vault, token};
use restaking_client::{RestakingError, pda};
use restaking_tests::{OPEN, id};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::vault::sweep::{SENT, Scene, WEEK, put_account};

/// The token account of each of the four, by its place.
fn with_tokens(mut instruction: Instruction, place: usize, tokens: Pubkey) -> Instruction {
    instruction.accounts[place].pubkey = tokens;
    instruction
}

#[tokio::test]
async fn a_token_account_of_another_is_not_swept() {
    let mut scene = Scene::new().await;
    let pool = scene.with_pool().await;
    let other = scene.bank.add_vault("mallory", 0, OPEN).await;
    let (mint, vault, asset) = (scene.stray.mint, scene.vault, scene.vault.asset_mint);
    let foreign = put_account(&mut scene.bank, "another vault's", mint, other.address, SENT).await;
    let of_alice = put_account(&mut scene.bank, "alice's", mint, id("alice"), SENT).await;
    // Delegated to the vault, and not owned by it.
    scene.bank.by("alice", token::approve(&of_alice, &vault.address, &id("alice"), SENT)).await;
    scene.bank.put(&pool.treasury(0), token::token_account(mint, pool.address, SENT));
    for tokens in [foreign, of_alice, pool.treasury(0)] {
        let stray = Stray { tokens, ..scene.stray };
        scene.refuses(stray.announce(&id("mallory")), RestakingError::NotVaultTokens).await;
        if tokens != pool.treasury(0) {
            scene.refuses(stray.to_pool(0), RestakingError::NotVaultTokens).await;
        }
    }
    let assets = put_account(&mut scene.bank, "assets", asset, other.address, SENT).await;
    for tokens in [vault.assets_of(&id("alice")), assets] {
        let to_stream = Stray { tokens, ..Stray::of_asset(vault) }.to_stream();
        scene.refuses(to_stream, RestakingError::NotVaultTokens).await;
    }
}

/// The books say what the asset account holds: no way takes a token out of it, or books a token of it twice.
#[tokio::test]
async fn the_asset_account_is_not_swept() {
    let mut scene = Scene::new().await;
    let vault = scene.vault;
    let pool = scene.with_pool().await;
    scene.bank.by("creator", pool.add_reward_mint(1, &vault.asset_mint)).await;
    // A gift, which no book knows.
    let held = scene.bank.balance(&vault.asset_account).await;
    scene.bank.put(&vault.asset_account, token::token_account(vault.asset_mint, vault.address, held + SENT));
    let own = Stray { tokens: vault.asset_account, ..Stray::of_asset(vault) };
    scene.refuses(own.announce(&id("mallory")), RestakingError::NotSweepable).await;
    scene.refuses(own.to_pool(1), RestakingError::NotSweepable).await;
    let twice = scene.bank.refused(own.to_stream(), &[]).await;
    assert_eq!(twice.code(), Some(2040), "passed twice: {twice}");
}

/// A notice is of its vault and its token account alone.
#[tokio::test]
async fn a_notice_covers_no_other_account() {
    let mut scene = Scene::new().await;
    scene.announce().await;
    let (vault, mint) = (scene.vault, scene.stray.mint);
    let second = put_account(&mut scene.bank, "a second account", mint, vault.address, 77 * SENT).await;
    let other: Vault = scene.bank.add_vault("mallory", 0, OPEN).await;
    let of_other = Stray::new(other, mint);
    scene.bank.put(&of_other.tokens, token::token_account(mint, other.address, 77 * SENT));
    scene.at(WEEK).await;
    let right = scene.to_wallet();
    scene.refuses(with_tokens(right.clone(), 2, second), RestakingError::WrongSweepNotice).await;
    let mut elsewhere = with_tokens(right, 2, of_other.tokens);
    elsewhere.accounts[0].pubkey = other.address;
    elsewhere.accounts[1].pubkey = pda::bond_pool(&other.address);
    scene.refuses(elsewhere, RestakingError::WrongVault).await;
    // Each has a notice of its own.
    let stray = Stray { tokens: second, ..scene.stray };
    scene.bank.by("mallory", stray.announce(&id("mallory"))).await;
    scene.anyone(scene.to_wallet()).await;
    assert_eq!(scene.has("creator").await, SENT);
}
