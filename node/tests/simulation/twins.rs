//! Two nodes with one key, where a window is longer than a takeover takes.

use std::time::Duration;

use proptest::prelude::*;

use crate::nodes::Kind;
use crate::world::{HEIGHT, Random};
use crate::{Simulation, cases};

fn two(name: &str, seed: u64) -> Simulation {
    let kinds: Vec<_> = [0, 0, 1].map(|number| (number, Kind::default())).into();
    Simulation::new(name, seed, &kinds, 2)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_takeover_inside_a_window_never_votes_twice(seed: u64) {
        let mut random = Random::new(seed);
        let mut simulation = two("takeover", seed);
        {
            let mut state = simulation.world.state();
            // Some transactions land, or none does: then only the nodes know what they signed.
            (state.window, state.loses) = (5 * HEIGHT, 1 + seed % 2);
        }
        let mut starts_at = None;
        for second in 0..15 * HEIGHT {
            if starts_at.is_none() && second > 20 && random.once_in(20) {
                // The one that signs, or the one that waits.
                let node = random.below(2) as usize;
                simulation.world.state().fuses.insert(node, random.below(20));
                starts_at = Some(simulation.uptime + Duration::from_secs(80 + random.below(120)));
            }
            if starts_at.is_some_and(|at| at <= simulation.uptime) {
                simulation.start_all();
                starts_at = None;
            }
            simulation.second();
        }
        simulation.check_no_double_vote()?;
        prop_assert!(simulation.aggregators.iter().all(|aggregator| aggregator.evidence() == 0));
    }
}

#[test]
fn a_node_that_takes_over_leaves_earlier_heights_alone() {
    let mut simulation = two("recorded", 1);
    {
        let mut state = simulation.world.state();
        (state.window, state.loses) = (5 * HEIGHT, 1);
    }
    let first = simulation.world.state().current() + 1;
    simulation.until(Simulation::opens(first) + 5);
    let active = usize::from(!simulation.operators[0].is_active());
    let other = 1 - active;
    let signed = |simulation: &Simulation, number| {
        let state = simulation.world.state();
        state.seen.get(&(crate::nodes::operator_at(0), number)).map_or(0, std::collections::BTreeSet::len)
    };
    assert_eq!(signed(&simulation, first), 1, "it has signed, and nothing lands");
    simulation.operators[active].kill();
    simulation.until(Simulation::opens(first + 2) + 5);
    assert!(simulation.operators[other].is_active(), "the other one takes over inside the window");
    assert_eq!([first, first + 1, first + 2].map(|number| signed(&simulation, number)), [1, 0, 1]);
    // Back again, with a recorded vote of a window that is open, while the other one is away.
    simulation.operators[other].kill();
    simulation.operators[active].kill();
    simulation.start_all();
    simulation.operators[other].kill();
    simulation.until(Simulation::opens(first + 4) + 30);
    assert!(simulation.operators[active].is_active());
    assert_eq!([first + 2, first + 4].map(|number| signed(&simulation, number)), [1, 1]);
    simulation.check_no_double_vote().unwrap();
}

#[test]
fn a_start_at_a_node_that_lags_is_no_other_node() {
    let mut simulation = Simulation::new("lag", 1, &[(0, Kind::default())], 1);
    let number = simulation.world.state().current() + 1;
    simulation.until(Simulation::opens(number) - 18);
    simulation.operators[0].kill();
    simulation.world.state().lags.insert(0, 6);
    simulation.start_all();
    simulation.until(Simulation::opens(number) + 30);
    assert!(simulation.has(0, number), "it waits for itself");
}

#[test]
fn a_copy_of_the_files_is_another_node() {
    let mut simulation = two("copy", 1);
    simulation.operators[1].kill();
    simulation.world.state().lags.insert(0, 20);
    let number = simulation.world.state().current() + 1;
    simulation.until(Simulation::opens(number) + 30);
    for ending in ["sqlite", "sqlite-wal", "sqlite-shm", "protection", "protection.mark"] {
        let (from, to) = (simulation.operators[0].file(ending), simulation.operators[1].file(ending));
        let _ = std::fs::remove_file(&to);
        if from.exists() {
            std::fs::copy(from, to).unwrap();
        }
    }
    simulation.start_all();
    simulation.until(Simulation::opens(number + 4));
    simulation.check_no_double_vote().unwrap();
    assert!(simulation.operators[0].is_active() && !simulation.operators[1].is_active());
}
