//! Clusters that are told apart by their first block, over RPC: a node that answers as devnet does, with the real loader behind it and
//! the program built for an address of its own.

use std::path::PathBuf;
use std::str::FromStr;

use agave_feature_set as feature;
use harness::{key, token};
use restake_cli::chain::Chain;
use restaking_client::{LOCAL_ID, Program};
use serde_json::Value;
use solana_account::Account;
use solana_cluster_type::ClusterType;
use solana_loader_v3_interface::instruction as loader;
use solana_program::hash::Hash;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::node::Node;
use crate::world::{DECIMALS, file, key_file, who};

/// The name of the key pair that has the program's address here.
const NAME: &str = "program elsewhere";

/// The program at that address.
fn elsewhere() -> Program {
    Program::at(key(NAME).pubkey())
}

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The program that `cargo xtask build --local --program-id` builds for it.
fn built() -> Vec<u8> {
    let usual = || repository().join("target/deploy").join(elsewhere().to_string()).join("restaking.so");
    let path = std::env::var_os("RESTAKING_ELSEWHERE_SO").map_or_else(usual, PathBuf::from);
    std::fs::read(&path).unwrap_or_else(|error| {
        panic!("{}: {error}; `cargo xtask build --local --program-id {}`", path.display(), *elsewhere())
    })
}

/// `program` with a security.txt that is filled in, of the same length.
fn filled_in(program: &[u8]) -> Vec<u8> {
    let find = |text: &[u8]| program.windows(text.len()).position(|window| window == text).expect("a security.txt");
    let begin = b"=======BEGIN SECURITY.TXT V1=======\0";
    let (from, to) = (find(begin) + begin.len(), find(b"=======END SECURITY.TXT V1=======\0"));
    let mut text =
        "name\0R\0project_url\0https://r.example\0contacts\0email:a@r.example\0policy\0https://r.example/p\0\
                    source_code\0https://r.example/s\0auditors\0"
            .to_owned();
    let rest = (to - from).checked_sub(text.len() + 1).expect("room for it");
    text.push_str(&"n".repeat(rest));
    text.push('\0');
    [&program[..from], text.as_bytes(), &program[to..]].concat()
}

/// `program` with `version` in its header.
fn in_version(program: &[u8], version: u8) -> Vec<u8> {
    let mut program = program.to_vec();
    program[48] = version;
    program
}

fn write(name: &str, bytes: &[u8]) -> String {
    file(name, bytes).display().to_string()
}

fn genesis(cluster: ClusterType) -> Hash {
    cluster.get_genesis_hash().expect("a public cluster")
}

/// A node of devnet, with SOL for the deployer.
fn devnet() -> Node {
    let node = Node::start(genesis(ClusterType::Devnet));
    node.with(|chain| chain.fund(&who("deployer")));
    node
}

fn refused(node: &Node, line: &str) -> String {
    match node.run("deployer", line) {
        Ok(text) => panic!("restake {line} was not refused: {text}"),
        Err(error) => error.to_string(),
    }
}

/// An Anchor.toml that names nothing but what is given.
fn toml(name: &str, text: &str) -> String {
    format!("--anchor-toml {}", file(name, text).display())
}

