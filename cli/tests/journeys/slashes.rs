//! Slashes, and the proofs that bring some of them about.

use harness::keys::domain;
use harness::token;
use restake_cli::idl::hex;
use restaking_client::{pda, signing_domain, vote_message};
use solana_signer::Signer;

use crate::parties::{Parties, policy, votes};
use crate::world::{ONE, World, file, key_file, who};

/// One is vetoed, one is executed, and a recipient is paid late.
pub fn proposed() -> World {
    let Parties { mut world, vault, operator, ncn } = Parties::new(&policy());
    world = world.with("council");
    let delegation = pda::delegation(&vault, &operator);
    let allocation = pda::allocation(&delegation, &ncn);
    let line = format!("slash propose {vault} {operator} {ncn}");

    world.ok("curator", &format!("opt-in set-stop-loss {vault} {ncn} 9000"));
    let whole = world.refused("alice", &format!("{line} 10%"));
    assert_eq!(whole, "Signer is not the NCN's slasher");
    world.ok("service", &format!("{line} 10% --min-stake 2.4 --evidence-file {}", key_file("evidence").display()));
    let first = pda::slash(&allocation, 0, 0);
    let shown = world.json("alice", &format!("show {first}"));
    assert_eq!((&shown["derived"]["stake"], &shown["derived"]["status"]), (&"2500000".into(), &"open".into()));
    let text = world.ok("alice", &format!("slash list --vault {vault}"));
    assert!(text.contains("  2.5 tokens  open, final in 1 h"), "{text}");
    let had = world.tokens_of("alice");
    pledged(&mut world, first);
    let stands = world.refused("alice", &format!("slash uncount {first}"));
    assert!(stands.contains("does not count the slash"), "{stands}");
    world.ok("council", &format!("slash veto {first}"));
    world.ok("alice", &format!("slash uncount {first}"));
    let shown = world.json("alice", &format!("show {vault}"));
    assert_eq!((&shown["derived"]["assets"], &shown["derived"]["pledged"]), (&"100000000".into(), &"500000".into()));
    let pledge = pda::pledge(&first, &who("alice"));
    let told = world.ok("alice", &format!("show {pledge}"));
    assert!(told.contains("Amount:  0.5 tokens") && told.contains("it can be withdrawn"), "{told}");
    // Anyone has it paid back, to its pledger.
    world.ok("council", &format!("slash withdraw-pledge {first} --pledger {}", who("alice")));
    assert_eq!(world.tokens_of("alice"), had);
    let none = world.refused("alice", &format!("slash withdraw-pledge {first}"));
    assert!(none == format!("you have pledged nothing for slash {first}"), "{none}");
    let over = world.refused("alice", &format!("slash pledge {first} 1"));
    assert!(over.contains("is vetoed: a pledge is taken while it can be vetoed"), "{over}");

    world.ok("service", &format!("{line} 1/5 --reporter {}", who("reporter")));
    let second = pda::slash(&allocation, 0, 1);
    let early = world.refused("alice", &format!("slash execute {second}"));
    assert!(early.starts_with("Slash can still be vetoed (got "), "{early}");
    // Of 100, 5 are in escrow. 10 more buy a tenth of what is in escrow too: 10 of 110 shares are worth 105/110 of it without.
    let entering = "slashes are open: this is worth 10 tokens if all are vetoed, and 9.545454 if all are executed";
    let deposit = format!("deposit {vault} 10 --dry-run");
    let told = world.ok("alice", &deposit);
    assert!(told.contains(entering) && !told.contains("no longer be vetoed"), "{told}");
    assert_eq!(world.json("alice", &deposit)["warnings"], serde_json::json!([entering]));
    world.ok("alice", &format!("slash pledge {second} 1"));
    // After a halt of as long as the window, it is not over; then it is.
    world.chain.halt(3_600);
    let halted = world.refused("alice", &format!("slash execute {second}"));
    assert!(halted.contains("Slash is not final at this slot"), "{halted}");
    let text = world.ok("alice", &format!("slash list --vault {vault}"));
    assert!(text.contains("stood still for a part of the window"), "{text}");
    world.chain.wait(3_600);
    let told = world.ok("alice", &deposit);
    assert!(told.contains(entering) && told.contains(&format!("slash {second} can no longer be vetoed")), "{told}");
    let late = world.refused("alice", &format!("slash pledge {second} 1"));
    assert!(late.contains("is open, can be executed: a pledge is taken"), "{late}");
    let late = world.refused("council", &format!("slash veto {second}"));
    assert!(late.starts_with("Slash is final"), "{late}");
    // A recipient that cannot take tokens waits, and blocks no other.
    let frozen = token::address(&who("insurance"), &world.mint);
    let mut account = token::token_account(world.mint, who("insurance"), 0);
    account.data[108] = 2;
    world.chain.put(frozen, account.clone());
    let told = world.ok("alice", &format!("slash execute {second}"));
    assert!(told.contains(", 1 tokens restored by pledges"), "{told}");
    assert_eq!(world.tokens_of("reporter"), 250_000);
    let told = world.ok("alice", &format!("slash withdraw-pledge {second}"));
    assert!(told.contains("which its execution used up") && told.contains("was used up and closed"), "{told}");
    account.data[108] = 1;
    world.chain.put(frozen, account);
    world.ok("alice", &format!("slash pay-share {second} insurance"));
    assert_eq!(world.tokens_of("insurance"), ONE);
    world
}

