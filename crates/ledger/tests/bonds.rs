//! Rewards for bonded shares: figures by hand, limits, and random lives against rational arithmetic of their own.

use ledger::refusal::{Refusal, Rule};
use ledger::state::bond_pool::{BondPool, BondPosition, MAX_REWARDS};
use ledger::state::stream::{MAX_STREAM_SECONDS, Stream};
use proptest::prelude::*;

/// A pool of one reward that streams over `seconds`.
fn pool(seconds: u64) -> BondPool {
    let mut pool = BondPool::new(seconds).unwrap();
    assert_eq!(pool.add_reward(), Ok(0));
    pool
}

/// What a position gives up that gives up nothing.
const NOTHING: [u64; MAX_REWARDS] = [0; MAX_REWARDS];

fn refusal(rule: Rule, value: u64, limit: u64) -> Refusal {
    Refusal { rule, value, limit }
}

fn wide([low, high]: [u64; 2]) -> u128 {
    u128::from(low) | u128::from(high) << 64
}

/// What `position` has earned of reward `place` and not been paid, in units and `1/2^64` of one.
fn earned(pool: &BondPool, position: &BondPosition, place: usize) -> (u128, u64) {
    let earning = position.earnings[place];
    let count = wide(pool.slots[place].per_share).wrapping_sub(wide(earning.per_share));
    let (low, high) = (u128::from(count as u64), count >> 64);
    let shares = u128::from(position.bonded);
    let low = shares * low + u128::from(earning.fraction);
    (u128::from(earning.owed) + shares * high + (low >> 64), low as u64)
}

/// The line of accounts at the head of `pool.rs`, to the last `1/2^64`.
#[track_caller]
fn check(pool: &BondPool, positions: &[BondPosition]) {
    pool.invariant().unwrap();
    let bonded: u128 = positions.iter().map(|position| u128::from(position.bonded)).sum();
    assert_eq!(u128::from(pool.bonded), bonded);
    for place in 0..MAX_REWARDS {
        let slot = &pool.slots[place];
        let (mut units, mut parts) = (u128::from(slot.stream.left), u128::from(slot.left_over));
        for position in positions {
            let earned = earned(pool, position, place);
            (units, parts) = (units + earned.0, parts + u128::from(earned.1));
        }
        assert_eq!(parts % (1 << 64), 0, "reward {place}");
        assert_eq!(units + (parts >> 64), u128::from(slot.held()), "reward {place}");
        assert_eq!(wide(slot.paid_in) - wide(slot.paid_out), u128::from(slot.held()), "reward {place}");
    }
}

#[test]
fn two_holders_by_hand() {
    let (mut pool, mut ann, mut bea) = (pool(100), BondPosition::default(), BondPosition::default());
    pool.bond(&mut ann, 256, 1_000).unwrap();
    pool.pay(0, 1_000, 1_000).unwrap();
    // 400 in 40 s, all ann's. Then 600 in 60 s, half of it bea's while she has half of the shares.
    pool.bond(&mut bea, 256, 1_040).unwrap();
    assert_eq!(pool.claim(&mut ann, 0, 1_040), Ok(400));
    assert_eq!(pool.claim(&mut bea, 0, 1_070), Ok(150));
    pool.unbond(&mut ann, 256, 1_090).unwrap();
    // The last 100 are bea's alone.
    assert_eq!(pool.claim(&mut bea, 0, 1_200), Ok(100 + 100));
    assert_eq!(pool.claim(&mut ann, 0, 1_200), Ok(150 + 100));
    assert_eq!(pool.claim(&mut ann, 0, 1_300), Err(refusal(Rule::NothingEarned, 0, 1)));
    assert_eq!((pool.slots[0].held(), pool.slots[0].stream.left, pool.slots[0].left_over), (0, 0, 0));
    check(&pool, &[ann, bea]);
}

