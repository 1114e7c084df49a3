//! Signers, offline signatures, a multisig's execution, and transactions that a cluster loses.

use harness::{key, token};
use restake_cli::chain::Chain;
use restake_cli::message;
use restake_cli::signer::{Given, NonceAccount, Party, Signers};
use restaking_client::transaction::{self, Version};
use restaking_client::{Vault, pda};
use serde_json::Value;
use solana_account::Account;
use solana_keypair::Keypair;
use solana_nonce::state::{Data, DurableNonce, State};
use solana_nonce::versions::Versions;
use solana_program::hash::Hash;
use solana_program::pubkey::Pubkey;
use solana_signature::Signature;
use solana_signer::{Signer, SignerError};
use solana_transaction::versioned::VersionedTransaction;

use crate::parties::Parties;
use crate::world::{ONE, World, who};

/// A hardware wallet, as far as the command line sees one.
struct Wallet(Keypair);

impl Signer for Wallet {
    fn try_pubkey(&self) -> Result<Pubkey, SignerError> {
        self.0.try_pubkey()
    }

    fn try_sign_message(&self, message: &[u8]) -> Result<Signature, SignerError> {
        self.0.try_sign_message(message)
    }

    fn is_interactive(&self) -> bool {
        true
    }
}

fn wallet(name: &str) -> Signers {
    Party::Device(Box::new(Wallet(key(name)))).into()
}

fn vault_of(world: &mut World) -> Pubkey {
    world.vault("curator", "")
}

