//! The index of events in a database, and what it answers over HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use restake_cli::chain::Chain;
use restake_cli::indexer::api::Api;
use restake_cli::indexer::database::{Database, Value};
use restake_cli::indexer::{Indexer, emitters};
use restake_cli::signer::Signers;
use restaking_client::liquid::LiquidProgram;
use serde_json::Value as Json;

use crate::node::{Fault, Node};
use crate::parties::Parties;
use crate::world::{Local, World};

/// A database's file that is not there yet.
pub fn fresh(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("restake-events-{}-{name}", std::process::id()));
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    folder.join("events.db")
}

/// Parties with an exit on its way and an opt-in that was closed and opened again.
pub fn lived() -> Parties {
    let mut parties = Parties::new("");
    let Parties { vault, operator, ncn, .. } = parties;
    let world = &mut parties.world;
    world.ok("alice", &format!("exit request {vault} 8"));
    world.ok("oper", &format!("allocation set {vault} {operator} {ncn} 0"));
    world.chain.wait(10_000);
    world.ok("oper", &format!("opt-in leave {operator} {ncn}"));
    world.ok("service", &format!("opt-in leave {ncn} {operator}"));
    world.chain.wait(10_000);
    world.ok("alice", &format!("opt-in close {operator} {ncn}"));
    world.chain.wait(10);
    world.ok("oper", &format!("opt-in join {operator} {ncn}"));
    parties
}

/// All events and mentions of a database, in one order.
pub fn dump(database: &mut Database) -> Vec<Vec<Value>> {
    let mut all = database
        .rows(
            "SELECT program, signature, place, slot, time, name, account, number, closes, data, bytes FROM events",
            &[],
        )
        .unwrap();
    all.extend(database.rows("SELECT account, slot, program, signature, place FROM mentions", &[]).unwrap());
    all.sort_by_key(|row| format!("{row:?}"));
    all
}

pub fn open(file: &Path) -> Database {
    Database::open(file.to_str().unwrap()).unwrap()
}

/// Indexes what `chain` has, and gives what was told.
fn pass(chain: &Local, database: Database) -> String {
    let mut told = vec![];
    Indexer::new(chain, database, emitters(chain.program(), None), &mut told).unwrap().pass().unwrap();
    String::from_utf8(told).unwrap()
}

fn once(world: &mut World, file: &Path) -> Result<String, String> {
    let done = world.ask_by(Signers::nobody(), &format!("index --database {} --once", file.display()), "");
    done.map_err(|error| error.to_string())
}

/// Every event of the log is in the index, once, with what it says and all that it names; a second pass adds the new ones.
#[test]
fn an_index_of_events_has_each_once() {
    let Parties { mut world, vault, operator, .. } = lived();
    let file = fresh("each");
    let told = once(&mut world, &file).unwrap();
    let watched = world.json_lines();
    assert_eq!(told.trim(), format!("{} events are stored", watched.len()));
    let mut database = open(&file);
    let rows = database.rows("SELECT signature, account, number, name, data FROM events", &[]).unwrap();
    let mut stored: Vec<String> = rows
        .iter()
        .map(|row| {
            let [signature, account, name, data] = [0, 1, 3, 4].map(|column| row[column].text());
            format!("{signature} {account} {} {name} {data}", row[2].int())
        })
        .collect();
    let number = |line: &Json| line["number"].as_str().unwrap_or("0").to_owned();
    let mut expected: Vec<String> = watched
        .iter()
        .map(|line| {
            let [signature, account, name] =
                ["signature", "account", "name"].map(|field| line[field].as_str().unwrap());
            format!("{signature} {account} {} {name} {}", number(line), line["data"])
        })
        .collect();
    stored.sort_unstable();
    expected.sort_unstable();
    assert_eq!(stored, expected);
    // A delegation's events are the vault's, and name the operator.
    let named = "SELECT e.name FROM events e JOIN mentions m ON m.program = e.program AND m.signature = e.signature \
                 AND m.place = e.place WHERE m.account = $1 AND e.account = $2";
    let found = database.rows(named, &[operator.to_string().into(), vault.to_string().into()]).unwrap();
    assert_eq!(found, [[Value::Text("DelegationChanged".to_owned())]]);
    world.ok("alice", &format!("deposit {vault} 1"));
    assert_eq!(once(&mut world, &file).unwrap().trim(), format!("{} events are stored", watched.len() + 1));
    let spans = database.rows("SELECT begun FROM spans", &[]).unwrap();
    let whole = [Value::Int(1)];
    assert_eq!(spans, [whole.clone(), whole], "one span of each program, from its first transaction to its last");
}

