//! Rewards by roots, for bonded VRT, and by captured stake.

use harness::{key, token};
use restaking_client::pda;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::parties::Parties;
use crate::world::{ONE, World, file, who};

/// A root is published and struck, another one counts, and is claimed.
pub fn by_roots() -> World {
    let Parties { mut world, ncn, .. } = Parties::new("");
    world = world.with("publisher").with("disputer");
    let mint = world.mint;
    world.ok("service", &format!("rewards tree open {ncn} {mint} --disputer {} --delay 1h", who("disputer")));
    let tree = pda::reward_tree(&ncn, &mint);
    world.ok("service", &format!("rewards tree set-roles {tree} --publisher {}", who("publisher")));
    world.ok("alice", &format!("rewards tree fund {tree} 1.5"));

    let lines = file("earned.csv", format!("{},10\n{},2.25\n\n{},0.000001\n", who("alice"), who("oper"), who("bob")));
    let list = world.ok("alice", &format!("rewards tree list {tree} {}", lines.display()));
    let path = file("list.json", &list);
    let bad = file("bad.csv", "not an address,1\n");
    let refused = world.refused("alice", &format!("rewards tree list {tree} {}", bad.display()));
    assert!(refused.ends_with("bad.csv, line 1: `not an address` is not an address"), "{refused}");
    let forged = file("forged.json", list.replace("\"10000000\"", "\"90000000\""));
    let refused = world.refused("publisher", &format!("rewards tree publish {tree} --list {}", forged.display()));
    assert!(refused.contains("but its earners make"), "{refused}");

    let wrong = "11".repeat(32);
    let over = world.refused("publisher", &format!("rewards tree publish {tree} --root {wrong} --total 2000"));
    assert_eq!(over, format!("you have 1000 tokens of mint {mint}, and this takes 1998.5"));
    let over = world.refused("alice", &format!("rewards tree fund {tree} 1000"));
    assert_eq!(over, format!("you have 898.5 tokens of mint {mint}, and this takes 1000"));
    world.ok("publisher", &format!("rewards tree publish {tree} --root {wrong} --total 3"));
    world.ok("disputer", &format!("rewards tree strike {tree}"));
    world.ok("publisher", &format!("rewards tree publish {tree} --list {}", path.display()));
    assert_eq!(world.tokens_of("publisher"), 1_000 * ONE - 10_750_001, "all that had not come in");
    let claim = format!("rewards tree claim {tree} --list {}", path.display());
    let early = world.refused("alice", &claim);
    assert_eq!(early, "Root is missing or zero");
    world.chain.wait(3_600);
    let before = world.tokens_of("alice");
    world.ok("alice", &claim);
    assert_eq!(world.tokens_of("alice") - before, 10 * ONE);
    let again = world.refused("alice", &claim);
    assert!(again.starts_with("No unclaimed reward is due"), "{again}");
    world.ok("oper", &format!("rewards tree set-claimer {tree} {}", who("alice")));
    world.ok("alice", &format!("{claim} --earner {} --to {}", who("oper"), who("alice")));
    assert_eq!(world.tokens_of("alice") - before, 12_250_000);
    let stranger = world.refused("service", &claim);
    assert_eq!(stranger, format!("{} is not in {}", who("service"), path.display()));
    world
}

/// A position closes although a reward of it cannot be paid: its owner gives that reward up by name, and no other.
fn forfeits(world: &mut World, vault: Pubkey, asset: Pubkey) {
    let frozen = key("a frozen reward").pubkey();
    world.chain.put(frozen, token::mint_account(2, who("curator"), Some(who("curator")), 1_000_000));
    world.chain.put(token::address(&who("curator"), &frozen), token::token_account(frozen, who("curator"), 1_000_000));
    world.ok("curator", &format!("bond add-reward {vault} {frozen}"));
    world.ok("alice", &format!("bond add {vault} 16.777216"));
    world.ok("curator", &format!("bond pay {vault} {frozen} 1.28"));
    world.ok("curator", &format!("bond pay {vault} {asset} 3.2"));
    world.chain.wait(3_600);
    world.ok("alice", &format!("bond remove {vault} all"));
    let mut account = token::token_account(frozen, who("alice"), 0);
    // Where SPL Token has an account's state, behind a mint, an owner, an amount and a delegate: frozen.
    account.data[108] = 2;
    world.chain.put(token::address(&who("alice"), &frozen), account);
    let refused = world.refused("alice", &format!("bond claim {vault} {frozen}"));
    assert!(refused.contains("has frozen it"), "{refused}");
    let refused = world.refused("alice", &format!("bond close {vault}"));
    assert!(refused.contains(&format!("1.28 tokens of mint {frozen}")), "{refused}");
    assert!(refused.contains(&format!("--forfeit {asset}")) && refused.contains("claim it first"), "{refused}");
    // What is not named is not given up.
    let refused = world.refused("alice", &format!("bond close {vault} --forfeit {frozen}"));
    assert!(refused.contains(&asset.to_string()) && !refused.contains(&frozen.to_string()), "{refused}");
    let unknown = world.refused("alice", &format!("bond close {vault} --forfeit {}", who("mallory")));
    assert!(unknown.contains("pays no rewards of mint"), "{unknown}");
    world.ok("alice", &format!("bond claim {vault} {asset}"));
    let line = format!("bond close {vault} --forfeit {frozen}");
    let (asked, declined) = world.asked("alice", &line, "no\n");
    assert!(declined.is_some(), "{asked}");
    assert!(asked.contains(&format!("GIVE UP 1.28 tokens of mint {frozen} PERMANENTLY")), "{asked}");
    let told = world.ok("alice", &line);
    assert!(told.contains("given up of each reward, in smallest units: 0, 128, 0"), "{told}");
    assert_eq!(world.balance(&token::address(&who("alice"), &frozen)), 0);
}

