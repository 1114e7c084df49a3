//! The commands, run against the compiled program on a chain in this process.

mod apart;
mod cluster;
mod clusters;
mod computed;
mod deploys;
mod events;
mod exporter;
mod faults;
mod gates;
mod grants;
mod indexes;
mod liquid;
mod liquid_assets;
mod liquid_stake;
mod looks;
mod names;
mod native;
mod node;
mod oracles;
mod parties;
mod pauses;
mod portfolios;
mod postgres;
mod ratings;
mod rewards;
mod signing;
mod slashes;
mod stakers;
mod strangers;
mod sweeps;
mod token_2022;
mod world;

use restake_cli::command::instruction_map::{COMMANDS, LIQUID_COMMANDS, ORACLE_COMMANDS};
use world::World;

/// Gives the world that it ended in.
type Journey = fn() -> World;

const JOURNEYS: [(&str, Journey); 19] = [
    ("deposit and leave", stakers::deposit_and_leave),
    ("admission", stakers::admission),
    ("terms", parties::terms),
    ("grants", grants::granted),
    ("stake", parties::stake),
    ("moves", parties::moves),
    ("winding up", parties::winding_up),
    ("income", parties::income),
    ("pauses", pauses::held_up),
    ("slashes that are proposed", slashes::proposed),
    ("slashes that are proven", slashes::proven),
    ("rewards by roots", rewards::by_roots),
    ("rewards by bond", rewards::by_bond),
    ("rewards by stake", rewards::by_stake),
    ("sweeps", sweeps::swept),
    ("names", names::given),
    ("liquid restaking", liquid::lived),
    ("assets of a liquid pool", liquid_assets::valued),
    ("the price oracle", oracles::reported),
];

/// Every instruction of the program is sent by the command that is said to, and does what it should.
#[test]
fn every_instruction_is_reached() {
    let worlds = JOURNEYS.map(|(name, journey)| std::thread::spawn(move || (name, journey().reached)));
    let mut reached = std::collections::BTreeSet::new();
    for world in worlds {
        reached.extend(world.join().expect("a journey that ends well").1);
    }
    let missing: Vec<_> = COMMANDS
        .iter()
        .chain(LIQUID_COMMANDS)
        .chain(ORACLE_COMMANDS)
        .filter(|(instruction, path)| !reached.contains(&((*instruction).to_owned(), (*path).to_owned())))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