#[test]
fn a_cluster_without_an_address_is_refused() {
    let none = toml("none.toml", "");
    for (cluster, name) in
        [(ClusterType::Devnet, "devnet"), (ClusterType::Testnet, "testnet"), (ClusterType::MainnetBeta, "mainnet")]
    {
        let node = Node::start(genesis(cluster));
        let text = refused(&node, &format!("list vaults {none}"));
        assert!(
            text.starts_with(&format!("no address of the program is configured for {name}: name it with")),
            "{text}"
        );
        assert!(text.contains(&format!("`[programs.{name}]`")), "{text}");
        // The repository's own file has none either.
        assert_eq!(refused(&node, "list vaults").split(" or add ").next(), text.split(" or add ").next());
        let text = refused(&node, &format!("list vaults --program-id {LOCAL_ID}"));
        assert!(text.contains("its key pair is public, and anyone could take it on"), "{text}");
        let text = refused(&node, "list vaults --local");
        assert!(text.ends_with(&format!("is {name}, by its first block: omit --local")), "{text}");
        let text = refused(&node, &format!("deploy {none}"));
        assert!(
            text.starts_with(&format!("no address of the program is configured for {name}: make its key pair")),
            "{text}"
        );
    }
    // An unknown one on this machine is local.
    let node = Node::start(Hash::new_from_array([7; 32]));
    assert_eq!(
        node.run("deployer", "list vaults").unwrap(),
        "There is no vault of that description on this cluster.\n"
    );
}

/// A copy under another name is the same key pair, and the address counts wherever it comes from.
#[test]
fn the_public_key_pair_is_refused_by_what_it_is() {
    let node = devnet();
    let text = std::fs::read_to_string(repository().join("migrations/localnet-keypair.json")).unwrap();
    let copy = file("a-key-of-my-own.json", &text);
    let program = write("filled-in-local.so", &filled_in(&std::fs::read(harness::program_path()).unwrap()));
    let named = toml("public.toml", &format!("[programs.devnet]\nrestaking = \"{LOCAL_ID}\"\n"));
    for line in [
        format!("deploy --program {program} --program-keypair {}", copy.display()),
        format!("deploy --program {program} --program-id {LOCAL_ID}"),
        format!("deploy --program {program} {named}"),
        format!("list vaults {named}"),
        format!("verify {named}"),
    ] {
        let text = refused(&node, &line);
        assert!(text.starts_with(&format!("{LOCAL_ID} is for local chains alone")), "{line}: {text}");
    }
    // Nor may it own the program.
    let line = format!(
        "deploy --program {} --program-keypair {} --keypair {}",
        write("filled-in-own.so", &filled_in(&built())),
        key_file(NAME).display(),
        copy.display()
    );
    let cli = ["restake", "--url", &node.url].into_iter().chain(line.split_whitespace());
    let cli = <restake_cli::command::Cli as clap::Parser>::try_parse_from(cli).unwrap();
    let text = restake_cli::run::run(cli, &mut vec![], &mut std::io::empty()).unwrap_err().to_string();
    assert!(text.starts_with(&format!("{LOCAL_ID} is for local chains alone")), "{text}");
    assert!(node.with(|chain| chain.account(&LOCAL_ID).unwrap().is_none()));
}

