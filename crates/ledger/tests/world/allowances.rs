//! What may leave by instant exits, as it was said: what lets more leave waits, what lets less does not.

use ledger::state::allowance::Allowance;
use ledger::transition::vault::Limits;

/// What was announced last, and what is active before it.
#[derive(Clone, Copy, Debug)]
pub struct Allowances {
    now: [u64; 2],
    next: [u64; 2],
    from: i64,
}

impl Allowances {
    pub const fn new(limits: &Limits) -> Self {
        let terms = [limits.instant_capacity, limits.instant_refill_seconds];
        Self { now: terms, next: terms, from: i64::MIN }
    }

    /// More at once, or sooner again, than was announced.
    pub const fn frees_more(&self, limits: &Limits) -> bool {
        limits.instant_capacity > self.next[0] || limits.instant_refill_seconds < self.next[1]
    }

    /// What `allowance` is at `now`, from its figures at its latest look: second by second it regains its part, at the terms
    /// of that second. A left-over of a division is lost where the terms change.
    pub fn refill(&mut self, allowance: &mut Allowance, now: i64) {
        if now >= self.from && self.now != self.next {
            regain(allowance, self.now, self.from);
            self.now = self.next;
            [allowance.capacity, allowance.refill_seconds] = self.now;
            allowance.remainder = 0;
        }
        regain(allowance, self.now, now);
    }

    /// New terms, of an allowance that is up to date.
    pub fn resize(&mut self, allowance: &mut Allowance, limits: &Limits, from: i64) {
        self.next = [limits.instant_capacity, limits.instant_refill_seconds];
        self.now = [self.now[0].min(self.next[0]), self.now[1].max(self.next[1])];
        self.from = from;
        [allowance.capacity, allowance.refill_seconds] = self.now;
        [allowance.next_capacity, allowance.next_refill_seconds] = self.next;
        (allowance.effective, allowance.remainder) = (from, 0);
    }
}

fn regain(allowance: &mut Allowance, [capacity, seconds]: [u64; 2], now: i64) {
    let passed = (now - allowance.updated).max(0);
    allowance.updated = allowance.updated.max(now);
    let whole = u128::from(capacity) * passed as u128 + u128::from(allowance.remainder);
    let (back, rest) = ((whole / u128::from(seconds)), whole % u128::from(seconds));
    if allowance.used == 0 || passed == 0 {
        return;
    }
    let left = u128::from(allowance.used).saturating_sub(back);
    (allowance.used, allowance.remainder) = (left as u64, if left == 0 { 0 } else { rest as u64 });
}
