//! What strangers and nodes can bring about, and what the commands make of it.

use harness::{key, token};
use restake_cli::command::watch::Follower;
use restake_cli::session::{Options, Plan, Session};
use restaking_client::{Program, pda};
use solana_account::Account;
use solana_program::instruction::InstructionError;
use solana_program::program_pack::Pack;
use solana_program::pubkey::Pubkey;
use solana_transaction_error::TransactionError;
use spl_token_interface::native_mint;
use spl_token_interface::state::{Account as TokenAccount, AccountState};

use crate::world::{DECIMALS, ONE, World, file, who};

/// A token account as `change` leaves it.
fn changed(mut account: Account, change: impl FnOnce(&mut TokenAccount)) -> Account {
    let mut read = TokenAccount::unpack(&account.data).unwrap();
    change(&mut read);
    TokenAccount::pack(read, &mut account.data).unwrap();
    account
}

fn of_system(lamports: u64) -> Account {
    Account { lamports, ..Account::default() }
}

/// What stands at the associated address is a holder's only if it says so.
#[test]
fn shares_go_into_no_account_of_anothers() {
    let mut world = World::new().with("curator").with("alice");
    let vault = world.vault("curator", "");
    let (alice, vrt) = (who("alice"), pda::vrt_mint(&vault));
    let shares = token::address(&alice, &vrt);
    world.chain.put(shares, token::token_account(vrt, who("mallory"), 0));
    let refused = world.refused("alice", &format!("deposit {vault} 1"));
    assert!(refused.contains(&format!("its owner is {}", who("mallory"))), "{refused}");
    assert!(refused.contains("--token-account"), "{refused}");
    assert_eq!(world.tokens_of("alice"), 1_000 * ONE);

    let other = key("another account").pubkey_of();
    world.chain.put(other, token::token_account(vrt, alice, 0));
    world.ok("alice", &format!("deposit {vault} 1 --token-account {other}"));
    assert_eq!((world.balance(&other), world.balance(&shares)), (ONE, 0));
    // The account that is named is read again, and is as good for leaving.
    world.ok("alice", &format!("exit request {vault} all --token-account {other}"));
    assert_eq!(world.balance(&other), 0);

    world.chain.put(other, token::token_account(vrt, who("mallory"), 0));
    let refused = world.refused("alice", &format!("deposit {vault} 1 --token-account {other}"));
    assert!(refused.contains("cannot be used as the token account"), "{refused}");
    let nowhere = key("nowhere").pubkey_of();
    let refused = world.refused("alice", &format!("deposit {vault} 1 --token-account {nowhere}"));
    assert_eq!(refused, format!("there is no token account at {nowhere} on this cluster"));
}

/// Lamports that a stranger sent make no account.
#[test]
fn lamports_alone_stop_no_deposit() {
    let mut world = World::new().with("curator").with("alice");
    let vault = world.vault("curator", "");
    let shares = token::address(&who("alice"), &pda::vrt_mint(&vault));
    for (place, lamports) in [1, 890_880, 5_000_000_000].into_iter().enumerate() {
        if place == 0 {
            world.chain.put(shares, of_system(lamports));
        }
        world.ok("alice", &format!("deposit {vault} 1"));
    }
    assert_eq!(world.balance(&shares), 3 * ONE);
}

/// A frozen account, and one of which another may take, are said to be so.
#[test]
fn who_else_rules_an_account_is_told() {
    let mut world = World::new().with("curator").with("alice");
    let vault = world.vault("curator", "");
    let (alice, vrt) = (who("alice"), pda::vrt_mint(&vault));
    let (assets, shares) = (token::address(&alice, &world.mint), token::address(&alice, &vrt));
    let approved = changed(token::token_account(vrt, alice, 0), |account| {
        (account.delegate, account.delegated_amount) = (Some(who("mallory")).into(), 7 * ONE);
    });
    world.chain.put(shares, approved);
    let told = world.ok("alice", &format!("deposit {vault} 1"));
    let note = format!("note: {} may take up to 7 out of the token account {shares}", who("mallory"));
    assert!(told.contains(&note), "{told}");

    let frozen =
        changed(token::token_account(world.mint, alice, 5 * ONE), |account| account.state = AccountState::Frozen);
    world.chain.put(assets, frozen);
    let refused = world.refused("alice", &format!("deposit {vault} 1"));
    assert!(refused.contains("the mint's freeze authority has frozen it"), "{refused}");
}