/// Every fault is reported before a lamport is spent.
#[test]
fn what_does_not_fit_is_refused_before_anything_is_spent() {
    let node = devnet();
    let (pair, address) = (key_file(NAME).display().to_string(), elsewhere().to_string());
    let none = toml("spends-nothing.toml", "");
    let deploy = |program: &str| refused(&node, &format!("deploy --program {program} --program-keypair {pair} {none}"));

    let local = write("for-local.so", &filled_in(&std::fs::read(harness::program_path()).unwrap()));
    let text = deploy(&local);
    let how =
        format!("and the program on devnet is at {address}: build it with `cargo xtask build --program-id {address}`");
    assert_eq!(text, format!("{local} was built for {LOCAL_ID}, {how}"));
    let missing = refused(&node, &format!("deploy --program-keypair {pair} {none}"));
    assert!(missing.ends_with(&format!("build it with `cargo xtask build --program-id {address}`")), "{missing}");

    let text = deploy(&write("nobody.so", &built()));
    assert!(text.contains("is not fit for devnet: its security.txt is not filled in"), "{text}");
    for field in ["project_url", "policy", "source_code", "contacts"] {
        assert!(text.contains(&format!("\n  - {field}")), "{text}");
    }

    let good = filled_in(&built());
    let activate = |id: Pubkey| {
        node.with(move |chain| {
            let feature = solana_feature_gate_interface::Feature { activated_at: Some(0) };
            chain.put(id, solana_feature_gate_interface::create_account(&feature, 1_000_000).into());
        });
    };
    let ended = |id: Pubkey| node.with(move |chain| chain.put(id, Account::default()));
    activate(feature::disable_sbpf_v0_v1_v2_deployment::ID);
    let text = deploy(&write("version-0.so", &in_version(&good, 0)));
    assert!(text.starts_with("the program, in version 0 of the instruction set, does not fit devnet:"), "{text}");
    assert!(text.contains("SIMD-0500") && text.ends_with("is active, and must not be"), "{text}");
    ended(feature::enable_sbpf_v3_deployment_and_execution::ID);
    ended(feature::provide_instruction_data_offset_in_vm_r2::ID);
    let text = deploy(&write("version-3.so", &in_version(&good, 3)));
    assert_eq!(text.matches("is not active, and has to be").count(), 2, "{text}");
    assert!(text.contains("(SIMD-0321: ") && text.contains("(SIMD-0178, SIMD-0189 and SIMD-0377: "), "{text}");
    // Asked for, and not active yet.
    node.with(|chain| {
        let feature = solana_feature_gate_interface::Feature { activated_at: None };
        let account = solana_feature_gate_interface::create_account(&feature, 1_000_000);
        chain.put(feature::provide_instruction_data_offset_in_vm_r2::ID, account.into());
    });
    assert!(deploy(&write("version-3.so", &in_version(&good, 3))).contains("(SIMD-0321: "));
    let text = deploy(&write("version-9.so", &in_version(&good, 9)));
    assert!(text.starts_with("the program is in no version of the instruction set"), "{text}");

    let (balance, there) = node.with(|chain| {
        let program = elsewhere();
        (chain.balance(&who("deployer")), chain.account(&program).unwrap().is_some())
    });
    assert_eq!((balance, there), (100_000_000_000, false));
}

/// One command after a key is made; then an upgrade, and its verification by anyone.
#[test]
fn a_deployment_an_upgrade_and_their_verification() {
    let node = devnet();
    let (pair, program) = (key_file(NAME).display().to_string(), elsewhere());
    let first = filled_in(&built());
    let path = write("first.so", &first);
    let none = toml("deployed-nowhere.toml", "");

    let line = format!("deploy --program {path} --program-keypair {pair} --min-epoch 10s --max-epoch 1000s {none}");
    let told = node.run("deployer", &line).unwrap();
    assert!(told.starts_with(&format!("Cluster: devnet; program: {}; upgrade authority: ", *program)), "{told}");
    let add = format!("Add `restaking = \"{}\"` under `[programs.devnet]` in ", *program);
    assert!(told.lines().last().unwrap().starts_with(&add), "{told}");

    // From now on, the file says where it is.
    let named = toml("deployed.toml", &format!("[programs.devnet]\nrestaking = \"{}\"\n", *program));
    let told = node.run("deployer", &format!("deploy --program {path} {named}")).unwrap();
    assert!(told.ends_with("The program and its config are there already.\n"), "{told}");
    let told = node.run("alice", &format!("verify --program {path} {named}")).unwrap();
    let hash = artifact::ProgramHash::of(&first).to_string();
    assert_eq!(told.matches(&hash).count(), 2, "{told}");
    for line in [
        format!("upgrade authority: {}", who("deployer")),
        "contacts: Email: a@r.example".to_owned(),
        "They are the same program.".to_owned(),
    ] {
        assert!(told.contains(&line), "{line} in {told}");
    }

    // Other bytes, and more than there is room for.
    let mut second = first.clone();
    second.extend(std::iter::repeat_n(b'x', first.len() / 10 + 10));
    let other = write("second.so", &second);
    let verify = |path: &str, more: &str| node.run("alice", &format!("verify --program {path} {named} {more}"));
    let text = verify(&other, "").unwrap_err().to_string();
    assert!(text.starts_with("the program on devnet is not the local build: "), "{text}");
    let text = refused_as(&node, "alice", &format!("deploy --program {other} {named}"));
    assert!(text.starts_with(&format!("the program's upgrade authority is {}", who("deployer"))), "{text}");
    let told = node.run("deployer", &format!("deploy --program {other} {named}")).unwrap();
    assert!(told.ends_with("The program and its config are there.\n"), "{told}");
    assert!(verify(&path, "").is_err());
    let document: Value = serde_json::from_str(&verify(&other, "--output json").unwrap()).unwrap();
    assert_eq!(document["same"], true);
    assert_eq!(document["hash"], document["build"]["hash"]);
    assert_eq!(document["bytes"], second.len());
    assert_eq!(document["authority"], who("deployer").to_string());
    assert_eq!(document["security_missing"].as_array().map(Vec::len), Some(0));

    // Final: nobody upgrades it any more.
    node.with(move |chain| {
        let deployer = key("deployer");
        chain.run(&[loader::set_upgrade_authority(&program, &deployer.pubkey(), None)], &[&deployer]);
    });
    assert!(verify(&other, "").unwrap().contains("upgrade authority: none: it is final"));
    let text = refused(&node, &format!("deploy --program {path} {named}"));
    assert!(text.ends_with("is immutable, with other bytes: it cannot be upgraded"), "{text}");
}

