//! The program on an empty chain.

use std::io::Cursor;
use std::path::PathBuf;

use clap::Parser;
use harness::{key, program_path};
use restake_cli::chain::Chain;
use restake_cli::cluster::Cluster;
use restake_cli::command::{Cli, Command};
use restake_cli::deployment::Target;
use restake_cli::error::Result;
use restake_cli::run::options;
use restake_cli::session::Session;
use restake_cli::settings::Settings;
use restaking_client::{ID, pda};
use solana_account::Account;
use solana_signer::Signer;

use crate::world::{Local, file, who};

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

pub fn deploy(chain: &Local, name: &str, more: &str, answer: &str) -> Result<String> {
    let (program, toml) = (program_path(), root().join("Anchor.toml"));
    let usual = [("--program", program), ("--anchor-toml", toml)];
    let usual = usual.iter().filter(|(name, _)| !more.split_whitespace().any(|word| word == *name));
    let usual: Vec<String> = usual.map(|(name, path)| format!("{name} {}", path.display())).collect();
    let line = format!("restake deploy {} {more}", usual.join(" "));
    let cluster = Cluster::of(&chain.genesis()?, "http://localhost:8899", false)?;
    let cli = Cli::try_parse_from(line.split_whitespace()).unwrap_or_else(|error| panic!("{error}"));
    let mut out = vec![];
    let options = options(&cli.global);
    let Command::Deploy(command) = cli.command else { panic!("another command") };
    let mut input = Cursor::new(answer.as_bytes().to_vec());
    let target = Target { cluster, settings: Settings::find(cli.global.anchor_toml.as_deref(), &root())? };
    chain.program.set(command.program(cli.global.program_id, &target)?);
    let mut session = Session { chain, signers: key(name).into(), options, out: &mut out, input: &mut input };
    command.run(&mut session, &target)?;
    Ok(String::from_utf8(out).unwrap())
}

#[test]
fn it_goes_on_where_it_was_interrupted_and_does_nothing_twice() {
    let chain = Local::empty();
    chain.fund(&who("deployer"));
    let refused = deploy(&chain, "deployer", "", "n\n").unwrap_err();
    assert!(refused.is_declined(), "{refused}");
    let told = deploy(&chain, "deployer", "--dry-run", "").unwrap();
    assert!(told.contains("To do: deploy "), "{told}");
    assert!(chain.account(&ID).unwrap().is_none());

    // The buffer, and a hundred of its parts.
    *chain.left.borrow_mut() = Some(101);
    assert_eq!(deploy(&chain, "deployer", "--yes", "").unwrap_err().to_string(), "the line is dead");
    *chain.left.borrow_mut() = Some(10_000);
    let told = deploy(&chain, "deployer", "--yes --min-epoch 1min --max-epoch 7d", "").unwrap();
    let sent = 10_000 - chain.left.borrow().unwrap();
    // The deployment and the config, and the parts that were missing: with the hundred, they make up the program.
    let bytes = std::fs::metadata(program_path()).unwrap().len();
    let part = bytes.div_ceil(sent as u64 - 2 + 100);
    assert!((900..1_100).contains(&part), "{sent} transactions, of {part} bytes");
    assert!(told.ends_with("The program and its config are there.\n"), "{told}");
    *chain.left.borrow_mut() = Some(0);
    let told = deploy(&chain, "deployer", "--yes", "").unwrap();
    assert!(told.ends_with("The program and its config are there already.\n"), "{told}");

    let data = chain.account(&pda::program_data()).unwrap().unwrap().data;
    let program = std::fs::read(program_path()).unwrap();
    assert!(data[45..].starts_with(&program));
    assert_eq!(data[13..45], who("deployer").to_bytes());
    let config: restaking_client::Config = restake_cli::accounts::load(&chain, &pda::config()).unwrap();
    assert_eq!((config.admin, config.min_epoch_seconds, config.max_epoch_seconds), (who("deployer"), 60, 604_800));
}