/// Of many tickets, what cannot be claimed is named, and keeps no other from being claimed.
#[test]
fn no_ticket_keeps_another_from_being_claimed() {
    let mut world = World::new().with("curator").with("alice").with("mallory");
    let vault = world.vault("curator", "");
    world.ok("alice", &format!("deposit {vault} 10"));
    for _ in 0..3 {
        world.ok("alice", &format!("exit request {vault} 1"));
    }
    // Mallory's own mint, of which alice has no account, and one of which her account is frozen.
    let mut strange = vec![];
    for name in ["strange mint", "freezing mint"] {
        let mint = key(name).pubkey_of();
        let issuer = Some(who("mallory"));
        world.chain.put(mint, token::mint_account(DECIMALS, who("mallory"), issuer, 1_000 * ONE));
        world.chain.put(token::address(&who("mallory"), &mint), token::token_account(mint, who("mallory"), 10 * ONE));
        world.ok("mallory", &format!("vault create {mint} --epoch 100s"));
        let vault = pda::vault(&who("mallory"), strange.len() as u64);
        world.ok("mallory", &format!("deposit {vault} 2"));
        world.ok("mallory", &format!("exit request {vault} 1"));
        let ticket = pda::exit_ticket(&vault, &who("mallory"), 0);
        world.ok("mallory", &format!("exit transfer {ticket} {}", who("alice")));
        strange.push((mint, ticket));
    }
    let [(unknown, unasked), (freezing, frozen)] = strange[..] else { panic!("two") };
    let account = token::token_account(freezing, who("alice"), 0);
    world.chain.put(
        token::address(&who("alice"), &freezing),
        changed(account, |account| account.state = AccountState::Frozen),
    );

    // Lamports that a stranger sent make it no account of hers.
    world.chain.put(token::address(&who("alice"), &unknown), of_system(1));
    world.chain.wait(200);
    let before = (world.tokens_of("alice"), world.chain.balance(&who("alice")));
    let refused = world.refused("alice", "exit claim");
    assert!(refused.starts_with("2 of 5 were omitted:"), "{refused}");
    assert!(refused.contains(&format!("ticket {unasked}: you have no account of mint {unknown}")), "{refused}");
    assert!(refused.contains(&format!("ticket {frozen}: ")) && refused.contains("has frozen it"), "{refused}");
    assert_eq!(world.tokens_of("alice") - before.0, 3 * ONE);
    assert_eq!(world.balance(&token::address(&who("alice"), &unknown)), 0, "no account was opened unasked");

    world.ok("alice", &format!("exit claim {unasked}"));
    assert_eq!(world.balance(&token::address(&who("alice"), &unknown)), ONE);
    let refused = world.refused("alice", "exit claim");
    assert!(refused.contains("has frozen it") && !refused.contains("omitted"), "one alone says why: {refused}");
}

/// A comma is no decimal point, and no amount is guessed.
#[test]
fn commas_are_refused() {
    let mut world = World::new().with("curator").with("alice");
    let vault = world.vault("curator", "");
    for amount in ["1,5", "0,001", "1,000", "1_000", "1'000"] {
        let refused = world.refused("alice", &format!("deposit {vault} {amount}"));
        assert!(refused.contains(&format!("\"{amount}\" can be read in two ways")), "{refused}");
    }
    let refused = world.refused("alice", &format!("deposit {vault} -1"));
    assert!(refused.starts_with("error: '-1' is negative: write an amount such as 12 or 0.5"), "{refused}");
    assert_eq!(world.tokens_of("alice"), 1_000 * ONE);
}

/// What strangers write steers no terminal.
#[test]
fn uris_are_shown_as_text() {
    let mut world = World::new().with("mallory").with("alice");
    let uri = "https://x/\u{1b}[2J\u{202e}\u{9b}1m";
    world.ok("mallory", &format!("operator register --uri {uri}"));
    for line in ["list operators".to_owned(), format!("show {}", pda::operator(&who("mallory"), 0))] {
        for format in ["text", "json"] {
            let told = world.ok("alice", &format!("{line} --output {format}"));
            assert!(told.contains("\\u001b[2J\\u202e"), "{told}");
            assert!(told.chars().all(|letter| letter == '\n' || !letter.is_control()), "{told:?}");
        }
    }
}

