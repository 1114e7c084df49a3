//! The rewards of the hour: computed by the publisher from the node's history, verified by the disputer from an index of its own, claimed.

use std::collections::BTreeMap;
use std::fs;
use std::str::FromStr;

use localnet::keys::address;
use serde_json::Value;
use solana_program::pubkey::Pubkey;

use crate::crew::Crew;
use crate::rounds::Period;
use crate::tally::Tally;
use crate::world::{MINUTE, OPERATORS, REWARDS, STAKED, World};

/// What is divided, in smallest units.
const BUDGET: u64 = 70_000_000_001;

/// The operators' commission, in basis points.
const COMMISSION: u128 = 1_000;

pub fn pay(world: &World, crew: &mut Crew, tally: &mut Tally, period: &Period) {
    let (ncn, tree, [mint, _]) = (world.oracle.ncn, world.tree.address, world.mints);
    let roles = format!("--publisher {} --disputer {} --delay 1h", address("publisher"), address("disputer"));
    crew.run("service", &format!("rewards tree open {ncn} {mint} {roles}"));
    world.chain.settle().expect("a confirmation");

    let compute = format!(
        "rewards compute {ncn} --mint {mint} --from {} --to {} --budget {BUDGET} --commitment confirmed",
        period.from, period.to
    );
    let told = crew.run("publisher", &format!("{compute} --out list.json"));
    let list: Value =
        serde_json::from_str(&fs::read_to_string(crew.folder.join("list.json")).expect("a list")).expect("JSON");
    let root = list["root"].as_str().expect("a root").to_owned();
    let earned: BTreeMap<Pubkey, u64> = list["earners"].as_array().expect("earners").iter().map(earner).collect();
    assert_eq!(earned, by_hand(period), "{told}");
    let total: u64 = earned.values().sum();
    assert!(told.contains(&format!("{} stay with the NCN", BUDGET - total)), "{told}");

    crew.run("publisher", &format!("rewards tree publish {tree} --list list.json"));
    crew.run("disputer", "index --database events.db --once --commitment confirmed");
    let told = crew.run("disputer", &format!("{compute} --database events.db --verify {root}"));
    assert!(told.contains(&format!("Root {root} is right")), "{told}");
    let now = world.chain.now().expect("the time");
    world.chain.travel(now + 60 * MINUTE).expect("a later time");
    let names = World::names();
    for (earner, amount) in &earned {
        let name = names[earner];
        crew.run(name, &format!("rewards tree claim {tree} --list list.json"));
        assert_eq!(world.balance(name, &mint), *amount, "{name}");
    }
    assert_eq!(world.chain.balance(&world.tree.treasury()).expect("a balance"), 0, "all of it is claimed");
    assert_eq!(world.balance("publisher", &mint) + total, REWARDS);
    tally.say("rewards", format!("{total} of {BUDGET} units to {} earners, root verified from an index", earned.len()));
}

fn earner(entry: &Value) -> (Pubkey, u64) {
    let [earner, cumulative] = ["earner", "cumulative"].map(|field| entry[field].as_str().expect("a text"));
    (Pubkey::from_str(earner).expect("an address"), cumulative.parse().expect("a figure"))
}

/// The same by the stake that each operator had in each second.
fn by_hand(period: &Period) -> BTreeMap<Pubkey, u64> {
    let whole: u128 = period.stake_time.iter().sum();
    let part = |weighted: u128| (u128::from(BUDGET) * weighted / (whole * 10_000)) as u64;
    let operators = period.stake_time.iter().map(|time| part(time * COMMISSION));
    let operators = OPERATORS.iter().map(|name| address(name)).zip(operators);
    let stakers = part(whole * (10_000 - COMMISSION));
    let bonded: u64 = STAKED.iter().map(|(_, _, bonded)| bonded).sum();
    let share = |bonds: u64| (u128::from(stakers) * u128::from(bonds) / u128::from(bonded)) as u64;
    operators.chain(STAKED.iter().map(|(name, _, bonds)| (address(name), share(*bonds)))).collect()
}
