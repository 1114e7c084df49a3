//! Changes that burden holders: they are active from their time on, and reach back to nothing.

use ledger::state::delayed::Delayed;
use liquid_ledger::error::Rule;
use liquid_ledger::state::guard::Band;
use liquid_ledger::state::placement::Holding;
use liquid_ledger::state::pool::PoolLedger;
use liquid_ledger::state::price::{Fraction, Quote, Rate};
use liquid_ledger::transition::fees::FeeTerms;
use liquid_ledger::transition::settings::{AssetTerms, GuardTerms};
use liquid_ledger::transition::touch::Values;
use liquid_ledger::{BPS, PLACEMENTS, YEAR_SECONDS};

const NOW: i64 = 1_790_000_000;
const DAY: u64 = 86_400;
const HALF: i64 = YEAR_SECONDS as i64 / 2;
const BAND: Band = Band::usual(7 * DAY);
const NO_FEES: FeeTerms = FeeTerms { management_bps: 0, performance_bps: 0, instant_bps: 0, imbalance_bps: 0 };
const OPEN: AssetTerms = AssetTerms { max_bps: BPS, deposit_cap: u64::MAX, is_open: true };

fn pool() -> PoolLedger {
    let mut pool = PoolLedger::new(BAND, DAY, DAY, NOW).unwrap();
    pool.add_asset(Rate { value: 1_000_000, tokens: 1_000_000 }, OPEN).unwrap();
    let values = touch(&mut pool, 1_000_000, NOW);
    pool.deposit(&values, 0, 1_000_000_000, 1).unwrap();
    pool
}

fn touch(pool: &mut PoolLedger, value: u64, now: i64) -> Values {
    let quote = Quote::new(Rate { value, tokens: 1_000_000 }, Fraction::NONE, true);
    pool.touch(&[quote], &[Holding::default(); PLACEMENTS], now).unwrap()
}

fn guards(band: Band) -> GuardTerms {
    GuardTerms { band, outflow_capacity: 1 << 40, outflow_refill_seconds: DAY, watermark_bps: 0, place_loss_bps: 0 }
}

/// Half a year at 1%, and half a year at 2%: looked at once, or at the change as well.
#[test]
fn a_management_fee_counts_by_the_fee_of_its_time() {
    let mut once = pool();
    once.set_fees(FeeTerms { management_bps: 100, ..NO_FEES }, NOW, NOW).unwrap();
    once.set_fees(FeeTerms { management_bps: 200, ..NO_FEES }, NOW, NOW + HALF).unwrap();
    let mut often = once;
    once.charge_management(NOW + 2 * HALF).unwrap();
    assert_eq!(once.fee_shares, 15_000_000);
    often.charge_management(NOW + HALF).unwrap();
    assert_eq!(often.fee_shares, 5_000_000);
    often.charge_management(NOW + 2 * HALF).unwrap();
    assert_eq!(often.fee_shares, 15_000_000 + 50_000, "and of the shares of the first fee");
    // A clock that runs back takes nothing.
    let before = often;
    often.charge_management(NOW).unwrap();
    assert!(often == before);
}

/// What rose before a rise of the fee, or while nobody looked, pays the fee of before.
#[test]
fn a_performance_fee_does_not_reach_back() {
    let mut pool = pool();
    pool.set_fees(FeeTerms { performance_bps: 2_000, ..NO_FEES }, NOW, NOW + DAY as i64).unwrap();
    touch(&mut pool, 1_002_000, NOW + 2 * DAY as i64);
    assert_eq!(pool.fee_shares, 0, "the first gain after the rise is of both times");
    touch(&mut pool, 1_004_000, NOW + 4 * DAY as i64);
    let fee = pool.fee_shares;
    assert!((398_000..400_000).contains(&fee), "{fee}");
}

/// Setting the fees again does not turn an old gain into one of the new fee.
#[test]
fn a_fee_that_is_set_again_waits_again() {
    let mut pool = pool();
    let terms = FeeTerms { performance_bps: 2_000, ..NO_FEES };
    pool.set_fees(terms, NOW, NOW + DAY as i64).unwrap();
    let later = NOW + 3 * DAY as i64;
    pool.set_fees(terms, later, later + DAY as i64).unwrap();
    assert_eq!(pool.fees.performance_bps, Delayed { current: 0, next: 2_000, effective: later + DAY as i64 });
    touch(&mut pool, 1_002_000, later);
    assert_eq!(pool.fee_shares, 0);
    // A fall is active at once, as ever.
    pool.set_fees(NO_FEES, later, later + DAY as i64).unwrap();
    assert_eq!(pool.fees.performance_bps.reserved(), 0);
}