/// Nothing is given to where nobody could ever use it, and no power either.
#[test]
fn nothing_is_sent_out_of_reach() {
    let mut world = World::new().with("curator").with("alice").with("bob").with("op").with("ncn");
    let vault = world.vault("curator", "");
    world.ok("alice", &format!("deposit {vault} 10"));
    world.ok("alice", &format!("exit request {vault} 1"));
    world.ok("op", "operator register");
    world.ok("ncn", "ncn register");
    let (operator, ncn, mint) = (pda::operator(&who("op"), 0), pda::ncn(&who("ncn"), 0), world.mint);
    world.ok("ncn", &format!("rewards tree open {ncn} {mint} --disputer {}", who("alice")));
    let tree = pda::reward_tree(&ncn, &mint);
    let ticket = pda::exit_ticket(&vault, &who("alice"), 0);
    let tokens_of_bob = token::address(&who("bob"), &mint);
    let lines = |address: Pubkey| {
        [
            ("alice", format!("exit transfer {ticket} {address}")),
            ("alice", format!("rewards tree set-claimer {tree} {address}")),
            ("curator", format!("admin propose {vault} {address}")),
            ("curator", format!("admin set-role {vault} guardian {address}")),
            ("curator", format!("admin set-role {vault} fee-wallet {address}")),
            ("curator", format!("vault set-curator {vault} {address}")),
            ("curator", format!("vault approve {vault} {address}")),
            ("op", format!("operator register --index 7 --allocator {address}")),
            ("op", format!("operator update {operator} --allocator {address}")),
            ("ncn", format!("ncn register --index 7 --resolver {address}")),
            ("ncn", format!("ncn set-policy {ncn} --slasher {address}")),
            ("ncn", format!("ncn set-policy {ncn} --resolver {address}")),
            ("ncn", format!("ncn set-policy {ncn} --insurance {address}")),
            ("ncn", format!("ncn set-policy {ncn} --redistribution {address}")),
            ("ncn", format!("rewards tree open {ncn} {} --disputer {address}", native_mint::ID)),
            ("ncn", format!("rewards tree set-roles {tree} --publisher {address}")),
            ("ncn", format!("rewards tree set-roles {tree} --disputer {address}")),
        ]
    };
    world.chain.put(native_mint::ID, token::mint_account(9, Pubkey::default(), None, 0));
    for (address, why) in [
        (
            tokens_of_bob,
            format!(
                "is a token account, and nobody can act for it: what it is given is lost. Name its owner, {}",
                who("bob")
            ),
        ),
        (mint, "is a mint, and nobody can act for it".to_owned()),
        (*Program::LOCAL, "is a program, and nobody can act for it".to_owned()),
        (vault, "is an account of the restaking program".to_owned()),
    ] {
        for (by, line) in lines(address) {
            for allowed in ["", " --allow-program-address"] {
                let refused = world.refused(by, &format!("{line}{allowed}"));
                assert!(refused.contains(&why), "{line}: {refused}");
            }
        }
    }
    let (multisig, _) = Pubkey::find_program_address(&[b"multisig"], &key("another program").pubkey_of());
    let note = format!("No key signs for {multisig}: only a program can act for it");
    for (by, line) in lines(multisig) {
        let refused = world.refused(by, &line);
        assert!(refused.contains(&note) && refused.contains("--allow-program-address"), "{line}: {refused}");
    }
    let told = world.ok("alice", &format!("exit transfer {ticket} {multisig} --allow-program-address"));
    assert!(told.contains(&format!("note: {note}")), "{told}");
    // A question that is answered is word enough.
    let told = world.agreed_after("curator", &format!("vault set-curator {vault} {multisig}"), 0).unwrap();
    assert!(told.contains(&format!("note: {note}")), "{told}");
}

/// SOL is wrapped on the way in, and unwrapped on the way out.
#[test]
fn sol_is_wrapped_and_unwrapped() {
    let mut world = World::new().with("curator").with("alice");
    let native = token::mint_account(9, Pubkey::default(), None, 0);
    world.chain.put(native_mint::ID, native);
    world.ok(
        "curator",
        &format!("vault create {} --epoch 100s --instant-fee-bps 0 --instant-capacity 100", native_mint::ID),
    );
    let (vault, alice) = (pda::vault(&who("curator"), 0), who("alice"));
    let wrapped = token::address(&alice, &native_mint::ID);
    let refused = world.refused("alice", &format!("deposit {vault} all"));
    assert!(refused.starts_with("you have no wrapped SOL, and 100 SOL: name how much"), "{refused}");
    world.ok("alice", &format!("deposit {vault} 3"));
    world.ok("alice", &format!("exit request {vault} 1"));
    world.ok("alice", &format!("instant-exit {vault} 1"));
    world.chain.wait(200);
    let before = world.chain.balance(&alice);
    world.ok("alice", "exit claim");
    let gained = world.chain.balance(&alice) - before;
    // The ticket's rent comes back as well, and the account that was opened for it is closed again, with its rent.
    assert!((1_000_000_000..1_020_000_000).contains(&gained), "{gained}");
    assert_eq!(world.balance(&wrapped), 0);
}

