//! What a pledge restores, and that nobody gains by coming or going around one.

mod common;

use common::scene::{NOW, Scene};
use common::{config, refused};
use ledger::refusal::Rule;
use ledger::state::books::{UNITS, VIRTUAL};
use ledger::state::breaker::Losses;
use ledger::state::exit_bucket::POOLS;
use ledger::state::slash::Slash;
use ledger::transition::flow::Flow;
use ledger::transition::slash::target::Target;
use proptest::prelude::*;

const FIRST: (usize, usize) = (0, 0);

/// 1,500 assets and as many units, 300 and 200 of them exiting, 150 behind an operator, all of it in one service.
fn scene() -> Scene {
    Scene::even(1_000, [300, 200], 150)
}

/// A slash that took `active` of A, and `pools` of both buckets.
fn slash(active: u64, pools: [[u64; POOLS]; 2]) -> Slash {
    Slash { stake: active + pools.iter().flatten().sum::<u64>(), active, exiting: pools, ..Slash::default() }
}

/// What everybody has: A, each live bucket, what has matured, and each pool.
fn figures(scene: &Scene) -> (u64, [u64; 2], u64, Vec<u64>) {
    let books = scene.vault.books_at(scene.now);
    let pools = scene.buckets.iter().flat_map(|bucket| bucket.pools).map(|pool| pool.assets).collect();
    (books.active, books.exiting, books.matured, pools)
}

#[test]
fn each_part_comes_back_in_proportion_and_none_by_more_than_it_lost() {
    // 150 taken: 100 of A, 30 and 20. A third of each, to the unit.
    let whole = slash(100, [[30, 0, 0, 0], [20, 0, 0, 0]]);
    let back = whole.restored(75).unwrap();
    assert_eq!((back.active, back.exiting), (50, [[15, 0, 0, 0], [10, 0, 0, 0]]));
    // Rounded down in each pool: A has the rest. 49·30/150 = 9.8, then 40·20/120 = 6.67.
    let back = whole.restored(49).unwrap();
    assert_eq!((back.active, back.exiting), (34, [[9, 0, 0, 0], [6, 0, 0, 0]]));
    // One unit short of all: pools that are each rounded down by themselves would give A seven units more than it lost.
    let many = slash(3, [[5, 5, 5, 5], [5, 5, 5, 5]]);
    let back = many.restored(42).unwrap();
    assert_eq!((back.active, back.exiting), (3, [[4, 5, 5, 5], [5, 5, 5, 5]]));
    // Where A lost nothing, nothing comes to it: the last pool has the rest.
    let leavers = slash(0, [[7, 0, 0, 0], [0, 0, 0, 7]]);
    for pledged in 0..=14 {
        let back = leavers.restored(pledged).unwrap();
        assert_eq!((back.active, back.exiting[0][0], back.exiting[1][3]), (0, pledged / 2, pledged - pledged / 2));
    }
    // All and nothing.
    assert_eq!(many.restored(43).map(|back| (back.active, back.exiting)), Ok((3, many.exiting)));
    assert_eq!(many.restored(0).map(|back| (back.active, back.exiting)), Ok((0, [[0; POOLS]; 2])));
    refused(many.restored(44), Rule::FullyPledged, 44, 43);
}

#[test]
fn a_pledge_takes_what_is_left_to_pledge_for_and_nothing_is_left_after_all() {
    let mut scene = scene();
    let slash = scene.slash(FIRST, UNITS);
    let (mut own, mut other) = (0, 0);
    refused(scene.pledge(&slash, &mut own, 0), Rule::Zero, 0, 1);
    let flow = |assets_in| Ok(Flow { assets_in, ..Flow::default() });
    assert_eq!(scene.pledge(&slash, &mut own, 100), flow(100));
    // Both offered all that was left when they looked: the second pays what is left now.
    assert_eq!(scene.pledge(&slash, &mut other, 150), flow(50));
    assert_eq!((own, other, scene.vault.pledged), (100, 50, 150));
    refused(scene.pledge(&slash, &mut own, 1), Rule::FullyPledged, 150, 150);
    assert_eq!((own, scene.vault.pledged), (100, 150));
    // A pledge belongs to no stake, and is part of what the vault holds.
    assert_eq!((scene.stake(), scene.vault.owed(), scene.vault.in_escrow()), (1_350, Ok(1_350), Ok(150)));
    assert_eq!(scene.vault.held(), Ok(1_350 + 150 + 150));
}

