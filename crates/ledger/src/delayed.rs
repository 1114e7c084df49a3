//! The one primitive behind every delayed change.

use bytemuck::{Pod, Zeroable};

/// A value and at most one pending change of it.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Delayed {
    /// The value before `effective`.
    pub current: u64,
    /// The value from `effective` on.
    pub next: u64,
    /// The first second at which `next` counts.
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

    /// What must be set aside for the value now and the one to come: the larger.
    pub const fn reserved(&self) -> u64 {
        if self.current > self.next { self.current } else { self.next }
    }

    /// What must be set aside at `now`, whether a change that counts by then was settled or not.
    pub const fn reserved_at(&self, now: i64) -> u64 {
        let value = self.at(now);
        if value > self.next { value } else { self.next }
    }

    /// Forgets a change that counts by `now`; returns how much less is reserved than before.
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
