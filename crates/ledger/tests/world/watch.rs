//! A value that changes late, as its rule says it: the ledger's must read the same at every second.

use super::Truth;
use crate::hold;

/// What counted when the last change was announced, what was announced, and since when it counts.
#[derive(Clone, Copy, Debug)]
pub struct Watch {
    counted: u64,
    announced: u64,
    from: i64,
    /// What is set aside for both, until somebody settles it.
    pub held: u64,
    /// The ledger's reading at its latest transition, and the epoch of the announcement: none where nobody was exposed.
    read: u64,
    epoch: Option<i64>,
}

impl Watch {
    pub const fn new(value: u64) -> Self {
        Self { counted: value, announced: value, from: i64::MIN, held: value, read: value, epoch: None }
    }

    pub fn at(&self, time: i64) -> u64 {
        if time >= self.from { self.announced } else { self.counted }
    }

    /// A change was announced and does not count yet at `time`.
    pub fn pends(&self, time: i64) -> bool {
        time < self.from
    }

    /// More is announced, and does not count yet.
    pub fn rises(&self, time: i64) -> bool {
        self.pends(time) && self.announced > self.counted
    }

    /// Less is announced, and does not count yet.
    pub fn falls(&self, time: i64) -> bool {
        self.pends(time) && self.announced < self.counted
    }

    /// Counted, and nobody has settled it.
    pub fn is_due(&self, time: i64) -> bool {
        self.held > self.announced && !self.pends(time)
    }

    /// What is no longer set aside from `time` on, once somebody asks.
    pub fn settle(&mut self, time: i64) -> u64 {
        self.counted = self.at(time);
        let held = self.counted.max(self.announced);
        std::mem::replace(&mut self.held, held) - held
    }

    /// `value` is announced at `time`, in an epoch when an exit that is asked for is claimable at that second; `None`
    /// where nobody is exposed.
    pub fn announce(&mut self, value: u64, time: i64, claimable: Option<(i64, i64)>) {
        (self.counted, self.announced) = (self.at(time), value);
        self.epoch = claimable.map(|(epoch, _)| epoch);
        self.from = claimable.map_or(i64::MIN, |(_, second)| second);
        self.held = self.counted.max(value);
    }

    /// The same for a bound that only protects: it tightens at once.
    pub fn announce_bound(&mut self, value: u64, time: i64, claimable: Option<(i64, i64)>) {
        if value <= self.at(time) {
            *self = Self { read: self.read, ..Self::new(value) };
        } else {
            self.announce(value, time, claimable);
        }
    }

    /// A slash takes `by` of what counts, read as at most `whole`; call [`Watch::settle`] first. An increase that is
    /// announced keeps its increment, a decrease its proportion. Returns what the value to come loses.
    pub fn shrink(&mut self, by: u64, whole: u64) -> u64 {
        let have = self.counted.min(whole);
        let rest = have - by;
        let to_come = if self.announced > self.counted {
            self.announced = rest + (self.announced - self.counted);
            by
        } else {
            let next = self.announced.min(have);
            let kept = (u128::from(next) * u128::from(rest)).div_ceil(u128::from(have).max(1));
            self.announced = kept as u64;
            next - self.announced
        };
        self.hold(rest);
        to_come
    }

    /// A veto gives `by` back to what counts at `time`, and `to_come` to what is announced; call [`Watch::settle`] first.
    /// With no change to come, both are one: what was to come then has come.
    pub fn grow(&mut self, by: u64, to_come: u64, time: i64) {
        let back = if self.pends(time) { by } else { to_come };
        self.announced += to_come;
        self.hold(self.counted + back);
    }

    fn hold(&mut self, counted: u64) {
        (self.counted, self.read, self.held) = (counted, counted, counted.max(self.announced));
    }

    /// The ledger says that it is `found` at `time`, in `epoch`, in a transition.
    pub fn observe(&mut self, found: u64, epoch: i64, what: &str) -> Truth {
        // Every change was announced before the start of the last full epoch: who asked to leave then has left, and who
        // stayed could be slashed for all of it.
        let old = std::mem::replace(&mut self.read, found);
        let late = self.epoch.is_none_or(|announced| announced + 2 <= epoch);
        hold!(
            old == found || late && found == self.announced,
            "{what} went from {old} to {found} in {epoch}: {self:?}"
        );
        Ok(())
    }

    /// The ledger's value, wherever it could go wrong from `time` on.
    pub fn agrees(&self, value: &ledger::Delayed, time: i64, what: &str) -> Truth {
        for at in [time, self.from.saturating_sub(1), self.from].into_iter().filter(|at| *at >= time) {
            hold!(value.at(at) == self.at(at), "{what} is {value:?} at {at}, not as {self:?}");
        }
        Ok(())
    }
}
