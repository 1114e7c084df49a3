//! What is listed, shown and followed, as text and as JSON.

use restake_cli::chain::{Chain, Past};
use restake_cli::command::list::Listed;
use restake_cli::command::watch::Follower;
use restake_cli::command::watch_all::Everything;
use restake_cli::view::columns;
use restaking_client::liquid::LiquidProgram;
use restaking_client::{ID, Program, pda};
use serde_json::{Value, json};

use crate::parties::Parties;
use crate::world::{DECIMALS, World, who};
use clap::ValueEnum;

#[test]
fn every_kind_can_be_listed() {
    let Parties { mut world, vault, operator, ncn } = Parties::new("");
    world.ok("alice", &format!("exit request {vault} 1"));
    for kind in Listed::value_variants() {
        let name = kind.to_possible_value().unwrap();
        let rows = world.json("alice", &format!("list {}", name.get_name()));
        for row in rows.as_array().unwrap() {
            assert_eq!(row["type"], kind.kind());
            for fact in row["derived"].as_object().unwrap().keys() {
                assert!(columns::all(kind.kind()).contains(&fact.as_str()), "{fact} of {name:?} is no column");
            }
            let shown = world.json("alice", &format!("show {}", row["address"].as_str().unwrap()));
            assert_eq!([&shown["data"], &shown["derived"]], [&row["data"], &row["derived"]]);
            world.ok("alice", &format!("show {}", row["address"].as_str().unwrap()));
        }
    }
    let count = |rows: Value| rows.as_array().unwrap().len();
    assert_eq!(count(world.json("alice", &format!("list delegations --vault {vault} --operator {operator}"))), 1);
    assert_eq!(count(world.json("alice", &format!("list delegations --vault {}", who("alice")))), 0);
    assert_eq!(count(world.json("alice", "list opt-ins")), 3);
    let wrong = world.refused("alice", &format!("list vaults --ncn {ncn}"));
    assert_eq!(wrong, "a vault names no ncn: omit --ncn");
    let text = world.ok("alice", "list tickets");
    assert!(text.contains("  in 3 min 20 s  1 tokens\n"), "{text}");
    assert_eq!(world.ok("alice", "list slashes"), "There is no slash of that description on this cluster.\n");
}

/// Rows are chosen and ordered, and columns too, in text; scripts get addresses alone.
#[test]
fn a_list_is_a_table() {
    let mut world = World::new().with("curator").with("alice");
    let mut vaults = vec![];
    for (place, assets) in ["2", "10", "0.5"].into_iter().enumerate() {
        world.ok("curator", &format!("vault create {} --epoch 100s", world.mint));
        let vault = pda::vault(&who("curator"), place as u64);
        world.ok("alice", &format!("deposit {vault} {assets}"));
        vaults.push(vault.to_string());
    }
    let [two, ten, half] = [0, 1, 2].map(|place| vaults[place].clone());
    let rows = |text: &str| text.lines().skip(1).map(|line| line[..44].trim().to_owned()).collect::<Vec<_>>();
    let text = world.ok("alice", "list vaults --sort -assets --columns address,assets,delegated");
    let head = format!("{:<44}      Assets  Delegated", "Address");
    assert_eq!(text.lines().next(), Some(head.as_str()), "{text}");
    assert_eq!(text.lines().nth(1), Some(format!("{ten:<44}   10 tokens         0%").as_str()), "{text}");
    assert_eq!(rows(&text), [ten.clone(), two.clone(), half.clone()]);
    assert_eq!(rows(&world.ok("alice", "list vaults --sort assets --filter assets>=2")), [two.clone(), ten.clone()]);
    let both = "list vaults --filter assets<10 --filter assets>0.5";
    assert_eq!(rows(&world.ok("alice", both)), std::slice::from_ref(&two));
    let json = world.json("alice", &format!("{both} --columns rate"));
    assert_eq!((json.as_array().unwrap().len(), &json[0]["address"]), (1, &two.clone().into()));
    assert_eq!(json[0]["derived"]["assets"], "2000000", "JSON has every fact");

    assert_eq!(world.ok("alice", "list vaults --sort -assets -q"), format!("{ten}\n{two}\n{half}\n"));
    let mut sorted = vaults.clone();
    sorted.sort_by_key(|vault| vault.parse::<solana_program::pubkey::Pubkey>().unwrap());
    assert_eq!(world.ok("alice", "list vaults --quiet"), sorted.join("\n") + "\n");
    assert_eq!(world.ok("alice", "list slashes --quiet"), "", "a script reads no sentence");
    let all = world.ok("alice", "list vaults --columns all");
    assert!(all.contains("  Breaker room  ") && all.contains(&who("curator").to_string()), "{all}");

    for wrong in ["--columns nonsense", "--sort nonsense", "--sort -nonsense", "--filter nonsense=1"] {
        let said = world.refused("alice", &format!("list sweeps {wrong}"));
        assert_eq!(said, "there is no column 'nonsense' here: the columns are address, vault, mint, amount, due");
    }
    let said = world.refused("alice", "list vaults --filter assets>many");
    assert_eq!(said, "'many' is not a figure: compare assets with one such as 1.5 or 50%");
}