/// A transaction that the node leaves out of the program's history shows by a number, and comes by its account's.
#[test]
fn an_omitted_transaction_is_found_by_its_account() {
    let Parties { mut world, vault, .. } = lived();
    world.ok("alice", &format!("deposit {vault} 1"));
    let omitted = world.chain.last().signature;
    world.chain.omits.borrow_mut().insert(omitted.clone());
    world.ok("alice", &format!("deposit {vault} 2"));
    let file = fresh("omitted");
    once(&mut world, &file).unwrap();
    let mut database = open(&file);
    let has = |database: &mut Database| {
        !database.rows("SELECT name FROM events WHERE signature = $1", &[omitted.as_str().into()]).unwrap().is_empty()
    };
    assert!(has(&mut database));
    // An event that was cut from the log is missing for good, and is told.
    let file = fresh("cut");
    world.ok("alice", &format!("deposit {vault} 1"));
    world.chain.cut();
    world.ok("alice", &format!("deposit {vault} 2"));
    let mut told = vec![];
    let mut indexer =
        Indexer::new(&world.chain, open(&file), emitters(world.chain.program(), None), &mut told).unwrap();
    indexer.pass().unwrap();
    assert_eq!(indexer.counts().unwrap()[1..], [1, 1]);
    let told: Json = serde_json::from_slice(&told).unwrap();
    let missing = &told["missing"];
    assert_eq!((&missing["account"], &missing["cut"]), (&vault.to_string().into(), &true.into()));
    assert_eq!(missing["from"], missing["to"]);
    // No node has it: that is another status than what a node may still tell.
    let done = world.ask_by(Signers::nobody(), &format!("index --database {} --once", file.display()), "");
    let lost = done.unwrap_err();
    assert_eq!(lost.status(), 3);
    assert!(
        lost.to_string().ends_with("events are stored, and 1 are lost for everyone: their logs were cut"),
        "{lost}"
    );
}

/// A node that does not know the transaction to list from lists nothing: that is not the beginning of the history.
#[test]
fn a_node_that_forgot_is_not_one_that_has_all() {
    let Parties { mut world, vault, ncn, .. } = lived();
    let file = fresh("forgot");
    once(&mut world, &file).unwrap();
    // As if it had been killed before it came to the beginning.
    let begun = |database: &mut Database, sql: &str| database.rows(sql, &[]).unwrap();
    let unset = "UPDATE spans SET begun = 0 WHERE program = 'restaking' RETURNING begun";
    assert_eq!(begun(&mut open(&file), unset), [[Value::Int(0)]]);
    world.chain.forget();
    let refused = once(&mut world, &file).unwrap_err();
    assert!(refused.starts_with("this node does not know transaction"), "{refused}");
    let core = "SELECT begun FROM spans WHERE program = 'restaking'";
    assert_eq!(begun(&mut open(&file), core), [[Value::Int(0)]]);
    // A node that began later lists its own beginning, without the program's.
    world.ok("alice", &format!("deposit {vault} 1"));
    let file = fresh("began");
    let refused = once(&mut world, &file).unwrap_err();
    assert!(refused.contains("without the program's first event"), "{refused}");
    assert_eq!(begun(&mut open(&file), core), [[Value::Int(0)]]);
    let line = format!("rewards compute {ncn} --mint {} --from 0 --to 1 --budget 1", world.mint);
    let refused = world.ask_by(Signers::nobody(), &line, "").unwrap_err().to_string();
    assert!(refused.contains("does not reach back to the program's first event"), "{refused}");
}

