//! Metrics, as Prometheus scrapes them.

use std::io::{BufRead, BufReader, Read, Write, pipe};
use std::net::{TcpListener, TcpStream};

use restake_cli::signer::Signers;
use restaking_client::pda;
use solana_program::pubkey::Pubkey;

use crate::node::{Fault, Node};
use crate::parties::Parties;
use crate::world::{World, who};

/// The value of the metric `name` with `labels`.
fn value(text: &str, name: &str, labels: &[(&str, Pubkey)]) -> Option<f64> {
    let fits = |line: &&str| {
        let rest = line.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with(['{', ' ']))
            && labels.iter().all(|(label, of)| line.contains(&format!("{label}=\"{of}\"")))
    };
    let line = text.lines().find(fits)?;
    line.rsplit(' ').next()?.parse().ok()
}

/// Parties with an open slash of 2.5 tokens, and an exit on its way.
fn slashed() -> Parties {
    let policy =
        format!("--slasher {} --resolver {} --challenge 1h --max-fraction 30%", who("service"), who("council"));
    let mut parties = Parties::new(&policy);
    let Parties { vault, operator, ncn, .. } = parties;
    parties.world.ok("alice", &format!("exit request {vault} 8"));
    parties.world.ok("service", &format!("slash propose {vault} {operator} {ncn} 10%"));
    parties
}