#[test]
fn who_bonds_just_for_a_payment_earns_nothing() {
    let (mut pool, mut ann, mut eve) = (pool(100), BondPosition::default(), BondPosition::default());
    pool.bond(&mut ann, 1, 1_000).unwrap();
    pool.pay(0, 1_000, 1_000).unwrap();
    pool.bond(&mut eve, 999_999, 1_050).unwrap();
    pool.pay(0, 1_000_000, 1_050).unwrap();
    pool.unbond(&mut eve, 999_999, 1_050).unwrap();
    assert_eq!(earned(&pool, &eve, 0), (0, 0));
    assert_eq!(pool.claim(&mut ann, 0, 1_050), Ok(500));
    check(&pool, &[ann, eve]);
    // Nor does a clock that has run back give anything.
    pool.bond(&mut eve, 999_999, 1_040).unwrap();
    pool.unbond(&mut eve, 999_999, 1_050).unwrap();
    assert_eq!(earned(&pool, &eve, 0), (0, 0));
}

#[test]
fn a_reward_for_an_empty_pool_waits() {
    let (mut pool, mut ann) = (pool(100), BondPosition::default());
    pool.pay(0, 1_000, 1_000).unwrap();
    pool.pay(0, 1_000, 5_000).unwrap();
    pool.bond(&mut ann, 7, 9_000).unwrap();
    assert_eq!(pool.slots[0].stream, Stream { left: 2_000, updated: 9_000, end: 9_100 });
    pool.unbond(&mut ann, 7, 9_025).unwrap();
    assert_eq!(pool.claim(&mut ann, 0, 20_000), Ok(499), "a unit is short of 1/2^64 a share that is left over");
    pool.bond(&mut ann, 7, 20_000).unwrap();
    assert_eq!(pool.slots[0].stream, Stream { left: 1_500, updated: 20_000, end: 20_075 });
    assert_eq!(pool.claim(&mut ann, 0, 20_075), Ok(1_500));
    check(&pool, &[ann]);
}

#[test]
fn fractions_of_a_closed_position_go_back() {
    // A unit among three: a third each, and 1/2^64 left over. Of three closed positions the pool has it all again.
    let (mut pool, mut three) = (pool(1), [BondPosition::default(); 3]);
    for position in &mut three {
        pool.bond(position, 1, 0).unwrap();
    }
    pool.pay(0, 1, 0).unwrap();
    for position in &mut three {
        pool.unbond(position, 1, 1).unwrap();
        assert_eq!(
            position.earnings[0],
            ledger::state::bond_pool::Earning { owed: 0, fraction: u64::MAX / 3, ..position.earnings[0] }
        );
    }
    check(&pool, &three);
    for position in &mut three {
        assert_eq!(pool.close(position, NOTHING, 1), Ok(NOTHING));
    }
    assert_eq!((pool.slots[0].left_over, pool.slots[0].stream.left), (0, 1));
    check(&pool, &three);
    // It is the next holder's.
    let mut ann = BondPosition::default();
    pool.bond(&mut ann, 5, 10).unwrap();
    pool.bond(&mut three[0], 1, 11).unwrap();
    pool.unbond(&mut ann, 5, 11).unwrap();
    assert_eq!(earned(&pool, &ann, 0), (0, u64::MAX));
    check(&pool, &[ann, three[0]]);
}

/// Ann is owed 400 of one reward and 40 of the other, and can be paid the second alone. She gives up the first: it streams again
/// over the pool's time, to bea, the other position.
#[test]
fn what_a_position_gives_up_comes_out_again() {
    let (mut pool, mut ann, mut bea) = (pool(100), BondPosition::default(), BondPosition::default());
    pool.add_reward().unwrap();
    for (position, shares) in [(&mut ann, 256), (&mut bea, 256)] {
        pool.bond(position, shares, 1_000).unwrap();
    }
    pool.pay(0, 800, 1_000).unwrap();
    pool.pay(1, 80, 1_000).unwrap();
    pool.unbond(&mut ann, 256, 1_100).unwrap();
    assert_eq!(pool.claim(&mut bea, 0, 1_100), Ok(400));
    assert_eq!(pool.claim(&mut ann, 1, 1_100), Ok(40));
    let held = pool.slots[0].held();

    // No more than she says, of each reward by itself.
    for short in [399, 0] {
        let mut most = NOTHING;
        (most[0], most[1]) = (short, u64::MAX);
        assert_eq!(pool.close(&mut ann, most, 1_200), Err(refusal(Rule::PositionNotEmpty, 400, short)));
    }
    let mut most = NOTHING;
    most[0] = 400;
    // Long after, and regardless of later payments: without shares she earns nothing more.
    pool.pay(0, 77, 1_150).unwrap();
    assert_eq!(pool.claim(&mut bea, 0, 1_250), Ok(77));
    assert_eq!(pool.close(&mut ann, most, 1_300), Ok(most));
    assert_eq!(ann.earnings[0].owed, 0);
    assert_eq!(pool.slots[0].held(), held, "nothing was paid in or out but the 77");
    assert_eq!(pool.slots[0].stream, Stream { left: 400, updated: 1_300, end: 1_400 });
    check(&pool, &[ann, bea]);
    assert_eq!(pool.claim(&mut bea, 0, 1_350), Ok(200), "over the pool's time, and not at once");
    assert_eq!(pool.claim(&mut bea, 0, 1_400), Ok(200));
    assert_eq!(pool.claim(&mut bea, 1, 1_400), Ok(40), "the other reward is as it was");
    check(&pool, &[ann, bea]);
}

