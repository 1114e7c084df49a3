//! Entering or leaving while slashes are open gains nothing, and costs an idle holder nothing: each action is compared
//! with not taking it, for every end that the slashes may have.

mod common;

use common::config;
use common::scene::Scene;
use ledger::state::books::UNITS;
use ledger::state::delayed::Delayed;
use ledger::state::exit_ticket::Ticket;
use proptest::prelude::*;

/// A vault with a history, tickets in both live buckets, and up to five slashes open, between which somebody else may have
/// asked to leave.
#[derive(Debug, Clone)]
struct Start {
    size: u32,
    figures: [u64; 4],
    units: [u64; 2],
    fractions: Vec<u64>,
    executed: Option<u64>,
    between: bool,
}

fn starts() -> impl Strategy<Value = Start> {
    let fraction = prop_oneof![1..=UNITS, Just(UNITS), Just(1), (0..1_000u64).prop_map(|less| UNITS - less)];
    (
        2u32..60,
        any::<[u64; 4]>(),
        (1..=UNITS / 2, 1..=UNITS / 2),
        prop::collection::vec(fraction.clone(), 1..6),
        prop::option::of(fraction),
        any::<bool>(),
    )
        .prop_map(|(size, figures, units, fractions, executed, between)| Start {
            size,
            figures,
            units: [units.0, units.1],
            fractions,
            executed,
            between,
        })
}

impl Start {
    /// The vault, and the tickets of others.
    fn scene(&self) -> (Scene, Vec<Ticket>) {
        let amount = |random: u64| 1 + (random >> (64 - self.size));
        let [active, first, second, supply] = self.figures.map(amount);
        let mut scene = Scene::new(active, [first, second], self.units[0], UNITS);
        scene.give(1, self.units[1]);
        scene.allot((1, 1), UNITS);
        scene.vault.books.supply = match supply % 3 {
            0 => active,
            1 => supply,
            _ => active - active / 16,
        };
        let mut tickets = vec![scene.ticket(1), scene.ticket(2)];
        if let Some(fraction) = self.executed
            && let Ok(slash) = scene.propose((0, 0), fraction)
        {
            scene.execute(&slash);
        }
        for (turn, fraction) in self.fractions.iter().enumerate() {
            let _ = scene.propose([(0, 0), (1, 1)][turn % 2], *fraction);
            if self.between {
                let _ = scene.request(scene.vault.books.supply / 5).map(|exit| tickets.push(exit.ticket));
            }
        }
        (scene, tickets)
    }
}

/// Ends all slashes: it vetoes each with a set bit in `vetoes`, and starts over at the first bit if there are more slashes
/// than bits.
fn end(scene: &mut Scene, vetoes: u8) {
    for (index, (_, slash)) in scene.open.clone().iter().enumerate() {
        if vetoes.rotate_right(index as u32) & 1 == 1 { scene.veto(slash) } else { scene.execute(slash) }
    }
}

/// What shares would fetch if their holder were the next to leave.
fn fetch(scene: &Scene, shares: u64) -> u64 {
    scene.vault.books.assets_for(shares).unwrap_or(0)
}

/// What everybody else has: each ticket, and `shares` in the vault.
fn others(scene: &Scene, tickets: &[Ticket], shares: u64) -> Vec<u64> {
    tickets.iter().map(|ticket| scene.worth(ticket)).chain([fetch(scene, shares)]).collect()
}

/// Nobody of `after` has less than of `before`.
fn nobody_lost(before: &[u64], after: &[u64]) -> bool {
    before.iter().zip(after).all(|(before, after)| after >= before)
}

