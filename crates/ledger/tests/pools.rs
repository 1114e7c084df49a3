//! Exits while slashes of a bucket are open: the pool of each request, and its payment in the end.

mod common;

use common::refused;
use common::scene::{NOW, Scene};
use ledger::refusal::Rule;
use ledger::state::books::UNITS;
use ledger::state::delayed::Delayed;
use ledger::state::exit_bucket::{Bucket, Pool};
use ledger::state::exit_ticket::Ticket;

const FIRST: (usize, usize) = (0, 0);

/// 1,200 assets and as many units, 200 of them in the bucket of epoch 2, 120 behind an operator; a slash of all of that
/// takes 100 of A and 20 of the bucket.
fn scene() -> Scene {
    Scene::even(1_000, [0, 200], 120)
}

fn claim(scene: &mut Scene, ticket: &mut Ticket) -> (u64, bool) {
    scene.claim(ticket).map(|claim| (claim.flow.assets_out, claim.closes)).unwrap()
}

#[test]
fn a_request_during_a_slash_has_no_part_in_it_either_way() {
    for veto in [true, false] {
        let mut scene = scene();
        let slash = scene.slash(FIRST, UNITS);
        // 100 of 1,000 shares at 900 assets.
        let exit = scene.request(100).unwrap();
        assert_eq!((exit.assets, exit.ticket), (90, Ticket { epoch: 2, shares: 90, paid: 0, pool: 1, fee_bps: 0 }));
        let own = Pool { shares: 90, assets: 90, contested: 0 };
        assert_eq!(scene.buckets[2].pools[..2], [Pool { shares: 200, assets: 180, contested: 20 }, own]);
        if veto {
            scene.veto(&slash)
        } else {
            scene.execute(&slash)
        }
        let old = if veto { 200 } else { 180 };
        assert_eq!(scene.buckets[2].pools[..2], [Pool { shares: 200, assets: old, contested: 0 }, own]);
        let (mut before, mut new) = (scene.ticket(2), exit.ticket);
        scene.at(3);
        assert_eq!((claim(&mut scene, &mut before), claim(&mut scene, &mut new)), ((old, true), (90, true)));
        assert_eq!(scene.close(2), Ok(0));
    }
}

#[test]
fn a_ticket_closes_by_its_own_pools_slashes() {
    let mut scene = scene();
    let slash = scene.slash(FIRST, UNITS);
    let (mut old, mut new) = (scene.ticket(2), scene.request(100).unwrap().ticket);
    scene.at(3);
    assert_eq!((claim(&mut scene, &mut old), claim(&mut scene, &mut new)), ((180, false), (90, true)));
    refused(scene.close(2), Rule::TicketsOutstanding, 1, 0);
    scene.veto(&slash);
    assert_eq!(claim(&mut scene, &mut old), (20, true));
    assert_eq!(scene.close(2), Ok(0));
}

#[test]
fn only_a_ticket_of_a_contested_pool_waits_to_be_canceled() {
    let mut scene = scene();
    let slash = scene.slash(FIRST, UNITS);
    let (mut old, mut new) = (scene.ticket(2), scene.request(100).unwrap().ticket);
    refused(scene.cancel(&mut old), Rule::OpenSlash, 20, 0);
    // 90 assets at (900 + V) / (810 + 100 + V), as if the slash will be vetoed.
    assert_eq!(scene.cancel(&mut new).unwrap().shares_minted, 90 * 1_900 / 1_910);
    assert_eq!((scene.buckets[2].pools[1], scene.buckets[2].tickets), (Pool::default(), 1));
    // 200 at (989 + V) / (1,000 + V) once it is vetoed.
    scene.veto(&slash);
    assert_eq!(scene.vault.books.supply, 989);
    assert_eq!(scene.cancel(&mut old).unwrap().shares_minted, 200 * 1_989 / 2_000);
    assert_eq!(scene.buckets[2], Bucket::new(2));
}

#[test]
fn the_first_pool_takes_requests_again_at_its_own_price() {
    for (veto, shares) in [(true, 90), (false, 100)] {
        let mut scene = scene();
        let slash = scene.slash(FIRST, UNITS);
        if veto {
            scene.veto(&slash)
        } else {
            scene.execute(&slash)
        }
        // 100 shares are worth 100 assets after a veto, and 90 after an execution, 10 shares for 9 assets.
        let shares = if veto { shares + 10 } else { shares };
        let exit = scene.request(100).unwrap();
        assert_eq!((exit.ticket.pool, exit.ticket.shares), (0, shares));
        assert_eq!(scene.worth(&exit.ticket), exit.assets);
    }
}