/// With no other bonded position, the forfeited amount waits for the next one; and a position that bonds and leaves at once
/// earns nothing of it.
#[test]
fn what_the_last_position_gives_up_waits() {
    let (mut pool, mut ann, mut eve) = (pool(100), BondPosition::default(), BondPosition::default());
    pool.bond(&mut ann, 7, 0).unwrap();
    pool.pay(0, 1_000, 0).unwrap();
    pool.unbond(&mut ann, 7, 100).unwrap();
    let owed = ann.earnings[0].owed;
    let forfeited = pool.close(&mut ann, [u64::MAX; MAX_REWARDS], 100).unwrap();
    assert_eq!((forfeited[0], forfeited[1..].iter().sum::<u64>()), (owed, 0));
    assert_eq!((pool.slots[0].stream.left, pool.slots[0].left_over), (1_000, 0), "the fractions are whole again");
    pool.bond(&mut eve, 1 << 40, 200).unwrap();
    pool.unbond(&mut eve, 1 << 40, 200).unwrap();
    assert_eq!(earned(&pool, &eve, 0), (0, 0));
    pool.bond(&mut eve, 1, 300).unwrap();
    assert_eq!(pool.claim(&mut eve, 0, 400), Ok(1_000));
    check(&pool, &[ann, eve]);
}

#[test]
fn refusals_change_nothing() {
    assert_eq!(BondPool::new(0), Err(refusal(Rule::StreamTooShort, 0, 1)));
    let over = MAX_STREAM_SECONDS + 1;
    assert_eq!(BondPool::new(over), Err(refusal(Rule::StreamTooLong, over, MAX_STREAM_SECONDS)));
    let (mut pool, mut ann) = (pool(MAX_STREAM_SECONDS), BondPosition::default());
    pool.bond(&mut ann, 10, 0).unwrap();
    pool.pay(0, 1_000, 0).unwrap();
    let before = (pool, ann);
    let zero = refusal(Rule::Zero, 0, 1);
    assert_eq!(pool.bond(&mut ann, 0, 0), Err(zero));
    assert_eq!(pool.unbond(&mut ann, 0, 0), Err(zero));
    assert_eq!(pool.pay(0, 0, 0), Err(zero));
    assert_eq!(pool.bond(&mut ann, u64::MAX - 9, 0), Err(refusal(Rule::Overflow, 10, u64::MAX - 9)));
    assert_eq!(pool.unbond(&mut ann, 11, 0), Err(refusal(Rule::OverBonded, 11, 10)));
    assert_eq!(pool.pay(0, u64::MAX - 999, 0), Err(refusal(Rule::Overflow, 1_000, u64::MAX - 999)));
    assert_eq!(pool.pay(1, 1, 0), Err(refusal(Rule::NoReward, 1, 1)));
    assert_eq!(pool.claim(&mut ann, 1, 0), Err(refusal(Rule::NoReward, 1, 1)));
    assert_eq!(pool.claim(&mut ann, 0, 0), Err(refusal(Rule::NothingEarned, 0, 1)));
    assert_eq!(pool.close(&mut ann, NOTHING, 0), Err(refusal(Rule::PositionNotEmpty, 10, 0)));
    assert_eq!(pool.close(&mut ann, [u64::MAX; MAX_REWARDS], 0), Err(refusal(Rule::PositionNotEmpty, 10, 0)));
    assert_eq!((pool, ann), before);
    pool.unbond(&mut ann, 10, i64::from(u32::MAX)).unwrap();
    let before = (pool, ann);
    assert_eq!(pool.close(&mut ann, NOTHING, 0), Err(refusal(Rule::PositionNotEmpty, 1_000, 0)));
    let short = [999, u64::MAX, u64::MAX, u64::MAX, u64::MAX, u64::MAX, u64::MAX, u64::MAX];
    assert_eq!(pool.close(&mut ann, short, 0), Err(refusal(Rule::PositionNotEmpty, 1_000, 999)));
    assert_eq!((pool, ann), before);
    for place in 1..MAX_REWARDS {
        assert_eq!(pool.add_reward(), Ok(place));
    }
    assert_eq!(pool.add_reward(), Err(refusal(Rule::TooManyRewards, 8, 8)));
}

