//! Ratings of NCNs and operators, and the market.

use harness::deploy::founded;
use harness::{key, program_path, token};
use restake_cli::chain::Chain;
use restake_cli::signer::Signers;
use restaking_client::pda;
use serde_json::Value;
use solana_account::Account;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::parties::Parties;
use crate::world::{World, key_file, who};

const DAY: i64 = 86_400;

fn rate(world: &mut World, address: &Pubkey) -> Value {
    world.json("alice", &format!("rate {address}"))["rating"].take()
}

/// The points and the fact of an input.
fn input<'a>(rating: &'a Value, name: &str) -> [&'a str; 2] {
    let parts = rating["parts"].as_array().unwrap();
    let part = parts.iter().find(|part| part["input"] == name).unwrap_or_else(|| panic!("{name} in {rating}"));
    [part["points"].as_str().unwrap(), part["fact"].as_str().unwrap()]
}

/// A program that judges, with `authority` over its code.
fn judge(world: &World, authority: Option<Pubkey>) -> Pubkey {
    let address = key("a judge").pubkey();
    let elf = std::fs::read(program_path()).unwrap();
    let [program, data] = founded(&elf, &address, authority.as_ref(), |_| 1_000_000_000);
    for (at, account) in [data, program] {
        world.chain.put(at, account);
    }
    address
}

/// An account of the judge at an address that only programs sign for, with something in it.
fn account_of(world: &World, judge: &Pubkey, name: &str) -> Pubkey {
    let at = Pubkey::find_program_address(&[name.as_bytes()], judge).0;
    world.chain.put(at, Account { lamports: 1_000_000_000, data: vec![7; 8], owner: *judge, ..Account::default() });
    at
}

/// What a slasher is decides on evidence and code: each kind that the chain can tell apart.
#[test]
fn an_ncn_is_rated_by_its_roles() {
    let Parties { mut world, ncn, .. } = Parties::new("--max-fraction 10% --cooldown 3000s");
    let rating = rate(&mut world, &ncn);
    assert_eq!(input(&rating, "evidence"), ["0", "a plain key judges"]);
    assert_eq!(input(&rating, "code"), ["0", "no code judges"]);
    assert_eq!(input(&rating, "veto"), ["0", "no resolver"]);
    // One incident in the slowest exit: two epochs of 1000 seconds.
    assert_eq!(input(&rating, "worst_loss"), ["13", "10% of an allocation during an exit of 33 min 20 s"]);
    assert_eq!(input(&rating, "concentration"), ["0", "no weight in a final table of the last 30 days"]);
    assert_eq!(input(&rating, "pay"), ["0", "no offer that pays for stake"]);
    assert_eq!((rating["sum"].as_str(), rating["score"].as_str()), (Some("13"), Some("13")));

    // An announced policy that is worse shows at once, and one that is better only from its time on.
    let program = judge(&world, Some(who("deployer")));
    let [slasher, other] = ["slasher", "resolver"].map(|name| account_of(&world, &program, name));
    world.ok("service", &format!("ncn set-policy {ncn} --slasher {slasher} --cooldown 0s --allow-program-address"));
    let rating = rate(&mut world, &ncn);
    assert_eq!(input(&rating, "evidence"), ["0", "a plain key judges"]);
    assert_eq!(input(&rating, "worst_loss")[0], "0");
    world.ok("service", &format!("ncn set-policy {ncn} --cooldown 3000s --allow-program-address"));
    world.chain.wait(3_100);
    let rating = rate(&mut world, &ncn);
    assert_eq!(input(&rating, "evidence"), ["10", "a program judges, changed by one key at any time"]);
    assert_eq!(input(&rating, "code"), ["0", "the code that judges is changed by one key at any time"]);
    judge(&world, Some(other));
    let rating = rate(&mut world, &ncn);
    assert_eq!([input(&rating, "evidence")[0], input(&rating, "code")[0]], ["15", "5"]);
    judge(&world, None);
    let rating = rate(&mut world, &ncn);
    assert_eq!(input(&rating, "evidence"), ["25", "a program judges, final"]);
    assert_eq!(input(&rating, "code"), ["15", "the code that judges is final"]);

    // The account that any program could have had made by the token program says nothing; nor does one without data.
    let own = world.chain.account(&slasher).unwrap().unwrap();
    for account in [token::token_account(world.mint, slasher, 1), Account { data: vec![0; 8], ..own.clone() }] {
        world.chain.put(slasher, account);
        let rating = rate(&mut world, &ncn);
        assert_eq!(input(&rating, "evidence"), ["5", "an unknown program's address judges"]);
        assert_eq!(input(&rating, "code"), ["0", "the code that judges is unknown"]);
    }
    world.chain.put(slasher, own);

    // A resolver: another account of the slasher's program depends on it, and so does the admin; another key does not.
    for (resolver, fact) in [
        (other, "the resolver depends on the slasher or on the NCN's admin"),
        (who("service"), "the resolver depends on the slasher or on the NCN's admin"),
        (who("alice"), "another key, within 1 d"),
    ] {
        world.ok(
            "service",
            &format!("ncn set-policy {ncn} --resolver {resolver} --challenge 1d --allow-program-address"),
        );
        world.chain.wait(3_100);
        assert_eq!(input(&rate(&mut world, &ncn), "veto")[1], fact);
    }
    assert_eq!(input(&rate(&mut world, &ncn), "veto")[0], "12");

    let text = world.ask_by(Signers::nobody(), &format!("rate {ncn}"), "").unwrap();
    assert!(text.starts_with(&format!("NCN {ncn}\nInput ")), "{text}");
    assert!(text.contains("Veto") && text.contains("12 of 20"), "{text}");
    assert!(text.ends_with("Sum: 65. Limit at its age: 60. Score: 60 of 100\n"), "{text}");
    let refused = world.refused("alice", &format!("rate {}", who("alice")));
    assert!(refused.contains("is no NCN") || refused.contains("there is no NCN"), "{refused}");
}