#[test]
fn a_slash_that_took_nothing_of_a_bucket_moves_nobody() {
    // 1 of 1,200: floor(200/1,200) = 0 of the bucket.
    let mut scene = Scene::even(1_000, [0, 200], 1);
    let slash = scene.slash(FIRST, UNITS);
    assert_eq!((slash.active, slash.took_from(1)), (1, false));
    assert_eq!(scene.request(100).unwrap().ticket.pool, 0);
    let mut old = scene.ticket(2);
    old.shares = 200;
    scene.cancel(&mut old).unwrap();
    // It ends without the buckets.
    let Scene { vault, to: [to, _], services: [[service, _], _], .. } = &mut scene;
    let mut target =
        ledger::transition::slash::target::Target { delegation: to, allocation: service, buckets: [None, None] };
    vault.veto_slash(&mut target, &slash, NOW).unwrap();
}

/// A slash of a tenth of all, and a request of 100 shares after each, as often as `times`.
fn contested(times: usize) -> (Scene, Vec<ledger::state::slash::Slash>, Vec<Ticket>) {
    let mut scene = Scene::new(10_000_000, [0, 2_000_000], UNITS, UNITS);
    let mut tickets = vec![scene.ticket(2)];
    let mut slashes = Vec::new();
    for _ in 0..times {
        slashes.push(scene.slash(FIRST, UNITS / 10));
        tickets.push(scene.request(1_000_000).unwrap().ticket);
    }
    (scene, slashes, tickets)
}

#[test]
fn each_request_between_slashes_has_a_pool_of_its_own_while_there_is_one() {
    let (mut scene, slashes, mut tickets) = contested(3);
    assert_eq!(tickets.iter().map(|ticket| ticket.pool).collect::<Vec<_>>(), [0, 1, 2, 3]);
    let paid = tickets[1..].iter().map(|ticket| ticket.shares).collect::<Vec<_>>();
    assert_eq!(paid, [900_000, 810_000, 729_000], "at 0.9, 0.81 and 0.729");
    // The second slash took from the first two pools, the third from three.
    assert_eq!(slashes[1].exiting[1], [180_000, 90_000, 0, 0]);
    assert_eq!(slashes[2].exiting[1], [162_000, 81_000, 81_000, 0]);
    // The second is vetoed: it gives back to those that it took from, and to nobody else.
    scene.veto(&slashes[1]);
    scene.execute(&slashes[0]);
    scene.execute(&slashes[2]);
    scene.at(3);
    let paid = tickets.iter_mut().map(|ticket| claim(&mut scene, ticket).0).collect::<Vec<_>>();
    assert_eq!(paid, [2_000_000 - 200_000 - 162_000, 900_000 - 81_000, 810_000 - 81_000, 729_000]);
    assert_eq!(scene.close(2), Ok(0));
}

#[test]
fn with_all_pools_contested_a_request_is_priced_as_if_all_will_be_vetoed() {
    for veto in [true, false] {
        let (mut scene, mut slashes, mut tickets) = contested(3);
        slashes.push(scene.slash(FIRST, UNITS / 10));
        let fourth = scene.buckets[2].pools[3];
        assert_eq!(fourth, Pool { shares: 729_000, assets: 656_100, contested: 72_900 });
        // Worth 656,100 now; in the worst case it shares what is left of the pool: of 1,385,100 shares, 1,312,200.
        let least = 656_100 * 1_312_200 / 1_385_100;
        assert_eq!(least, 621_568);
        let before = scene.clone();
        let bucket = &mut scene.buckets[2];
        refused(scene.vault.request_exit(bucket, 1_000_000, least + 1, NOW), Rule::BelowMinimum, least, least + 1);
        assert!(scene == before);
        let exit = scene.vault.request_exit(&mut scene.buckets[2], 1_000_000, least, NOW).unwrap();
        assert_eq!((exit.assets, exit.ticket.pool, exit.ticket.shares), (656_100, 3, 656_100));
        tickets.push(exit.ticket);
        for slash in &slashes {
            if veto { scene.veto(slash) } else { scene.execute(slash) }
        }
        let old = if veto { 729_000 } else { 729_000 * 1_312_200 / 1_385_100 };
        assert_eq!((scene.worth(&tickets[3]), scene.worth(&tickets[4])), { (old, if veto { 656_100 } else { least }) });
        assert!(old >= 656_100, "nobody who was there loses by it");
        scene.at(3);
        for ticket in &mut tickets {
            assert!(claim(&mut scene, ticket).1);
        }
        assert!(scene.close(2).unwrap() < 5);
    }
}