/// The program at another address is used as the one on local chains is: addresses, instructions, lists, events, errors.
#[test]
fn a_program_at_another_address_is_used_by_its_address() {
    let node = devnet();
    let path = write("used.so", &filled_in(&built()));
    let at = format!("--program-id {}", *elsewhere());
    let pair = key_file(NAME).display().to_string();
    let deploy = format!("deploy --program {path} --program-keypair {pair} --min-epoch 10s --max-epoch 1000s {at}");
    node.run("deployer", &deploy).unwrap();
    let mint = key("mint").pubkey();
    node.with(move |chain| {
        chain.fund(&who("curator"));
        chain.fund(&who("alice"));
        chain.put(mint, token::mint_account(DECIMALS, who("issuer"), None, 1_000_000_000));
        chain.put(token::address(&who("alice"), &mint), token::token_account(mint, who("alice"), 1_000_000_000));
    });
    node.run("curator", &format!("vault create {mint} --epoch 100s {at}")).unwrap();
    let vault = elsewhere().vault(&who("curator"), 0);
    let told = node.run("alice", &format!("deposit {vault} 5 {at}")).unwrap();
    assert!(told.contains("deposited 5 tokens for 5 VRT"), "{told}");
    let listed: Value =
        serde_json::from_str(&node.run("alice", &format!("list vaults --output json {at}")).unwrap()).unwrap();
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
    assert_eq!(Pubkey::from_str(listed[0]["address"].as_str().unwrap()), Ok(vault));
    let told = node.run("alice", &format!("exit request {vault} 2 {at}")).unwrap();
    assert!(told.contains("Done: "), "{told}");
    let text = refused_as(&node, "alice", &format!("deposit {vault} 5000 {at}"));
    assert!(text.ends_with("and want to deposit 5000"), "{text}");
    let text = refused_as(&node, "alice", &format!("vault set-curator {vault} {} {at}", who("alice")));
    assert_eq!(text, "Signer is not the vault's admin");
    // Under another address there is nothing.
    let other = format!("--program-id {}", who("nobody"));
    let text = refused_as(&node, "alice", &format!("show {vault} {other}"));
    assert!(text.contains("is not a known account of the program"), "{text}");
}

fn refused_as(node: &Node, name: &str, line: &str) -> String {
    node.run(name, line).map(|text| panic!("restake {line} was not refused: {text}")).unwrap_err().to_string()
}
