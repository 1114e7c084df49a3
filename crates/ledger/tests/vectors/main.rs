//! Figures of the ledger for clients in other languages: they mirror what it tells of a vault, and hold themselves
//! against these. Structs are written as their bytes, so that a field more changes nothing but them.

mod bonds;
mod json;
mod life;
mod luck;
mod more;
mod parts;
mod pauses;
mod pledges;
mod readings;
mod weights;

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

use json::Json;
use life::Life;

/// Where they are, below this crate.
const FILE: &str = "../../clients/vectors/ledger.json";

/// Lives, and steps of each.
const LIVES: u64 = 16;
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
    for (name, answered) in cases().iter().flat_map(|case| &case.readings) {
        let (given, refused) = counts.entry(name).or_default();
        *(if answered.is_refusal() { refused } else { given }) += 1;
    }
    for (name, (given, refused)) in &counts {
        assert!(*given >= 10, "{name} was answered {given} times");
        let can_fail = ["deposit", "worthOf", "exit", "instant", "request", "claim", "cancel", "slash", "setFees"];
        let fails = can_fail.contains(name);
        assert!(!fails || *refused >= 3, "{name} was refused {refused} times");
    }
}

#[test]
fn fees_and_streams_are_read_where_clients_err_most_easily() {
    let mut counts = BTreeMap::<&str, u32>::new();
    for (mark, holds) in cases().into_iter().flat_map(|case| case.marks) {
        *counts.entry(mark).or_default() += u32::from(holds);
    }
    assert!(counts.len() > 1 && counts.values().all(|count| *count >= 3), "{counts:?}");
}

#[test]
fn pledges_are_taken_whole_in_part_and_not_at_all() {
    let mut refused = BTreeMap::<&str, [u32; 2]>::new();
    for case in pledges::cases() {
        let Json::Object(fields) = case else { panic!("a case is an object") };
        for (name, answer) in fields.iter().filter(|(name, _)| ["taken", "restored"].contains(name)) {
            refused.entry(name).or_default()[usize::from(answer.is_refusal())] += 1;
        }
    }
    assert!(refused.len() == 2 && refused.values().flatten().all(|count| *count >= 3), "{refused:?}");
}

/// One vault at a time.
struct Case {
    /// What was read.
    given: Json,
    /// What came of it, by the names of the readings.
    readings: Vec<(&'static str, Json)>,
    /// Whether it is one of those that a client has to get right too.
    marks: Vec<(&'static str, bool)>,
}

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
        .map(|case| Json::Object(vec![("given", case.given), ("readings", Json::Object(case.readings))]));
    Json::Object(vec![
        ("vaults", Json::List(vaults.collect())),
        ("positions", Json::List(bonds::cases())),
        ("pauses", Json::List(pauses::cases())),
        ("pledges", Json::List(pledges::cases())),
        ("weights", Json::List(weights::cases())),
        ("delays", Json::List(parts::delays())),
        ("streams", Json::List(parts::streams())),
        ("optIns", Json::List(parts::opt_ins())),
        ("trees", Json::List(parts::trees())),
        ("offers", Json::List(parts::offers())),
        ("grants", Json::List(parts::grants())),
    ])
}