/// Half a token of alice's for a slash of 2.5, and what is refused beside it.
fn pledged(world: &mut World, slash: solana_program::pubkey::Pubkey) {
    let none = world.refused("alice", &format!("slash pledge {slash} 0"));
    assert_eq!(none, "the pledge is zero");
    let poor = world.refused("mallory", &format!("slash pledge {slash} all"));
    assert!(poor.starts_with("you have 0 tokens") && poor.ends_with("and want to pledge 2.5"), "{poor}");
    let told = world.ok("alice", &format!("slash pledge {slash} 0.5"));
    let restored = "0.5 of its 2.5 tokens are restored: 0.5 tokens to the vault's shares";
    assert!(told.contains("Pledge 0.5 tokens") && told.contains(restored), "{told}");
    let shown = world.json("alice", &format!("show {slash}"));
    assert_eq!((&shown["derived"]["pledged"], &shown["data"]["pledged"]), (&"500000".into(), &"500000".into()));
    // More than is left to pledge for takes what is left.
    let told = world.ok("alice", &format!("slash pledge {slash} 30 --dry-run"));
    assert!(told.contains("Pledge 2 tokens") && told.contains("2.5 of its 2.5 tokens are restored"), "{told}");
    let open = world.refused("alice", &format!("slash withdraw-pledge {slash}"));
    assert!(open.contains("is open: a veto gives the pledge back"), "{open}");
    let listed = world.ok("alice", "list pledges");
    assert!(listed.contains("  0.5 tokens  the slash is open"), "{listed}");
}

/// Two votes at one height.
pub fn proven() -> World {
    let Parties { mut world, vault, operator, ncn } = Parties::new(&policy());
    let key = harness::key("vote key");
    world.ok("oper", &format!("key register {operator} {ncn} --key {}", key_file("vote key").display()));
    let height = restake_cli::chain::Chain::now(&world.chain).unwrap() as u64;
    let apart = file("apart.json", votes(&ncn, [1, 2]));
    let refused = world.refused("alice", &format!("report commit {ncn} --votes {}", apart.display()));
    assert!(refused.contains("only two of one kind at one height conflict"), "{refused}");
    // Of another NCN, or of this one on another cluster.
    let elsewhere = [
        vote_message(&domain(&operator), 0, 1, b"a block"),
        vote_message(&signing_domain(&[9; 32], &ncn), 0, 1, b"a block"),
    ];
    for message in elsewhere {
        let signature = hex(key.sign_message(&message).as_ref());
        let vote =
            serde_json::json!({ "key": key.pubkey().to_string(), "signature": signature, "message": hex(&message) });
        let path = file("elsewhere.json", serde_json::json!({ "votes": [vote.clone(), vote] }).to_string());
        let other = world.refused("alice", &format!("report commit {ncn} --votes {}", path.display()));
        assert!(other.contains("begins with its NCN's domain"), "{other}");
    }

    world.chain.wait(50);
    let path = file("votes.json", votes(&ncn, [height + 10; 2]));
    let line = format!("--votes {}", path.display());
    let missing = world.refused("alice", &format!("report prove {ncn} {line}"));
    assert!(missing.starts_with("there is no report at "), "{missing}");
    world.ok("alice", &format!("report commit {ncn} {line}"));
    world.chain.wait(10);
    world.ok("alice", &format!("report prove {ncn} {line}"));
    let proof = pda::equivocation(&ncn, &operator, 0, height + 10);
    let told = world.json("alice", &format!("report slash {proof} {vault}"));
    assert_eq!(told["events"][0]["data"]["slash"]["stake"], "2500000");
    assert_eq!(told["events"][0]["data"]["reporter"], who("alice").to_string());
    world
}
