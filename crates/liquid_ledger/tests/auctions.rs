//! Sales of rewards: the price falls, from a height that undersells nothing, and no sale sets the next price.

use liquid_ledger::error::Rule;
use liquid_ledger::state::auction::{Auction, FREE_SECONDS, HALVING_SECONDS};
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

#[test]
fn a_lot_halves_from_what_any_pool_can_be_worth() {
    let first = lot(&pool(), 777, NOW);
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

/// A lot that an accomplice bought for next to nothing, or far too dear, sets no price.
#[test]
fn a_lot_begins_at_the_same_height_after_any_sale() {
    for after in [0, 40 * HALVING_SECONDS as i64, DAY as i64] {
        let mut pool = pool();
        let mut told = lot(&pool, 1_000, NOW);
        pool.sell(&mut told, 1, u64::MAX, NOW + after).unwrap();
        let rest = told.left;
        pool.sell(&mut told, rest, u64::MAX, NOW + DAY as i64).unwrap();
        let later = NOW + DAY as i64 + 1;
        pool.begin_lot(&mut told, 0, 500, later).unwrap();
        assert_eq!(told.whole_at(later), Ok(MAX_VALUE), "{after}");
    }
}

/// A few tokens at a late price hold up no larger lot; and a lot that runs is not begun anew for less than as much again.
#[test]
fn a_lot_begins_anew_for_as_much_again() {
    let pool = pool();
    let mut lot = lot(&pool, 1_000, NOW);
    lot.left = 10;
    let later = NOW + DAY as i64 / 2;
    assert_eq!(pool.begin_lot(&mut lot, 0, 19, later).unwrap_err().rule, Rule::LotForSale);
    pool.begin_lot(&mut lot, 0, 20, later).unwrap();
    assert_eq!((lot.left, lot.size, lot.started), (20, 20, later));
}

/// What is sent to the pool lifts no asset over its cap, and opens no closed one.
#[test]
fn what_is_found_stays_within_the_cap() {
    let mut pool = pool();
    pool.set_asset(1, AssetTerms { deposit_cap: 1_000, ..OPEN }).unwrap();
    assert_eq!(pool.collect_found(1, 1_001, NOW).unwrap_err().rule, Rule::OverCap);
    pool.collect_found(1, 600, NOW).unwrap();
    assert_eq!(pool.collect_found(1, 401, NOW).unwrap_err().rule, Rule::OverCap, "what streams counts");
    pool.collect_found(1, 400, NOW).unwrap();
    pool.set_asset(1, AssetTerms { is_open: false, ..OPEN }).unwrap();
    assert_eq!(pool.collect_found(1, 1, NOW).unwrap_err().rule, Rule::AssetClosed);
}

/// Rewards wait for holders: the next depositor does not have them all at once.
#[test]
fn a_stream_waits_while_the_pool_has_no_holders() {
    let mut pool = pool();
    pool.pay_reward(0, 1_000_000, NOW).unwrap();
    pool.leave_in_kind(pool.supply, 0, NOW).unwrap();
    let later = NOW + 9 * DAY as i64;
    deposit(&mut pool, 1_000_000, later);
    assert_eq!((pool.assets[0].idle, pool.assets[0].stream.left), (1_000_000, 1_000_000));
    deposit(&mut pool, 1_000, later + DAY as i64 / 2);
    assert_eq!(pool.assets[0].stream.left, 500_000);
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
    assert_eq!((lot.place, lot.left, lot.paid, lot.started), (1, 900, 0, later));
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
        size in 1u64..1 << 50, after in 0i64..90_000,
        cuts in prop::collection::vec(1u64..1 << 40, 1..20),
    ) {
        let mut once = Auction { left: size, size, started: NOW, ..Auction::default() };
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
    fn a_price_only_falls(mut times in prop::collection::vec(0i64..90_000, 2..40)) {
        let lot = Auction { left: 1, size: 1, started: NOW, ..Auction::default() };
        times.sort_unstable();
        let costs: Vec<_> = times.iter().map(|time| lot.whole_at(NOW + time).unwrap()).collect();
        prop_assert!(costs.windows(2).all(|pair| pair[0] >= pair[1]), "{costs:?}");
        prop_assert!(costs[0] <= MAX_VALUE);
        prop_assert_eq!(lot.whole_at(NOW + DAY as i64), Ok(0));
    }
}