/// Tables, offers and slashes are facts, and so is the time.
#[test]
fn the_market_has_offers_with_their_pay_and_risk() {
    let Parties { mut world, vault, operator, ncn } = Parties::new("--max-fraction 50% --cooldown 1h");
    let (mint, now) = (world.mint, world.chain.clock().unix_timestamp);
    let other = key("another reward").pubkey();
    world.chain.put(other, token::mint_account(2, who("service"), None, 1_000_000));
    world.chain.put(token::address(&who("service"), &other), token::token_account(other, who("service"), 1_000_000));
    let none = world.json("alice", "market");
    assert_eq!((&none[0]["ncn"], &none[0]["pays"]), (&ncn.to_string().into(), &Value::Null));

    let (until, far) = (now + 100 * DAY, now + 200 * DAY);
    world.ok("service", &format!("rewards offer open {ncn} {mint} 5 --until {until} --claim 30d"));
    world.ok("service", &format!("rewards offer open {ncn} {other} 40 --until {far} --claim 30d"));
    // Without weight nothing compares the pay.
    assert_eq!(input(&rate(&mut world, &ncn), "pay"), ["0", "no offer that pays for stake"]);
    world.ok("service", &format!("table open {ncn} --capacity 1 --window 1h"));
    let table = pda::stake_table(&ncn, 0);
    world.ok("alice", &format!("table capture {table} {operator}"));
    world.chain.wait(3_601);
    let rating = rate(&mut world, &ncn);
    assert_eq!(input(&rating, "concentration"), ["0", "1 admin with an index of 1"]);
    assert_eq!(input(&rating, "pay")[0], "5");

    // A quarter of 100 tokens has weight; 5 in 100 days are 18.25 a year.
    let rows = world.json("alice", "market --sort pay");
    assert_eq!(rows.as_array().unwrap().len(), 2);
    let pays = &rows[0]["pays"];
    assert_eq!([&pays["mint"], &pays["yearly"], &pays["bps_of_weight"]], [&mint.to_string(), "18250000", "7300"]);
    assert_eq!(pays["until"], until.to_string());
    assert_eq!([&rows[1]["pays"]["mint"], &rows[1]["pays"]["yearly"]], [&other.to_string(), "7300"]);
    assert_eq!(rows[1]["pays"]["bps_of_weight"], Value::Null);
    assert_eq!(rows[0]["worst_loss"], "500000000000000000", "one incident in the slowest exit");
    assert_eq!(rows[0]["slasher"], who("service").to_string());

    // By the vault, its own exit is what a staker waits for; another mint is not accepted.
    let of_vault = world.json("alice", &format!("market --accepts {vault}"));
    let now = world.chain.clock().unix_timestamp;
    let by: i64 = of_vault[0]["by"].as_str().unwrap().parse().unwrap();
    assert!((now + 100..=now + 200).contains(&by), "{by} at {now}");
    assert_eq!(world.json("alice", &format!("market --accepts {mint}")).as_array().unwrap().len(), 2);
    let none = world.ok("alice", &format!("market --accepts {other}"));
    assert_eq!(none, "No NCN of that description is on this cluster.\n");
    world.ok("service", &format!("ncn set-asset {ncn} {mint} 1"));
    assert_eq!(world.json("alice", &format!("market --accepts {vault}")).as_array().unwrap().len(), 0);
    let refused = world.refused("alice", &format!("market --accepts {}", who("alice")));
    assert!(refused.contains("neither a vault nor a mint") || refused.contains("there is no vault"), "{refused}");

    let text = world.ask_by(Signers::nobody(), "market", "").unwrap();
    assert!(text.starts_with("NCN ") && text.contains("18.25 of ") && text.contains("73%"), "{text}");
    world.ok("service", &format!("ncn retire {ncn}"));
    assert_eq!(world.ok("alice", "market"), "No NCN of that description is on this cluster.\n");
}

