//! Sales of rewards: the price falls, from a height that undersells nothing, and no buyer sets the next price alone.

use liquid_ledger::error::Rule;
use liquid_ledger::state::auction::{Auction, FALL_SECONDS, FREE_SECONDS, HALVING_SECONDS, KNOWN_SECONDS, MIN_KNOWN};
use liquid_ledger::state::guard::Band;
use liquid_ledger::state::placement::Holding;
use liquid_ledger::state::pool::PoolLedger;
use liquid_ledger::state::price::{Quote, Rate};
use liquid_ledger::transition::settings::AssetTerms;
use liquid_ledger::{BPS, MAX_VALUE, PLACEMENTS};
use proptest::prelude::*;

const NOW: i64 = 1_790_000_000;
const DAY: u64 = 86_400;
const OPEN: AssetTerms = AssetTerms { max_bps: BPS, deposit_cap: u64::MAX, is_open: true };

/// A pool with a billion of wrapped SOL.
fn pool() -> PoolLedger {
    let mut pool = PoolLedger::new(Band::usual(7 * DAY), DAY, DAY, NOW).unwrap();
    pool.add_asset(Rate::PAR, OPEN).unwrap();
    pool.add_asset(Rate::PAR, OPEN).unwrap();
    deposit(&mut pool, 1_000_000_000, NOW);
    pool
}

fn deposit(pool: &mut PoolLedger, tokens: u64, now: i64) -> u64 {
    let values = pool.touch(&[Quote::PAR; 2], &[Holding::default(); PLACEMENTS], now).unwrap();
    pool.deposit(&values, 0, tokens, 1).unwrap().shares
}

fn lot(pool: &PoolLedger, tokens: u64, now: i64) -> Auction {
    let mut lot = Auction::default();
    pool.begin_lot(&mut lot, 0, tokens, now).unwrap();
    lot
}

/// An auction that knows the price of 3 for a token.
fn known() -> Auction {
    Auction { last: Rate { value: 3_000_000_000, tokens: 1_000_000_000 }, last_sold: NOW - 1, ..Auction::default() }
}

#[test]
fn a_first_lot_halves_from_what_any_pool_can_be_worth() {
    let first = lot(&pool(), 777, NOW);
    assert_eq!((first.start, first.is_first), (MAX_VALUE, 1));
    for step in 0..62 {
        assert_eq!(first.whole_at(NOW + (step * HALVING_SECONDS) as i64), Ok(MAX_VALUE >> step), "{step}");
    }
    assert_eq!(first.whole_at(NOW + HALVING_SECONDS as i64 / 2), Ok(MAX_VALUE / 4 * 3), "on a line between two");
    for (seconds, cost) in
        [(-5, MAX_VALUE), (62 * HALVING_SECONDS as i64, 0), (FREE_SECONDS as i64, 0), (i64::MAX - NOW, 0)]
    {
        assert_eq!(first.whole_at(NOW + seconds), Ok(cost), "{seconds}");
    }
}

#[test]
fn a_later_lot_falls_from_twice_the_last_price() {
    let mut later = known();
    pool().begin_lot(&mut later, 0, 500, NOW).unwrap();
    assert_eq!((later.start, later.is_first), (3_000, 0));
    let hour = FALL_SECONDS as i64;
    for (seconds, cost) in [
        (0, 3_000),
        (hour / 3, 2_250),
        (hour - 1, 751),
        (hour, 750),
        (hour + HALVING_SECONDS as i64, 375),
        (hour + 2 * HALVING_SECONDS as i64, 187),
        (DAY as i64 - 1, 0),
        (DAY as i64, 0),
    ] {
        assert_eq!(later.whole_at(NOW + seconds), Ok(cost), "after {seconds}");
    }
}

#[test]
fn a_price_is_known_for_a_time_and_in_its_own_asset() {
    let pool = pool();
    let begin = |auction: &Auction, place, now| {
        let mut lot = *auction;
        pool.begin_lot(&mut lot, place, 500, now).unwrap();
        lot.start
    };
    assert_eq!(begin(&known(), 0, NOW), 3_000);
    assert_eq!(begin(&known(), 1, NOW), MAX_VALUE, "in tokens of another asset");
    let end = known().last_sold + KNOWN_SECONDS as i64;
    assert_eq!([begin(&known(), 0, end - 1), begin(&known(), 0, end)], [3_000, MAX_VALUE]);
    let huge = Auction { last: Rate { value: u64::MAX, tokens: 1 }, ..known() };
    assert_eq!(begin(&huge, 0, NOW), MAX_VALUE);
}

/// What brought next to nothing sets no price, nor do the last tokens of a lot.
#[test]
fn no_buyer_sets_the_next_price_alone() {
    let mut pool = pool();
    let later = NOW + DAY as i64;
    let mut dust = known();
    pool.begin_lot(&mut dust, 0, 1, NOW).unwrap();
    assert_eq!(pool.sell(&mut dust, 1, 0, later), Ok(0));
    assert_eq!((dust.last, dust.last_sold), (known().last, known().last_sold));
    // All but one token at twice the price, the last one for nothing.
    let mut lot = known();
    pool.begin_lot(&mut lot, 0, MIN_KNOWN, NOW).unwrap();
    assert_eq!(pool.sell(&mut lot, MIN_KNOWN - 1, u64::MAX, NOW), Ok(6 * (MIN_KNOWN - 1)));
    assert_eq!(lot.last, known().last, "not before all of it is sold");
    assert_eq!(pool.sell(&mut lot, 1, 0, later), Ok(0));
    assert_eq!(lot.last, Rate { value: 6 * (MIN_KNOWN - 1), tokens: MIN_KNOWN });
    assert_eq!((lot.last_place, lot.last_sold), (0, later));
}