proptest! {
    #![proptest_config(config(2_000, 11))]

    #[test]
    fn by_a_deposit(start in starts(), assets in 1u64..1 << 61, scale in 0u32..61, vetoes: u8) {
        let (mut scene, tickets) = start.scene();
        let (mut idle, held, assets) = (scene.clone(), scene.vault.books.supply, 1 + (assets >> scale));
        let Ok(flow) = scene.deposit(assets) else { return Ok(()) };
        end(&mut scene, vetoes);
        end(&mut idle, vetoes);
        let back = fetch(&scene, flow.shares_minted);
        prop_assert!(back <= assets, "{assets} became {back}");
        let (before, after) = (others(&idle, &tickets, held), others(&scene, &tickets, held));
        prop_assert!(nobody_lost(&before, &after), "{before:?} became {after:?}");
    }

    #[test]
    fn by_a_request(start in starts(), part in 1u64..=1_000, vetoes: u8) {
        let (mut scene, tickets) = start.scene();
        let (mut idle, supply) = (scene.clone(), scene.vault.books.supply);
        let shares = (u128::from(supply) * u128::from(part) / 1_000) as u64;
        let Ok(exit) = scene.request(shares) else { return Ok(()) };
        end(&mut scene, vetoes);
        end(&mut idle, vetoes);
        let (stayed, left) = (fetch(&idle, shares), scene.worth(&exit.ticket));
        prop_assert!(left <= stayed, "{shares} shares: {stayed} by staying, {left} by leaving");
        let held = supply - shares;
        let (before, after) = (others(&idle, &tickets, held), others(&scene, &tickets, held));
        prop_assert!(nobody_lost(&before, &after), "{before:?} became {after:?}");
    }

    #[test]
    fn by_an_instant_exit(start in starts(), part in 1u64..=1_000, vetoes: u8) {
        let (mut scene, tickets) = start.scene();
        let (mut idle, supply) = (scene.clone(), scene.vault.books.supply);
        let shares = (u128::from(supply) * u128::from(part) / 1_000) as u64;
        let Ok(exit) = scene.exit_instantly(shares) else { return Ok(()) };
        end(&mut scene, vetoes);
        end(&mut idle, vetoes);
        prop_assert!(exit.flow.assets_out <= fetch(&idle, shares));
        let held = supply - shares;
        let (before, after) = (others(&idle, &tickets, held), others(&scene, &tickets, held));
        prop_assert!(nobody_lost(&before, &after), "{before:?} became {after:?}");
    }

    /// Leaving and taking it back, both while slashes are open, or taking back what was asked before the latest of them.
    #[test]
    fn by_a_cancel(start in starts(), part in 1u64..=1_000, one_more in prop::option::of(1..=UNITS), vetoes: u8) {
        let (mut scene, tickets) = start.scene();
        let supply = scene.vault.books.supply;
        let shares = (u128::from(supply) * u128::from(part) / 1_000) as u64;
        let Ok(mut exit) = scene.request(shares) else { return Ok(()) };
        if let Some(fraction) = one_more {
            let _ = scene.propose((0, 0), fraction);
        }
        let (mut idle, ticket) = (scene.clone(), exit.ticket);
        let Ok(flow) = scene.cancel(&mut exit.ticket) else { return Ok(()) };
        end(&mut scene, vetoes);
        end(&mut idle, vetoes);
        prop_assert!(flow.shares_minted <= shares, "{shares} became {}", flow.shares_minted);
        let (kept, back) = (idle.worth(&ticket), fetch(&scene, flow.shares_minted));
        prop_assert!(back <= kept, "{kept} by leaving, {back} by coming back");
        let held = supply - shares;
        let (before, after) = (others(&idle, &tickets, held), others(&scene, &tickets, held));
        prop_assert!(nobody_lost(&before, &after), "{before:?} became {after:?}");
    }

    /// Entering and leaving in any order while slashes open and end: a newcomer never has more than it brought.
    #[test]
    fn by_coming_and_going(start in starts(), steps in prop::collection::vec((0u8..6, any::<u64>()), 1..12)) {
        let (mut scene, _) = start.scene();
        let amount = |random: u64| 1 + (random >> (64 - start.size));
        let (mut brought, mut shares, mut tickets) = (0u64, 0, Vec::new());
        for (step, random) in steps {
            match step {
                0 | 1 => {
                    let assets = amount(random);
                    if let Ok(flow) = scene.deposit(assets) {
                        (brought, shares) = (brought + assets, shares + flow.shares_minted);
                    }
                }
                2 => {
                    let part = random % (shares + 1);
                    if let Ok(exit) = scene.request(part) {
                        shares -= part;
                        tickets.push(exit.ticket);
                    }
                }
                3 if !tickets.is_empty() => {
                    let index = random as usize % tickets.len();
                    if let Ok(flow) = scene.cancel(&mut tickets[index]) {
                        shares += flow.shares_minted;
                        tickets.swap_remove(index);
                    }
                }
                4 => drop(scene.propose((0, 0), 1 + random % UNITS)),
                _ => {
                    if let Some((_, slash)) = scene.open.last().copied() {
                        if random & 1 == 1 { scene.veto(&slash) } else { scene.execute(&slash) }
                    }
                }
            }
        }
        end(&mut scene, 0b1010_1010);
        let has = tickets.iter().map(|ticket| scene.worth(ticket)).sum::<u64>() + fetch(&scene, shares);
        prop_assert!(has <= brought, "{brought} became {has}");
    }
}

#[test]
fn more_slashes_end_than_a_choice_of_vetoes_has_bits() {
    for vetoes in [0, 0b1010_1010, u8::MAX] {
        let mut scene = Scene::new(1 << 40, [1 << 30; 2], UNITS / 2, UNITS);
        let open = (0..20).filter(|_| scene.propose((0, 0), UNITS / 100).is_ok()).count();
        assert!(open > 8, "only {open} slashes are open");
        let before = scene.vault.books.active;
        end(&mut scene, vetoes);
        assert!(scene.open.is_empty() && (scene.vault.books.active > before) == (vetoes != 0));
    }
}

/// The profit that entering at today's price would have: what [`ledger::state::books::Books::shares_for`] is told is what prevents it.
#[test]
fn a_veto_would_pay_whoever_entered_before_it_at_the_price_without_it() {
    let mut scene = Scene::new(1_000_000, [0, 0], UNITS / 2, UNITS);
    scene.services[0][0].magnitude = Delayed::settled(UNITS);
    let slash = scene.slash((0, 0), UNITS);
    let naive = scene.vault.books.shares_for(500_000, 0).unwrap();
    let fair = scene.deposit(500_000).unwrap().shares_minted;
    scene.veto(&slash);
    assert_eq!((fetch(&scene, fair), fair), (500_000, 500_000));
    assert!(naive > 990_000, "for half of the price");
}
