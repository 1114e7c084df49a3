//! One fault at a time, each of which once cost votes.

use std::sync::Arc;
use std::time::Duration;

use ncn_kit::packing::Signed;
use ncn_kit::vote::{HEAD_BYTES, Vote};
use restake_node::context::Tick;
use restake_node::log::Log;
use restake_node::operator::ROLE;
use restake_node::outbox::{End, Outbox};
use restake_node::run::await_chain;
use restake_node::service::{Height, Service};
use restake_node::store::Store;
use solana_signer::Signer;

use crate::Simulation;
use crate::nodes::{Folder, Kind, PAY, context, key, operator_at};
use crate::world::{DOMAIN, HEIGHT, KIND, OneKind, Reach, World};

fn one(name: &str, kind: Kind) -> Simulation {
    Simulation::new(name, 1, &[(0, kind)], 1)
}

/// A vote of an operator, signed somewhere else.
fn vote(operator: usize, number: u64, content: &[u8]) -> Signed {
    let (vote, by) = (Vote { domain: &DOMAIN, kind: KIND, height: number, content }, key("vote", operator));
    let mut message = vec![0; HEAD_BYTES + content.len()];
    vote.write(&mut message).unwrap();
    Signed { key: by.pubkey().to_bytes(), signature: by.sign_message(&message).into(), message }
}

#[test]
fn a_crash_loses_no_vote_of_windows_that_overlap() {
    let mut simulation = one("overlap", Kind::default());
    simulation.world.state().window = 3 * HEIGHT;
    let first = simulation.world.state().current() + 1;
    simulation.until(Simulation::opens(first) - 5);
    simulation.network.lock().unwrap().cut.insert((0, 0));
    simulation.until(Simulation::opens(first + 2) + 10);
    assert!(![first, first + 1, first + 2].iter().any(|number| simulation.has(0, *number)), "none is carried yet");
    simulation.operators[0].kill();
    simulation.network.lock().unwrap().cut.clear();
    simulation.start_all();
    simulation.until(Simulation::opens(first + 3) - 5);
    for number in first..first + 3 {
        assert!(simulation.has(0, number), "height {number} is lost");
    }
    simulation.check_no_double_vote().unwrap();
}

#[test]
fn silent_aggregators_cost_no_vote() {
    let mut simulation = Simulation::new("silent", 1, &[(0, Kind::default())], 2);
    simulation.world.state().window = 10 * HEIGHT;
    let first = simulation.world.state().current() + 1;
    simulation.until(Simulation::opens(first) - 5);
    simulation.network.lock().unwrap().silent.extend([0, 1]);
    let last = first + 8;
    simulation.until(Simulation::opens(last + 1) + 10 * HEIGHT);
    for number in first..=last {
        assert!(simulation.has(0, number), "height {number} is lost");
    }
}

#[test]
fn a_table_that_comes_late_costs_no_vote() {
    let mut simulation = one("late-table", Kind::default());
    let number = simulation.world.state().current() + 1;
    simulation.until(Simulation::opens(number) - 5);
    simulation.world.state().weightless_until = Simulation::opens(number) + 25;
    simulation.until(Simulation::opens(number) + 15);
    assert!(simulation.world.state().seen.keys().all(|(_, seen)| *seen != number), "no vote without weight");
    simulation.until(Simulation::opens(number + 1) - 1);
    assert!(simulation.has(0, number));
}

#[test]
fn a_foreign_vote_on_the_chain_halts_a_node_until_it_is_resumed() {
    let mut simulation = one("halt", Kind::default());
    let number = simulation.world.state().current() + 1;
    simulation.until(Simulation::opens(number) - 5);
    let landed = |simulation: &Simulation| {
        Store::existing(&simulation.operators[0].file("sqlite")).unwrap().signed_counts().unwrap().1
    };
    let before = landed(&simulation);
    simulation.network.lock().unwrap().cut.insert((0, 0));
    simulation.until(Simulation::opens(number) + 10);
    assert!(simulation.world.state().seen.contains_key(&(operator_at(0), number)), "it has signed");
    simulation.world.state().rounds.entry(number).or_default().insert(operator_at(0), vec![7; 16]);
    simulation.until(Simulation::opens(number) + 15);
    assert!(simulation.operators[0].is_halted());
    assert_eq!(landed(&simulation), before, "the vote on the chain is not its own");
    simulation.network.lock().unwrap().cut.clear();
    // A start by systemd clears nothing, also after the height's window.
    simulation.operators[0].kill();
    simulation.until(Simulation::opens(number + 1) + 5);
    simulation.start_all();
    simulation.until(Simulation::opens(number + 3));
    assert!(simulation.operators[0].is_halted());
    assert!(simulation.world.state().seen.keys().all(|(_, seen)| *seen <= number), "it signs nothing");
    simulation.operators[0].kill();
    let why = Store::existing(&simulation.operators[0].file("sqlite")).unwrap().resume().unwrap();
    assert!(why.is_some_and(|why| why.contains("another vote")));
    simulation.start_all();
    simulation.until(Simulation::opens(number + 5) - 1);
    assert!(!simulation.operators[0].is_halted() && simulation.has(0, number + 4));
}