#[test]
fn refusals() {
    let mut pool = pool();
    let empty = PoolLedger { supply: 0, ..pool };
    let rule = |result: liquid_ledger::error::Result<()>| result.unwrap_err().rule;
    assert_eq!(rule(pool.begin_lot(&mut Auction::default(), 0, 0, NOW)), Rule::Zero);
    assert_eq!(rule(pool.begin_lot(&mut Auction::default(), 2, 1, NOW)), Rule::NoAsset);
    assert_eq!(rule(empty.begin_lot(&mut Auction::default(), 0, 1, NOW)), Rule::NoHolders);
    let mut none = Auction::default();
    assert_eq!(pool.sell(&mut none, 1, 1, NOW).unwrap_err().rule, Rule::NoLot);
    let mut lot = lot(&pool, 1_000, NOW);
    assert_eq!(rule(pool.begin_lot(&mut lot, 0, 1, NOW)), Rule::LotForSale);
    assert_eq!(pool.sell(&mut lot, 0, 1, NOW).unwrap_err().rule, Rule::Zero);
    assert_eq!(pool.sell(&mut lot, 1_001, u64::MAX, NOW).unwrap_err().rule, Rule::NoLot);
    let later = NOW + (41 * HALVING_SECONDS) as i64;
    let dear = pool.sell(&mut lot, 1_000, (1 << 20) - 1, later).unwrap_err();
    assert_eq!((dear.rule, dear.value), (Rule::AboveMaximum, 1 << 20));
    let mut closed = pool;
    closed.set_asset(0, AssetTerms { is_open: false, ..OPEN }).unwrap();
    assert_eq!(closed.sell(&mut lot, 1, u64::MAX, later).unwrap_err().rule, Rule::AssetClosed);
    assert_eq!(rule(closed.begin_lot(&mut lot, 0, 1, later)), Rule::AssetClosed);
    let mut gone = PoolLedger { supply: 0, ..pool };
    assert_eq!(gone.sell(&mut lot, 1, u64::MAX, later).unwrap_err().rule, Rule::NoHolders);
    // The lot of a closed asset begins again for another.
    closed.begin_lot(&mut lot, 1, 900, later).unwrap();
    assert_eq!((lot.place, lot.left, lot.start, lot.paid), (1, 900, MAX_VALUE, 0));
    lot.invariant().unwrap();
}

/// A deposit just before a sale gains nothing of it.
#[test]
fn what_a_sale_brings_streams() {
    let mut pool = pool();
    let mut sold = lot(&pool, 1_000, NOW);
    let at = NOW + (32 * HALVING_SECONDS) as i64;
    let shares = deposit(&mut pool, 1_000_000_000, at);
    assert_eq!(pool.sell(&mut sold, 1_000, 1 << 29, at), Ok(1 << 29));
    assert_eq!((pool.assets[0].idle, pool.assets[0].stream.left), (2_000_000_000, 1 << 29));
    let taken = pool.leave_in_kind(shares, 0, at).unwrap();
    assert_eq!(taken.idle[0], 1_000_000_000);
    let rest = pool.leave_in_kind(pool.supply, 0, at + DAY as i64).unwrap();
    assert_eq!(rest.idle[0], 1_000_000_000 + (1 << 29));
}

proptest! {
    /// Buying in parts costs no less than buying once, and more by less than a unit a part.
    #[test]
    fn parts_cost_what_the_whole_costs(
        size in 1u64..1 << 50, start in 1u64..1 << 61, is_first in 0u64..2, after in 0i64..90_000,
        cuts in prop::collection::vec(1u64..1 << 40, 1..20),
    ) {
        let mut once = Auction { left: size, size, start, started: NOW, is_first, ..Auction::default() };
        let (mut parts, mut pool) = (once, pool());
        let at = NOW + after;
        let whole = pool.sell(&mut once, size, u64::MAX, at).unwrap();
        let (mut paid, mut count) = (0, 0);
        let mut other = self::pool();
        for cut in cuts {
            if parts.left > 0 {
                let amount = cut.min(parts.left);
                paid += other.sell(&mut parts, amount, u64::MAX, at).unwrap();
                count += 1;
            }
        }
        if parts.left > 0 {
            let rest = parts.left;
            paid += other.sell(&mut parts, rest, u64::MAX, at).unwrap();
            count += 1;
        }
        prop_assert!(paid >= whole && paid - whole < count, "{paid} for {whole} in {count}");
        prop_assert_eq!(parts.paid, paid);
    }

    /// A price never rises, and reaches nothing.
    #[test]
    fn a_price_only_falls(start in 0u64..=MAX_VALUE, is_first in 0u64..2, mut times in prop::collection::vec(0i64..90_000, 2..40)) {
        let lot = Auction { left: 1, size: 1, start, started: NOW, is_first, ..Auction::default() };
        times.sort_unstable();
        let costs: Vec<_> = times.iter().map(|time| lot.whole_at(NOW + time).unwrap()).collect();
        prop_assert!(costs.windows(2).all(|pair| pair[0] >= pair[1]), "{costs:?}");
        prop_assert!(costs[0] <= start);
        prop_assert_eq!(lot.whole_at(NOW + DAY as i64), Ok(0));
    }
}
