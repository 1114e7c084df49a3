//! Real processes on a local chain: `kill -9` at random moments, a partition, a chain that stops, RPC that answers 429, and two
//! nodes with one key. It takes minutes, so it is run by `cargo xtask node-load` alone.
#![allow(missing_docs, reason = "a test's own names")]

mod chain;
mod line;
mod network;
mod process;
mod relay;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chain::{BEGINNING, HEIGHT, LocalChain, OPERATORS, free_port};
use harness::key;
use harness::oracle::ORACLE;
use line::Line;
use process::Process;
use restake_cli::command::common::domain_on;
use restake_cli::oracle::PriceFeed;
use restake_node::books;
use restake_node::context::Context;
use restake_node::endpoints::Endpoints;
use restake_node::log::Log;
use restake_node::metrics::Metrics;
use restake_node::oracle::PriceService;
use restake_node::store::{SOL, Store};
use restaking_client::{Program, pda};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

/// The seconds before the end of a window in which an operator's process must work to save its vote: it looks for another node for
/// 13, observes, and carries its vote from 15 seconds before the end on.
const TO_SAVE: Duration = Duration::from_secs(20);

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// The configuration of a process: its chain and service, and `roles`.
fn config(folder: &Path, name: &str, url: &str, ncn: &Pubkey, roles: &str) -> PathBuf {
    let text = format!(
        "state = \"{name}.sqlite\"\n[chain]\nurls = [\"{url}\"]\ntimeout_seconds = 5\n[service]\nncn = \"{ncn}\"\nfeeds = [1]\n{roles}"
    );
    write(folder, &format!("{name}.toml"), &text)
}

fn operator_config(chain: &LocalChain, name: &str, number: usize, url: &str, ncn: &Pubkey, votes: &str) -> PathBuf {
    let key = chain.person(&format!("operator {number} votes"));
    let payer = chain.person(&format!("payer {name}"));
    let roles = format!(
        "[operator]\nkey = {key:?}\nprotection = \"{name}.protection\"\npayer = {payer:?}\naggregators = [\"{votes}\"]\n\
         carry_before_seconds = 15\nobserve_timeout_seconds = 2\npeer_timeout_millis = 1000\n\
         [operator.prices.1]\nsources = [{{ file = \"price-{number}\" }}, {{ command = [\"cat\", \"{}\"] }}]\n",
        chain.folder.join(format!("price-{number}")).display(),
    );
    config(&chain.folder, name, url, ncn, &roles)
}

fn protect(chain: &LocalChain, name: &str, ncn: &Pubkey) {
    let file = chain.folder.join(format!("{name}.protection"));
    let above = chain.now() / HEIGHT;
    chain.run("alice", &format!("oracle protection start {} {ncn} 1 --above {above}", file.display()));
}

/// How many votes each height has, and which of the operators lack.
fn missing(chain: &LocalChain, ncn: Pubkey, height: u64, operators: &[Pubkey]) -> Vec<usize> {
    let feed = PriceFeed::load(chain.chain(), ORACLE, ncn, 1).unwrap();
    let Ok(round) = feed.round(chain.chain(), height) else { return (0..operators.len()).collect() };
    let entries = round.operators.unwrap_or_default();
    let has = |operator: &Pubkey| {
        let place = entries.iter().position(|entry| entry.operator == *operator);
        place.is_some_and(|place| round.reports.get(place).is_some_and(|entry| entry.reported == height + 1))
    };
    (0..operators.len()).filter(|number| !has(&operators[*number])).collect()
}

