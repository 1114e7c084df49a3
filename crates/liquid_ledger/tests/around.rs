//! A depositor that lands just before a change of the pool, and leaves in kind just after it, takes out no more than it brought in.

mod world;

use std::collections::BTreeMap;

use liquid_ledger::VIRTUAL;
use liquid_ledger::transition::fees::FeeTerms;
use world::{KINDS, World};

const STEPS: u64 = 300;
const LIVES: u64 = 60;

/// A change that anyone, a role or a service can make while no time passes. Prices that move elsewhere are none, and neither is an exit:
/// what a leaver pays stays with all that hold shares then.
#[derive(Clone, Copy, Debug)]
enum Change {
    Sync,
    Fees,
    FeesCollected,
    Accepted,
    Slashed,
    Vetoed,
    Executed,
    Collected,
}

impl Change {
    const ALL: [Self; 8] = [
        Self::Sync,
        Self::Fees,
        Self::FeesCollected,
        Self::Accepted,
        Self::Slashed,
        Self::Vetoed,
        Self::Executed,
        Self::Collected,
    ];
}

impl World {
    /// Tries a deposit, `change` and an exit in kind in a copy of the world, and checks that no more comes out than came in. Whether
    /// both were possible.
    fn gains_around(&mut self, change: Change) -> bool {
        let (place, tokens) = (self.luck.below(KINDS as u64) as usize, self.luck.amount(1 << 40));
        let mut world = self.clone();
        let values = world.touch();
        let supply = world.pool.supply.max(1);
        let Ok(entered) = world.pool.deposit(&values, place, tokens, 0) else { return false };
        world.reserves[place] += tokens;
        world.shares[0] += entered.shares;
        if !world.make(change) {
            return false;
        }
        let out = world.basket(entered.shares);
        let values = world.touch();
        let kept = u128::from(values.prices[place].high(tokens).unwrap());
        // The virtual shares count for a rate of one; at another rate they are worth this much of the basket.
        let slack = u128::from(VIRTUAL) * (u128::from(values.total_high) / u128::from(supply) + 2) + 16;
        assert!(out <= kept + slack, "{change:?}: {tokens} of {place}, worth {kept}, take out {out}");
        true
    }

    fn make(&mut self, change: Change) -> bool {
        let now = self.now;
        match change {
            Change::Sync => {
                self.touch();
                true
            }
            Change::Fees => {
                let terms = FeeTerms {
                    management_bps: self.luck.below(3) * 100,
                    performance_bps: self.luck.below(3) * 1_000,
                    instant_bps: self.luck.below(1_000),
                    imbalance_bps: self.luck.below(2_000),
                };
                self.touch();
                self.pool.set_fees(terms, now, now).is_ok()
            }
            Change::FeesCollected => self.pool.collect_fees().is_ok(),
            Change::Accepted => {
                let suspects = (0..KINDS).filter(|place| {
                    let suspect = self.pool.assets[*place].guard.suspect;
                    suspect.tokens > 0 && self.pool.accept_rate(*place, suspect).is_ok()
                });
                suspects.count() > 0
            }
            Change::Slashed => {
                let place = self.luck.below(self.vaults.len() as u64) as usize;
                let fraction = 1 + self.luck.below(ledger::state::books::UNITS / 3);
                self.vaults[place].slash(fraction, now)
            }
            Change::Vetoed | Change::Executed => {
                let Some(vault) = self.vaults.iter_mut().find(|vault| !vault.open.is_empty()) else { return false };
                vault.end(0, matches!(change, Change::Vetoed), now);
                true
            }
            Change::Collected => {
                let tickets = self.tickets.len();
                self.collect();
                self.tickets.len() < tickets
            }
        }
    }
}

#[test]
fn a_deposit_just_before_a_change_gains_nothing() {
    let mut tried = BTreeMap::new();
    for seed in 0..LIVES {
        let mut world = World::new(seed);
        for _ in 0..STEPS {
            world.step();
            for change in Change::ALL {
                if world.gains_around(change) {
                    *tried.entry(format!("{change:?}")).or_insert(0u64) += 1;
                }
            }
        }
    }
    println!("{tried:#?}");
    assert_eq!(tried.len(), Change::ALL.len(), "{tried:?}");
}