/// A unit over as many shares as there can be is not lost; all units there can be over one share fit; and over many rounds of
/// both, which count past 2^128.
#[test]
fn extremes() {
    let (mut pool, mut whale, mut shrimp) = (pool(1), BondPosition::default(), BondPosition::default());
    pool.bond(&mut whale, u64::MAX, 0).unwrap();
    assert_eq!(pool.bond(&mut shrimp, 1, 0).unwrap_err().rule, Rule::Overflow);
    pool.pay(0, 1, 0).unwrap();
    pool.unbond(&mut whale, u64::MAX - 1, 1).unwrap();
    // 2^64 / (2^64 - 1) is 1, and 1 is left over: of 2^64 parts the whale has all but one.
    assert_eq!((pool.slots[0].per_share, pool.slots[0].left_over), ([1, 0], 1));
    assert_eq!(earned(&pool, &whale, 0), (0, u64::MAX));
    check(&pool, &[whale, shrimp]);

    let mut now = 1;
    for round in 0..5 {
        let most = u64::MAX - pool.slots[0].held();
        pool.pay(0, most, now).unwrap();
        assert_eq!(pool.pay(0, 1, now).unwrap_err().rule, Rule::Overflow);
        check(&pool, &[whale, shrimp]);
        now += 1;
        assert!(pool.claim(&mut whale, 0, now).unwrap() >= most, "round {round}");
        check(&pool, &[whale, shrimp]);
    }
    assert!(wide(pool.slots[0].paid_in) > 4 << 64);
    // The two largest figures together: everything to the largest position.
    pool.bond(&mut whale, u64::MAX - 1, now).unwrap();
    pool.pay(0, u64::MAX - pool.slots[0].held(), now).unwrap();
    let held = pool.slots[0].held();
    assert_eq!(pool.claim(&mut whale, 0, now + 1).unwrap(), held);
    check(&pool, &[whale, shrimp]);
}

/// The same shares for the same time earn the same, wherever the count stands: just before it starts over, say.
#[test]
fn the_count_may_start_over() {
    let (mut pool, mut ann) = (pool(1), BondPosition::default());
    pool.slots[0].per_share = [u64::MAX - 5, u64::MAX];
    pool.bond(&mut ann, 3, 0).unwrap();
    assert_eq!(earned(&pool, &ann, 0), (0, 0));
    pool.pay(0, 1_000, 0).unwrap();
    assert_eq!(pool.claim(&mut ann, 0, 1), Ok(999));
    assert!(pool.slots[0].per_share[1] < 1_000);
    check(&pool, &[ann]);
}

/// One act of a random life: action, actor, reward, amount, and the clock's advance before it.
type Act = (u8, usize, usize, u64, i64);

const HOLDERS: usize = 4;

fn acts(most: u64) -> impl Strategy<Value = Vec<Act>> {
    prop::collection::vec((0u8..10, 0..HOLDERS, 0usize..2, 1..=most, -20i64..60), 1..120)
}

/// A pool beside what rational arithmetic says that each holder has earned: sums of `released · shares / all shares`, with
/// the streams' releases taken from streams of its own.
struct Life {
    pool: BondPool,
    holders: [BondPosition; HOLDERS],
    streams: [Stream; 2],
    /// What each holder has earned of each reward, in `1/SCALE` of a unit.
    exact: [[u128; 2]; HOLDERS],
    claimed: [[u128; 2]; HOLDERS],
    scale: u128,
    /// What closed positions gave back, and the next release divides.
    given_back: [u128; 2],
    now: i64,
    /// By how much the sums may be off: what the pool's divisions left to the next one, and roundings of these sums.
    slack: u128,
}

