//! The one primitive behind every delayed change.

use bytemuck::{Pod, Zeroable};

use crate::refusal::{Result, Rule, ensure};
use crate::state::time::later;

/// When a change that is announced now takes effect. Every delay of the protocol that protects a staker is one of these two.
///
/// A rise of a staker's possible loss or charge takes effect after every exit requested within a full epoch of the
/// announcement. A fall takes effect as an exit does that is requested at the announcement: until then the stake
/// can be slashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The first second at which a fall takes effect.
    pub fall: i64,
    /// The first second at which a rise takes effect.
    pub rise: i64,
}

impl Notice {
    /// A fall announced in epoch e takes effect at the start of epoch e + `FALL_EPOCHS`: a full exit.
    pub const FALL_EPOCHS: u64 = 2;

    /// A rise announced in epoch e takes effect at the start of epoch e + `RISE_EPOCHS`: a full epoch, then a full exit.
    pub const RISE_EPOCHS: u64 = 3;

    /// The notice of a change at `now` that concerns any vault with epochs of at most `epoch_seconds`.
    pub const fn of_any_vault(now: i64, epoch_seconds: u64) -> Self {
        let fall = after(now, epoch_seconds, Self::FALL_EPOCHS);
        Self { fall, rise: after(fall, epoch_seconds, Self::RISE_EPOCHS - Self::FALL_EPOCHS) }
    }
}

/// The time `epochs` after `from`, by sums: a product that may overflow costs 50 units on the chain's machine.
pub(crate) const fn after(from: i64, epoch_seconds: u64, epochs: u64) -> i64 {
    let (mut time, mut passed) = (from, 0);
    while passed < epochs {
        time = later(time, epoch_seconds);
        passed += 1;
    }
    time
}

/// A value and at most one pending change of it.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Delayed {
    /// The value before `effective`.
    pub current: u64,
    /// The value from `effective` on.
    pub next: u64,
    /// The first second at which `next` is active.
    pub effective: i64,
}

impl Delayed {
    /// A value with no change pending.
    pub const fn settled(value: u64) -> Self {
        Self { current: value, next: value, effective: 0 }
    }

    /// The value at `now`: `next` from `effective` on, that second included.
    pub const fn at(&self, now: i64) -> u64 {
        if now >= self.effective { self.next } else { self.current }
    }

    /// The lowest value at any time from `now` through `until`.
    pub const fn lowest(&self, now: i64, until: i64) -> u64 {
        let value = self.at(now);
        if self.effective <= until && self.next < value { self.next } else { value }
    }

    /// The highest value at any time from `now` through `until`.
    pub const fn highest(&self, now: i64, until: i64) -> u64 {
        let value = self.at(now);
        if self.effective <= until && self.next > value { self.next } else { value }
    }

    /// What must be set aside for the value now and the one to come: the larger.
    pub const fn reserved(&self) -> u64 {
        if self.current > self.next { self.current } else { self.next }
    }

    /// What must be set aside at `now`, whether a change that has taken effect was settled or not.
    pub const fn reserved_at(&self, now: i64) -> u64 {
        let value = self.at(now);
        if value > self.next { value } else { self.next }
    }

    /// Forgets a change that has taken effect at `now`; returns how much less is reserved than before.
    pub fn settle(&mut self, now: i64) -> u64 {
        let before = self.reserved();
        if now >= self.effective {
            *self = Self::settled(self.next);
        }
        before - self.reserved()
    }

    /// Sets `value` from `effective` on, in place of any pending change.
    pub fn set(&mut self, value: u64, now: i64, effective: i64) {
        *self = Self { current: self.at(now), next: value, effective };
    }

    /// Announces `value` with `notice`: a rise replaces what is pending and waits its own full time, and so does a fall.
    ///
    /// A pending fall is a promise, and stands: a lower value that is announced in time for the same second replaces it, and
    /// anything else waits until the fall has taken effect. To withdraw or postpone it would raise what was announced.
    ///
    /// # Errors
    /// [`Rule::FallPending`].
    #[inline(never)]
    pub fn announce(&mut self, value: u64, now: i64, notice: Notice) -> Result<()> {
        let current = self.at(now);
        if self.next < current {
            let deeper = value < self.next && notice.fall == self.effective;
            let (from, until) = (now.max(0).unsigned_abs(), self.effective.max(0).unsigned_abs());
            ensure(deeper || value == self.next, Rule::FallPending, from, until)?;
            self.next = value;
        } else {
            // What is as it is keeps the time of a fall: a veto may give back more to now than to what is to come.
            self.set(value, now, if value > current { notice.rise } else { notice.fall });
        }
        Ok(())
    }

    /// Sets `value` from `effective` on, for a rise or a fall: either is a burden to a party. What is the value already is
    /// pending no more.
    pub fn set_late(&mut self, value: u64, now: i64, effective: i64) {
        if value == self.at(now) { *self = Self::settled(value) } else { self.set(value, now, effective) }
    }

