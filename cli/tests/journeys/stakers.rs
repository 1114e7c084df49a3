//! Stakers' journeys: in, out, and what they are told on the way.

use harness::token;
use restake_cli::signer::Signers;
use restaking_client::pda;
use solana_program::pubkey::Pubkey;

use crate::world::{ONE, World, key_file, who};

/// In, out by ticket, out at once.
pub fn deposit_and_leave() -> World {
    let mut world = World::new().with("curator").with("alice").with("bob");
    let vault = world.vault("curator", "--instant-fee-bps 100 --instant-capacity 1000 --instant-refill 1d");
    let vrt = token::address(&who("alice"), &pda::vrt_mint(&vault));

    let told = world.json("alice", &format!("deposit {vault} 12.5"));
    assert_eq!(world.balance(&vrt), 12_500_000, "the account of the shares was made on the way");
    assert_eq!(world.tokens_of("alice"), 1_000 * ONE - 12_500_000);
    assert_eq!(told["events"][0]["name"], "Deposited");
    assert_eq!(told["events"][0]["data"]["assets"], "12500000");
    assert_eq!(told["balances"][1]["after"], "12500000");
    assert!(told["signature"].is_string() && told["units"].as_u64().unwrap() > 1_000);
    assert!(told["unit_limit"].as_u64() >= told["units"].as_u64());

    let nothing = world.refused("alice", "exit claim");
    assert_eq!(nothing, format!("{} has no exit tickets", who("alice")));
    world.ok("alice", &format!("exit request {vault} 2.5"));
    let ticket = pda::exit_ticket(&vault, &who("alice"), 0);
    let early = world.refused("alice", "exit claim");
    assert!(early.starts_with("none of your tickets can be claimed yet: the first can in 3 min 20 s, "), "{early}");
    let named = world.refused("alice", &format!("exit claim {ticket}"));
    assert!(named.starts_with("Exit is not claimable in this epoch (got 0, limit 2)"), "{named}");

    // What the program tells others, with and without figures of one's own.
    let told = world.json("alice", &format!("vault rates {vault} --deposit 2 --exit 2"));
    assert_eq!([&told["deposit_brings"], &told["exit_brings"]], ["2000000", "2000000"]);
    assert_eq!([&told["contested"], &told["loss_bps"]], ["0", "10000"]);
    assert_eq!(told["entering"], told["leaving"]);
    let later = world.chain.clock().unix_timestamp + 3_600;
    let asked = format!("vault rates {vault} --at {later} --exit 0.5");
    let text = world.ask_by(Signers::nobody(), &asked, "").unwrap();
    assert!(text.contains(&format!("Vault {vault}, in 1 h, ")), "{text}");
    assert!(text.ends_with("  an exit with 0.5 VRT brings 0.5 tokens\n"), "{text}");
    let past = world.refused("alice", &format!("vault rates {vault} --at=-1"));
    assert!(past.ends_with(" is in the past: rates are known from now on"), "{past}");

    world.ok("alice", &format!("exit transfer {ticket} {}", who("bob")));
    assert_eq!(world.json("alice", "exit list"), serde_json::json!([]));
    let listed = world.json("bob", "exit list");
    assert_eq!(
        (&listed[0]["derived"]["pays"], &listed[0]["data"]["ticket"]["shares"]),
        (&"2500000".into(), &"2500000".into())
    );

    world.ok("alice", &format!("exit request {vault} 1"));
    let second = pda::exit_ticket(&vault, &who("alice"), 1);
    world.ok("alice", &format!("exit cancel {second}"));
    assert_eq!(world.balance(&vrt), 10_000_000);

    world.chain.wait(200);
    // The curator need not wait for bob: the ticket is settled, the bucket closed, and bob claims without it.
    world.ok("curator", &format!("exit settle {vault} 1"));
    let settled = world.refused("curator", &format!("exit settle {vault} 1"));
    assert!(settled.starts_with("no ticket needs the exit bucket of epoch 1"), "{settled}");
    world.ok("curator", &format!("exit close-bucket {vault} 1"));
    let before = world.tokens_of("bob");
    world.ok("bob", "exit claim");
    assert_eq!(world.tokens_of("bob") - before, 2_500_000);

    let before = world.tokens_of("alice");
    let told = world.ok("alice", &format!("instant-exit {vault} 5"));
    let paid = world.tokens_of("alice") - before;
    // Half of the idle stake, at 1% for the whole: half a percent of 5.
    assert_eq!(paid, 4_975_000, "{told}");
    assert!(told.contains("exited instantly with 5 VRT for 4.975 tokens, fee 0.025 tokens"), "{told}");
    world.ok("alice", &format!("instant-exit {vault} all"));
    assert_eq!(world.balance(&vrt), 0);
    world
}