#[test]
fn a_veto_gives_pledges_back_and_is_otherwise_the_veto_of_a_slash_without_any() {
    let mut scene = scene();
    let slash = scene.slash(FIRST, UNITS / 2);
    let mut without = scene.clone();
    without.veto(&slash);
    let mut own = 0;
    scene.pledge(&slash, &mut own, 40).unwrap();
    scene.veto(&slash);
    assert_eq!(scene.vault.pledged, 40);
    assert_eq!(scene.vault.withdraw_pledge(&mut own), Ok(Flow { assets_out: 40, ..Flow::default() }));
    scene.refund = 0;
    assert_eq!((own, &scene), (0, &without));
    // Nor a second time.
    assert_eq!(scene.vault.withdraw_pledge(&mut own), Ok(Flow::default()));
    refused(scene.vault.withdraw_pledge(&mut 1), Rule::Overflow, 0, 1);
}

/// With all of it pledged for, an execution leaves stakers what a veto leaves them, in the slash's epoch and when its
/// buckets have matured. To the operator and the service it is an execution: units and magnitude stay lost, and the loss counts.
#[test]
fn pledged_for_in_full_an_execution_is_a_veto_in_all_that_stakers_have() {
    for epoch in [1, 2, 3] {
        let mut restored = scene();
        let slash = restored.slash(FIRST, UNITS / 2);
        restored.at(epoch);
        let (mut vetoed, mut executed) = (restored.clone(), restored.clone());
        restored.pledge(&slash, &mut 0, u64::MAX).unwrap();
        restored.execute(&slash);
        vetoed.veto(&slash);
        executed.execute(&slash);
        assert_eq!(figures(&restored), figures(&vetoed), "in epoch {epoch}");
        assert_eq!((restored.vault.contested, restored.vault.escrowed, restored.vault.pledged), (0, 0, 0));
        assert_eq!(restored.vault.unpaid, slash.stake, "and it is handed out as without a pledge");
        assert_eq!((restored.to, restored.services), (executed.to, executed.services));
        let units = |scene: &Scene| (scene.vault.books.units, scene.vault.books.idle);
        assert_eq!(units(&restored), units(&executed));
        // A pledge gives the service no new room: what it took counts.
        let lost = Losses { epoch: 1, base: 1_500, lost: 75 };
        assert_eq!((restored.losses[0], restored.vault.losses), (lost, lost));
        for epoch in [1, 2] {
            assert_eq!(restored.worth(&restored.ticket(epoch)), vetoed.worth(&vetoed.ticket(epoch)));
        }
    }
}

/// The example of the rule: A 700, C 300 and 1,000 shares. A deposit of 7,000 is priced as if all 300 came back. With 195 of
/// them restored it has paid for more than there is.
#[test]
fn a_deposit_around_a_pledge_gains_nothing_by_it() {
    for early in [true, false] {
        let mut scene = Scene::new(1_000_000_000, [0, 0], UNITS, UNITS);
        let slash = scene.slash(FIRST, UNITS / 10 * 3);
        assert_eq!((slash.stake, scene.vault.books.active), (300_000_000, 700_000_000));
        let mut own = 0;
        if early {
            scene.pledge(&slash, &mut own, 195_000_000).unwrap();
        }
        // Ten times the vault, so that it would have most of anything that it had a part of.
        let shares = scene.deposit(7_000_000_000).unwrap().shares_minted;
        if !early {
            scene.pledge(&slash, &mut own, 195_000_000).unwrap();
        }
        scene.execute(&slash);
        let worth = scene.vault.books.assets_for(shares).unwrap();
        assert!((6_908_000_000..6_909_000_000).contains(&worth), "{worth}");
        let held = scene.vault.books.assets_for(1_000_000_000).unwrap();
        assert!(held > 895_000_000, "the older shares have their part, {held}, and more");
    }
}

#[test]
fn leavers_of_the_window_have_no_part_of_a_pledge_and_earlier_ones_have_theirs() {
    let mut scene = scene();
    let slash = scene.slash(FIRST, UNITS);
    // Priced as if nothing came back.
    let late = scene.request(100).unwrap();
    assert_eq!((late.assets, late.ticket.pool), (90, 1));
    scene.pledge(&slash, &mut 0, 150).unwrap();
    scene.execute(&slash);
    assert_eq!(scene.worth(&late.ticket), 90);
    assert_eq!([1, 2].map(|epoch| scene.worth(&scene.ticket(epoch))), [300, 200]);
    // The remaining holders have what the leaver left.
    assert_eq!((scene.vault.books.active, scene.vault.books.supply), (910, 900));
}