/// VRT is bonded, earns, and is taken back.
pub fn by_bond() -> World {
    let Parties { mut world, vault, .. } = Parties::new("");
    let mint = world.mint;
    world.ok("curator", &format!("bond open-pool {vault} --stream 1h"));
    world.ok("curator", &format!("bond add-reward {vault} {mint}"));
    world.ok("alice", &format!("bond open {vault}"));
    world.ok("alice", &format!("bond add {vault} 40"));
    world.ok("curator", &format!("bond pay {vault} {mint} 36"));
    world.chain.wait(1_800);
    let position = pda::position(&pda::bond_pool(&vault), &who("alice"));
    let shown = world.json("alice", &format!("show {position}"));
    // The last division may leave less than a unit over.
    assert_eq!(shown["derived"]["owed"][0]["amount"], "17999999");
    let before = world.tokens_of("alice");
    world.ok("alice", &format!("bond claim {vault}"));
    assert_eq!(world.tokens_of("alice") - before, 17_999_999);
    let nothing = world.refused("alice", &format!("bond claim {vault}"));
    assert_eq!(nothing, format!("nothing is owed to your position in vault {vault}"));
    let full = world.refused("alice", &format!("bond close {vault}"));
    assert!(full.starts_with("Position has bonded shares or unforfeited rewards"), "{full}");
    world.ok("alice", &format!("bond remove {vault} all"));
    world.ok("alice", &format!("bond close {vault}"));
    forfeits(&mut world, vault, mint);
    // A staker without a position opens it on the way.
    world.ok("alice", &format!("bond add {vault} all"));
    world
}

/// Two offers divide by one table: in the vault's asset, and in a token that its bond pool pays from later on.
pub fn by_stake() -> World {
    let Parties { mut world, vault, operator, ncn } = Parties::new("");
    let (asset, other, now) = (world.mint, key("another reward").pubkey(), world.chain.clock().unix_timestamp);
    world.chain.put(other, token::mint_account(2, who("service"), None, 1_000_000));
    world.chain.put(token::address(&who("service"), &other), token::token_account(other, who("service"), 1_000_000));
    let mut offers = vec![];
    for (index, mint) in [(0, asset), (1, other)] {
        let until = now + 3_600;
        let over = world.refused("service", &format!("rewards offer open {ncn} {mint} 20000 --until {until}"));
        assert!(over.ends_with(&format!("tokens of mint {mint}, and this takes 20000")), "{over}");
        let told = world.ok("service", &format!("rewards offer open {ncn} {mint} 40 --until {until} --claim 30d"));
        assert!(told.contains("none of it comes back before"), "{told}");
        offers.push(pda::reward_offer(&ncn, index));
    }
    let [own, foreign] = [offers[0], offers[1]];
    let early = world.refused("alice", &format!("rewards offer attribute {own}"));
    assert_eq!(early, format!("no final table waits for its attribution by offer {own}"));
    world.ok("service", &format!("table open {ncn} --capacity 1 --window 1h"));
    let table = pda::stake_table(&ncn, 0);
    world.ok("alice", &format!("table capture {table} {operator}"));
    world.chain.wait(3_601);
    for offer in [own, foreign] {
        world.ok("alice", &format!("rewards offer attribute {offer}"));
    }
    let shown = world.json("alice", &format!("show {own}"));
    assert_eq!(shown["derived"]["attributed"], "40000000", "{shown}");

    let claimable = world.json("alice", &format!("rewards offer claimable {own}"));
    assert_eq!((&claimable[0]["amount"], &claimable[0]["payable"]), (&"40000000".into(), &true.into()));
    let waits = world.ok("alice", &format!("rewards offer claimable {foreign}"));
    assert!(waits.contains("40 tokens") && waits.contains("no bond pool of the vault pays this token"), "{waits}");
    let refused = world.refused("alice", &format!("rewards offer claim {foreign}"));
    assert_eq!(refused, format!("no share of offer {foreign} can be paid now"));
    world.ok("curator", &format!("bond open-pool {vault} --stream 1h"));
    world.ok("curator", &format!("bond add-reward {vault} {other}"));
    let stranger = world.refused("alice", &format!("rewards offer claim {own} --vault {operator}"));
    assert_eq!(stranger, format!("no share of offer {own} can be paid now"));
    for offer in [own, foreign] {
        world.ok("alice", &format!("rewards offer claim {offer}"));
        assert_eq!(
            world.ok("alice", &format!("rewards offer claimable {offer}")).trim(),
            "no share can be claimed now"
        );
    }
    // The operator's 5%; its account is opened on the way.
    let before = world.tokens_of("oper");
    for offer in [own, foreign] {
        world.ok("alice", &format!("rewards offer collect {offer} {operator}"));
    }
    assert_eq!(world.tokens_of("oper") - before, 2 * ONE);
    assert_eq!(world.balance(&token::address(&who("oper"), &other)), 200);
    for offer in [own, foreign] {
        world.ok("alice", &format!("rewards offer close {offer}"));
    }
    world.ok("alice", &format!("table close-capture {}", pda::capture(&table, &operator, &who("alice"))));
    world.ok("service", &format!("table close {table}"));
    world
}
