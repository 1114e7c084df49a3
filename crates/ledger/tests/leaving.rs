//! A request to leave is never refused by what others do, and nobody is kept by slashes that cost nothing.

mod common;

use common::refused_for;
use common::scene::Scene;
use ledger::{UNITS, Why};

const FIRST: (usize, usize) = (0, 0);

/// The least slash of the vault, and a request of two shares before it, as often as there are pools, and more.
#[test]
fn small_slashes_between_requests_stop_nobody() {
    for executed in 0..16 {
        let mut scene = Scene::new(1_000_000_000, [0, 100_000_000], UNITS, UNITS);
        let mut slashes = Vec::new();
        for pool in 0..4 {
            if pool > 0 {
                scene.request(2).unwrap();
            }
            let least = UNITS / 1_000_000 + UNITS / 1_000_000_000;
            slashes.push(scene.slash(FIRST, least));
        }
        for (bit, slash) in slashes.iter().enumerate().filter(|(bit, _)| executed >> bit & 1 == 1) {
            let _ = bit;
            scene.execute(slash);
        }
        for shares in [1_000, 500_000_000] {
            let exit = scene.clone().request(shares).unwrap();
            // At most what the slashes that are open took, four times a millionth.
            let worth = scene.clone();
            assert!(worth.vault.books.assets_for(shares).unwrap() - exit.assets == 0);
        }
    }
}

#[test]
fn a_slash_of_less_than_a_millionth_of_the_vault_is_refused() {
    let mut scene = Scene::new(1_000_000_000, [0, 100_000_000], UNITS, UNITS);
    refused_for(scene.propose(FIRST, UNITS / 1_000_000_000 * 999), Why::SlashTooSmall);
    assert_eq!(scene.slash(FIRST, UNITS / 1_000_000).stake, 1_100);
    // Nor does a small part of a small delegation count as one.
    let mut scene = Scene::new(1_000_000_000, [0, 0], UNITS / 2_000_000, UNITS);
    refused_for(scene.propose(FIRST, UNITS), Why::SlashTooSmall);
}

#[test]
fn a_request_goes_where_open_slashes_took_the_least_part() {
    let mut scene = Scene::new(10_000_000, [0, 2_000_000], UNITS, UNITS);
    let first = scene.slash(FIRST, UNITS / 10);
    scene.request(1_000_000).unwrap();
    for part in [100, 50, 20] {
        scene.slash(FIRST, UNITS / part);
        scene.request(1_000_000).unwrap();
    }
    // The first pool saw four slashes, the last one: until the first is closed.
    assert_eq!(scene.request(1_000).unwrap().ticket.pool, 3);
    let _ = first;
}

#[test]
fn an_allocation_has_a_bound_on_its_open_slashes() {
    let mut scene = Scene::new(1_000_000_000, [0, 0], UNITS, UNITS);
    for _ in 0..ledger::MAX_OPEN_SLASHES {
        scene.slash(FIRST, UNITS / 1_000);
    }
    refused_for(scene.propose(FIRST, UNITS / 1_000), Why::TooManyOpenSlashes);
    let slash = scene.open[0].1;
    scene.execute(&slash);
    scene.slash(FIRST, UNITS / 1_000);
}