#[test]
#[ignore = "takes minutes: cargo xtask node-load"]
fn processes_are_killed_and_no_vote_is_lost_or_doubled() {
    let heights: u64 = std::env::var("NODE_LOAD_HEIGHTS").map_or(12, |text| text.parse().unwrap());
    let folder = std::env::temp_dir().join(format!("restake-node-load-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    println!("Files in {}", folder.display());
    let begun = Instant::now();
    let chain = LocalChain::start(&folder);
    let ncn = chain.found();
    let operators: Vec<Pubkey> =
        (0..OPERATORS).map(|number| pda::operator(&key(&format!("operator {number}")).pubkey(), 0)).collect();
    println!("Chain and oracle after {:.0} s", begun.elapsed().as_secs_f64());

    // The keeper captures the table, adopts it, and opens scores.
    let rpc = relay::Rpc::to(chain.address);
    let keeper_payer = chain.person("keeper");
    let roles = format!("[keeper]\npayer = {keeper_payer:?}\nevery_seconds = 2\ncore_every_seconds = 5\n");
    let mut keeper = Process::new("keeper", config(&folder, "keeper", &rpc.url, &ncn, &roles));
    keeper.start();
    let waiting = Instant::now();
    while PriceFeed::load(chain.chain(), ORACLE, ncn, 1).unwrap().oracle.table == Pubkey::default() {
        assert!(waiting.elapsed() < Duration::from_secs(180), "no table was adopted:\n{}", keeper.log());
        std::thread::sleep(Duration::from_millis(500));
    }
    println!("The keeper captured and adopted a table in {:.0} s", waiting.elapsed().as_secs_f64());

    let aggregator_at = SocketAddr::from(([127, 0, 0, 1], free_port()));
    let metrics_at = format!("127.0.0.1:{}", free_port());
    let roles = format!(
        "[aggregator]\nlisten = \"0.0.0.0:{}\"\npayer = {:?}\n[metrics]\nlisten = \"{metrics_at}\"\n",
        aggregator_at.port(),
        chain.person("aggregator"),
    );
    let mut aggregator = Process::new("aggregator", config(&folder, "aggregator", &rpc.url, &ncn, &roles));
    aggregator.start();
    let lines = Line::all(&rpc, aggregator_at);
    let mut nodes: Vec<Process> = (0..OPERATORS)
        .map(|number| {
            // The last one is 12% off.
            let price = if number == OPERATORS - 1 { "112".to_owned() } else { format!("100.{number}") };
            write(&folder, &format!("price-{number}"), &price);
            let name = format!("operator-{number}");
            let line = &lines[number];
            let config = operator_config(&chain, &name, number, &line.rpc(&rpc), &ncn, &line.votes());
            protect(&chain, &name, &ncn);
            Process::new(&name, config).on(line)
        })
        .collect();
    println!("{}", nodes[0].run("check").trim_end());
    nodes.iter_mut().for_each(Process::start);

    let mut table =
        String::from("| height | votes | missing | could have been saved | faults |\n|---|---|---|---|---|\n");
    let (mut lost, mut landed, mut expected, mut twin) = (vec![], 0, 0, None::<Process>);
    let first = chain.now() / HEIGHT + 1;
    let seed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().subsec_nanos();
    let mut random = u64::from(seed) << 20 | 1;
    let mut below = move |limit: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random >> 11) % limit
    };
    for step in 0..heights {
        let height = first.unsigned_abs() + step;
        while chain.now() < height as i64 * HEIGHT {
            std::thread::sleep(Duration::from_millis(100));
        }
        let mut faults = vec![];
        match step % 6 {
            // Nothing, so that there is a height to compare with.
            0 => {}
            3 => {
                faults.push("operators 0 and 1 cut from the aggregator".to_owned());
                lines[..2].iter().for_each(|line| line.cut(true));
            }
            4 => {
                faults.push("429 for 8 s".to_owned());
                rpc.is_limited.store(true, Ordering::Relaxed);
                std::thread::sleep(Duration::from_secs(8));
                rpc.is_limited.store(false, Ordering::Relaxed);
                let now = Instant::now();
                nodes.iter_mut().for_each(|node| node.calm = node.calm.map(|_| now));
            }
            5 => {
                faults.push("chain stopped for 12 s".to_owned());
                let id = chain.process.id().to_string();
                let signal =
                    |name: &str| assert!(Command::new("kill").args([name, id.as_str()]).status().unwrap().success());
                std::thread::sleep(Duration::from_secs(2));
                signal("-STOP");
                std::thread::sleep(Duration::from_secs(12));
                signal("-CONT");
                let now = Instant::now();
                nodes.iter_mut().for_each(|node| node.calm = node.calm.map(|_| now));
            }
            kind => {
                // Kills at random moments of the window, each started again within three seconds.
                for _ in 0..2 + kind {
                    std::thread::sleep(Duration::from_millis(500 + below(3_000)));
                    let place = below(OPERATORS as u64 + 2) as usize;
                    let process = match place {
                        OPERATORS => &mut aggregator,
                        place if place < OPERATORS => &mut nodes[place],
                        _ => &mut keeper,
                    };
                    faults.push(format!("kill -9 {}", process.name));
                    process.kill();
                    std::thread::sleep(Duration::from_millis(below(3_000)));
                    let process = match place {
                        OPERATORS => &mut aggregator,
                        place if place < OPERATORS => &mut nodes[place],
                        _ => &mut keeper,
                    };
                    process.start();
                }
            }
        }
        if step == 1 {
            // A second node with the key of operator 2, and a protection file of its own: what nobody must do.
            write(&folder, "price-2", "100.9");
            let line = &lines[2];
            let config = operator_config(&chain, "twin", 2, &line.rpc(&rpc), &ncn, &line.votes());
            protect(&chain, "twin", &ncn);
            let mut second = Process::new("twin", config).on(line);
            second.start();
            faults.push("a second node with the key of operator 2".to_owned());
            twin = Some(second);
        }
        while chain.now() < (height as i64 + 1) * HEIGHT {
            std::thread::sleep(Duration::from_millis(100));
        }
        lines.iter().for_each(|line| line.cut(false));
        let missing = missing(&chain, ncn, height, &operators);
        // The first height passes while the nodes look for others with their keys.
        let savable: Vec<usize> = missing
            .iter()
            .copied()
            .filter(|number| {
                step > 0
                    && (twin.is_none() || *number != 2)
                    && nodes[*number].calm.is_some_and(|since| since.elapsed() >= TO_SAVE)
            })
            .collect();
        let count = OPERATORS - missing.len();
        (landed, expected) = (landed + count, expected + OPERATORS);
        writeln!(table, "| {height} | {count} | {missing:?} | {savable:?} | {} |", faults.join(", ")).unwrap();
        println!("height {height}: {count} votes, missing {missing:?}, savable {savable:?}; {}", faults.join(", "));
        lost.extend(savable.iter().map(|number| (height, *number)));
    }

    // What nobody must do has had no effect.
    let said = twin.as_ref().map(Process::log).unwrap_or_default();
    assert!(said.contains("another node"), "the twin did not look for the first node:\n{said}");
    let signed = |log: &str| -> std::collections::BTreeSet<u64> {
        let lines = log.lines().filter_map(|line| line.split_once("Signed height ")?.1.split(' ').next()?.parse().ok());
        lines.collect()
    };
    let both: Vec<u64> = signed(&said).intersection(&signed(&nodes[2].log())).copied().collect();
    assert_eq!(both, [0; 0], "two nodes with one key signed for one height");
    println!("the second node with the key signed {:?}", signed(&said));
    assert!(!aggregator.log().contains("signed two votes"), "an operator voted twice");

    // The keeper has ended and judged all but the last rounds, and slashed the one that deviates.
    std::thread::sleep(Duration::from_secs(20));
    let feed = PriceFeed::load(chain.chain(), ORACLE, ncn, 1).unwrap();
    let last = first.unsigned_abs() + heights - 1;
    for height in last.saturating_sub(5)..last {
        if let Ok(round) = feed.round(chain.chain(), height) {
            assert!(round.account.round.number > 0, "height {height} is not final:\n{}", keeper.log());
            let judged = round.reports.iter().filter(|entry| entry.judged == height + 1).count();
            assert_eq!(judged, OPERATORS, "height {height} is not judged:\n{}", keeper.log());
        }
    }
    let slashes = chain.run("alice", &format!("slash list --ncn {ncn}"));
    println!("{slashes}");
    let metrics = get(&metrics_at, "/metrics");
    println!("health: {}", get(&metrics_at, "/health"));
    for line in metrics.lines().filter(|line| !line.starts_with('#') && line.contains("_total")) {
        println!("  {line}");
    }
    println!("{}", keeper.run("earnings").trim_end());
    println!("{}", nodes[0].run("earnings").trim_end());
    println!("{}", aggregator.run("earnings").trim_end());

    let mut slowest = Duration::ZERO;
    let kills: usize = nodes.iter().chain([&aggregator, &keeper]).map(|process| process.kills).sum();
    for process in nodes.iter_mut().chain([&mut aggregator, &mut keeper]).chain(twin.as_mut()) {
        slowest = slowest.max(process.end());
    }
    books_equal_the_balance(&chain, ncn, &folder);
    println!("\n{table}");
    println!(
        "{landed} of {expected} votes on the chain, {} lost that could have been saved, {kills} kills, {} requests \
         answered 429, slowest end by SIGTERM {:.1} s, {:.0} s in all",
        lost.len(),
        rpc.refused.load(Ordering::Relaxed),
        slowest.as_secs_f64(),
        begun.elapsed().as_secs_f64()
    );
    assert!(slowest < Duration::from_secs(5));
    assert_eq!(lost, [], "votes were lost that could have been saved: see the logs in {}", folder.display());
    drop(chain);
    std::fs::remove_dir_all(&folder).unwrap();
}