#[test]
fn a_band_narrows_at_once_and_widens_late() {
    let from = NOW + DAY as i64;
    let mut pool = pool();
    let wide = Band { rise_bps: 200, reject_bps: 50, fall_bps: 80, ..BAND };
    assert_eq!(pool.set_guards(guards(wide), NOW, from).unwrap_err().rule, Rule::GuardOutOfBounds);
    let wide = Band { rise_bps: 200, reject_bps: 300, fall_bps: 10, ..BAND };
    pool.set_guards(guards(wide), NOW, from).unwrap();
    assert_eq!(pool.band, Band { fall_bps: 10, ..BAND });
    assert_eq!(touch(&mut pool, 1_003_000, from - 1).quarantined, Some(0));
    let mut later = pool;
    let values = touch(&mut later, 1_003_000, from);
    assert_eq!((values.quarantined, later.band, later.band_from), (None, wide, 0));
    // Announced again, it waits again; withdrawn, it never was.
    let mut again = pool;
    again.set_guards(guards(wide), from - 1, from + DAY as i64).unwrap();
    assert_eq!(touch(&mut again, 1_003_000, from + DAY as i64 - 1).quarantined, Some(0));
    pool.set_guards(guards(BAND), from - 1, from + DAY as i64).unwrap();
    assert_eq!(pool.band, Band { fall_bps: 10, ..BAND });
    touch(&mut pool, 1_000_000, from + DAY as i64);
    assert_eq!(pool.band, BAND);
}

/// A shorter quarantine accepts sooner, and a shorter period lets a rate rise more often: both wait.
#[test]
fn shorter_times_wait_and_longer_ones_do_not() {
    let from = NOW + DAY as i64;
    let mut pool = pool();
    let mixed = Band { period_seconds: DAY, quarantine_seconds: 8 * DAY, ..BAND };
    pool.set_guards(guards(mixed), NOW, from).unwrap();
    assert_eq!(pool.band, Band { quarantine_seconds: 8 * DAY, ..BAND });
    touch(&mut pool, 1_000_000, from);
    assert_eq!(pool.band, mixed);
    assert_eq!(pool.assets[0].guard.period, from as u64 / DAY + 1, "periods count from the one after the change");
    let mixed = Band { period_seconds: 3 * DAY, quarantine_seconds: DAY, ..mixed };
    pool.set_guards(guards(mixed), from, from + 1).unwrap();
    assert_eq!(pool.band, Band { period_seconds: 3 * DAY, quarantine_seconds: 8 * DAY, ..mixed });
}

/// Where no asset may be the whole pool, the first deposit is; the next ones are bounded.
#[test]
fn a_pool_of_bounded_assets_can_start() {
    let mut pool = PoolLedger::new(BAND, DAY, DAY, NOW).unwrap();
    let half = AssetTerms { max_bps: 6_000, ..OPEN };
    for _ in 0..2 {
        pool.add_asset(Rate::PAR, half).unwrap();
    }
    let touch = |pool: &mut PoolLedger| pool.touch(&[Quote::PAR; 2], &[Holding::default(); PLACEMENTS], NOW).unwrap();
    // Dust that someone deposits first is no part to measure by.
    let values = touch(&mut pool);
    pool.deposit(&values, 1, 1, 1).unwrap();
    let values = touch(&mut pool);
    pool.deposit(&values, 0, 999_999_999, 1).unwrap();
    let values = touch(&mut pool);
    assert_eq!(pool.deposit(&values, 0, 1, 1).unwrap_err().rule, Rule::OverWeight);
    assert_eq!(pool.deposit(&values, 1, 1_500_000_000, 1).unwrap_err().rule, Rule::OverWeight);
    pool.deposit(&values, 1, 1_499_999_997, 1).unwrap();
    let values = touch(&mut pool);
    pool.deposit(&values, 0, 1_000_000_000, 1).unwrap();
}