/// The fields that programs read.
#[test]
fn a_vault_as_json() {
    let Parties { mut world, vault, .. } = Parties::new("");
    let shown = world.json("alice", &format!("show {vault}"));
    let mut derived = shown["derived"].clone();
    for unstable in ["epoch", "epoch_ends", "exit_requested_now_claimable"] {
        assert!(derived[unstable].take().as_str().unwrap().parse::<i64>().is_ok(), "{unstable}");
    }
    let expected = json!({
        "asset": world.mint.to_string(), "assets": "100000000", "supply": "100000000", "rate": "1.000000000",
        "epoch": null, "epoch_ends": null, "exit_requested_now_claimable": null, "instant_exits_left": "0",
        "delegated_bps": "5000", "breaker_room": "100000000", "paused": null, "instant_fee": "0%", "deposit_cap": u64::MAX.to_string(),
        "admin": who("curator").to_string(), "curator": who("curator").to_string(), "guardian": null, "in_open_slashes": "0", "pledged": "0", "restricted": false,
        "asset_issuer_can": "freezable", "risk_version": "5", "deposit_gate": null, "term": null,
        "deposit_fee": "0%", "exit_fee": "0%", "reward_fee": "0%",
    });
    assert_eq!(derived, expected);
    assert_eq!(shown["data"]["ledger"]["books"]["units"], "1000000000000000000");
    assert_eq!(shown["data"]["creator"], who("curator").to_string());
    let keys: Vec<&String> = shown.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["address", "data", "derived", "exposure", "type"]);
    let text = world.ok("alice", &format!("show {vault}"));
    for line in ["Vault ", "  Assets:              100 tokens\n", "  Delegated:           50%\n"] {
        assert!(text.contains(line), "{line} in {text}");
    }
    // What matters first is first, and how it is stored is told on request.
    let [assets, admin] = ["  Assets: ", "  Admin: "].map(|label| text.find(label).unwrap());
    assert!(assets < admin && !text.contains("Its fields"), "{text}");
    let raw = world.ok("alice", &format!("show {vault} --raw"));
    assert!(raw.starts_with(&text) && raw.contains("      active: 100 tokens"), "{raw}");
}

/// A watcher tells each event once, in order, and says which it has missed.
#[test]
fn a_watcher_misses_nothing() {
    let Parties { mut world, vault, .. } = Parties::new("");
    let mut follower = Follower::new(Program::LOCAL, vault, DECIMALS, 1, false);
    let mut out = vec![];
    follower.catch_up(&world.chain, &mut out).unwrap();
    let first = String::from_utf8(std::mem::take(&mut out)).unwrap();
    let numbers: Vec<&str> = first.lines().map(|line| line.split("  ").nth(1).unwrap()).collect();
    assert_eq!(numbers, (1..=numbers.len()).map(|number| format!("#{number}")).collect::<Vec<_>>());
    assert!(first.lines().last().unwrap().ends_with("deposited 100 tokens for 100 VRT"), "{first}");

    follower.catch_up(&world.chain, &mut out).unwrap();
    assert!(out.is_empty(), "nothing twice");
    world.ok("alice", &format!("deposit {vault} 1"));
    let missed = world.chain.last().logs;
    world.ok("alice", &format!("deposit {vault} 2"));
    let Past { logs: live, signature, .. } = world.chain.last();
    assert_eq!(follower.take(&live, &signature, &mut out), Ok(true), "one before it was missed");
    assert!(out.is_empty());
    follower.catch_up(&world.chain, &mut out).unwrap();
    let text = String::from_utf8(std::mem::take(&mut out)).unwrap();
    assert!(text.contains("deposited 1 tokens") && text.lines().count() == 2, "{text}");
    assert_eq!(follower.take(&missed, &signature, &mut out), Ok(false));
    assert!(out.is_empty(), "what was told is not told again");

    world.ok("alice", &format!("deposit {vault} 3"));
    world.chain.forget();
    world.ok("alice", &format!("deposit {vault} 4"));
    let mut json = Follower::new(Program::LOCAL, vault, DECIMALS, numbers.len() as u64 + 3, true);
    json.catch_up(&world.chain, &mut out).unwrap();
    let lines: Vec<Value> =
        String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let lost = (numbers.len() + 3).to_string();
    assert_eq!(lines[0]["missing"], json!({ "from": lost, "to": lost }));
    assert_eq!((&lines[1]["name"], &lines[1]["data"]["assets"]), (&"Deposited".into(), &"4000000".into()));
}

