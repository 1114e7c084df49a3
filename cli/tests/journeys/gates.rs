//! The upgrade gate: put there by a deployment, and what its admin, its guardian and anyone do with it.

use std::io::Cursor;
use std::path::PathBuf;

use clap::Parser;
use harness::{deploy, key, program_path};
use restake_cli::chain::Chain;
use restake_cli::cluster::Cluster;
use restake_cli::command::{Cli, Command};
use restake_cli::deployment::Target;
use restake_cli::error::Result;
use restake_cli::run::options;
use restake_cli::session::Session;
use restake_cli::settings::Settings;
use restaking_client::gate::rules::WINDOW_SECONDS;
use restaking_client::gate::{Gate, GateProgram};
use restaking_client::{ID, Program, pda};
use solana_program::pubkey::Pubkey;

use crate::deploys::{deploy, root};
use crate::world::{Local, file, who};

const GATES: GateProgram = GateProgram::LOCAL;

/// A week in seconds: the longest epoch of the configs here.
const WEEK: u64 = 7 * 86_400;

/// Runs `restake gate` with `words` as `name`.
fn gate(chain: &Local, name: &str, words: &str, answer: &str) -> Result<String> {
    let toml = root().join("Anchor.toml");
    let line = format!("restake gate {words} --anchor-toml {}", toml.display());
    let cluster = Cluster::of(&chain.genesis()?, "http://localhost:8899", false)?;
    let cli = Cli::try_parse_from(line.split_whitespace()).unwrap_or_else(|error| panic!("{error}"));
    let mut out = vec![];
    let mut options = options(&cli.global);
    options.most_priority_fee = 1_000_000;
    let Command::Gate(command) = cli.command else { panic!("another command") };
    let mut input = Cursor::new(answer.as_bytes().to_vec());
    let target = Target { cluster, settings: Settings::find(cli.global.anchor_toml.as_deref(), &root())? };
    let signers = match cli.global.acting {
        Some(address) => restake_cli::signer::Signers {
            acting: restake_cli::signer::Party::Address(address),
            gate: None,
            payer: None,
            nonce: None,
            given: vec![],
        },
        None => key(name).into(),
    };
    let mut session = Session { chain, signers, options, out: &mut out, input: &mut input };
    command.run(&mut session, &target)?;
    Ok(String::from_utf8(out).unwrap())
}

/// What `restake show` says of the account at `address`.
fn shown_account(chain: &Local, address: &Pubkey) -> String {
    let cli = Cli::read(["restake", "show", "--raw", &address.to_string()]).unwrap_or_else(|error| panic!("{error}"));
    let (mut out, mut input, options) = (vec![], std::io::empty(), options(&cli.global));
    let mut session = Session { chain, signers: key("alice").into(), options, out: &mut out, input: &mut input };
    cli.command.run(&mut session).unwrap_or_else(|error| panic!("show {address}: {error}"));
    String::from_utf8(out).unwrap()
}

fn ok(chain: &Local, name: &str, words: &str) -> String {
    gate(chain, name, &format!("{words} --yes"), "").unwrap_or_else(|error| panic!("gate {words}: {error}"))
}

fn refused(chain: &Local, name: &str, words: &str) -> String {
    match gate(chain, name, &format!("{words} --yes"), "") {
        Ok(told) => panic!("gate {words} was not refused: {told}"),
        Err(error) => error.to_string(),
    }
}

/// A chain with the program behind its gate: "deployer" announces with two weeks, "guardian" may cancel.
fn gated() -> Local {
    let chain = Local::empty();
    for name in ["deployer", "guardian", "heir", "alice"] {
        chain.fund(&who(name));
    }
    let more = format!("--yes --gate --max-epoch 7d --min-epoch 1min --gate-delay 14d --guardian {}", who("guardian"));
    deploy(&chain, "deployer", &more, "").unwrap();
    chain
}

/// Another build: the same program with `more` bytes behind it.
fn other(name: &str, more: usize) -> (PathBuf, Vec<u8>) {
    let mut bytes = std::fs::read(program_path()).unwrap();
    bytes.resize(bytes.len() + more, 7);
    (file(name, &bytes), bytes)
}

fn the_gate(chain: &Local) -> Gate {
    let account = chain.account(&GATES.gate(&ID)).unwrap().expect("a gate");
    Gate::from_bytes(&account.data).unwrap()
}

fn code(chain: &Local, program: &Pubkey) -> (Option<Pubkey>, Vec<u8>) {
    let data = chain.account(&Program::at(*program).program_data()).unwrap().unwrap().data;
    let authority = (data[12] == 1).then(|| Pubkey::new_from_array(data[13..45].try_into().unwrap()));
    (authority, data[45..].to_vec())
}

