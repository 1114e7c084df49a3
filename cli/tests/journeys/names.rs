//! Names: of VRTs, which their vaults' admins give, and those that lists and portfolios show.

use harness::metadata::{self, Texts};
use harness::token;
use restake_cli::chain::Chain;
use restaking_client::metadata::{PROGRAM, address, stored};
use restaking_client::pda;
use serde_json::{Value, json};
use solana_account::Account;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;

use crate::world::{World, who};

/// A world with Metaplex's program.
fn world() -> World {
    let world = World::new().with("curator").with("alice").with("oper");
    for (address, account) in metadata::program(|bytes| Rent::default().minimum_balance(bytes)) {
        world.chain.put(address, account);
    }
    world
}

/// Name, symbol and URI of the VRT of `vault` on the chain.
fn texts(world: &World, vault: &Pubkey) -> [String; 3] {
    let mint = pda::vrt_mint(vault);
    let account = world.chain.account(&address(&mint)).unwrap().expect("metadata");
    assert_eq!(account.owner, PROGRAM);
    stored(&account.data, &mint).expect("metadata of the VRT")
}

fn derived(document: &Value) -> [&Value; 3] {
    ["name", "symbol", "asset_symbol"].map(|name| &document["derived"][name])
}

/// A vault is made with a name, and given another, by its admin and by a key with a grant.
pub fn given() -> World {
    let mut world = world();
    let vault = world.vault("curator", "--name Harbor_SOL --symbol hSOL --uri https://harbor.example/vrt.json");
    assert_eq!(texts(&world, &vault), ["Harbor_SOL", "hSOL", "https://harbor.example/vrt.json"]);

    let told = world.ok("curator", &format!("vault metadata {vault} --symbol HSOL"));
    assert!(
        told.contains("The VRT hSOL is now HSOL, named “Harbor_SOL”, described at https://harbor.example/vrt.json"),
        "{told}"
    );
    assert!(told.contains(&format!("Name the VRT of vault {vault}: symbol \"hSOL\" → \"HSOL\"\n")), "{told}");
    assert_eq!(texts(&world, &vault)[1], "HSOL");
    let nothing = world.refused("curator", &format!("vault metadata {vault}"));
    assert_eq!(nothing, format!("the VRT of vault {vault} has metadata: give --name, --symbol or --uri to change it"));
    let stranger = world.refused("alice", &format!("vault metadata {vault} --symbol aSOL"));
    assert!(stranger.contains("Signer is not the vault's admin"), "{stranger}");
    let until = world.chain.clock().unix_timestamp + 1_000;
    world.ok("curator", &format!("admin grant {vault} {} --kinds metadata --until {until}", who("alice")));
    world.ok("alice", &format!("vault metadata {vault} --name Harbor"));
    assert_eq!(texts(&world, &vault)[0], "Harbor");

    world.ok("curator", &format!("vault create {} --epoch 100s --index 1", world.mint));
    let second = pda::vault(&who("curator"), 1);
    let half = world.refused("curator", &format!("vault metadata {second} --name Quay"));
    assert_eq!(half, "new metadata needs --name and --symbol");
    let none = world.refused("curator", &format!("vault metadata {second}"));
    assert_eq!(none, format!("the VRT of vault {second} has no metadata: give --name and --symbol"));
    let long = "x".repeat(33);
    let long = world.refused("curator", &format!("vault metadata {second} --name {long} --symbol q"));
    assert!(long.contains("Name, symbol or URI has too many bytes (got 33, limit 32)"), "{long}");
    let hidden = world.refused("curator", &format!("vault metadata {second} --name Qu\u{200b}ay --symbol q"));
    assert!(hidden.contains("hidden character"), "{hidden}");
    let told = world.ok("curator", &format!("vault metadata {second} --name Quay --symbol q"));
    assert!(told.contains("The VRT is q, named “Quay”"), "{told}");
    assert_eq!(texts(&world, &second), ["Quay", "q", ""]);
    world
}

#[test]
fn a_cluster_without_metaplex_names_nothing() {
    let mut world = World::new().with("curator");
    let line = format!("vault create {} --epoch 100s", world.mint);
    let told = world.refused("curator", &format!("{line} --name Harbor --symbol hSOL"));
    assert_eq!(
        told,
        format!("the cluster has no Metaplex Token Metadata program ({PROGRAM}), so no token can be named on it")
    );
    world.ok("curator", &line);
    let vault = pda::vault(&who("curator"), 0);
    let told = world.refused("curator", &format!("vault metadata {vault} --name Harbor --symbol hSOL"));
    assert!(told.starts_with("the cluster has no Metaplex Token Metadata program"), "{told}");
}