#[test]
fn a_pool_that_is_contested_and_empty_takes_the_last_resort_at_par() {
    // All of the bucket is gone, four times over: nothing is behind the last pool but what may come back.
    let mut scene = Scene::new(1_000, [0, 0], 0, UNITS);
    let gone = Pool { shares: 50, assets: 0, contested: 50 };
    scene.buckets[2] = Bucket { pools: [gone; 4], tickets: 4, ..Bucket::new(2) };
    scene.vault.escrowed = 200;
    let exit = scene.vault.request_exit(&mut scene.buckets[2], 100, 66, NOW).unwrap();
    assert_eq!((exit.assets, exit.ticket.shares, exit.ticket.pool), (100, 100, 3));
    // At the worst it has 100 of 150 shares of its own 100.
    assert_eq!(scene.buckets[2].worth(&exit.ticket), Ok(66));
}

#[test]
fn a_pool_that_an_execution_emptied_is_passed_over() {
    let mut scene = Scene::new(0, [0, 200], UNITS, UNITS);
    let slash = scene.slash(FIRST, UNITS);
    assert_eq!(slash.exiting[1][0], 200);
    scene.execute(&slash);
    // A new holder of new stake is not to share with them.
    (scene.vault.books.active, scene.vault.books.supply) = (500, 500);
    let exit = scene.request(100).unwrap();
    assert_eq!((exit.ticket.pool, scene.worth(&exit.ticket), scene.worth(&scene.ticket(2))), (1, 100, 0));
    let (mut wiped, mut new) = (Ticket { shares: 200, ..scene.ticket(2) }, exit.ticket);
    scene.at(3);
    assert_eq!((claim(&mut scene, &mut wiped), claim(&mut scene, &mut new)), ((0, true), (100, true)));
}

#[test]
fn the_last_of_a_pool_to_cancel_takes_its_roundings() {
    let mut scene = scene();
    let slash = scene.slash(FIRST, UNITS / 120 * 7);
    // 7 of 1,200: 1 of the bucket. Its 199 assets are divided by three tickets, 66.3 each but for the last.
    assert_eq!(slash.exiting[1][0], 1);
    scene.execute(&slash);
    scene.buckets[2].tickets = 3;
    let mut assets = Vec::new();
    for shares in [67, 67, 66] {
        let held = scene.buckets[2].assets();
        scene.cancel(&mut Ticket { epoch: 2, shares, ..Ticket::default() }).unwrap();
        assets.push(held - scene.buckets[2].assets());
    }
    assert_eq!((assets, scene.buckets[2]), (vec![66, 67, 66], Bucket::new(2)));
}

#[test]
fn a_ticket_of_no_pool_is_refused() {
    let mut scene = scene();
    let mut stranger = Ticket { pool: 4, ..scene.ticket(2) };
    refused(scene.buckets[2].worth(&stranger), Rule::BooksDiffer, 4, 4);
    refused(scene.cancel(&mut stranger), Rule::BooksDiffer, 4, 4);
    scene.at(3);
    refused(scene.claim(&mut stranger), Rule::BooksDiffer, 4, 4);
    stranger.pool = u64::MAX;
    refused(scene.claim(&mut stranger), Rule::BooksDiffer, u64::MAX, 4);
}

#[test]
fn entering_during_a_slash_is_priced_as_if_it_will_be_vetoed_and_leaving_as_if_not() {
    let mut scene = Scene::even(1_000, [0, 0], 100);
    let slash = scene.slash(FIRST, UNITS);
    // (1,000 + V) / (900 + 100 + V): at par, though 900 are behind 1,000 shares.
    assert_eq!((scene.vault.contested, scene.deposit(500).unwrap().shares_minted), (100, 500));
    // 1,400 are behind 1,500 shares.
    assert_eq!(scene.request(500).unwrap().assets, 466);
    scene.execute(&slash);
    // floor(500·2,000/1,934)
    assert_eq!(scene.deposit(500).unwrap().shares_minted, 517);
}

#[test]
fn what_two_slashes_took_counts_together_when_entering() {
    let mut scene = Scene::even(1_000, [0, 1_000], 400);
    let slashes = [scene.slash(FIRST, UNITS / 2), scene.slash(FIRST, UNITS / 2)];
    assert_eq!(slashes.map(|slash| slash.active), [100, 50]);
    scene.to[0].units = Delayed::settled(scene.to[0].units.current);
    for (ended, contested, shares) in [(None, 150, 1_000), (Some(0), 50, 1_000), (Some(1), 0, 1_000)] {
        if let Some(which) = ended {
            scene.veto(&slashes[which]);
        }
        assert_eq!(scene.vault.contested, contested);
        let mut other = scene.clone();
        assert_eq!(other.deposit(1_000).unwrap().shares_minted, shares, "what the vetoed one gave back is in A");
    }
}