#[test]
fn tickets_that_were_claimed_collect_what_a_pledge_restores() {
    let mut scene = scene();
    let slash = scene.slash(FIRST, UNITS);
    scene.at(2);
    let mut ticket = scene.ticket(1);
    let claim = scene.claim(&mut ticket).unwrap();
    assert_eq!((claim.flow.assets_out, claim.closes), (270, false));
    scene.pledge(&slash, &mut 0, 75).unwrap();
    scene.execute(&slash);
    assert_eq!((scene.vault.books.matured, scene.vault.books.exiting), (15, [190, 0]));
    let claim = scene.claim(&mut ticket).unwrap();
    assert_eq!((claim.flow.assets_out, claim.closes), (15, true));
    assert_eq!(scene.close(1), Ok(0));
}

#[test]
fn a_vault_that_lost_everything_has_back_what_was_pledged() {
    let mut scene = Scene::new(1_000, [100, 50], UNITS, UNITS);
    let slash = scene.slash(FIRST, UNITS);
    assert_eq!((slash.stake, scene.stake()), (1_150, 0));
    refused(scene.deposit(1_000), Rule::Insolvent, 1_000, 0);
    scene.pledge(&slash, &mut 0, 115).unwrap();
    scene.execute(&slash);
    assert_eq!((scene.vault.books.active, scene.vault.books.exiting), (100, [10, 5]));
    // All of it is idle: nobody had units left, and nobody gets any.
    assert_eq!((scene.vault.books.units, scene.vault.books.idle), (UNITS, UNITS));
    assert_eq!(scene.exit_instantly(1_000).map(|exit| exit.flow.assets_out), Ok(100));
}

/// Where all shares have left during the window, what comes back to A has no owner, as with a veto: later entrants pay for it.
#[test]
fn what_comes_back_to_nobody_is_for_no_entrant() {
    let mut scene = Scene::even(10_000, [0, 0], 1_000);
    let slash = scene.slash(FIRST, UNITS);
    scene.request(10_000).unwrap();
    assert_eq!((scene.vault.books.active, scene.vault.books.supply), (0, 0));
    scene.pledge(&slash, &mut 0, 1_000).unwrap();
    scene.execute(&slash);
    assert_eq!((scene.vault.books.active, scene.vault.books.supply), (1_000, 0));
    let shares = scene.deposit(1_000_000).unwrap().shares_minted;
    assert_eq!(shares, 1_000_000 * VIRTUAL / (1_000 + VIRTUAL));
    assert!(scene.vault.books.assets_for(shares).unwrap() <= 1_000_000);
}

#[test]
fn an_execution_of_more_than_is_pledged_changes_nothing() {
    let mut scene = scene();
    let slash = scene.slash(FIRST, UNITS);
    scene.pledge(&slash, &mut 0, 50).unwrap();
    for (pledged, rule, value, limit) in [(51, Rule::Overflow, 50, 51), (151, Rule::FullyPledged, 151, 150)] {
        let (mut given, before) = (scene.clone(), scene.clone());
        let [_, first, second, ..] = &mut given.buckets;
        let mut target = Target {
            delegation: &mut given.to[0],
            allocation: &mut given.services[0][0],
            buckets: [Some(first), Some(second)],
        };
        refused(given.vault.execute_slash(&mut target, &slash, pledged, NOW), rule, value, limit);
        assert_eq!(given, before);
    }
}

/// What ends the slashes of a scene, and in which order.
#[derive(Clone, Debug)]
struct Ends {
    vetoes: u8,
    turned: bool,
    pledges: Vec<u16>,
}

fn ends() -> impl Strategy<Value = Ends> {
    let part = prop_oneof![4 => any::<u16>(), 2 => Just(u16::MAX), 1 => Just(0), 1 => Just(1)];
    (any::<u8>(), any::<bool>(), prop::collection::vec(part, 4)).prop_map(|(vetoes, turned, pledges)| Ends {
        vetoes,
        turned,
        pledges,
    })
}

fn part_of(whole: u64, part: u16) -> u64 {
    (u128::from(whole) * u128::from(part) / u128::from(u16::MAX)) as u64
}

impl Ends {
    /// Pledges for each open slash, in one piece or in `pieces`.
    fn pledge(&self, scene: &mut Scene, pieces: u64) {
        for (index, (_, slash)) in scene.open.clone().iter().enumerate() {
            let all = part_of(slash.stake, self.pledges[index % 4]);
            for piece in 0..pieces {
                let amount = all / pieces + u64::from(piece < all % pieces);
                if amount > 0 {
                    scene.pledge(slash, &mut 0, amount).unwrap();
                }
            }
        }
    }

