//! What is not announced.

use super::*;

#[tokio::test]
async fn shares_are_not_swept() {
    let mut scene = Scene::new().await;
    let vault = scene.vault;
    let pool = scene.with_pool().await;
    scene.bank.by("creator", pool.add_reward_mint(1, &vault.vrt_mint)).await;
    let stray = Stray::new(vault, vault.vrt_mint);
    scene.bank.put(&stray.tokens, token::token_account(vault.vrt_mint, vault.address, SENT));
    scene.refuses(stray.announce(&id("mallory")), RestakingError::NotSweepable).await;
    scene.refuses(stray.to_pool(1), RestakingError::NotSweepable).await;
    let to_stream = with_tokens(Stray::of_asset(vault).to_stream(), 3, stray.tokens);
    scene.refuses(to_stream, RestakingError::WrongMint).await;
}

#[tokio::test]
async fn nothing_is_not_announced() {
    let mut scene = Scene::new().await;
    scene.bank.put(&scene.stray.tokens, token::token_account(scene.stray.mint, scene.vault.address, 0));
    scene.refuses(scene.stray.announce(&id("mallory")), RestakingError::Zero).await;
}

/// The pool's address is checked: no other account stands for a pool that pays nothing.
#[tokio::test]
async fn another_pool_does_not_hide_the_vaults_own() {
    let mut scene = Scene::new().await;
    scene.with_pool().await;
    let other = scene.bank.add_vault("mallory", 0, OPEN).await;
    scene.bank.by("mallory", BondPool::new(other).open(1_000)).await;
    for pool in [pda::bond_pool(&other.address), id("nothing"), Pubkey::default()] {
        let announce = with_tokens(scene.stray.announce(&id("mallory")), 2, pool);
        let failure = scene.bank.refuses("mallory", announce).await;
        assert_eq!(failure.restaking(), None, "a wrong address: {failure}");
    }
}