/// An operator's own stake, its record and its age.
#[test]
fn an_operator_is_rated_by_its_record() {
    let Parties { mut world, vault, operator, ncn } = Parties::new("--max-fraction 50% --min-fraction 1%");
    let rating = rate(&mut world, &operator);
    assert_eq!(input(&rating, "commission"), ["10", "5% of rewards, now or as announced"]);
    assert_eq!(input(&rating, "own_stake"), ["0", "0% of the stake behind it is its admin's"]);
    assert_eq!(input(&rating, "leverage"), ["10", "the same stake is allocated 0.5 times"]);
    assert_eq!(input(&rating, "equivocations"), ["20", "none proven"]);
    assert_eq!(rating["score"], "60");

    // A twentieth of the vault is the admin's, a part of it bonded.
    world.ok("oper", &format!("deposit {vault} 5"));
    world.ok("alice", &format!("exit request {vault} 5"));
    let rating = rate(&mut world, &operator);
    assert_eq!(input(&rating, "own_stake"), ["7", "5% of the stake behind it is its admin's"]);
    world.ok("curator", &format!("bond open-pool {vault} --stream 1h"));
    world.ok("oper", &format!("bond add {vault} 2"));
    assert_eq!(input(&rate(&mut world, &operator), "own_stake"), input(&rating, "own_stake"));

    world.ok("oper", &format!("operator update {operator} --commission-bps 3000"));
    assert_eq!(input(&rate(&mut world, &operator), "commission"), ["5", "30% of rewards, now or as announced"]);
    let now = world.chain.clock().unix_timestamp;
    world.ok("service", &format!("ncn jail {ncn} {operator} {}", now + 100));
    assert_eq!(input(&rate(&mut world, &operator), "jailings"), ["0", "1 jailing, jailed now"]);
    world.chain.wait(101);
    assert_eq!(input(&rate(&mut world, &operator), "jailings"), ["5", "1 jailing"]);
    world.ok("oper", &format!("key register {operator} {ncn} --key {}", key_file("vote key").display()));
    world.chain.wait(200 * DAY);
    let rating = rate(&mut world, &operator);
    assert_eq!(input(&rating, "age")[0], "7");
    assert!(rating["limit"].as_str().unwrap().parse::<u64>().unwrap() >= 80, "{rating}");
    world.ok("service", &format!("slash propose {vault} {operator} {ncn} 10%"));
    assert_eq!(input(&rate(&mut world, &operator), "slashes"), ["20", "no incident"]);
    let slash = pda::slash(&pda::allocation(&pda::delegation(&vault, &operator), &ncn), 0, 0);
    world.chain.pass(1);
    world.ok("alice", &format!("slash execute {slash}"));
    assert_eq!(input(&rate(&mut world, &operator), "slashes"), ["10", "1 incident with an executed slash"]);
    let history = rate(&mut world, &ncn);
    assert!(input(&history, "history")[1].ends_with("; 0 of 1 ended slash vetoed"), "{history}");
}