#[test]
fn a_deployment_puts_the_gate_there_final_and_goes_on_where_it_was_interrupted() {
    let chain = Local::empty();
    chain.fund(&who("deployer"));
    let more = "--gate --max-epoch 7d --min-epoch 1min";
    let told = deploy(&chain, "deployer", &format!("{more} --dry-run"), "").unwrap();
    assert!(told.contains("To do: deploy ") && told.contains("; deploy the upgrade gate, final, "), "{told}");
    assert!(told.contains("; hand the upgrade authority of ") && told.contains("code changes 21 d after"), "{told}");
    // Within the program's upload.
    let parts = std::fs::metadata(program_path()).unwrap().len() / 900;
    *chain.left.borrow_mut() = Some(parts as usize - 100);
    assert!(deploy(&chain, "deployer", &format!("{more} --yes"), "").is_err());
    *chain.left.borrow_mut() = None;
    deploy(&chain, "deployer", &format!("{more} --yes"), "").unwrap();
    assert_eq!(code(&chain, &ID).0, Some(GATES.gate(&ID)));
    assert_eq!(code(&chain, &GATES).0, None, "the gate is final");
    let gate = the_gate(&chain);
    assert_eq!((gate.admin, gate.guardian, gate.delay_seconds), (who("deployer"), Pubkey::default(), 3 * WEEK));
    *chain.left.borrow_mut() = Some(0);
    let told = deploy(&chain, "deployer", &format!("{more} --yes"), "").unwrap();
    assert!(told.ends_with("The program and its config are there already.\n"), "{told}");
    let told = deploy(&chain, "deployer", "--yes", "").unwrap();
    assert!(told.ends_with("The program and its config are there already.\n"), "{told}");
    // Other code takes effect through the gate alone.
    let (path, _) = other("behind-the-gate.so", 8);
    let text = deploy(&chain, "deployer", &format!("--yes --program {}", path.display()), "").unwrap_err().to_string();
    assert!(text.ends_with("announce it with `restake gate announce`"), "{text}");
}

#[test]
fn a_gate_that_leaves_no_time_to_exit_is_refused() {
    let chain = Local::empty();
    chain.fund(&who("deployer"));
    let said =
        |more: &str| deploy(&chain, "deployer", &format!("--yes --max-epoch 7d {more}"), "").unwrap_err().to_string();
    let text = said("--gate --gate-delay 13d");
    assert_eq!(text, "a delay of 13 d is shorter than the slowest exit, which takes 14 d");
    let text = said(&format!("--gate --gate-program {}", program_path().display()));
    assert!(text.contains(&format!("was built for {ID}, and the program on localnet is at {}", *GATES)), "{text}");
    let stranger = crate::world::key_file("alice");
    let text = said(&format!("--gate --gate-keypair {}", stranger.display()));
    assert!(text.contains("cargo xtask build --gate-id"), "{text}");
    assert_eq!(chain.balance(&who("deployer")), 100_000_000_000, "nothing was spent");
}

/// What somebody else can change at any time is no gate to stand behind.
#[test]
fn a_gate_program_of_anothers_is_refused() {
    let chain = Local::empty();
    chain.fund(&who("deployer"));
    let elf = std::fs::read(harness::gate_path()).unwrap();
    let put = |authority: &str, elf: &[u8]| {
        let rent = |bytes| chain.rent(bytes).unwrap();
        deploy::founded(elf, &GATES, Some(&who(authority)), rent)
            .into_iter()
            .for_each(|(at, account)| chain.put(at, account));
    };
    put("alice", &elf);
    let text = deploy(&chain, "deployer", "--yes --gate", "").unwrap_err().to_string();
    assert_eq!(text, format!("{} can change the upgrade gate {} at any time", who("alice"), *GATES));
    put("deployer", &[&elf[..], b"more"].concat());
    let text = deploy(&chain, "deployer", "--yes --gate", "").unwrap_err().to_string();
    assert_eq!(text, format!("the upgrade gate {} on localnet is not this build", *GATES));
    assert_eq!(chain.balance(&who("deployer")), 100_000_000_000, "nothing was spent");
}