    /// A fee or another burden: it falls at once, and rises from `effective` on. A new announcement replaces a pending
    /// one, and waits its own full time.
    pub fn set_burden(&mut self, value: u64, now: i64, effective: i64) {
        if value <= self.at(now) { *self = Self::settled(value) } else { self.set(value, now, effective) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_from_the_effective_second_inclusive() {
        let mut value = Delayed::settled(3);
        value.set(5, 90, 100);
        assert_eq!([value.at(90), value.at(99), value.at(100), value.at(101)], [3, 3, 5, 5]);
    }

    #[test]
    fn a_new_change_starts_from_what_counts_now() {
        let mut value = Delayed::settled(3);
        value.set(5, 90, 100);
        value.set(7, 99, 200);
        assert_eq!([value.at(100), value.at(200)], [3, 7], "the pending change was replaced before it counted");
        value.set(9, 200, 300);
        assert_eq!([value.at(299), value.at(300)], [7, 9], "a matured change is what the next one starts from");
    }

    #[test]
    fn what_is_set_aside_at_a_time_needs_no_settling() {
        let mut value = Delayed::settled(5);
        value.set(2, 0, 10);
        assert_eq!([value.reserved(), value.reserved_at(9), value.reserved_at(10)], [5, 5, 2]);
        assert_eq!((value.settle(10), value.reserved()), (3, 2));
    }

    #[test]
    fn the_lowest_of_a_time_is_that_of_its_ends() {
        let value = |current, next| Delayed { current, next, effective: 10 };
        for (value, now, until, lowest) in [
            (value(5, 2), 0, 9, 5),
            (value(5, 2), 0, 10, 2),
            (value(2, 5), 0, 10, 2),
            (value(2, 5), 10, 10, 5),
            (value(5, 2), 10, 9, 2),
        ] {
            assert_eq!(value.lowest(now, until), lowest, "{value:?} from {now} through {until}");
        }
    }

    const NOTICE: Notice = Notice { fall: 200, rise: 300 };

    #[test]
    fn a_rise_is_announced_an_epoch_longer_than_a_fall() {
        let mut value = Delayed::settled(3);
        value.announce(5, 50, NOTICE).unwrap();
        assert_eq!([value.at(299), value.at(300)], [3, 5]);
        let mut value = Delayed::settled(3);
        value.announce(1, 50, NOTICE).unwrap();
        assert_eq!([value.at(199), value.at(200)], [3, 1]);
        assert_eq!(Notice::of_any_vault(7, 100), Notice { fall: 207, rise: 307 });
        assert_eq!(Notice::of_any_vault(7, u64::MAX), Notice { fall: i64::MAX, rise: i64::MAX });
    }

    #[test]
    fn a_pending_fall_stands() {
        let mut value = Delayed::settled(5);
        value.announce(3, 50, NOTICE).unwrap();
        // Later, or less of a fall: refused to the last second, and nothing changes.
        let pending = value;
        for (to, now, notice) in [
            (4, 60, NOTICE),
            (5, 60, NOTICE),
            (9, 199, Notice { fall: 300, rise: 400 }),
            (1, 199, Notice { fall: 300, rise: 400 }),
        ] {
            let refused = value.announce(to, now, notice).unwrap_err();
            assert_eq!((refused.rule, refused.value, refused.limit), (Rule::FallPending, now as u64, 200));
            assert_eq!(value, pending);
        }
        value.announce(3, 199, Notice { fall: 300, rise: 400 }).unwrap();
        assert_eq!(value, pending, "the same again neither postpones it");
        value.announce(1, 60, NOTICE).unwrap();
        assert_eq!([value.at(199), value.at(200)], [5, 1], "deeper, in the same epoch");
        value.announce(4, 200, Notice { fall: 400, rise: 500 }).unwrap();
        assert_eq!([value.at(200), value.at(499), value.at(500)], [1, 1, 4]);
    }

    #[test]
    fn a_pending_rise_is_replaced_by_what_is_announced() {
        let mut value = Delayed::settled(5);
        value.announce(9, 50, NOTICE).unwrap();
        value.announce(7, 150, Notice { fall: 300, rise: 400 }).unwrap();
        assert_eq!([value.at(300), value.at(399), value.at(400)], [5, 5, 7], "it waits its own full time");
        value.announce(5, 160, Notice { fall: 300, rise: 400 }).unwrap();
        assert_eq!(value.at(1_000), 5, "withdrawn");
        value.announce(9, 170, NOTICE).unwrap();
        value.announce(2, 180, NOTICE).unwrap();
        assert_eq!([value.at(199), value.at(200), value.at(300)], [5, 2, 2]);
    }

    #[test]
    fn burdens_fall_at_once_and_rise_late() {
        let mut fee = Delayed::settled(30);
        fee.set_burden(40, 10, 50);
        assert_eq!([fee.at(49), fee.at(50)], [30, 40]);
        fee.set_burden(20, 20, 60);
        assert_eq!([fee.at(20), fee.at(1000)], [20, 20], "a fall also withdraws the pending rise");
        fee.set_burden(20, 30, 70);
        assert_eq!(fee, Delayed::settled(20), "setting the same value changes nothing");
    }

    #[test]
    fn a_rise_cannot_be_brought_forward_by_announcing_it_again() {
        let mut fee = Delayed::settled(10);
        fee.set_burden(20, 0, 100);
        fee.set_burden(20, 99, 199);
        assert_eq!([fee.at(198), fee.at(199)], [10, 20]);
    }
}
