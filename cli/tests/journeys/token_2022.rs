//! Vaults of a Token-2022 asset: the commands find its token program by the mint, and say what its issuer can do.

use harness::{key, token, token_2022};
use restake_cli::chain::Chain;
use restaking_client::pda;
use solana_program::pubkey::Pubkey;

use crate::parties::{Parties, policy};
use crate::world::{World, who};

/// One token of the mint, in smallest units.
const ONE: u64 = 1_000_000_000;

/// A world over a pausable mint of Token-2022, with a thousand tokens for alice.
fn world() -> World {
    let mut world =
        World::new().with("curator").with("oper").with("service").with("alice").with("issuer").with("council");
    let (issuer, mint) = (who("issuer"), who("a mint of Token-2022"));
    let extensions = [token_2022::pausable(&mint, &issuer)];
    let rent = |bytes| world.chain.rent(bytes).expect("the rent");
    let mut made = token_2022::create_mint(&issuer, &mint, [Some(&issuer), None], &extensions, rent);
    made.push(token_2022::create_account(&issuer, &who("alice"), &mint));
    made.push(token_2022::mint_to(&mint, &account("alice", &mint), &issuer, 1_000 * ONE));
    world.chain.run(&made, &[&key("issuer"), &key("a mint of Token-2022")]);
    world.mint = mint;
    world
}

fn account(name: &str, mint: &Pubkey) -> Pubkey {
    token::address_of(&token_2022::PROGRAM, &who(name), mint)
}

fn tokens_of(world: &World, name: &str) -> u64 {
    world.balance(&account(name, &world.mint))
}

#[test]
fn stake_comes_earns_is_slashed_and_leaves() {
    let Parties { mut world, vault, operator, ncn } = Parties::over(world(), "pausable", &policy());
    let text = world.ok("alice", &format!("show {vault} --raw"));
    for line in
        ["asset program: Token-2022", "asset flags: pausable", "Asset issuer can:    pause all transfers of the asset"]
    {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert_eq!(tokens_of(&world, "alice"), 900 * ONE);
    world.ok("oper", &format!("admin set-role {operator} fee-wallet {}", who("oper")));
    world.ok("alice", &format!("vault pay-reward {vault} {operator} 10"));
    world.ok("alice", &format!("vault collect-fees {vault} --of {operator}"));
    assert_eq!(tokens_of(&world, "oper"), ONE / 2);

    let allocation = pda::allocation(&pda::delegation(&vault, &operator), &ncn);
    let line = format!("slash propose {vault} {operator} {ncn} 1/5");
    world.ok("service", &line);
    let first = pda::slash(&allocation, 0, 0);
    world.ok("alice", &format!("slash pledge {first} 1"));
    world.ok("council", &format!("slash veto {first}"));
    let had = tokens_of(&world, "alice");
    world.ok("council", &format!("slash withdraw-pledge {first} --pledger {}", who("alice")));
    assert_eq!(tokens_of(&world, "alice"), had + ONE);
    world.ok("service", &format!("{line} --reporter {}", who("reporter")));
    let second = pda::slash(&allocation, 0, 1);
    world.chain.wait(3_600);
    // What the issuer paused waits.
    let (issuer, mint) = (who("issuer"), world.mint);
    world.chain.run(&[token_2022::set_paused(&mint, &issuer, true)], &[&key("issuer")]);
    let paused = world.refused("alice", &format!("slash execute {second}"));
    assert!(paused.contains("The issuer has paused the asset"), "{paused}");
    world.chain.run(&[token_2022::set_paused(&mint, &issuer, false)], &[&key("issuer")]);
    world.ok("alice", &format!("slash execute {second}"));
    assert!(tokens_of(&world, "reporter") > 0 && tokens_of(&world, "insurance") > 0);

    world.ok("alice", &format!("exit request {vault} 10"));
    world.chain.wait(200);
    let had = tokens_of(&world, "alice");
    world.ok("alice", "exit claim");
    assert!(tokens_of(&world, "alice") > had);
    let bob = who("bob");
    world.chain.fund(&bob);
    let none = world.refused("bob", &format!("deposit {vault} 1"));
    assert_eq!(none, format!("you have 0 tokens of the mint {mint}, and want to deposit 1"));
}

#[test]
fn mints_that_no_vault_takes_are_named_and_rewards_are_of_spl_token() {
    let Parties { mut world, vault, ncn, .. } = Parties::over(world(), "pausable", "");
    let mint = world.mint;
    let plain = format!("{mint} is a mint of Token-2022: rewards are paid in tokens of SPL Token");
    let tree = world.refused("service", &format!("rewards tree open {ncn} {mint} --disputer {}", who("alice")));
    assert_eq!(tree, plain);
    world.ok("curator", &format!("bond open-pool {vault}"));
    assert_eq!(world.refused("curator", &format!("bond add-reward {vault} {mint}")), plain);

    let (issuer, delegated) = (who("issuer"), who("a delegated mint"));
    let rent = |bytes| world.chain.rent(bytes).expect("the rent");
    let extensions = [token_2022::permanent_delegate(&delegated, &issuer)];
    let made = token_2022::create_mint(&issuer, &delegated, [Some(&issuer), None], &extensions, rent);
    world.chain.run(&made, &[&key("issuer"), &key("a delegated mint")]);
    let refused = world.refused("alice", &format!("vault create {delegated} --epoch 100s"));
    assert_eq!(refused, "Asset has PermanentDelegate");
}