#[test]
fn an_upgrade_is_announced_waited_for_and_executed() {
    let chain = gated();
    let told = ok(&chain, "alice", "show");
    for line in [
        format!("  upgrade authority: the upgrade gate {}: code changes 14 d after its", GATES.gate(&ID)),
        format!("  gate program: {}, final", *GATES),
        format!("  admin, announces and cancels: {}", who("deployer")),
        format!("  guardian, cancels: {}", who("guardian")),
        "  delay: 14 d".to_owned(),
        "  announced: nothing".to_owned(),
    ] {
        assert!(told.contains(&line), "{line} in {told}");
    }
    let account = shown_account(&chain, &GATES.gate(&ID));
    assert!(account.starts_with(&format!("Upgrade gate {}\n  program: {ID}\n", GATES.gate(&ID))), "{account}");
    assert!(account.contains("  delay seconds: 14 d\n") && account.contains("  renounced at: none\n"), "{account}");
    let more = format!("`restake gate show --gated {ID}` tells what follows from it.\n");
    assert!(account.ends_with(&more), "{account}");
    let same = refused(&chain, "deployer", "announce");
    assert_eq!(same, format!("the program {ID} has this code already"));
    // A tenth more than the program's account has room for.
    let (path, bytes) = other("larger.so", 200_000);
    let announce = format!("announce --program {}", path.display());
    let text = refused(&chain, "alice", &announce);
    let (admin, alice) = (who("deployer"), who("alice"));
    assert_eq!(text, format!("only the gate's admin {admin} announces upgrades, and the signer is {alice}"));
    assert!(gate(&chain, "deployer", &announce, "n\n").unwrap_err().is_declined());
    let told = ok(&chain, "deployer", &announce);
    let hash = artifact_hash(&bytes);
    assert!(told.contains(&format!("Announce the upgrade of {ID} to {hash}, to be executed from ")), "{told}");
    let again = refused(&chain, "deployer", &announce);
    assert_eq!(again, format!("an upgrade to {hash} is announced already: `restake gate cancel` first"));
    let shown = ok(&chain, "alice", "show");
    assert!(shown.contains(&format!("  announced: {hash}\n")), "{shown}");
    assert!(refused(&chain, "alice", "execute").starts_with("the upgrade can be executed from "));

    let before = chain.balance(&who("deployer"));
    chain.wait(2 * WEEK as i64);
    let text = gate(&chain, "alice", "execute --dry-run", "").unwrap_err().to_string();
    assert!(text.contains("the execution makes room first"), "{text}");
    ok(&chain, "alice", "execute");
    let (authority, there) = code(&chain, &ID);
    assert_eq!(authority, Some(GATES.gate(&ID)));
    assert!(there.starts_with(&bytes));
    assert!(chain.balance(&who("deployer")) > before, "the buffer's lamports come back");
    let json = ok(&chain, "alice", "show --output json");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!([&json["code_hash"], &json["authority_kind"], &json["gate"]["upgrades"]], [hash.as_str(), "gate", "1"]);
    assert_eq!(json["gate"]["announced"], serde_json::Value::Null);
    let earliest: i64 = json["earliest_change"].as_str().unwrap().parse().unwrap();
    assert_eq!(earliest, chain.clock().unix_timestamp + 2 * WEEK as i64);
    assert_eq!(refused(&chain, "alice", "execute"), "no upgrade is announced");
}