impl Life {
    fn new(seconds: u64, scale: u128) -> Self {
        let mut pool = BondPool::new(seconds).unwrap();
        pool.add_reward().unwrap();
        pool.add_reward().unwrap();
        let zero = [[0; 2]; HOLDERS];
        let (holders, streams) = ([BondPosition::default(); HOLDERS], [Stream::default(); 2]);
        Self { pool, holders, streams, exact: zero, claimed: zero, scale, given_back: [0; 2], now: 1_000, slack: 1 }
    }

    /// Releases the due part of reward `place` to the bonded positions.
    fn release(&mut self, place: usize) {
        let all = u128::from(self.pool.bonded);
        if all == 0 {
            self.streams[place].wait(self.now);
            return;
        }
        if self.streams[place].left == 0 {
            return;
        }
        let due = u128::from(self.streams[place].release(self.now).unwrap());
        if due == 0 {
            return;
        }
        let parts = due * self.scale + std::mem::take(&mut self.given_back[place]);
        self.slack += ((all * self.scale) >> 64) + u128::from(!parts.is_multiple_of(all));
        for (exact, holder) in self.exact.iter_mut().zip(&self.holders) {
            exact[place] += parts * u128::from(holder.bonded) / all;
        }
    }

    fn act(&mut self, (act, who, place, amount, step): Act, most: u64) {
        self.now += step;
        let now = self.now;
        match act {
            0..=2 => {
                let room = most - self.pool.bonded;
                (0..if room > 0 { 2 } else { 0 }).for_each(|place| self.release(place));
                let result = self.pool.bond(&mut self.holders[who], amount.min(room), now);
                assert_eq!(result.is_err(), room == 0);
            }
            3 | 4 => {
                let bonded = self.holders[who].bonded;
                (0..if bonded > 0 { 2 } else { 0 }).for_each(|place| self.release(place));
                let result = self.pool.unbond(&mut self.holders[who], amount.min(bonded), now);
                assert_eq!(result.is_err(), bonded == 0);
            }
            5 | 6 => {
                self.release(place);
                let amount = (amount % 1_000_003).max(1).min(u64::MAX - self.pool.slots[place].held());
                self.pool.pay(place, amount, now).unwrap();
                assert_eq!(self.streams[place].pay(amount, self.pool.stream_seconds, now), Ok(0));
            }
            7 => {
                self.release(place);
                let before = self.pool.slots[place].held();
                if let Ok(paid) = self.pool.claim(&mut self.holders[who], place, now) {
                    assert_eq!(self.pool.slots[place].held(), before - paid);
                    self.claimed[who][place] += u128::from(paid);
                }
            }
            // In and out in one second, with a payment between: nothing is earned that was not.
            8 => {
                let (mut eve, room) = (BondPosition::default(), most - self.pool.bonded);
                if room > 0 {
                    (0..2).for_each(|place| self.release(place));
                    self.pool.bond(&mut eve, room, now).unwrap();
                    self.pool.pay(place, 1_000_000, now).unwrap();
                    assert_eq!(self.streams[place].pay(1_000_000, self.pool.stream_seconds, now), Ok(0));
                    self.pool.unbond(&mut eve, room, now).unwrap();
                    assert!(eve.earnings.iter().all(|earning| (earning.owed, earning.fraction) == (0, 0)));
                }
            }
            // A position without shares closes, and its holder starts afresh; every other time it gives up what it is owed.
            _ => {
                let lost: Vec<_> = (0..2).map(|place| earned(&self.pool, &self.holders[who], place)).collect();
                let forfeits = amount % 2 == 0;
                let empty = lost.iter().all(|(units, _)| *units == 0);
                let most = if forfeits { [u64::MAX; MAX_REWARDS] } else { NOTHING };
                if self.holders[who].bonded == 0 && (empty || forfeits) {
                    let mut given_up = NOTHING;
                    for (place, (units, fraction)) in lost.into_iter().enumerate() {
                        let left = (u128::from(fraction) * self.scale) >> 64;
                        self.slack += u128::from(fraction > 0);
                        self.given_back[place] += left;
                        let whole = self.pool.slots[place].left_over.overflowing_add(fraction).1;
                        if whole {
                            // A unit, which is paid in again. What divisions had left over is a part of it.
                            self.slack += self.scale.saturating_sub(self.given_back[place]);
                            self.given_back[place] = self.given_back[place].saturating_sub(self.scale);
                        }
                        given_up[place] = u64::try_from(units).unwrap();
                        let back = given_up[place] + u64::from(whole);
                        if back > 0 {
                            self.release(place);
                            assert_eq!(self.streams[place].pay(back, self.pool.stream_seconds, now), Ok(0));
                        }
                    }
                    let held = self.pool.slots.map(|slot| slot.held());
                    assert_eq!(self.pool.close(&mut self.holders[who], most, now), Ok(given_up));
                    assert_eq!(self.pool.slots.map(|slot| slot.held()), held, "nothing comes in or goes out");
                    self.holders[who] = BondPosition::default();
                    (self.exact[who], self.claimed[who]) = ([0; 2], [0; 2]);
                } else {
                    let before = (self.pool, self.holders[who]);
                    assert_eq!(
                        self.pool.close(&mut self.holders[who], most, now).unwrap_err().rule,
                        Rule::PositionNotEmpty
                    );
                    assert_eq!((self.pool, self.holders[who]), before);
                }
            }
        }
        check(&self.pool, &self.holders);
        for place in 0..2 {
            let (stream, own) = (self.pool.slots[place].stream, self.streams[place]);
            assert!(stream == own || stream.left == 0 && own.left == 0, "reward {place}: {stream:?} against {own:?}");
        }
    }