/// What the keeper booked is what its payer has more or less than at the start, also after kills.
fn books_equal_the_balance(chain: &LocalChain, ncn: Pubkey, folder: &Path) {
    let payer = key("keeper").pubkey();
    let url = format!("http://{}", chain.address);
    let commitment = solana_commitment_config::CommitmentConfig::confirmed();
    let link = Endpoints::new(&[url], commitment, Program::LOCAL, Duration::from_secs(10), || false);
    let domain = domain_on(&link, &ncn).unwrap();
    let context = Context {
        link: Arc::new(link),
        service: Arc::new(PriceService::new(Program::LOCAL, ORACLE, ncn, vec![1])),
        domain,
        store: Arc::new(Mutex::new(Store::open(&folder.join("keeper.sqlite"), &domain).unwrap())),
        metrics: Metrics::new().unwrap(),
        log: Log::none(),
    };
    let begun = Instant::now();
    while !context.store().chores(&payer).unwrap().is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(180), "chores are not booked");
        books::settle(&context, "keeper", &payer, chain.now()).unwrap();
        std::thread::sleep(Duration::from_millis(500));
    }
    let rows = context.store().earned(i64::MIN).unwrap();
    let sol = rows.iter().filter(|row| row.mint == SOL);
    let booked = sol.fold(i128::from(BEGINNING), |sum, row| sum + i128::from(row.gained) - i128::from(row.spent));
    let has = chain.chain().account(&payer).unwrap().unwrap().lamports;
    assert_eq!(booked, i128::from(has), "the keeper's books: {rows:?}");
    println!("The keeper's books equal its balance of {has} lamports");
}

fn get(address: &str, path: &str) -> String {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.0\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text.split_once("\r\n\r\n").unwrap().1.to_owned()
}