fn artifact_hash(bytes: &[u8]) -> String {
    let end = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
    let hash = solana_program::hash::hash(&bytes[..end]).to_bytes();
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn what_is_announced_is_canceled_by_the_guardian_and_after_its_end_by_anyone() {
    let chain = gated();
    let (path, _) = other("canceled.so", 8);
    let announce = format!("announce --delay 15d --program {}", path.display());
    ok(&chain, "deployer", &announce);
    let buffer = the_gate(&chain).announcement.buffer;
    let text = refused(&chain, "alice", "cancel");
    assert_eq!(text, "Signer may not cancel before the expiry");
    let told = ok(&chain, "guardian", "cancel");
    assert!(told.contains(&format!("buffer {buffer} goes back to {}", who("deployer"))), "{told}");
    // The upload is there yet: it is announced again as it is.
    *chain.left.borrow_mut() = Some(1);
    ok(&chain, "deployer", &announce);
    *chain.left.borrow_mut() = None;
    chain.wait((15 * 86_400 + WINDOW_SECONDS) as i64);
    let text = refused(&chain, "alice", "execute");
    assert!(text.starts_with("Upgrade has expired (got "), "{text}");
    assert!(ok(&chain, "alice", "show").contains(", EXPIRED\n"));
    ok(&chain, "alice", "cancel");
    assert_eq!(refused(&chain, "alice", "cancel"), "no upgrade is announced");
}

#[test]
fn the_gate_is_handed_over_and_ended() {
    let chain = gated();
    ok(&chain, "deployer", "raise-delay 20d");
    assert!(refused(&chain, "deployer", "raise-delay 19d").starts_with("Delay in seconds can only be raised (got "));
    ok(&chain, "deployer", &format!("propose {}", who("heir")));
    ok(&chain, "deployer", "propose none");
    ok(&chain, "deployer", &format!("propose {}", who("heir")));
    assert!(ok(&chain, "alice", "show").contains(&format!("  proposed as admin: {}", who("heir"))));
    assert_eq!(refused(&chain, "alice", "accept"), "Signer is not the proposed admin");
    ok(&chain, "heir", "accept");
    assert_eq!(
        refused(&chain, "deployer", &format!("set-guardian {}", who("alice"))),
        "Signer is not the gate's guardian"
    );
    ok(&chain, "guardian", &format!("set-guardian {}", who("alice")));
    ok(&chain, "alice", "set-guardian none");
    let gate = the_gate(&chain);
    assert_eq!((gate.admin, gate.guardian, gate.delay_seconds), (who("heir"), Pubkey::default(), 20 * 86_400));
    assert_eq!(refused(&chain, "deployer", "renounce"), "Signer is not the gate's admin");
    let told = ok(&chain, "heir", "renounce");
    assert!(told.contains("immutable, PERMANENTLY"), "{told}");
    assert_eq!(code(&chain, &ID).0, None);
    let shown = ok(&chain, "alice", "show");
    assert!(
        shown.contains("  upgrade authority: none: it is final\n") && shown.ends_with("  other code: never\n"),
        "{shown}"
    );
    assert_eq!(refused(&chain, "heir", "renounce"), format!("the program {ID} is final"));
}

/// A multisig announces what another key has uploaded for it.
#[test]
fn a_multisig_announces_a_buffer_that_was_handed_to_it() {
    let chain = gated();
    let (path, bytes) = other("for-a-multisig.so", 8);
    let (vault, path) = (who("heir"), path.display());
    ok(&chain, "deployer", &format!("propose {vault}"));
    ok(&chain, "heir", "accept");
    let told = ok(&chain, "alice", &format!("upload --to {vault} --program {path}"));
    let hash = artifact_hash(&bytes);
    let (_, rest) = told.rsplit_once("Buffer ").unwrap();
    let (buffer, rest) = rest.split_once(" of ").unwrap();
    assert_eq!(rest, format!("{vault} has the code {hash}.\n"));
    let buffer: Pubkey = buffer.parse().unwrap();
    let export = format!("announce --buffer {buffer} --program {path} --as {vault} --export");
    let written = gate(&chain, "alice", &export, "").unwrap();
    assert!(!written.is_empty());
    let text = gate(&chain, "alice", &format!("announce --program {path} --as {vault} --export"), "").unwrap_err();
    assert!(text.to_string().contains("`restake gate upload --to ADMIN`"), "{text}");
    let (another, _) = other("another.so", 9);
    let wrong = format!("announce --buffer {buffer} --program {}", another.display());
    assert!(refused(&chain, "heir", &wrong).contains(&format!("the buffer {buffer} has other code than ")));
    ok(&chain, "heir", &format!("announce --buffer {buffer} --program {path}"));
    assert_eq!(the_gate(&chain).announcement.owner, vault);
}

#[test]
fn a_program_without_a_gate_says_so() {
    let chain = Local::with_program();
    for name in ["deployer", "alice"] {
        chain.fund(&who(name));
    }
    let shown = ok(&chain, "alice", "show");
    let line = format!("  upgrade authority: {}, which can change the code at any time\n", who("deployer"));
    assert!(shown.contains(&line) && shown.ends_with("  other code: at any time\n"), "{shown}");
    let text = refused(&chain, "deployer", "execute");
    assert_eq!(text, format!("the program {ID} has no gate: its upgrade authority is {}", who("deployer")));
    assert!(refused(&chain, "deployer", "open").starts_with("the program has no config on this cluster"));
    deploy(&chain, "deployer", "--yes --max-epoch 7d", "").unwrap();
    let text = refused(&chain, "deployer", "open --delay 14d");
    assert_eq!(
        text,
        format!("the upgrade gate {} is not on this cluster: `restake deploy --gate` puts it there", *GATES)
    );
    // The program of a gate that another can change makes no promise.
    let elf = std::fs::read(harness::gate_path()).unwrap();
    let rent = |bytes| chain.rent(bytes).unwrap();
    let accounts = deploy::founded(&elf, &GATES, Some(&who("alice")), rent);
    accounts.into_iter().for_each(|(at, account)| chain.put(at, account));
    ok(&chain, "deployer", "open --delay 14d");
    assert_eq!(code(&chain, &ID).0, Some(GATES.gate(&ID)));
    let shown = ok(&chain, "alice", "show");
    assert!(shown.contains("but its own program can be changed at any time\n"), "{shown}");
    assert!(shown.contains(&format!("WHICH {} CAN CHANGE AT ANY TIME", who("alice"))), "{shown}");
    assert!(shown.ends_with("  other code: at any time\n"), "{shown}");
    assert!(chain.account(&pda::config()).unwrap().is_some());
}