/// A vault that admits approved depositors alone.
pub fn admission() -> World {
    let mut world = World::new().with("curator").with("alice");
    let vault = world.vault("curator", "--restricted true");
    let alice = who("alice");
    let refused = world.refused("alice", &format!("deposit {vault} 1"));
    assert!(
        refused
            == format!(
                "vault {vault} has not approved you: its admin does with `restake vault approve {vault} {alice}`"
            ),
        "{refused}"
    );
    world.ok("curator", &format!("vault approve {vault} {alice}"));
    world.ok("alice", &format!("deposit {vault} 1"));
    world.ok("curator", &format!("vault revoke {vault} {alice}"));
    world.refused("alice", &format!("deposit {vault} 1"));

    world.ok("curator", &format!("vault set-limits {vault} --restricted false --deposit-cap 1.5"));
    let over = world.refused("alice", &format!("deposit {vault} 1"));
    assert_eq!(over, "Deposit would exceed the vault's cap (got 2000000, limit 1500000)");
    world.ok("alice", &format!("deposit {vault} 0.5"));
    world
}

/// A vault with a deposit gate: another key signs beside the depositor.
#[test]
fn deposits_through_a_gate() {
    let mut world = World::new().with("curator").with("alice").with("gate");
    let vault = world.vault("curator", "");
    let (gate, key) = (who("gate"), key_file("gate").display().to_string());
    let refused = world.refused("alice", &format!("deposit {vault} 1 --deposit-gate {key}"));
    assert_eq!(refused, format!("vault {vault} has no deposit gate: omit --deposit-gate"));
    let set = world.ok("curator", &format!("admin set-role {vault} deposit-gate {gate}"));
    assert!(set.contains(&format!("Make {gate} the deposit gate of {vault}")), "{set}");
    assert!(world.ok("alice", &format!("show {vault}")).contains(&format!(" {gate}\n")));
    let before = world.tokens_of("alice");
    assert_eq!(
        world.refused("alice", &format!("deposit {vault} 1")),
        format!(
            "vault {vault} takes deposits with the signature of its deposit gate {gate}: name its signer with \
             --deposit-gate, or add its signature with --signer {gate}=SIGNATURE"
        )
    );
    let other = key_file("curator").display().to_string();
    assert_eq!(
        world.refused("alice", &format!("deposit {vault} 1 --deposit-gate {other}")),
        format!("the deposit gate of vault {vault} is {gate}, not {}", who("curator"))
    );
    assert_eq!(world.tokens_of("alice"), before, "nothing is sent");
    world.ok("alice", &format!("deposit {vault} 1 --deposit-gate {key}"));
    world.ok("gate", &format!("deposit {vault} 1"));
    // The way out asks for nothing.
    world.ok("alice", &format!("exit request {vault} 0.5"));

    // A program's address signs by call alone.
    let (program, _) = Pubkey::find_program_address(&[b"compliance"], &gate);
    world.ok("curator", &format!("admin set-role {vault} deposit-gate {program} --allow-program-address"));
    assert_eq!(
        world.refused("alice", &format!("deposit {vault} 1")),
        format!("vault {vault} takes deposits through the program that signs for its deposit gate {program}")
    );
    world.ok("curator", &format!("admin set-role {vault} deposit-gate none"));
    world.ok("alice", &format!("deposit {vault} 1"));
}

/// A vault with a term for its stakers.
#[test]
fn a_term() {
    let mut world = World::new().with("curator").with("alice");
    let soon =
        world.refused("curator", &format!("vault create {} --epoch 100s --term-start 1 --term-end 2", world.mint));
    assert!(soon.starts_with("Term starts too early or too late (got 1, limit "), "{soon}");

    let start = world.chain.clock().unix_timestamp + 400;
    let term = format!("--term-start {start} --term-end {}", start + 650);
    let vault = world.vault("curator", &term);
    let made = world.json("alice", &format!("show {vault}"));
    let [starts, opens, ends] = ["start", "exits_from", "end"]
        .map(|name| made["derived"]["term"][name].as_str().unwrap().parse::<i64>().unwrap());
    assert!((start..start + 100).contains(&starts) && ends - opens == 200 && ends <= start + 650, "{made}");
    assert!(world.ok("alice", &format!("show {vault}")).contains(" starts in "));
    world.ok("alice", &format!("deposit {vault} 5"));

    world.chain.wait(starts - world.chain.clock().unix_timestamp);
    let closed = world.refused("alice", &format!("deposit {vault} 1"));
    assert!(
        closed.starts_with(&format!("vault {vault} takes no deposits inside its term, which ends in ")),
        "{closed}"
    );
    for leave in ["exit request", "instant-exit"] {
        let held = world.refused("alice", &format!("{leave} {vault} 1"));
        let wanted = format!("vault {vault} is in its term: exits can be requested in ");
        assert!(held.starts_with(&wanted), "{held}");
    }
    world.chain.wait(opens - world.chain.clock().unix_timestamp);
    let asked = world.ok("alice", &format!("exit request {vault} 5"));
    assert!(asked.contains("claimable in 3 min 20 s"), "{asked}");
    world.chain.wait(ends - world.chain.clock().unix_timestamp);
    world.ok("alice", "exit claim");
    world.ok("alice", &format!("deposit {vault} 1"));
}

