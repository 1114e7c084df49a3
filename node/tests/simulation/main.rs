//! Nodes on a chain of the test's own, with faults by a seed: no double vote, and no lost round that could have been saved.
#![allow(missing_docs, reason = "a test's own names")]

mod faults;
mod nodes;
mod twins;
mod world;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use nodes::{AggregatorNode, Folder, Kind, Network, OperatorNode, operator_at};
use proptest::prelude::*;
use tokio::runtime::{Builder, Runtime};
use world::{HEIGHT, Random, World};

/// The seconds before the end of a window in which an operator must work to save its vote: it signs, and carries its vote from 20
/// seconds before the end on. A transaction lands within 4 seconds, if it is not lost.
const TO_SAVE: i64 = 28;

/// The seconds after its start for which an operator must reach an aggregator once: it looks for another node with its key.
const TO_START: u64 = 16;

/// How many seeds are tried: a few seconds' worth, or as many as `PROPTEST_CASES` says.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(12)
}

struct Simulation {
    world: Arc<World>,
    network: Network,
    operators: Vec<OperatorNode>,
    aggregators: Vec<AggregatorNode>,
    runtime: Runtime,
    uptime: Duration,
    /// Since when each node has worked without a fault, by the chain's time.
    calm: BTreeMap<usize, i64>,
    /// For how many seconds each node has reached an aggregator since its start.
    met: BTreeMap<usize, u64>,
    folder: Arc<Folder>,
}

impl Simulation {
    fn new(name: &str, seed: u64, kinds: &[(usize, Kind)], aggregators: usize) -> Self {
        let world = World::new(seed);
        let folder = Arc::new(Folder::new(&format!("{name}-{seed}")));
        let network = Network::default();
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let operators = kinds
            .iter()
            .enumerate()
            .map(|(node, (number, kind))| OperatorNode::new(&world, &folder, (node, *number), *kind, seed));
        let operators: Vec<_> = operators.collect();
        let count = operators.len();
        let aggregators = (0..aggregators).map(|place| AggregatorNode::new(&network, &folder, count + place)).collect();
        let (uptime, calm, met) = (Duration::ZERO, BTreeMap::new(), BTreeMap::new());
        let mut made = Self { world, network, operators, aggregators, runtime, uptime, calm, met, folder };
        made.start_all();
        made
    }

    fn start_all(&mut self) {
        for aggregator in self.aggregators.iter_mut().filter(|aggregator| !aggregator.is_running()) {
            aggregator.start(&self.world, &self.network, self.uptime);
        }
        for operator in self.operators.iter_mut().filter(|operator| !operator.is_running()) {
            operator.start(&self.world, &self.network, self.runtime.handle());
        }
    }

    /// Seconds, until `end`, by the chain's time.
    fn until(&mut self, end: i64) {
        while self.world.state().now < end {
            self.second();
        }
    }

    /// The time at which a height opens.
    fn opens(number: u64) -> i64 {
        number as i64 * HEIGHT
    }

    /// Whether the chain has a vote of an operator at a height.
    fn has(&self, operator: usize, number: u64) -> bool {
        let state = self.world.state();
        state.rounds.get(&number).is_some_and(|round| round.contains_key(&operator_at(operator)))
    }

    /// A second, in which each node makes a step.
    fn second(&mut self) {
        {
            // Waits for silent aggregators have passed too.
            let mut lines = self.network.lock().unwrap();
            lines.uptime += Duration::from_secs(1);
            self.uptime = lines.uptime;
        }
        self.world.pass();
        for operator in &mut self.operators {
            operator.step(self.uptime);
        }
        for aggregator in &mut self.aggregators {
            aggregator.step(&self.network, self.uptime);
        }
        let (state, lines) = (self.world.state(), self.network.lock().unwrap());
        for operator in &self.operators {
            let works = operator.is_running() && !state.stopped && !state.limited.contains(&operator.node);
            let met = self.met.entry(operator.node).or_default();
            let reaches =
                |place: usize| lines.aggregators[place].is_some() && !lines.cut.contains(&(operator.node, place));
            if !operator.is_running() {
                *met = 0;
            } else if works && (0..lines.aggregators.len()).any(reaches) {
                *met += 1;
            }
            if works && *met >= TO_START {
                self.calm.entry(operator.node).or_insert(state.now);
            } else {
                self.calm.remove(&operator.node);
            }
        }
    }