/// An answer in a later epoch is asked for again, on the basis of that epoch.
#[test]
fn what_is_agreed_to_late_is_planned_anew() {
    let mut world = World::new().with("curator").with("alice");
    let vault = world.vault("curator", "");
    world.ok("alice", &format!("deposit {vault} 10"));
    let told = world.agreed_after("alice", &format!("exit request {vault} 1"), 150).unwrap();
    assert!(told.contains("Time has passed since the question"), "{told}");
    assert_eq!(told.matches("Send this?").count(), 2);
    assert!(told.contains("Done: "), "{told}");
    let told = world.agreed_after("alice", &format!("exit request {vault} 1"), 1).unwrap();
    assert_eq!(told.matches("Send this?").count(), 1);
}

/// A list from a spreadsheet: its invisible mark is passed over, and what is ambiguous is refused.
#[test]
fn lists_from_spreadsheets() {
    let mut world = World::new().with("ncn").with("alice");
    world.ok("ncn", "ncn register");
    let ncn = pda::ncn(&who("ncn"), 0);
    let mint = world.mint;
    world.ok("ncn", &format!("rewards tree open {ncn} {mint} --delay 1h --disputer {}", who("alice")));
    let tree = pda::reward_tree(&ncn, &mint);
    let alice = who("alice");
    let with_mark = file("marked.csv", format!("\u{feff}{alice},1.5\n"));
    let told = world.json("ncn", &format!("rewards tree list {tree} {}", with_mark.display()));
    assert_eq!(told["total"], "1500000");
    let ambiguous = file("ambiguous.csv", format!("{alice},1,5\n"));
    let refused = world.refused("ncn", &format!("rewards tree list {tree} {}", ambiguous.display()));
    assert!(refused.contains("line 1: \"1,5\" can be read in two ways"), "{refused}");
}

/// What is announced stands beside what is so now.
#[test]
fn announced_terms_are_shown() {
    let mut world = World::new().with("op").with("curator");
    world.ok("op", "operator register --commission-bps 500");
    let operator = pda::operator(&who("op"), 0);
    world.ok("op", &format!("operator update {operator} --commission-bps 5000"));
    let listed = world.ok("op", "list operators");
    assert!(listed.contains("  5%, and 50% in "), "{listed}");
    let vault = world.vault("curator", "");
    world.ok("curator", &format!("vault set-fees {vault} --deposit-bps 100"));
    let shown = world.ok("curator", &format!("show {vault}"));
    assert!(shown.contains("  Deposit fee:         0%, and 1% in "), "{shown}");
}

/// An event that others' noise pushed out of a log is a gap with a name, and no success.
#[test]
fn a_log_that_was_cut_is_a_gap() {
    let mut world = World::new().with("curator").with("alice");
    let vault = world.vault("curator", "");
    world.ok("alice", &format!("deposit {vault} 1"));
    world.chain.cut();
    let mut follower = Follower::new(Program::LOCAL, vault, DECIMALS, 1, false);
    let mut out = vec![];
    let error = follower.conclude(&world.chain, &mut out).unwrap_err().to_string();
    assert!(error.contains("1 events") && error.contains("could not be read"), "{error}");
    let text = String::from_utf8(out).unwrap();
    assert!(text.ends_with("events 2 to 2 were cut out of a transaction's log\n"), "{text}");

    world.ok("alice", &format!("deposit {vault} 1"));
    let mut out = vec![];
    follower.catch_up(&world.chain, &mut out).unwrap();
    assert!(String::from_utf8(out).unwrap().contains("deposited 1 tokens"), "what comes after a gap is told");
    let mut whole = Follower::new(Program::LOCAL, vault, DECIMALS, 3, false);
    assert_eq!(whole.conclude(&world.chain, &mut vec![]), Ok(()));
}