/// The figures are those of the books, for all parties or for one.
#[test]
fn metrics_are_the_books() {
    let Parties { mut world, vault, operator, ncn } = slashed();
    let once = |world: &mut World, more: &str| {
        world.ask_by(Signers::nobody(), &format!("exporter --once {more}"), "").unwrap()
    };
    let all = once(&mut world, "");
    let slash = pda::slash(&pda::allocation(&pda::delegation(&vault, &operator), &ncn), 0, 0);
    let parties = [("vault", vault), ("operator", operator), ("ncn", ncn)];
    let taken = value(&all, "restake_slash_open_tokens", &[("slash", slash), parties[0], parties[1], parties[2]]);
    assert_eq!(taken, Some(2.5), "{all}");
    let of_vault = |name: &str| value(&all, name, &parties[..1]).unwrap_or_else(|| panic!("{name} in {all}"));
    let stake = of_vault("restake_vault_stake_tokens");
    assert_eq!(stake, 97.5);
    assert_eq!(of_vault("restake_vault_escrow_tokens"), 2.5);
    assert_eq!(of_vault("restake_vault_breaker_room_tokens"), 97.5);
    assert!((7.7..8.0).contains(&of_vault("restake_vault_exiting_tokens")), "{all}");
    assert_eq!(of_vault("restake_vault_exiting_tokens") + of_vault("restake_vault_assets_tokens"), stake);
    assert_eq!([of_vault("restake_vault_paused"), of_vault("restake_vault_matured_tokens")], [0.0, 0.0]);
    let now = world.chain.clock().unix_timestamp as f64;
    assert_eq!(value(&all, "restake_chain_time_seconds", &[]), Some(now));
    assert_eq!(value(&all, "restake_slash_final_seconds", &parties), Some(now + 3_600.0));
    assert!((now..=now + 200.0).contains(&of_vault("restake_vault_exit_claimable_seconds")), "{all}");
    assert_eq!(value(&all, "restake_operator_jailed_until_seconds", &parties[1..]), Some(0.0));
    assert_eq!(value(&all, "restake_allocation_stake_tokens", &parties), Some(22.5));
    assert!(all.contains("\nrestake_up 1\n"), "{all}");

    // Of one party, the same figures; of another, none.
    let figures = |text: &str| {
        text.lines()
            .filter(|line| line.starts_with("restake_") && line.contains('{'))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    for more in [format!("--vault {vault}"), format!("--operator {operator}"), format!("--ncn {ncn}")] {
        assert_eq!(figures(&once(&mut world, &more)), figures(&all), "{more}");
    }
    let mut world = world.with("second");
    world.ok("second", "operator register");
    let second = pda::operator(&who("second"), 0);
    assert_eq!(figures(&once(&mut world, &format!("--operator {second}"))), Vec::<String>::new());

    // A party that there is not, or that is of another kind, is refused before anything is served.
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let serving = format!("--listen {}", taken.local_addr().unwrap());
    for (option, noun) in [("vault", "a vault"), ("operator", "an operator"), ("ncn", "an NCN")] {
        for how in ["--once", &serving] {
            let refused = world.refused("alice", &format!("exporter --{option} {slash} {how}"));
            assert_eq!(refused, format!("{slash} is a slash, not {noun}"));
        }
    }
    let absent = pda::vault(&who("alice"), 9);
    let refused = world.refused("alice", &format!("exporter --vault {vault} --vault {absent} {serving}"));
    assert_eq!(refused, format!("there is no vault at {absent} on this cluster"));

    // What is gone is gone from the metrics.
    world.chain.fund(&who("council"));
    world.ok("council", &format!("slash veto {slash}"));
    assert_eq!(value(&once(&mut world, ""), "restake_slash_open_tokens", &[]), None);
    world.ok("curator", &format!("admin set-role {vault} guardian {}", who("curator")));
    world.ok("curator", &format!("pause raise {vault} deposits --for 1h"));
    assert_eq!(value(&once(&mut world, ""), "restake_vault_paused", &[]), Some(1.0));
}

/// What an HTTP server at `address` answers to `request`.
fn asked(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(format!("{request} HTTP/1.0\r\n\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Prometheus scrapes a server that reads a node; where the node fails, the metrics say so.
#[test]
fn prometheus_scrapes_them() {
    let fails = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let failing = fails.clone();
    let node = Node::failing(
        || slashed().world.chain,
        move |_| if failing.load(std::sync::atomic::Ordering::Relaxed) { Fault::Odd } else { Fault::None },
    );
    let (said, mut out) = pipe().unwrap();
    let url = node.url.clone();
    std::thread::spawn(move || {
        let line = ["restake", "--url", &url, "exporter", "--listen", "127.0.0.1:0", "--every", "0"];
        let cli = restake_cli::command::Cli::read(line).unwrap();
        restake_cli::run::run(cli, &mut out, &mut std::io::empty())
    });
    // It says at which free port it listens.
    let mut line = String::new();
    BufReader::new(said).read_line(&mut line).unwrap();
    let address = line.trim_end().strip_prefix("Metrics are at http://").and_then(|rest| rest.strip_suffix("/metrics"));
    let address = address.unwrap_or_else(|| panic!("{line}"));
    let answer = asked(address, "GET /metrics");
    assert!(answer.starts_with("HTTP/1.0 200") && answer.contains("text/plain; version=0.0.4"), "{answer}");
    assert!(
        answer.contains("# TYPE restake_vault_stake_tokens gauge\n") && answer.contains("\nrestake_up 1\n"),
        "{answer}"
    );
    assert!(asked(address, "GET /").contains("Metrics are at /metrics."));
    assert!(asked(address, "GET /secret").starts_with("HTTP/1.0 404"));
    assert!(asked(address, "POST /metrics").starts_with("HTTP/1.0 404"));
    fails.store(true, std::sync::atomic::Ordering::Relaxed);
    let answer = asked(address, "GET /metrics");
    assert!(answer.ends_with("restake_up 0\n") && !answer.contains("restake_vault"), "{answer}");
    fails.store(false, std::sync::atomic::Ordering::Relaxed);
    assert!(asked(address, "GET /metrics").contains("\nrestake_up 1\n"));
    // An address that is taken is said to be.
    let taken = node.run("alice", &format!("exporter --listen {address}")).unwrap_err().to_string();
    assert!(taken.starts_with(&format!("cannot listen at {address}: ")), "{taken}");
}