#[test]
fn a_node_that_halts_publishes_no_vote_of_its_own() {
    let mut simulation = one("publish", Kind::default());
    let number = simulation.world.state().current() + 1;
    simulation.until(Simulation::opens(number) - 5);
    simulation.network.lock().unwrap().cut.insert((0, 0));
    // Before the last seconds, in which a node carries its own vote.
    simulation.until(Simulation::opens(number) + 32);
    let other = vote(0, number, &[7; 16]);
    {
        let mut lines = simulation.network.lock().unwrap();
        let uptime = lines.uptime;
        let answer = lines.aggregators[0].as_ref().unwrap();
        answer(restake_node::wire::Request::Vote(other), uptime);
        lines.cut.clear();
    }
    simulation.until(Simulation::opens(number + 1) + 5);
    assert!(simulation.operators[0].is_halted());
    let state = simulation.world.state();
    assert_eq!(state.rounds[&number][&operator_at(0)], [7; 16], "its own vote is not carried");
}

#[test]
fn a_long_vote_stops_no_other() {
    let kinds: Vec<_> = (0..12).map(|number| (number, Kind { is_huge: number == 5, ..Kind::default() })).collect();
    let mut simulation = Simulation::new("long", 1, &kinds, 1);
    simulation.world.state().accounts = 12;
    let number = simulation.world.state().current() + 1;
    // Before operators carry their own votes.
    simulation.until(Simulation::opens(number) + 30);
    for operator in (0..12).filter(|operator| *operator != 5) {
        assert!(simulation.has(operator, number), "operator {operator}");
    }
    assert!(!simulation.has(5, number));
}

#[test]
fn a_performer_that_panics_abstains() {
    let mut simulation = one("panic", Kind { is_panicking: true, ..Kind::default() });
    let number = simulation.world.state().current() + 1;
    simulation.until(Simulation::opens(number + 1) - 1);
    assert_eq!(simulation.world.state().rounds[&number][&operator_at(0)][..8], [0; 8]);
}

#[test]
fn a_start_waits_for_a_chain_that_does_not_answer() {
    let world = World::new(1);
    world.state().limited.insert(0);
    let chain = Reach { world: world.clone(), node: 0 };
    let mut pauses = vec![];
    let answers = await_chain(&chain, &Log::none(), |span| {
        pauses.push(span.as_secs());
        if pauses.len() == 6 {
            world.state().limited.clear();
        }
        true
    });
    assert!(answers);
    assert_eq!(pauses, [1, 2, 4, 8, 15, 15]);
    world.state().limited.insert(0);
    assert!(!await_chain(&chain, &Log::none(), |_| false), "a signal ends it");
}

#[test]
fn a_failed_write_forgets_no_transaction_and_each_fee_is_booked_once() {
    let (world, folder) = (World::new(1), Folder::new("outbox-1"));
    world.state().keys.insert(key("vote", 0).pubkey().to_bytes(), operator_at(0));
    let path = folder.file("outbox.sqlite");
    let context = context(&world, 0, &path).unwrap();
    let tick = || Tick { now: world.state().now, uptime: Duration::ZERO };
    let open = || Outbox::open(&context, ROLE, key("payer", 0), PAY).unwrap();
    let mut outbox = open();
    let at = Height { kind: KIND, number: world.state().current() };
    let service = OneKind(Arc::clone(&world));
    let votes = [vote(0, at.number, &[1; 16])];
    let instructions = service.report(&*context.link, at, &Default::default(), &votes).unwrap();
    assert_eq!(outbox.send(&context, tick(), "work", (&instructions, 0)).unwrap(), None);
    // A crash between: the cost is known to the next process.
    drop(outbox);
    let mut outbox = open();
    (0..10).for_each(|_| world.pass());
    let file = rusqlite::Connection::open(&path).unwrap();
    file.execute_batch("ALTER TABLE sent RENAME TO away").unwrap();
    assert!(outbox.poll(&context, tick()).is_err());
    assert_eq!(outbox.works().collect::<Vec<_>>(), ["work"]);
    file.execute_batch("ALTER TABLE away RENAME TO sent").unwrap();
    assert_eq!(outbox.poll(&context, tick()).unwrap(), [("work".to_owned(), End::Landed)]);
    assert_eq!((outbox.works().count(), outbox.poll(&context, tick()).unwrap().len()), (0, 0));
    let earned = context.store().earned(i64::MIN).unwrap();
    assert_eq!(earned.iter().map(|row| (row.times, row.spent)).collect::<Vec<_>>(), [(1, 10_000)]);
}