#[test]
fn names_stand_beside_addresses() {
    let mut world = world();
    let issuer = harness::key("issuer");
    world.chain.fund(&who("issuer"));
    let sol = Texts { name: "Staked SOL", symbol: "sSOL", uri: "" };
    world.chain.run(&[metadata::name_mint(&who("issuer"), &world.mint, sol)], &[&issuer]);
    let vault = world.vault("curator", "--name Harbor_SOL --symbol hSOL");
    let shown = world.json("alice", &format!("show {vault}"));
    assert_eq!(derived(&shown), [&json!("Harbor_SOL"), &json!("hSOL"), &json!("sSOL")]);
    let listed = world.ok("alice", "list vaults");
    assert!(listed.contains("Symbol") && listed.contains("hSOL") && listed.contains(&vault.to_string()), "{listed}");
    let found = world.ok("alice", "list vaults --filter symbol=hSOL --quiet");
    assert_eq!(found.trim(), vault.to_string());

    world.ok("alice", &format!("deposit {vault} 10"));
    let holdings = world.json("alice", "portfolio");
    assert_eq!(holdings[0]["symbol"], "hSOL");
    assert!(world.ok("alice", "portfolio").contains("hSOL"));

    let described = r#"data:application/json,{"name":"Ada"}"#;
    world.ok("oper", &format!("operator register --uri {described}"));
    let listed = world.json("alice", "list operators");
    assert_eq!(listed[0]["derived"]["name"], "Ada");

    // None of it with the flag.
    let bare = world.json("alice", &format!("show {vault} --no-names"));
    assert_eq!(derived(&bare), [&Value::Null; 3]);
    for line in ["list vaults --no-names", "portfolio --no-names", "list operators --no-names --columns name,admin"] {
        let told = world.ok("alice", line);
        assert!(!["hSOL", "Ada", "Symbol", "Token ", "Name"].iter().any(|name| told.contains(name)), "{line}: {told}");
    }
}

#[test]
fn a_name_that_reads_as_another_has_its_address() {
    let mut world = world();
    let vault = world.vault("curator", "--name Harbor --symbol hSOL");
    world.ok("alice", &format!("vault create {} --epoch 100s --name Harb0r --symbol S0L", world.mint));
    let other = pda::vault(&who("alice"), 0);
    let listed = world.ok("alice", "list vaults --columns name,symbol");
    let ends = |address: &Pubkey| {
        let text = address.to_string();
        format!("({}…{})", &text[..4], &text[text.len() - 4..])
    };
    for told in
        [format!("Harbor {}", ends(&vault)), format!("Harb0r {}", ends(&other)), format!("S0L {}", ends(&other))]
    {
        assert!(listed.contains(&told), "{listed}");
    }
    assert!(!listed.contains(&format!("hSOL {}", ends(&vault))), "{listed}");
    let shown = world.ok("alice", &format!("show {other}"));
    assert!(shown.contains(&format!("S0L {}", ends(&other))), "{shown}");
}

/// Metaplex's own rules let any mint's authority write anything.
#[test]
fn what_strangers_write_steers_nothing() {
    let mut world = world();
    let issuer = harness::key("issuer");
    world.chain.fund(&who("issuer"));
    let hostile = Texts { name: "a\u{1b}[2J\n\u{202e}b", symbol: "=s\u{200b}SOL", uri: "" };
    world.chain.run(&[metadata::name_mint(&who("issuer"), &world.mint, hostile)], &[&issuer]);
    let vault = world.vault("curator", "");
    let shown = world.json("alice", &format!("show {vault}"));
    assert_eq!(shown["derived"]["asset_symbol"], "sSOL");
    // An account that looks like metadata, and is another program's.
    let beside = address(&world.mint);
    let real = world.chain.account(&beside).unwrap().expect("metadata");
    world.chain.put(beside, Account { owner: token::PROGRAM, ..real });
    let shown = world.json("alice", &format!("show {vault}"));
    assert_eq!(shown["derived"]["asset_symbol"], Value::Null);
}
