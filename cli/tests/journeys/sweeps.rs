//! Tokens that somebody sent to a vault's address.

use harness::token;
use restaking_client::pda;

use crate::world::{World, who};

/// Of three mints: the asset's, one that the bond pool pays, and one that nobody knows.
pub fn swept() -> World {
    let mut world = World::new().with("curator").with("alice");
    let vault = world.vault("curator", "");
    let (asset, paid, unknown) = (world.mint, who("paid"), who("unknown"));
    for mint in [paid, unknown] {
        world.chain.put(mint, token::mint_account(2, who("issuer"), None, 1_000_000));
    }
    for mint in [asset, paid, unknown] {
        world.chain.put(token::address(&vault, &mint), token::token_account(mint, vault, 5_000));
    }
    world.ok("curator", &format!("bond open-pool {vault} --stream 1h"));
    world.ok("curator", &format!("bond add-reward {vault} {paid}"));

    let told = world.ok("alice", &format!("vault sweep {vault} {asset}"));
    assert!(told.starts_with(&format!("Sweep 0.005 tokens to the stream of vault {vault}")), "{told}");
    assert_eq!(world.balance(&pda::asset_account(&vault)), 5_000);
    let told = world.ok("alice", &format!("vault sweep {vault} {paid}"));
    assert!(told.starts_with(&format!("Sweep 50 tokens to the bond pool of vault {vault}")), "{told}");
    assert_eq!(world.balance(&pda::reward_treasury(&pda::bond_pool(&vault), 0)), 5_000);

    let line = format!("vault sweep {vault} {unknown}");
    let told = world.ok("alice", &line);
    assert!(
        told.contains("50 reward tokens of mint")
            && told.contains("go to the fee wallet from")
            && told.contains("(in 7 d)"),
        "{told}"
    );
    let early = world.refused("alice", &line);
    assert!(early.starts_with("50 tokens were announced, and can be swept in 7 d"), "{early}");
    let listed = world.json("alice", &format!("list sweeps --vault {vault}"));
    let derived = &listed[0]["derived"];
    assert_eq!((&derived["mint"], &derived["amount"]), (&unknown.to_string().into(), &"5000".into()), "{listed}");
    world.chain.wait(7 * 86_400);
    // The fee wallet's account is made on the way.
    world.ok("alice", &line);
    assert_eq!(world.balance(&token::address(&who("curator"), &unknown)), 5_000);
    assert_eq!(world.json("alice", "list sweeps"), serde_json::json!([]));

    refusals(&mut world, vault);
    world
}

fn refusals(world: &mut World, vault: solana_program::pubkey::Pubkey) {
    let (asset, unknown) = (world.mint, who("unknown"));
    let mut refused = |line: String| world.refused("alice", &line);
    let shares = refused(format!("vault sweep {vault} {}", pda::vrt_mint(&vault)));
    assert_eq!(shares, "the VRT of a vault is not swept");
    let own = pda::asset_account(&vault);
    let kept = refused(format!("vault sweep {vault} {asset} --account {own}"));
    assert_eq!(kept, format!("{own} is the vault's asset account: nothing in it is swept"));
    let foreign = token::address(&who("curator"), &unknown);
    let other = refused(format!("vault sweep {vault} {unknown} --account {foreign}"));
    assert_eq!(other, format!("{foreign} is no token account of vault {vault} for mint {unknown}"));
    let nothing = refused(format!("vault sweep {vault} {unknown}"));
    assert!(nothing.starts_with("Zero") || nothing.to_lowercase().contains("zero"), "{nothing}");
}
