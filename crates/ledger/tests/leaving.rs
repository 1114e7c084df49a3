//! A request to leave that others' slashes cannot stop: slashes of a few units touch or empty every pool of a bucket.

mod common;

use common::scene::Scene;
use ledger::refusal::Rule;
use ledger::state::books::UNITS;
use ledger::state::exit_ticket::Ticket;
use ledger::state::slash::Slash;

/// Two services with half of the vault each.
const FIRST: (usize, usize) = (0, 0);
const SECOND: (usize, usize) = (0, 1);

/// A vault of 10^9, a tenth of which leaves, all of it behind one operator.
fn scene() -> Scene {
    let mut scene = Scene::new(900_000_000, [0, 100_000_000], UNITS, UNITS / 2);
    scene.allot(SECOND, UNITS / 2);
    scene
}

/// Slashes about twelve units, of which the bucket gives one.
fn few(scene: &mut Scene, who: (usize, usize)) -> Slash {
    let fraction = 24 * (UNITS / scene.stake());
    let slash = scene.slash(who, fraction);
    assert_eq!(slash.exiting[1].iter().sum::<u64>(), 1);
    slash
}

/// Everyone can leave, in any second of the epoch, and takes a part of what is open at the most.
fn everyone_leaves(scene: &Scene, pool: u64) {
    for shares in [2, 1_000, 800_000_000] {
        let mut scene = scene.clone();
        scene.now = scene.vault.start_of(2) - 1;
        let exit = scene.request(shares).unwrap();
        assert_eq!(exit.ticket.pool, pool);
        assert!(scene.worth(&exit.ticket) + 1 >= exit.assets, "{exit:?}");
    }
}

#[test]
fn slashes_of_a_few_units_stop_nobody_in_an_epoch() {
    let mut scene = scene();
    let open = few(&mut scene, FIRST);
    let dust: Vec<Ticket> = (1..4)
        .map(|pool| {
            let ticket = scene.request(2).unwrap().ticket;
            assert_eq!(ticket.pool, pool);
            let slash = few(&mut scene, SECOND);
            assert_eq!(slash.exiting[1][pool as usize], 1, "the last pool takes the rounding");
            scene.execute(&slash);
            ticket
        })
        .collect();
    assert!(scene.buckets[2].pools[1..].iter().all(|pool| pool.assets == 0 && pool.contested == 0));
    // 100,000,000 shares of 99,999,999 assets: the first pool lost one, and is where most is left of a large request.
    let mut large = scene.clone();
    let exit = large.request(800_000_000).unwrap();
    assert!(exit.assets - large.worth(&exit.ticket) <= 1);
    for (shares, now) in [(2, 0), (1_000, 0), (800_000_000, 0), (1_000, 1), (800_000_000, 1)] {
        let mut other = scene.clone();
        if now == 1 {
            other.now = other.vault.start_of(2) - 1;
        }
        let exit = other.request(shares).unwrap();
        assert!(exit.assets - other.worth(&exit.ticket) <= 1, "{exit:?}");
        for ticket in &dust {
            assert_eq!(other.worth(ticket), 0, "an older ticket takes nothing of it");
        }
    }
    // Nor once the open one is over, either way.
    for veto in [true, false] {
        let mut scene = scene.clone();
        if veto {
            scene.veto(&open)
        } else {
            scene.execute(&open)
        }
        everyone_leaves(&scene, 0);
    }
}

/// One service alone: it executes its latest slash, and leaves the others due.
#[test]
fn slashes_of_a_few_units_that_nobody_executes_stop_nobody() {
    let mut scene = scene();
    let mut slashes = Vec::new();
    for pool in 0..4 {
        if pool > 0 {
            assert_eq!(scene.request(2).unwrap().ticket.pool, pool);
        }
        slashes.push(few(&mut scene, FIRST));
    }
    // Four open: the first pool lost one in 10^8, the others all.
    everyone_leaves_somewhere(&scene);
    scene.execute(&slashes[3]);
    everyone_leaves_somewhere(&scene);
    scene.execute(&slashes[0]);
    everyone_leaves(&scene, 0);
}

fn everyone_leaves_somewhere(scene: &Scene) {
    for shares in [2, 1_000, 800_000_000] {
        let mut scene = scene.clone();
        let exit = scene.request(shares).unwrap();
        assert!(exit.assets - scene.worth(&exit.ticket) <= 1, "{exit:?}");
    }
}

/// Where slashes took much of every pool, the request goes where they took the least, and the earlier holders lose nothing
/// by it.
#[test]
fn a_request_goes_where_it_is_worth_the_most_in_the_worst_case() {
    let mut scene = Scene::new(9_000_000, [0, 2_000_000], UNITS, UNITS);
    let parts = [20, 50, 10, 5];
    let mut tickets = vec![scene.ticket(2)];
    for (pool, part) in parts.into_iter().enumerate() {
        if pool > 0 {
            tickets.push(scene.request(1_000_000).unwrap().ticket);
        }
        scene.slash(FIRST, UNITS / part);
    }
    let lost = scene.buckets[2].pools.map(|pool| pool.contested * 1_000 / (pool.contested + pool.assets));
    assert_eq!(lost, [329, 294, 280, 200]);
    let before: Vec<_> = tickets.iter().map(|ticket| scene.worth(ticket)).collect();
    let exit = scene.request(1_000_000).unwrap();
    assert_eq!(exit.ticket.pool, 3);
    assert!(tickets.iter().zip(before).all(|(ticket, worth)| scene.worth(ticket) >= worth));
    // It cannot be turned back while those are open.
    common::refused_for(scene.cancel(&mut exit.ticket.clone()), Rule::OpenSlash);
}