/// A key's address.
trait Address {
    fn pubkey_of(&self) -> Pubkey;
}

impl Address for solana_keypair::Keypair {
    fn pubkey_of(&self) -> Pubkey {
        solana_signer::Signer::pubkey(self)
    }
}

/// A refusal by another program is a sentence, and one without words names the program.
#[test]
fn refusals_of_other_programs_are_sentences() {
    let world = World::new();
    let (mut out, mut input) = (vec![], std::io::empty());
    let session = Session {
        chain: &world.chain,
        signers: key("deployer").into(),
        options: Options::default(),
        out: &mut out,
        input: &mut input,
    };
    let said = |program: Pubkey, error: InstructionError| {
        let logs = [format!("Program {program} invoke [1]"), format!("Program {program} failed: {error}")];
        let failed = TransactionError::InstructionError(0, error);
        session.explain(&failed, &logs, &Plan::new("Do it"), 0).unwrap()
    };
    let [loader, stranger] = [solana_sdk_ids::bpf_loader_upgradeable::ID, key("a stranger's program").pubkey_of()];
    for (program, error, sentence) in [
        (loader, InstructionError::IncorrectAuthority, "The signer is not the account's authority".to_owned()),
        (loader, InstructionError::Immutable, "The account can no longer change".to_owned()),
        (spl_token_interface::ID, InstructionError::Custom(17), "The token account is frozen".to_owned()),
        (Pubkey::default(), InstructionError::Custom(8), "The nonce account holds another value".to_owned()),
        (
            solana_sdk_ids::stake::ID,
            InstructionError::Custom(2),
            "The stake account is deactivating already".to_owned(),
        ),
        (
            stranger,
            InstructionError::Custom(7),
            format!("the program {stranger} failed with its error 7, and logged no reason"),
        ),
    ] {
        assert_eq!(said(program, error), sentence);
    }

    // Where a program has no sentence here, its own reason is told, and only what it logged itself.
    let told = |program: Pubkey, code: u32, lines: &[String]| {
        let error = InstructionError::Custom(code);
        let begin = [format!("Program {program} invoke [1]")];
        let logs = [&begin[..], lines, &[format!("Program {program} failed: {error}")]].concat();
        session.explain(&TransactionError::InstructionError(0, error), &logs, &Plan::new("Do it"), 0).unwrap()
    };
    let log = |text: &str| format!("Program log: {text}");
    let pools = restaking_client::liquid::stake_pool::STAKE_POOLS;
    let inner = restaking_client::metadata::PROGRAM;
    let liquid = *restaking_client::liquid::LiquidProgram::LOCAL;
    for (program, code, lines, sentence) in [
        (
            pools,
            99,
            vec![log("Instruction: DepositStake"), log("Error: First update the pool.")],
            "the stake pool program refuses this: First update the pool".to_owned(),
        ),
        (
            inner,
            99,
            vec![log("IX: Update Metadata Accounts v2")],
            "the token metadata program failed with its error 99, and logged no reason".to_owned(),
        ),
        (
            stranger,
            6_001,
            vec![log("AnchorError occurred. Error Code: TooMuch. Error Number: 6001. Error Message: Too much.")],
            format!("the program {stranger} refuses this: Too much"),
        ),
        (
            stranger,
            1,
            vec![format!("Program {inner} invoke [2]"), log("a reason of another"), format!("Program {inner} success")],
            format!("the program {stranger} failed with its error 1, and logged no reason"),
        ),
        (
            spl_token_interface::ID,
            12,
            vec![log("Error: Invalid instruction")],
            "the token program refuses this: Invalid instruction".to_owned(),
        ),
        (
            Pubkey::default(),
            1,
            vec!["Transfer: insufficient lamports 1500000, need 2039280".to_owned()],
            "The payer has too little SOL for the accounts to create or to wrap: it has 0.0015 SOL and needs 0.00203928 SOL"
                .to_owned(),
        ),
        // No program can pass its words for the system program's.
        (
            Pubkey::default(),
            1,
            vec![log("Transfer: insufficient lamports 1, need 2")],
            "The payer has too little SOL for the accounts to create or to wrap".to_owned(),
        ),
        (liquid, 2_000, vec![], "An account must be writable".to_owned()),
    ] {
        assert_eq!(told(program, code, &lines), sentence);
    }
}