/// Gaps come in pages, each once.
#[test]
fn gaps_are_answered_in_pages() {
    let Parties { mut world, vault, .. } = lived();
    for _ in 0..3 {
        world.ok("alice", &format!("deposit {vault} 1"));
        world.chain.cut();
        world.ok("alice", &format!("deposit {vault} 1"));
    }
    let file = fresh("pages");
    pass(&world.chain, open(&file));
    let api = Api::at("127.0.0.1:0".parse().unwrap(), open(&file)).unwrap();
    let address = api.address();
    std::thread::spawn(move || api.serve());
    let whole = asked(&address, "/gaps").1;
    assert_eq!((whole["gaps"].as_array().unwrap().len(), &whole["next"]), (3, &Json::Null));
    let first = asked(&address, "/gaps?limit=2").1;
    let rest = asked(&address, &format!("/gaps?limit=2&after={}", first["next"].as_str().unwrap())).1;
    let all: Vec<&Json> = [&first, &rest].into_iter().flat_map(|page| page["gaps"].as_array().unwrap()).collect();
    assert_eq!(all, whole["gaps"].as_array().unwrap().iter().collect::<Vec<_>>());
    assert_eq!((asked(&address, "/gaps?after=1").0, asked(&address, "/gaps?unheard=1").0), (400, 400));
}

/// What a node omits everywhere at first is found once it tells.
#[test]
fn a_gap_is_tried_again() {
    let Parties { mut world, vault, .. } = lived();
    world.ok("alice", &format!("deposit {vault} 1"));
    let omitted = world.chain.last().signature;
    world.ok("alice", &format!("deposit {vault} 2"));
    let file = fresh("again");
    world.chain.omits_everywhere.borrow_mut().insert(omitted);
    assert!(pass(&world.chain, open(&file)).contains("missing"));
    assert_eq!(open(&file).rows("SELECT account FROM gaps", &[]).unwrap().len(), 1);
    world.chain.omits_everywhere.borrow_mut().clear();
    let told = once(&mut world, &file).unwrap();
    assert!(told.ends_with("events are stored\n"), "{told}");
    assert!(open(&file).rows("SELECT account FROM gaps", &[]).unwrap().is_empty());
}

/// A database of one cluster takes nothing of another.
#[test]
fn a_database_is_of_one_cluster() {
    let Parties { mut world, .. } = Parties::new("");
    let file = fresh("cluster");
    once(&mut world, &file).unwrap();
    world.chain.genesis.set(solana_program::hash::Hash::new_from_array([7; 32]));
    let refused = once(&mut world, &file).unwrap_err();
    assert!(refused.starts_with("the database is of another index: its genesis is"), "{refused}");
}

/// Asks `path` of the API at `address`.
fn asked(address: &str, path: &str) -> (u16, Json) {
    let (head, body) = raw(address, path, "");
    (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(&body).unwrap())
}

