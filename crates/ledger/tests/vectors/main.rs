//! Figures of the ledger for clients in other languages: they mirror what it tells of a vault, and hold themselves
//! against these. Structs are written as their bytes, so that a field more changes nothing but them.

mod bonds;
mod json;
mod life;
mod luck;
mod readings;

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

use json::Json;
use life::Life;

/// Where they are, below this crate.
const FILE: &str = "../../clients/vectors/ledger.json";

/// Lives, and steps of each.
const LIVES: u64 = 12;
const STEPS: usize = 60;

/// One in so many steps is read.
const EVERY: usize = 7;

#[test]
fn the_vectors_are_what_the_ledger_gives() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let text = vectors().text();
    if env::var_os("UPDATE_VECTORS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &text).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == text,
        "clients/vectors/ledger.json is not what the ledger gives; run \
         `UPDATE_VECTORS=1 cargo test --package ledger --test vectors`"
    );
}

#[test]
fn every_reading_succeeds_and_fails_often_enough_to_mean_something() {
    let mut counts = BTreeMap::<&str, (u32, u32)>::new();
    for (name, answered) in cases().iter().flat_map(|(_, asked)| asked) {
        let (given, refused) = counts.entry(name).or_default();
        *(if answered.is_refusal() { refused } else { given }) += 1;
    }
    for (name, (given, refused)) in &counts {
        assert!(*given >= 10, "{name} was answered {given} times");
        let fails = ["deposit", "exit", "instant", "request", "claim", "cancel", "slash"].contains(name);
        assert!(!fails || *refused >= 3, "{name} was refused {refused} times");
    }
}

/// What was read, and what came of it by the names of the readings.
type Case = (Json, Vec<(&'static str, Json)>);

fn cases() -> Vec<Case> {
    (0..LIVES).flat_map(life_of).collect()
}

fn life_of(number: u64) -> Vec<Case> {
    let mut life = Life::new(number);
    let mut cases = vec![];
    for step in 0..STEPS {
        life.step();
        if step % EVERY == EVERY - 1 {
            cases.push(readings::read(&mut life));
        }
    }
    cases
}

fn vectors() -> Json {
    let vaults = cases()
        .into_iter()
        .map(|(given, asked)| Json::Object(vec![("given", given), ("readings", Json::Object(asked))]));
    Json::Object(vec![("vaults", Json::List(vaults.collect())), ("positions", Json::List(bonds::cases()))])
}