/// What is wrong is said, and nothing is sent.
#[test]
fn refusals_are_sentences() {
    let mut world = World::new().with("curator").with("alice");
    let vault = world.vault("curator", "");
    let alice = who("alice");
    let mut said = |line: String| world.refused("alice", &line);
    assert_eq!(said(format!("deposit {vault} 1.1234567")), "\"1.1234567\" has 7 decimals, and the token has 6");
    assert_eq!(
        said(format!("deposit {vault} 1000.5")),
        format!("you have 1000 tokens of the mint {}, and want to deposit 1000.5", harness::key("mint").pubkey_text())
    );
    assert_eq!(
        said(format!("deposit {alice} 1")),
        format!("{alice} is no vault: it belongs to the program {}", system())
    );
    let config = pda::config();
    assert_eq!(said(format!("deposit {config} 1")), format!("{config} is a config, not a vault"));
    let nowhere = pda::vault(&alice, 9);
    assert_eq!(said(format!("deposit {nowhere} 1")), format!("there is no vault at {nowhere} on this cluster"));
    assert_eq!(said(format!("show {nowhere}")), format!("there is no account at {nowhere} on this cluster"));
    assert_eq!(said(format!("exit request {vault} 1")), "you have 0 VRT of this vault, and want to leave with 1");
    assert_eq!(said(format!("deposit {vault} 0")), "Amount is zero");
    assert!(said(format!("deposit {vault} 1 --min-out 2")).starts_with("Result is below the requested minimum"));
    assert_eq!(said(format!("vault set-curator {vault} {alice}")), "Signer is not the vault's admin");
    assert_eq!(
        said(format!("vault create {alice}")),
        format!("{alice} is not a mint of SPL Token or Token-2022: it belongs to {}", system())
    );
    assert!(said("deposit vault 1".to_owned()).starts_with("error: 'vault' is not an address: <VAULT> takes one"));
    // What follows from addresses is named by those.
    assert_eq!(said(format!("exit request {vault} all")), format!("you have no VRT of vault {vault}"));
    assert_eq!(
        said(format!("delegation close {vault} {alice}")),
        format!("vault {vault} delegates nothing to operator {alice}")
    );
    assert_eq!(
        said(format!("bond claim {vault}")),
        format!("vault {vault} has no bond pool: `restake bond open-pool {vault}` opens one")
    );

    let poor = world.refused("nobody", &format!("vault set-curator {vault} {alice}"));
    assert_eq!(poor, format!("{} has 0 SOL on this cluster, not enough to pay for the transaction", who("nobody")));
    assert_eq!(world.tokens_of("alice"), 1_000 * ONE);
}

/// Nothing is sent that was not agreed to.
#[test]
fn it_asks_before_it_sends() {
    let mut world = World::new().with("curator").with("alice");
    let vault = world.vault("curator", "");
    let line = format!("deposit {vault} 1");
    for answer in ["", "n\n", "no\n", "what\n"] {
        let (told, refused) = world.asked("alice", &line, answer);
        let refused = refused.expect("what fails where nobody agreed");
        let why = if answer.is_empty() { "no answer" } else { "only y or yes agrees" };
        assert!(refused.is_declined() && refused.to_string().contains(why), "{refused}");
        assert!(told.contains("Send this? [y/N]"), "{told}");
        assert!(told.contains("deposited 1 tokens for 1 VRT") && told.contains("tokens: 1000 -> 999"), "{told}");
        assert!(told.contains("compute units"), "{told}");
    }
    let told = world.ask("alice", &format!("{line} --dry-run --yes"), "").unwrap();
    assert!(told.ends_with("Nothing was sent.\n"), "{told}");
    let json = world.ask("alice", &format!("{line} --output json"), "y\n").unwrap_err().to_string();
    assert!(json.contains("add --yes"), "{json}");
    assert_eq!(world.tokens_of("alice"), 1_000 * ONE);
    let told = world.ask("alice", &line, "y\n").unwrap();
    assert!(told.contains("Done: "), "{told}");
    assert_eq!(world.tokens_of("alice"), 999 * ONE);
}

fn system() -> solana_program::pubkey::Pubkey {
    solana_program::pubkey::Pubkey::default()
}

/// A key's address as text.
trait Text {
    fn pubkey_text(&self) -> String;
}

impl Text for solana_keypair::Keypair {
    fn pubkey_text(&self) -> String {
        solana_signer::Signer::pubkey(self).to_string()
    }
}