fn world() -> World {
    World::new().with("curator").with("alice").with("bob")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn another_pays_the_fee() {
    let mut world = world();
    let vault = vault_of(&mut world);
    let lamports = |world: &World, name: &str| world.chain.account(&who(name)).unwrap().unwrap().lamports;
    let before = [lamports(&world, "alice"), lamports(&world, "bob")];
    world.chain.put(
        token::address(&who("alice"), &pda::vrt_mint(&vault)),
        token::token_account(pda::vrt_mint(&vault), who("alice"), 0),
    );
    let signers = Signers { payer: Some(key("bob").into()), ..key("alice").into() };
    let told = world.ask_by(signers, &format!("deposit {vault} 1 --yes"), "").unwrap();
    assert!(told.contains("Done: "), "{told}");
    assert_eq!(world.tokens_of("alice"), 999 * ONE);
    assert_eq!(lamports(&world, "alice"), before[0], "the depositor pays nothing");
    // Two signatures, and a priority fee.
    assert!((10_001..10_100).contains(&(before[1] - lamports(&world, "bob"))));
    let sent = world.chain.sent.borrow().last().unwrap().clone();
    assert_eq!(sent.message.static_account_keys()[..2], [who("bob"), who("alice")]);
}

/// The cluster takes transactions of version 1 from now on.
fn take_version_1(world: &World) {
    let feature = solana_feature_gate_interface::Feature { activated_at: Some(0) };
    let account = solana_feature_gate_interface::create_account(&feature, 1_000_000);
    world.chain.put(agave_feature_set::enable_tx_v1::ID, account.into());
}

#[test]
fn a_device_signs_version_0_alone() {
    let Parties { mut world, vault, .. } = Parties::new("");
    let told = world.ask_by(wallet("alice"), &format!("deposit {vault} 1 --yes"), "").unwrap();
    assert!(told.contains("Done: "), "{told}");
    let line = format!("deposit {vault} 1 --yes --transaction-version 1");
    let refused = world.ask_by(wallet("alice"), &line, "").unwrap_err().to_string();
    assert_eq!(refused, "hardware wallets sign no transactions of version 1");
    take_version_1(&world);
    world.ok("alice", &format!("deposit {vault} 1 --transaction-version 1"));
    let sent = world.chain.sent.borrow().last().unwrap().clone();
    assert_eq!(transaction::version(&sent.message), Some(Version::V1));
    // The wire's bytes are those that are counted.
    for sent in world.chain.sent.borrow().iter() {
        assert_eq!(message::transaction_bytes(sent).len(), transaction::bytes(&sent.message));
    }
}

/// A transaction too large for version 0 uses version 1, and is split where the cluster lacks it.
#[test]
fn version_1_is_for_what_needs_it() {
    let mut world = world();
    let vault = vault_of(&mut world);
    world.ok("alice", &format!("deposit {vault} 100"));
    for _ in 0..60 {
        world.ok("alice", &format!("exit request {vault} 1"));
    }
    world.chain.wait(200);
    let versions = |world: &World, from: usize| -> Vec<Version> {
        let sent = world.chain.sent.borrow();
        sent[from..].iter().map(|sent| transaction::version(&sent.message).unwrap()).collect()
    };
    // Without the feature: smaller parts.
    let refused = world.refused("alice", &format!("deposit {vault} 1 --transaction-version 1"));
    assert_eq!(refused, "this cluster takes no transactions of version 1");
    let tickets: Vec<String> =
        (0..30).map(|nonce| pda::exit_ticket(&vault, &who("alice"), nonce).to_string()).collect();
    let before = world.chain.sent.borrow().len();
    world.ok("alice", &format!("exit claim {}", tickets.join(" ")));
    let small = versions(&world, before);
    assert!(small.len() > 1 && small.iter().all(|version| *version == Version::V0), "{small:?}");

    take_version_1(&world);
    let before = world.chain.sent.borrow().len();
    world.ok("alice", "exit claim");
    assert_eq!(versions(&world, before), [Version::V1]);
    assert_eq!(world.tokens_of("alice"), 960 * ONE);
}

/// A Squads vault, or any other address that no key signs for: its message is made, simulated and written, and does what it says
/// once its multisig has it executed.
#[test]
fn a_multisigs_message_is_exported() {
    let mut world = world();
    let vault = vault_of(&mut world);
    let multisig = Pubkey::find_program_address(&[b"multisig"], &who("a multisig's program")).0;
    world.ok("curator", &format!("admin propose {vault} {multisig} --allow-program-address"));
    world.chain.fund(&multisig);
    let as_multisig = || Signers::from(Party::Address(multisig));
    let line = format!("admin accept {vault} --as {multisig} --export");
    let sent = world.chain.sent.borrow().len();
    let text = world.ask_by(as_multisig(), &line, "").unwrap();
    let told = json(&world.ask_by(as_multisig(), &format!("{line} --output json"), "").unwrap());
    assert_eq!(told["as"], multisig.to_string());
    assert_eq!(told["events"][0]["data"]["after"], multisig.to_string());
    for notation in ["base58", "base64"] {
        let written = told["message"][notation].as_str().unwrap();
        assert!(text.contains(&format!("Message ({notation}): {written}")), "{text}");
        let read = message::read(written).unwrap().message;
        // One instruction: a compute budget would be the multisig's own affair.
        assert_eq!((read.instructions().len(), read.header().num_required_signatures), (1, 1));
        assert_eq!(read.static_account_keys()[0], multisig);
        let transaction = message::read(told["transaction"][notation].as_str().unwrap()).unwrap();
        assert_eq!((&transaction.message, transaction.signatures.len()), (&read, 1));
    }
    assert_eq!(world.chain.sent.borrow().len(), sent, "nothing was sent");

    let shown =
        world.ask("nobody", &format!("message show {}", told["message"]["base58"].as_str().unwrap()), "").unwrap();
    assert!(shown.contains("1. accept_admin") && shown.contains(&format!("Signed by: {multisig}")), "{shown}");

    world.chain.execute(message::read(told["message"]["base64"].as_str().unwrap()).unwrap());
    let after: Vault = restake_cli::accounts::load(&world.chain, &vault).unwrap();
    assert_eq!(after.admin, multisig);
}

#[test]
fn what_a_multisig_cannot_do_is_not_exported() {
    let mut world = world();
    let vault = vault_of(&mut world);
    let multisig = Pubkey::find_program_address(&[b"multisig"], &who("a multisig's program")).0;
    world.chain.fund(&multisig);
    // It is simulated as that address: which is not the admin.
    let line = format!("vault set-curator {vault} {multisig} --as {multisig} --export");
    let refused = world.ask_by(Party::Address(multisig).into(), &line, "").unwrap_err().to_string();
    assert_eq!(refused, "Signer is not the vault's admin");
    let cli = |line: &str| {
        use clap::Parser;
        let words = std::iter::once("restake").chain(line.split_whitespace());
        let cli = restake_cli::command::Cli::try_parse_from(words).unwrap();
        restake_cli::run::signers(&cli.global, &restake_cli::config::Config::default()).map(drop)
    };
    let refused = cli(&format!("exit claim --as {multisig}")).unwrap_err().to_string();
    assert!(refused.starts_with("--as signs nothing"), "{refused}");
    assert!(cli(&format!("exit claim --as {multisig} --dry-run")).is_ok());
    assert!(cli("exit claim --export").unwrap_err().to_string().contains("name it with --as"));
    let alone = format!("exit claim --as {multisig} --sign-only --nonce-authority {multisig}");
    assert!(cli(&alone).unwrap_err().to_string().contains("name it with --nonce"));
}

/// Signed on one machine, sent from another.
#[test]
fn signatures_are_made_elsewhere() {
    let mut world = world();
    let vault = vault_of(&mut world);
    let signers = || Signers { payer: Some(Party::Address(who("bob"))), ..key("alice").into() };
    let line = format!("deposit {vault} 2 --sign-only");
    let text = world.ask_by(signers(), &line, "").unwrap();
    let told = json(&world.ask_by(signers(), &format!("{line} --output json"), "").unwrap());
    assert!(text.contains("Signers (Pubkey=Signature):") && text.contains("Absent Signers (Pubkey):"), "{text}");
    assert_eq!(told["absent"], serde_json::json!([who("bob").to_string()]));
    assert_eq!(world.tokens_of("alice"), 1_000 * ONE, "nothing was sent");

    let written = told["message"]["base64"].as_str().unwrap();
    let first = told["signers"][0].as_str().unwrap();
    // The other machine shows what it signs, and asks.
    let (told, kept) = world.asked("bob", &format!("message sign {written}"), "n\n");
    assert!(told.contains("deposit") && kept.is_some_and(|kept| kept.is_declined()), "{told}");
    let second = json(&world.ask("bob", &format!("message sign {written} --yes --output json"), "").unwrap());
    let second = second["signers"][0].as_str().unwrap().to_owned();
    let stranger = world.ask("carol", &format!("message sign {written} --yes"), "").unwrap_err().to_string();
    assert_eq!(stranger, format!("{} is not a signer of the message", who("carol")));

    let given = |texts: &[&str]| -> Signers {
        let given: Vec<Given> = texts.iter().map(|text| text.parse().unwrap()).collect();
        Signers { given, ..Signers::nobody() }
    };
    let send = format!("message send {written} --yes");
    let lacking = world.ask_by(given(&[first]), &send, "").unwrap_err().to_string();
    assert!(lacking.starts_with(&format!("{} has to sign this and is not at hand", who("bob"))), "{lacking}");
    let forged = format!("{}={}", who("bob"), key("bob").sign_message(b"another"));
    let refused = world.ask_by(given(&[first, &forged]), &send, "").unwrap_err().to_string();
    assert!(refused.contains("is of another transaction"), "{refused}");
    assert_eq!(world.tokens_of("alice"), 1_000 * ONE);
    let told = world.ask_by(given(&[first, &second]), &send, "").unwrap();
    assert!(told.contains("Done: "), "{told}");
    assert_eq!(world.tokens_of("alice"), 998 * ONE);
}

/// The command itself takes a signature, where the blockhash is named.
#[test]
fn a_signature_is_for_one_blockhash() {
    let mut world = world();
    let vault = vault_of(&mut world);
    let payer = || Some(Party::Address(who("bob")));
    let line = format!("deposit {vault} 2 --min-out 1 --priority-fee 5");
    let made = world.ask_by(
        Signers { payer: payer(), ..key("alice").into() },
        &format!("{line} --sign-only --output json"),
        "",
    );
    let made = json(&made.unwrap());
    let message = message::read(made["message"]["base58"].as_str().unwrap()).unwrap().message;
    let given = vec![Given { address: who("bob"), signature: key("bob").sign_message(&message.serialize()) }];
    let signers = || Signers { payer: payer(), given: given.clone(), ..key("alice").into() };
    let refused = world.ask_by(signers(), &format!("{line} --yes"), "").unwrap_err().to_string();
    assert!(refused.contains("name it with --blockhash"), "{refused}");
    let line = format!("{line} --yes --blockhash {}", message.recent_blockhash());
    world.ask_by(signers(), &line, "").unwrap();
    assert_eq!(world.tokens_of("alice"), 998 * ONE);
}

fn nonce_account(authority: Pubkey, seed: u8) -> (Account, Hash) {
    let durable = DurableNonce::from_blockhash(&Hash::new_from_array([seed; 32]));
    let state = State::Initialized(Data::new(authority, durable, 5_000));
    let data = bincode::serialize(&Versions::new(state)).unwrap();
    (Account { lamports: 10_000_000, data, ..Account::default() }, *durable.as_hash())
}

#[test]
fn a_nonce_account_gives_time() {
    let mut world = world();
    let vault = vault_of(&mut world);
    let address = who("a nonce account");
    let (account, hash) = nonce_account(who("bob"), 3);
    let signers = |authority: &str| Signers {
        nonce: Some(NonceAccount { address, authority: Some(key(authority).into()), is_used: false }),
        ..key("alice").into()
    };
    let line = format!("deposit {vault} 2 --sign-only --output json");
    let missing = world.ask_by(signers("bob"), &line, "").unwrap_err().to_string();
    assert!(missing.starts_with(&format!("there is no nonce account at {address}")), "{missing}");
    world.chain.put(address, account);
    let stranger = world.ask_by(signers("alice"), &line, "").unwrap_err().to_string();
    assert!(stranger.starts_with(&format!("{} may advance the nonce account at {address}", who("bob"))), "{stranger}");
    let made = json(&world.ask_by(signers("bob"), &line, "").unwrap());
    assert_eq!(made["blockhash"], hash.to_string());
    assert_eq!((made["signers"].as_array().unwrap().len(), &made["absent"]), (2, &serde_json::json!([])));
    let read = message::read(made["message"]["base58"].as_str().unwrap()).unwrap().message;
    assert_eq!(message::nonce_account(&read), Some(address));
    let ours = message::Ours { core: world.chain.program(), liquid: None, oracle: None };
    let lines = message::lines(ours, &read);
    assert!(lines.contains(&format!("Lifetime: until nonce account {address} no longer holds {hash}")), "{lines:?}");
    // Once it is advanced, the message is of no use, and that is said.
    world.chain.put(address, nonce_account(who("bob"), 4).0);
    let line = format!("message send {} --yes", made["message"]["base64"].as_str().unwrap());
    let late = world.ask_by(Signers::nobody(), &line, "").unwrap_err().to_string();
    assert!(late.contains("was advanced: the message can no longer land"), "{late}");
}

/// The hash that a nonce account holds is for one transaction: a second one for it could never land.
#[test]
fn a_nonce_account_is_for_one_transaction() {
    let mut world = world();
    let vault = vault_of(&mut world);
    world.ok("alice", &format!("deposit {vault} 24"));
    for _ in 0..24 {
        world.ok("alice", &format!("exit request {vault} 1"));
    }
    world.chain.wait(4 * 86_400);
    let address = who("a nonce account");
    let (account, _) = nonce_account(who("bob"), 3);
    world.chain.put(address, account);
    let signers = || Signers {
        nonce: Some(NonceAccount { address, authority: Some(key("bob").into()), is_used: false }),
        ..key("alice").into()
    };
    let refused = world.ask_by(signers(), "exit claim --sign-only", "").unwrap_err().to_string();
    let rest = "holds one hash, for the transaction above: repeat this for the rest when that has landed";
    assert_eq!(refused, format!("the nonce account at {address} {rest}"));
    // Transactions that are sent advance it one after the other.
    world.ask_by(signers(), "exit claim --dry-run", "").unwrap();
}

/// What a cluster loses is signed anew, for another blockhash, and done once.
#[test]
fn what_is_lost_is_sent_anew_and_done_once() {
    let mut world = world();
    let vault = vault_of(&mut world);
    *world.chain.loses.borrow_mut() = 2;
    let before = world.chain.sent.borrow().len();
    world.ok("alice", &format!("deposit {vault} 1"));
    assert_eq!(world.tokens_of("alice"), 999 * ONE);
    let sent: Vec<VersionedTransaction> = world.chain.sent.borrow()[before..].to_vec();
    let hashes: std::collections::BTreeSet<_> =
        sent.iter().map(|sent| sent.message.recent_blockhash().to_bytes()).collect();
    assert_eq!((sent.len(), hashes.len()), (3, 3));

    *world.chain.loses.borrow_mut() = 9;
    let refused = world.refused("alice", &format!("deposit {vault} 1"));
    assert!(refused.contains("nothing was done, and it is safe to repeat"), "{refused}");
    assert_eq!(world.tokens_of("alice"), 999 * ONE);
    *world.chain.loses.borrow_mut() = 0;
}

#[test]
fn limits_are_the_runtimes() {
    use solana_program_runtime::execution_budget as runtime;
    assert_eq!(transaction::MOST_UNITS, runtime::MAX_COMPUTE_UNIT_LIMIT);
    assert_eq!(transaction::MOST_LOADED_BYTES, runtime::MAX_LOADED_ACCOUNTS_DATA_SIZE_BYTES.get());
}

#[test]
fn priority_fees_have_a_cap() {
    let mut world = world();
    let vault = vault_of(&mut world);
    *world.chain.price.borrow_mut() = 20_000_000_000;
    let refused = world.refused("alice", &format!("deposit {vault} 1"));
    assert!(
        refused.starts_with("others lately paid a priority fee of 0.") && refused.contains("over the cap of 0.001 SOL"),
        "{refused}"
    );
    assert_eq!(world.tokens_of("alice"), 1_000 * ONE);
    let typed = world.refused("alice", &format!("deposit {vault} 1 --priority-fee 30000000000"));
    assert!(typed.starts_with("--priority-fee makes a priority fee of 0."), "{typed}");
    world.ok("alice", &format!("deposit {vault} 1 --priority-fee 10"));
    world.ok("alice", &format!("deposit {vault} 1 --max-priority-fee 1000000000"));
    assert_eq!(world.tokens_of("alice"), 998 * ONE);
}