/// The head and the body that are answered to a request with more `headers`.
fn raw(address: &str, path: &str, headers: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(format!("GET {path} HTTP/1.0\r\n{headers}\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.to_lowercase().contains("access-control-allow-origin: *"), "{head}");
    (head.to_owned(), body.to_owned())
}

/// All pages of `query`, of two events each.
fn pages(address: &str, query: &str) -> Vec<Json> {
    let (mut all, mut after) = (vec![], String::new());
    loop {
        let (status, page) = asked(address, &format!("/events?limit=2{query}{after}"));
        assert_eq!(status, 200, "{page}");
        all.extend(page["events"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
}

/// What the API answers about one world, on any database; gives all events in its order.
pub fn answers(world: &World, vault: &str, operator: &str, database: Database, reader: Database) -> Vec<Json> {
    assert_eq!(pass(&world.chain, database), "");
    let api = Api::at("127.0.0.1:0".parse().unwrap(), reader).unwrap();
    let address = api.address();
    std::thread::spawn(move || api.serve());
    let all = pages(&address, "");
    let count = all.len();
    assert!(count > 20);
    let (_, health) = asked(&address, "/health");
    assert_eq!((&health["complete"], &health["gaps"]), (&true.into(), &"0".into()));
    assert_eq!(health["events"], count.to_string());
    assert!((0..60).contains(&health["lag"].as_i64().unwrap()), "{health}");
    assert_eq!(asked(&address, "/gaps").1["gaps"], serde_json::json!([]));
    let mut backwards = pages(&address, "&order=desc");
    backwards.reverse();
    assert_eq!(all, backwards);
    let slots: Vec<u64> = all.iter().map(|event| event["slot"].as_str().unwrap().parse().unwrap()).collect();
    assert!(slots.is_sorted());
    let of_vault = pages(&address, &format!("&account={vault}"));
    let numbers: Vec<&str> = of_vault.iter().map(|event| event["number"].as_str().unwrap()).collect();
    let expected: Vec<String> = (1..=of_vault.len()).map(|number| number.to_string()).collect();
    assert_eq!(numbers, expected);
    assert_eq!(pages(&address, &format!("&account={vault}&from_number=3")).len(), of_vault.len() - 2);
    let named = |event: &&Json| event["data"].to_string().contains(operator);
    assert_eq!(pages(&address, &format!("&mentions={operator}")).len(), all.iter().filter(named).count());
    let kinds = pages(&address, "&kind=Deposited,ExitRequested");
    assert_eq!(
        kinds.iter().map(|event| event["name"].as_str().unwrap()).collect::<Vec<_>>(),
        ["Deposited", "ExitRequested"]
    );
    let at = &kinds[1]["time"];
    let until: i64 = at.as_str().unwrap().parse().unwrap();
    let early = pages(&address, &format!("&to={until}")).len();
    assert_eq!(early + pages(&address, &format!("&from={until}")).len(), count);
    assert!(pages(&address, "&program=liquid").is_empty());
    for bad in ["account=x", "limit=-1", "after=1.2", "unheard=1", "order=up", "kind=%00", "signature=a%0Ab"] {
        let (status, body) = asked(&address, &format!("/events?{bad}"));
        assert_eq!(status, 400, "{bad}");
        assert!(body["error"].as_str().unwrap().contains("has no meaning"), "{body}");
    }
    // A value never becomes a part of the statement.
    assert!(pages(&address, "&kind=%27%29%20OR%201%3D1%20--").is_empty());
    assert_eq!(asked(&address, "/").0, 404);
    all
}

#[test]
fn events_are_answered_over_http() {
    let Parties { world, vault, operator, .. } = lived();
    let file = fresh("http");
    answers(&world, &vault.to_string(), &operator.to_string(), open(&file), open(&file));
}

/// The addresses of all accounts are answered as `restake index` writes them, once they are listed, and only to readers that lack them.
#[test]
fn accounts_are_answered_over_http() {
    let Parties { mut world, vault, .. } = lived();
    let file = fresh("accounts");
    let api = Api::at("127.0.0.1:0".parse().unwrap(), open(&file)).unwrap();
    let address = api.address();
    std::thread::spawn(move || api.serve());
    let (status, none) = asked(&address, "/accounts");
    assert_eq!((status, none["error"].as_str().unwrap().contains("no accounts are listed yet")), (503, true));

    let listed = |world: &World| {
        let mut told = vec![];
        let emitters = emitters(world.chain.program(), Some(LiquidProgram::LOCAL));
        let mut indexer = Indexer::new(&world.chain, open(&file), emitters, &mut told).unwrap();
        indexer.pass().unwrap();
        indexer.list().unwrap();
    };
    let written = |world: &mut World| without_slot(&world.ask_by(Signers::nobody(), "index", "").unwrap());
    listed(&world);
    let (status, answer) = asked(&address, "/accounts");
    assert_eq!((status, without_slot(&answer.to_string())), (200, written(&mut world)));
    assert!(answer["liquid"]["accounts"]["Pool"].is_array(), "{answer}");

    // A reader that has it is told so, and is sent it again once it has changed.
    let tag = |head: &str| {
        let line = head.lines().find(|line| line.to_lowercase().starts_with("etag: ")).expect("a tag");
        line["etag: ".len()..].to_owned()
    };
    let (head, _) = raw(&address, "/accounts", "");
    let known = format!("If-None-Match: {}\r\n", tag(&head));
    let (head, body) = raw(&address, "/accounts", &known);
    assert!(head.starts_with("HTTP/1.0 304") || head.starts_with("HTTP/1.1 304"), "{head}");
    assert_eq!(body, "");
    world.ok("alice", &format!("exit request {vault} 1"));
    world.chain.wait(10_000);
    world.ok("alice", &format!("exit request {vault} 1"));
    listed(&world);
    let (head, body) = raw(&address, "/accounts", &known);
    assert!(head.contains(" 200 "), "{head}");
    let now: Json = serde_json::from_str(&body).unwrap();
    assert_eq!(without_slot(&body), written(&mut world));
    assert!(now["accounts"]["ExitTicket"].as_array().unwrap().len() > 1, "{now}");
}

/// An index but for the slot, which the chain has left since.
fn without_slot(index: &str) -> Json {
    let mut index: Json = serde_json::from_str(index).unwrap();
    assert!(index["slot"].take().as_str().unwrap().parse::<u64>().is_ok());
    index
}

/// A process that is killed at any moment leaves a database that the next one completes.
#[test]
fn an_indexer_that_is_killed_goes_on_where_it_was() {
    // Which of the indexer's requests kills it, and the process to kill.
    let deadline: Arc<Mutex<(usize, Option<Child>)>> = Arc::default();
    let (whole, at) = (fresh("whole"), fresh("killed"));
    let watched = deadline.clone();
    let node = Node::failing(
        || {
            let Parties { world, .. } = lived();
            world.chain
        },
        move |method| {
            if !["getSignaturesForAddress", "getTransaction"].contains(&method) {
                return Fault::None;
            }
            let (left, child) = &mut *watched.lock().unwrap();
            *left = left.saturating_sub(1);
            if *left == 0
                && let Some(child) = child
            {
                child.kill().unwrap();
                return Fault::Lost;
            }
            Fault::None
        },
    );
    let index = |file: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_restake"));
        command.args(["--url", &node.url, "--local", "index", "--once", "--database"]).arg(file).stdout(Stdio::piped());
        command
    };
    deadline.lock().unwrap().0 = usize::MAX;
    let done = index(&whole).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let (mut killed, mut at_request) = (0, 1);
    loop {
        {
            let mut deadline = deadline.lock().unwrap();
            *deadline = (at_request, Some(index(&at).stderr(Stdio::null()).spawn().unwrap()));
        }
        // It ends by the kill, or by its end.
        let ended = loop {
            let mut deadline = deadline.lock().unwrap();
            if let Some(status) = deadline.1.as_mut().unwrap().try_wait().unwrap() {
                deadline.1 = None;
                break status;
            }
            drop(deadline);
            std::thread::sleep(Duration::from_millis(5));
        };
        if ended.success() {
            break;
        }
        killed += 1;
        // Some requests more each time, so that the kill comes before, between and behind the batches.
        at_request += 1;
    }
    assert!(killed >= 5, "killed {killed} times");
    assert_eq!(dump(&mut open(&at)), dump(&mut open(&whole)));
    // One span of each program: a local chain has both.
    assert_eq!(open(&at).rows("SELECT begun FROM spans", &[]).unwrap(), [[Value::Int(1)], [Value::Int(1)]]);
}

/// A process that serves answers while it indexes, and tells what comes later.
#[test]
fn a_process_serves_what_it_indexes() {
    let node = Node::failing(|| lived().world.chain, |_| Fault::None);
    let file = fresh("served");
    let mut process = Command::new(env!("CARGO_BIN_EXE_restake"))
        .args(["--url", &node.url, "--local", "index", "--serve", "127.0.0.1:0", "--every", "1s", "--database"])
        .arg(&file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // A process that cannot write what it says ends.
    let mut said = BufReader::new(process.stdout.take().unwrap());
    let (mut line, mut more) = (String::new(), String::new());
    said.read_line(&mut line).unwrap();
    said.read_line(&mut more).unwrap();
    let address = line.trim().strip_prefix("Events are at http://").and_then(|rest| rest.strip_suffix("/events"));
    let address = address.unwrap_or_else(|| panic!("{line}")).to_owned();
    let wait = |done: &dyn Fn(&Json) -> bool| {
        for _ in 0..600 {
            let (status, health) = asked(&address, "/health");
            assert_eq!(status, 200);
            if done(&health) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the index is not so after a minute: {}", asked(&address, "/health").1);
    };
    wait(&|health| health["complete"] == true);
    let count = |health: &Json| health["events"].as_str().unwrap().parse::<usize>().unwrap();
    let before = count(&asked(&address, "/health").1);
    assert!(before > 20);
    node.with(|chain| chain.tell_again());
    wait(&|health| count(health) > before);
    assert_eq!(more, format!("A static index is at http://{address}/accounts\n"));
    let listed = (0..600).any(|_| {
        let found = asked(&address, "/accounts").0 == 200;
        if !found {
            std::thread::sleep(Duration::from_millis(100));
        }
        found
    });
    assert!(listed, "the process lists accounts after its first pass");
    process.kill().unwrap();
    process.wait().unwrap();
}