    fn end(&self, scene: &mut Scene) {
        let mut open: Vec<_> = scene.open.iter().map(|(_, slash)| *slash).enumerate().collect();
        if self.turned {
            open.reverse();
        }
        for (index, slash) in open {
            if self.vetoes.rotate_right(index as u32) & 1 == 1 { scene.veto(&slash) } else { scene.execute(&slash) }
        }
    }
}

/// A vault with tickets in both live buckets and up to four open slashes, between which somebody else asked to leave.
fn scenes() -> impl Strategy<Value = Scene> {
    let fractions = prop::collection::vec(prop_oneof![1..=UNITS, Just(UNITS), Just(1)], 1..5);
    (2u32..60, any::<[u64; 3]>(), fractions, any::<bool>()).prop_map(|(size, figures, fractions, between)| {
        let [active, first, second] = figures.map(|random| 1 + (random >> (64 - size)));
        let mut scene = Scene::new(active, [first, second], UNITS / 2, UNITS);
        scene.give(1, UNITS / 3);
        scene.allot((1, 1), UNITS);
        for (turn, fraction) in fractions.into_iter().enumerate() {
            let _ = scene.propose([(0, 0), (1, 1)][turn % 2], fraction);
            if between {
                let _ = scene.request(scene.vault.books.supply / 5);
            }
        }
        scene
    })
}

proptest! {
    #![proptest_config(config(1_000, 17))]

    #[test]
    fn many_pledges_are_one(scene in scenes(), ends in ends(), pieces in 2u64..6) {
        let (mut one, mut many) = (scene.clone(), scene);
        ends.pledge(&mut one, 1);
        ends.pledge(&mut many, pieces);
        ends.end(&mut one);
        ends.end(&mut many);
        prop_assert_eq!(one.vault, many.vault);
        prop_assert_eq!(one.buckets, many.buckets);
    }

    /// Nor does it matter when it comes, as long as the slash is open.
    #[test]
    fn the_time_of_a_pledge_does_not_matter(scene in scenes(), ends in ends(), assets in 1u64..1 << 50, shares: u16) {
        let (mut before, mut after) = (scene.clone(), scene);
        let others = |scene: &mut Scene| {
            let leaving = part_of(scene.vault.books.supply, shares);
            (scene.deposit(assets), scene.request(leaving).map(|exit| exit.ticket))
        };
        ends.pledge(&mut before, 1);
        let first = others(&mut before);
        let second = others(&mut after);
        ends.pledge(&mut after, 1);
        prop_assert_eq!(first, second, "no price knows of a pledge");
        ends.end(&mut before);
        ends.end(&mut after);
        prop_assert_eq!(before.vault, after.vault);
        prop_assert_eq!(before.buckets, after.buckets);
    }

    #[test]
    fn nobody_gains_by_a_deposit_or_a_request_in_the_window(scene in scenes(), ends in ends(), assets in 1u64..1 << 50, part: u16) {
        let (mut idle, mut entered, mut left) = (scene.clone(), scene.clone(), scene);
        let supply = idle.vault.books.supply;
        let (bought, asked) = (entered.deposit(assets), left.request(part_of(supply, part)));
        for scene in [&mut idle, &mut entered, &mut left] {
            ends.pledge(scene, 1);
            ends.end(scene);
        }
        let fetch = |scene: &Scene, shares: u64| scene.vault.books.assets_for(shares).unwrap_or(0);
        if let Ok(flow) = bought {
            let worth = fetch(&entered, flow.shares_minted);
            prop_assert!(worth <= assets, "{assets} became {worth}");
            prop_assert!(fetch(&entered, supply) >= fetch(&idle, supply), "and takes nothing from those who were there");
        }
        if let Ok(exit) = asked {
            let (worth, stayed) = (left.worth(&exit.ticket), fetch(&idle, part_of(supply, part)));
            prop_assert!(worth <= stayed, "{worth} by leaving, {stayed} by staying");
        }
    }

    /// Without vetoes all of it is to the token: what the books owe rises by what was pledged, and by nothing else.
    #[test]
    fn what_is_restored_is_what_was_pledged(scene in scenes(), ends in ends()) {
        let (mut scene, ends) = (scene, Ends { vetoes: 0, ..ends });
        ends.pledge(&mut scene, 1);
        let (owed, pledged, taken) = (scene.vault.owed().unwrap(), scene.vault.pledged, scene.vault.escrowed);
        ends.end(&mut scene);
        prop_assert_eq!((scene.vault.owed().unwrap(), scene.vault.pledged, scene.vault.unpaid), (owed + pledged, 0, taken));
    }
}