/// An account that cannot be read is named: in a table below the others, in a list of addresses by a failure after them.
#[test]
fn what_cannot_be_read_is_named() {
    let Parties { mut world, vault, .. } = Parties::new("");
    let broken = who("a broken vault");
    let mut account = world.chain.account(&vault).unwrap().unwrap();
    account.data.truncate(100);
    world.chain.put(broken, account);
    let table = world.ok("alice", "list vaults --filter assets>0");
    assert!(table.contains(&format!("{broken}  cannot be read: ")), "{table}");
    for more in ["--filter assets>0", "--sort assets"] {
        let (listed, failure) = world.asked("alice", &format!("list vaults --quiet {more}"), "");
        assert_eq!(listed, format!("{vault}\n"), "{more}");
        let failure = failure.expect("a failure").to_string();
        assert!(failure.starts_with(&format!("accounts that cannot be read are not listed: {broken} (")), "{failure}");
    }
    let mut all = [vault, broken];
    all.sort();
    assert_eq!(world.ok("alice", "list vaults --quiet"), format!("{}\n{}\n", all[0], all[1]));
}

/// A watcher of everything tells each event once, with its account and the number among that one's, and which are missing.
#[test]
fn a_watcher_of_everything_misses_nothing() {
    let Parties { mut world, vault, operator, ncn } = Parties::new("");
    let mut out = vec![];
    Everything::past(&world.chain, None, false).conclude(&world.chain, &mut out).unwrap();
    let text = String::from_utf8(std::mem::take(&mut out)).unwrap();
    for (account, end) in [
        (vault, "deposited 100 tokens for 100 VRT"),
        (operator, "with a commission of 5%"),
        (ncn, "https://service.example"),
    ] {
        let own: Vec<&str> = text.lines().filter(|line| line.contains(&format!("  {account}  #"))).collect();
        for (place, line) in own.iter().enumerate() {
            assert!(line.contains(&format!("  {account}  #{}  ", place + 1)), "{line}");
        }
        assert!(own.iter().any(|line| line.contains(end)), "{end} in {own:?}");
    }

    let mut live = Everything::coming(&world.chain, None, true).unwrap();
    live.catch_up(&world.chain, &mut out).unwrap();
    assert!(out.is_empty(), "what came before is not told");
    world.ok("alice", &format!("deposit {vault} 1"));
    let Past { logs, signature, .. } = world.chain.last();
    assert_eq!(live.take(&world.chain, &ID, (&logs, &signature), &mut out), Ok(false));
    assert_eq!(live.take(&world.chain, &ID, (&logs, &signature), &mut out), Ok(false));
    world.ok("alice", &format!("deposit {vault} 2"));
    world.ok("alice", &format!("deposit {vault} 3"));
    let Past { logs, signature, .. } = world.chain.last();
    assert_eq!(live.take(&world.chain, &ID, (&logs, &signature), &mut out), Ok(true), "one before it was missed");
    live.catch_up(&world.chain, &mut out).unwrap();
    let lines = String::from_utf8(std::mem::take(&mut out)).unwrap();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<_> = lines.iter().map(|line| (&line["account"], &line["name"], &line["data"]["assets"])).collect();
    let (account, name) = (vault.to_string().into(), "Deposited".into());
    let amounts = ["1000000", "2000000", "3000000"].map(Value::from);
    assert_eq!(told, amounts.each_ref().map(|amount| (&account, &name, amount)));

    // A transaction may have several events of one account: the second is no gap.
    world.ok("alice", &format!("deposit {vault} 4"));
    let mut logs = world.chain.last().logs;
    world.ok("alice", &format!("deposit {vault} 5"));
    let Past { logs: more, signature, .. } = world.chain.last();
    logs.extend(more);
    assert_eq!(live.take(&world.chain, &ID, (&logs, &signature), &mut out), Ok(false));
    let both = String::from_utf8(std::mem::take(&mut out)).unwrap();
    let both: Vec<Value> = both.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let number: u64 = lines[2]["number"].as_str().unwrap().parse().unwrap();
    let numbers: Vec<_> = both.iter().map(|line| line["number"].as_str().unwrap().parse::<u64>().unwrap()).collect();
    assert_eq!(numbers, [number + 1, number + 2]);
    assert_eq!([&both[0]["data"]["assets"], &both[1]["data"]["assets"]], ["4000000", "5000000"]);

    // What a cluster has forgotten is a gap with its numbers.
    let number = number + 2;
    world.ok("alice", &format!("deposit {vault} 6"));
    world.chain.forget();
    world.ok("alice", &format!("deposit {vault} 7"));
    let refused = live.conclude(&world.chain, &mut out).unwrap_err().to_string();
    assert_eq!(refused, "1 events are not in the cluster's history");
    let gap = String::from_utf8(out).unwrap();
    let gap: Value = serde_json::from_str(gap.lines().next().unwrap()).unwrap();
    let missing = (number + 1).to_string();
    assert_eq!(gap["missing"], json!({ "account": vault.to_string(), "from": missing, "to": missing }));
}