#[test]
fn an_upgrade_is_for_its_authority_alone() {
    let chain = Local::with_program();
    chain.fund(&who("deployer"));
    chain.fund(&who("alice"));
    let mut other = std::fs::read(program_path()).unwrap();
    // Behind the program proper: another file, and as good a program.
    other.extend_from_slice(b"another build");
    let path = std::env::temp_dir().join(format!("restake-other-{}.so", std::process::id()));
    std::fs::write(&path, &other).unwrap();
    let more = format!("--yes --program {}", path.display());
    let refused = deploy(&chain, "alice", &more, "").unwrap_err().to_string();
    let (owner, alice) = (who("deployer"), key("alice").pubkey());
    assert_eq!(refused, format!("the program's upgrade authority is {owner}, and the key pair at hand is {alice}'s"));
    chain.wait(10);
    deploy(&chain, "deployer", &more, "").unwrap();
    let data = chain.account(&pda::program_data()).unwrap().unwrap().data;
    assert!(data[45..].starts_with(&other));
    std::fs::remove_file(path).unwrap();
}

#[test]
fn settings_that_do_not_fit_are_refused() {
    let chain = Local::empty();
    chain.fund(&who("deployer"));
    let said = |more: &str| deploy(&chain, "deployer", &format!("--yes {more}"), "").unwrap_err().to_string();
    let toml = file("Anchor.toml", "[programs.localnet]\nrestaking = \"11111111111111111111111111111111\"\n");
    let text = said(&format!("--anchor-toml {}", toml.display()));
    let how = "build it with `cargo xtask build --program-id 11111111111111111111111111111111`";
    let zero = "11111111111111111111111111111111";
    assert!(text.ends_with(&format!("was built for {ID}, and the program on localnet is at {zero}: {how}")), "{text}");
    let public = root().join("migrations/localnet-keypair.json");
    let text = said(&format!("--anchor-toml {} --program-keypair {}", toml.display(), public.display()));
    assert!(text.ends_with(&format!("Anchor.toml has {zero} for localnet")), "{text}");
    let text = said(&format!("--program-id {zero} --program-keypair {}", public.display()));
    assert!(text.ends_with(&format!("--program-id has {zero} for localnet")), "{text}");
    assert!(said(&format!("--program {}", toml.display())).ends_with("is not a compiled program"));
    let elf = file("elf.so", format!("\x7fELF{}", "\0".repeat(64)));
    let text = said(&format!("--program {}", elf.display()));
    assert!(text.ends_with("does not say which address it was built for: build it with `cargo xtask build`"), "{text}");
    let stranger = crate::world::key_file("alice");
    let text = said(&format!("--program-keypair {}", stranger.display()));
    assert!(text.contains(&format!("is the key pair of {}, and ", who("alice"))), "{text}");
    assert!(text.ends_with(&format!("has {ID} for localnet")), "{text}");
    assert!(said("--max-bytes 10").starts_with("--max-bytes is 10, and the program has "));
    assert!(said("--max-bytes 10485716").ends_with("10485715 is the most: set --max-bytes"));
    assert_eq!(chain.balance(&who("deployer")), 100_000_000_000, "nothing was spent");
}

/// Lamports sent to the program's address do not block a deployment.
#[test]
fn an_address_with_lamports_is_deployed_to() {
    for lamports in [890_880, 5_000_000_000] {
        let chain = Local::empty();
        chain.fund(&who("deployer"));
        chain.put(ID, Account { lamports, ..Account::default() });
        let told = deploy(&chain, "deployer", "--yes", "").unwrap();
        assert!(told.ends_with("The program and its config are there.\n"), "{told}");
    }
}

/// All of it has to be there before the first lamport goes.
#[test]
fn what_a_deployment_takes_is_known_beforehand() {
    let chain = Local::empty();
    let me = who("deployer");
    let fill = |lamports: u64| chain.put(me, Account { lamports, ..Account::default() });
    fill(1_000_000_000);
    let text = deploy(&chain, "deployer", "--yes", "").unwrap_err().to_string();
    let (has, needs) = text.split_once(" SOL, and this takes ").unwrap();
    assert_eq!(has, format!("{me} has 1"));
    let needs = (needs.parse::<f64>().unwrap() * 1e9).round() as u64;
    assert_eq!(chain.balance(&me), 1_000_000_000, "nothing was spent");
    fill(needs - 1);
    assert!(deploy(&chain, "deployer", "--yes", "").is_err());
    fill(needs);
    deploy(&chain, "deployer", "--yes", "").unwrap();
    assert!(chain.balance(&me) >= 890_880, "{}", chain.balance(&me));
}