    /// Whether `node` has worked for long enough to save the vote of the height that ends now.
    fn could_save(&self, node: usize) -> bool {
        let now = self.world.state().now;
        self.calm.get(&node).is_some_and(|since| now - since >= TO_SAVE)
    }

    fn check_no_double_vote(&self) -> Result<(), TestCaseError> {
        let state = self.world.state();
        for ((operator, height), messages) in &state.seen {
            prop_assert_eq!(messages.len(), 1, "operator {} signed two votes at {}", operator, height);
        }
        Ok(())
    }
}

/// Faults of a random kind, each with an end.
fn fault(simulation: &mut Simulation, random: &mut Random, ends: &mut Vec<(Duration, Fault)>, with_cuts: bool) {
    let until = |random: &mut Random, seconds: u64| simulation.uptime + Duration::from_secs(1 + random.below(seconds));
    let node = random.below(simulation.operators.len() as u64) as usize;
    let kinds = if with_cuts { 7 } else { 6 };
    match random.below(kinds) {
        // Killed at some request of the next seconds, and started again.
        0 | 1 => {
            simulation.world.state().fuses.insert(node, random.below(20));
            ends.push((until(random, 40), Fault::Down));
        }
        2 => {
            simulation.world.state().limited.insert(node);
            ends.push((until(random, 45), Fault::Limited(node)));
        }
        3 => {
            simulation.world.state().stopped = true;
            ends.push((until(random, 100), Fault::Stopped));
        }
        4 => {
            let place = random.below(simulation.aggregators.len() as u64) as usize;
            simulation.aggregators[place].kill(&simulation.network);
            ends.push((until(random, 60), Fault::Down));
        }
        5 => {
            let place = simulation.operators.len() + random.below(simulation.aggregators.len() as u64) as usize;
            simulation.world.state().fuses.insert(place, random.below(30));
            ends.push((until(random, 60), Fault::Down));
        }
        // From all aggregators: it carries its own votes.
        _ => {
            for place in 0..simulation.aggregators.len() {
                simulation.network.lock().unwrap().cut.insert((node, place));
                ends.push((until(random, 120), Fault::Cut(node, place)));
            }
        }
    }
}

enum Fault {
    Down,
    Limited(usize),
    Stopped,
    Cut(usize, usize),
}

