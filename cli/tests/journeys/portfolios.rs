//! What an owner has, in one table.

use harness::{key, token};
use restake_cli::signer::Signers;
use restaking_client::pda;
use serde_json::json;
use solana_signer::Signer;

use crate::world::{World, who};

/// VRT, bonded VRT, exits and rewards over two vaults, as a table, as JSON and as comma-separated values.
#[test]
fn a_portfolio_has_all_that_an_owner_has() {
    let mut world = World::new().with("curator").with("alice");
    let (alice, mint) = (who("alice"), world.mint);
    let nothing = world.ask_by(Signers::nobody(), &format!("portfolio {alice}"), "").unwrap();
    assert_eq!(nothing, format!("{alice} has no VRT, no LRT, no exit and no reward on this cluster.\n"));

    let first = world.vault("curator", "");
    world.ok("curator", &format!("vault create {mint} --epoch 100s"));
    let second = pda::vault(&who("curator"), 1);
    world.ok("alice", &format!("deposit {first} 10"));
    world.ok("alice", &format!("deposit {second} 4"));
    world.ok("alice", &format!("exit request {first} 2.5"));
    world.ok("curator", &format!("bond open-pool {second} --stream 1h"));
    let reward = key("a reward").pubkey();
    world.chain.put(reward, token::mint_account(2, who("curator"), None, 1_000_000));
    world.chain.put(token::address(&who("curator"), &reward), token::token_account(reward, who("curator"), 1_000_000));
    world.ok("curator", &format!("bond add-reward {second} {reward}"));
    let over = world.refused("alice", &format!("bond add {second} 4.1"));
    assert_eq!(over, "you have 4 VRT of this vault, and this takes 4.1");
    world.ok("alice", &format!("bond add {second} 1"));
    let over = world.refused("alice", &format!("bond remove {second} 1.5"));
    assert_eq!(over, "you have 1 bonded VRT, and this takes 1.5");
    let over = world.refused("curator", &format!("bond pay {second} {reward} 20000"));
    assert_eq!(over, format!("you have 10000 tokens of mint {reward}, and this takes 20000"));
    world.ok("curator", &format!("bond pay {second} {reward} 36"));
    world.chain.wait(60);

    let rows = world.json("alice", "portfolio");
    let ticket = pda::exit_ticket(&first, &alice, 0).to_string();
    let position = pda::position(&pda::bond_pool(&second), &alice).to_string();
    let mut vaults = [(first, "7500000"), (second, "3000000")];
    vaults.sort();
    let vrt = vaults.map(|(vault, amount)| {
        json!({
            "kind": "vrt", "vault": vault.to_string(), "mint": pda::vrt_mint(&vault).to_string(), "amount": amount,
            "account": token::address(&alice, &pda::vrt_mint(&vault)).to_string(), "decimals": 6,
            "worth": { "mint": mint.to_string(), "amount": amount }, "claimable_at": null, "symbol": null,
        })
    });
    assert_eq!([&rows[0], &rows[1]], [&vrt[0], &vrt[1]]);
    let bonded = &rows[2];
    assert_eq!([&bonded["kind"], &bonded["amount"], &bonded["account"]], ["bonded_vrt", "1000000", position.as_str()]);
    let exit = &rows[3];
    assert_eq!([&exit["kind"], &exit["amount"], &exit["account"]], ["exit", "2500000", ticket.as_str()]);
    assert_eq!(exit["mint"], mint.to_string());
    let earned = &rows[4];
    assert_eq!([&earned["kind"], &earned["mint"]], ["reward", reward.to_string().as_str()]);
    // A sixtieth of 36 tokens of two decimals; the last division may leave less than a unit over.
    assert!(["59", "60"].contains(&earned["amount"].as_str().unwrap()), "{earned}");
    assert_eq!(rows.as_array().unwrap().len(), 5);

    let text = world.ok("alice", "portfolio");
    assert!(text.starts_with("Kind        Token  Vault or pool "), "{text}");
    assert!(text.contains("  2.5 tokens  ") && text.contains(" in 2 min 20 s, "), "{text}");
    assert!(text.contains(&format!("In all: 14 tokens of mint {mint}\n")), "{text}");
    let others = world.ask_by(Signers::nobody(), &format!("portfolio {alice}"), "").unwrap();
    assert_eq!(others, text, "no key is needed to look");

    // An account that is named is counted once.
    let own = token::address(&alice, &pda::vrt_mint(&first));
    assert_eq!(world.ok("alice", &format!("portfolio --token-account {own} --token-account {own}")), text);

    for both in ["portfolio --csv --output json", "--output json portfolio --csv"] {
        assert_eq!(world.refused("alice", both), "--csv and --output json are two formats: omit one");
    }
    let text = world.ok("alice", "portfolio --csv");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("kind,vault,amount,mint,worth,asset,claimable_at,account"));
    let exit = lines.find(|line| line.starts_with("exit,")).unwrap();
    assert!(
        exit.starts_with(&format!("exit,{first},2.5,{mint},,,")) && exit.ends_with(&format!("Z,{ticket}")),
        "{exit}"
    );
    assert_eq!(text.lines().count(), 6);
}