    /// What the pool says that a holder has earned in all, and what rational arithmetic says, both in `1/SCALE`, rounded.
    fn sums(&self, who: usize, place: usize) -> (u128, u128) {
        let (units, parts) = earned(&self.pool, &self.holders[who], place);
        let sum = (self.claimed[who][place] + units) * self.scale + ((u128::from(parts) * self.scale) >> 64);
        (sum, self.exact[who][place])
    }
}

/// Divisible by every number up to 16, so that sums over that many shares are exact.
const DIVISIBLE: u128 = 720_720;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Few shares, where the sums are exact but for what closed positions gave back: none is off by more than
    /// `1/DIVISIBLE` of a unit for each of those, and one that the rounding of what is compared takes.
    #[test]
    fn agrees_with_exact_sums(acts in acts(16), seconds in 1u64..200) {
        let mut life = Life::new(seconds, DIVISIBLE);
        for act in acts {
            life.act(act, 16);
            for (who, place) in (0..HOLDERS).flat_map(|who| [(who, 0), (who, 1)]) {
                let (sum, exact) = life.sums(who, place);
                prop_assert!(sum.abs_diff(exact) <= life.slack, "{who} of {place}: {sum} against {exact}");
            }
        }
    }

    /// Any number of shares, where each sum is rounded.
    #[test]
    fn agrees_with_wide_sums(acts in acts(u64::MAX), seconds in 1u64..200) {
        let mut life = Life::new(seconds, 1 << 30);
        for act in acts {
            life.act(act, u64::MAX);
            for (who, place) in (0..HOLDERS).flat_map(|who| [(who, 0), (who, 1)]) {
                let (sum, exact) = life.sums(who, place);
                prop_assert!(sum.abs_diff(exact) <= life.slack, "{who} of {place}: {sum} against {exact}");
            }
        }
    }

    /// When all have left, claimed and closed, all that the pool still holds streams to the next position.
    #[test]
    fn all_can_leave(acts in acts(u64::MAX), seconds in 1u64..200) {
        let mut life = Life::new(seconds, 1);
        for act in acts {
            life.act(act, u64::MAX);
        }
        let now = life.now + 1_000;
        for holder in &mut life.holders {
            if holder.bonded > 0 {
                life.pool.unbond(holder, holder.bonded, now).unwrap();
            }
        }
        for holder in &mut life.holders {
            for place in 0..2 {
                let owed = holder.earnings[place].owed;
                prop_assert_eq!(life.pool.claim(holder, place, now).ok(), (owed > 0).then_some(owed));
            }
            life.pool.close(holder, NOTHING, now).unwrap();
        }
        check(&life.pool, &[]);
        for slot in &life.pool.slots {
            prop_assert_eq!((slot.stream.left, slot.left_over), (slot.held(), 0));
        }
    }
}