fn end_faults(simulation: &mut Simulation, ends: &mut Vec<(Duration, Fault)>) {
    let uptime = simulation.uptime;
    for (_, fault) in ends.extract_if(.., |(until, _)| *until <= uptime) {
        match fault {
            Fault::Down => simulation.start_all(),
            Fault::Limited(node) => drop(simulation.world.state().limited.remove(&node)),
            Fault::Stopped => simulation.world.state().stopped = false,
            Fault::Cut(node, place) => drop(simulation.network.lock().unwrap().cut.remove(&(node, place))),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_operator_votes_twice_or_loses_a_round_that_could_be_saved(seed: u64) {
        let mut random = Random::new(seed);
        let kinds: Vec<(usize, Kind)> = (0..5).map(|number| (number, Kind::default())).collect();
        let mut simulation = Simulation::new("faults", seed, &kinds, 2);
        simulation.world.state().loses = 4;
        let mut ends = vec![];
        for _ in 0..12 * HEIGHT {
            if random.once_in(25) {
                fault(&mut simulation, &mut random, &mut ends, true);
            }
            end_faults(&mut simulation, &mut ends);
            simulation.second();
            let (now, height, is_stopped) = {
                let state = simulation.world.state();
                (state.now, state.current(), state.stopped)
            };
            if now % HEIGHT == HEIGHT - 1 && !is_stopped {
                for operator in &simulation.operators {
                    let is_in = simulation.world.state().rounds.get(&height)
                        .is_some_and(|round| round.contains_key(&operator_at(operator.number)));
                    prop_assert!(is_in || !simulation.could_save(operator.node), "operator {} lost {height}", operator.node);
                    prop_assert!(!operator.is_halted(), "operator {} halted alone", operator.node);
                }
            }
        }
        simulation.check_no_double_vote()?;
        prop_assert!(simulation.aggregators.iter().all(|aggregator| aggregator.evidence() == 0));
    }

    #[test]
    fn two_nodes_with_one_key_never_vote_twice(seed: u64) {
        let mut random = Random::new(seed);
        // Nodes 0 and 1 have one key, each with a protection file of its own: what an operator must never do.
        let kinds: Vec<(usize, Kind)> = [0, 0, 1, 2].map(|number| (number, Kind::default())).into();
        let mut simulation = Simulation::new("twins", seed, &kinds, 2);
        if random.once_in(2) {
            // Node 1 starts later.
            simulation.operators[1].kill();
            for _ in 0..random.below(90) {
                simulation.second();
            }
            simulation.start_all();
        }
        let mut ends = vec![];
        for _ in 0..8 * HEIGHT {
            if random.once_in(30) {
                // All but cut lines: nodes that reach no common aggregator cannot find each other.
                fault(&mut simulation, &mut random, &mut ends, false);
            }
            end_faults(&mut simulation, &mut ends);
            simulation.second();
        }
        simulation.check_no_double_vote()?;
        prop_assert!(simulation.aggregators.iter().all(|aggregator| aggregator.evidence() == 0));
        // One of the two goes on, once faults have ended: the other one waits, or has halted.
        ends.iter_mut().for_each(|(until, _)| *until = Duration::ZERO);
        end_faults(&mut simulation, &mut ends);
        simulation.world.state().fuses.clear();
        simulation.start_all();
        for _ in 0..4 * HEIGHT {
            simulation.second();
        }
        let last = simulation.world.state().current() - 1;
        let is_in = simulation.world.state().rounds.get(&last).is_some_and(|round| round.contains_key(&operator_at(0)));
        let have_halted = simulation.operators[..2].iter().all(OperatorNode::is_halted);
        prop_assert!(!have_halted, "both nodes of the key have halted");
        prop_assert!(is_in, "neither node of the key votes");
        simulation.check_no_double_vote()?;
    }
}

/// 200 operators at one height, and how many transactions carry their votes.
fn two_hundred(kinds: &[(usize, Kind)]) -> (usize, i64, Simulation) {
    let mut simulation = Simulation::new(&format!("many-{}", kinds[0].1.is_equal), 7, kinds, 1);
    simulation.aggregators.iter_mut().for_each(|aggregator| aggregator.step(&simulation.network, Duration::ZERO));
    // The first height passes while the nodes look for others with their keys.
    while simulation.world.state().now % HEIGHT != HEIGHT - 1 {
        simulation.second();
    }
    simulation.second();
    let (begin, height, sent) = {
        let state = simulation.world.state();
        (state.now, state.current(), state.sent.len())
    };
    let good = kinds.iter().filter(|(_, kind)| !kind.is_bad).count();
    while simulation.world.state().current() == height {
        let state = simulation.world.state();
        let (count, seconds) = (state.rounds.get(&height).map_or(0, BTreeMap::len), state.now - begin);
        let sent = state.sent.len() - sent;
        drop(state);
        if count == good {
            return (sent, seconds, simulation);
        }
        simulation.second();
    }
    let count = simulation.world.state().rounds.get(&height).map_or(0, BTreeMap::len);
    panic!("{count} of {good} votes landed in the window");
}

#[test]
fn two_hundred_operators_vote_in_seconds() {
    for (is_equal, most) in [(false, 50), (true, 40)] {
        let kinds: Vec<_> = (0..200).map(|number| (number, Kind { is_equal, ..Kind::default() })).collect();
        let (sent, seconds, simulation) = two_hundred(&kinds);
        println!("200 votes, equal: {is_equal}: {sent} transactions, {seconds} seconds");
        assert!(sent <= most && seconds <= 20, "{sent} transactions, {seconds} seconds");
        simulation.check_no_double_vote().unwrap();
        assert!(simulation.folder.file("0.sqlite").exists());
    }
}

#[test]
fn bad_votes_stop_no_other() {
    let kinds: Vec<_> = (0..200).map(|number| (number, Kind { is_bad: number % 20 == 3, ..Kind::default() })).collect();
    let (sent, seconds, _) = two_hundred(&kinds);
    println!("190 good votes and 10 bad ones: {sent} transactions, {seconds} seconds");
    assert!(seconds <= 30, "{seconds} seconds");
}
