//! The term of a vault, from the clock alone: when it begins, lets its holders go, and ends.

use ledger::state::vault::VaultLedger;

use super::World;
use super::op::Setup;

/// When a term begins, when its holders can leave again, and when it ends.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    pub start: i64,
    pub opens: i64,
    pub end: i64,
}

impl Held {
    /// The term of `setup`, and `vault` with it.
    pub fn new(setup: &Setup, vault: VaultLedger) -> (VaultLedger, Option<Self>) {
        let Some(([before, long], off)) = setup.term else { return (vault, None) };
        let length = setup.epoch_seconds;
        let time = |epoch: u64| setup.genesis + (epoch * length) as i64;
        let [early, late] = off.map(|percent| (length * percent / 100).min(length - 1) as i64);
        let [start, end] = [time(before), time(before + long)];
        let vault = vault.with_term(start - early, end + late).unwrap();
        (vault, Some(Self { start, opens: end - 2 * length as i64, end }))
    }
}

impl World {
    pub(super) fn is_held(&self) -> bool {
        let time = self.clock();
        self.term.is_some_and(|term| (term.start..term.opens).contains(&time))
    }

    pub(super) fn is_running(&self) -> bool {
        let time = self.clock();
        self.term.is_some_and(|term| (term.start..term.end).contains(&time))
    }
}