/// A transaction that mentions both programs comes by two subscriptions, in any order with the history.
#[test]
fn a_transaction_of_two_subscriptions_is_told_once() {
    let mut world = World::new().with("curator").with("oper");
    let vault = world.vault("curator", "");
    world.ok("oper", "operator register --commission-bps 500 --uri https://oper.example");
    let operator = pda::operator(&who("oper"), 0);
    world.ok("curator", &format!("opt-in join {vault} {operator}"));
    world.ok("oper", &format!("opt-in join {operator} {vault}"));
    let liquid = *LiquidProgram::LOCAL;
    let mut live = Everything::coming(&world.chain, Some(LiquidProgram::LOCAL), true).unwrap();
    let mut out = vec![];
    world.ok("curator", &format!("delegation open {vault} {operator}"));
    let Past { logs, signature, .. } = world.chain.last();
    let names = |out: &mut Vec<u8>| {
        let lines = String::from_utf8(std::mem::take(out)).unwrap();
        let name = |line: &str| serde_json::from_str::<Value>(line).unwrap()["name"].as_str().unwrap().to_owned();
        lines.lines().map(name).collect::<Vec<_>>()
    };
    for program in [ID, liquid] {
        assert_eq!(live.take(&world.chain, &program, (&logs, &signature), &mut out), Ok(false));
    }
    assert_eq!(names(&mut out), ["DelegationAccountSet"], "an event without a number");
    live.catch_up(&world.chain, &mut out).unwrap();
    assert_eq!(names(&mut out), [""; 0], "of the history as well");

    // The history tells two; the subscription brings the first of them late.
    world.ok("curator", &format!("delegation close {vault} {operator}"));
    let Past { logs, signature, .. } = world.chain.last();
    world.ok("curator", &format!("delegation open {vault} {operator}"));
    live.catch_up(&world.chain, &mut out).unwrap();
    assert_eq!(names(&mut out).len(), 2);
    let latest = live.told_up_to(&ID).map(str::to_owned);
    for program in [ID, liquid] {
        assert_eq!(live.take(&world.chain, &program, (&logs, &signature), &mut out), Ok(false));
    }
    assert_eq!(names(&mut out), [""; 0]);
    assert_eq!(live.told_up_to(&ID).map(str::to_owned), latest, "it does not move back");
    assert_eq!(latest, Some(world.chain.last().signature));
}

/// Only a log of the program itself is its event; another program that logs the same bytes forges nothing.
#[test]
fn others_cannot_forge_events() {
    let Parties { mut world, vault, .. } = Parties::new("");
    world.ok("alice", &format!("deposit {vault} 1"));
    let data = world.chain.last().logs.into_iter().find(|line| line.starts_with("Program data: ")).unwrap();
    let stranger = pda::config();
    let forged = [format!("Program {stranger} invoke [1]"), data.clone(), format!("Program {stranger} success")];
    assert!(restaking_client::logs::events(&forged).is_empty());
    let called = [
        format!("Program {stranger} invoke [1]"),
        format!("Program {ID} invoke [2]"),
        data.clone(),
        format!("Program {ID} success"),
        data,
        format!("Program {stranger} success"),
    ];
    assert_eq!(restaking_client::logs::events(&called).len(), 1);
}
