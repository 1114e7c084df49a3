//! Reported prices: a reporter gains nothing by moving one to and fro, and no quarantine passes unseen.

use liquid_ledger::error::Rule;
use liquid_ledger::state::guard::Band;
use liquid_ledger::state::placement::Holding;
use liquid_ledger::state::pool::PoolLedger;
use liquid_ledger::state::price::{Quote, Rate};
use liquid_ledger::state::report::{MAX_REPORTED_TOKENS, MAX_UNIT_VALUE, Report};
use liquid_ledger::transition::settings::{AssetTerms, GuardTerms};
use liquid_ledger::transition::touch::Values;
use liquid_ledger::{BPS, PLACEMENTS};

const NOW: i64 = 1_790_000_000;
const DAY: u64 = 86_400;
const BAND: Band = Band::usual(7 * DAY);
const PERIOD: i64 = BAND.period_seconds as i64;
const OPEN: AssetTerms = AssetTerms { max_bps: BPS, deposit_cap: u64::MAX, is_open: true };

const fn rate(value: u64) -> Rate {
    Rate { value, tokens: 1_000_000 }
}

/// A pool of wrapped SOL and a reported asset of 2, a billion of each; a reporter.
fn pool() -> (PoolLedger, Report) {
    pool_of(BAND)
}

fn pool_of(band: Band) -> (PoolLedger, Report) {
    let mut pool = PoolLedger::new(band, DAY, DAY, NOW).unwrap();
    let report = Report::new(rate(2_000_000), band.period_seconds, &band, NOW).unwrap();
    pool.add_asset(Rate::PAR, OPEN).unwrap();
    pool.add_asset(report.rate, OPEN).unwrap();
    let guards = GuardTerms {
        band,
        outflow_capacity: 1 << 60,
        outflow_refill_seconds: DAY,
        watermark_bps: 0,
        place_loss_bps: 0,
    };
    pool.set_guards(guards, NOW, NOW).unwrap();
    for place in 0..2 {
        let values = touch(&mut pool, &report, NOW);
        pool.deposit(&values, place, 1_000_000_000, 1).unwrap();
    }
    (pool, report)
}

fn touch(pool: &mut PoolLedger, report: &Report, now: i64) -> Values {
    pool.touch(&[Quote::PAR, report.quote(now)], &[Holding::default(); PLACEMENTS], now).unwrap()
}

#[test]
fn a_price_changes_once_in_a_period_and_is_repeated_at_any_time() {
    let (mut pool, mut report) = pool();
    let early = pool.report(1, &mut report, rate(2_000_001), NOW + PERIOD - 1).unwrap_err();
    assert_eq!((early.rule, early.limit), (Rule::ReportTooSoon, (NOW + PERIOD) as u64));
    pool.report(1, &mut report, rate(2_000_000), NOW + PERIOD - 1).unwrap();
    assert_eq!((report.reported_at, report.moved_at), (NOW + PERIOD - 1, NOW));
    pool.report(1, &mut report, rate(2_004_000), NOW + PERIOD).unwrap();
    assert_eq!((report.before, report.moved_at), (rate(2_000_000), NOW + PERIOD));
    let again = pool.report(1, &mut report, rate(2_000_000), NOW + 2 * PERIOD - 1).unwrap_err();
    assert_eq!(again.rule, Rule::ReportTooSoon);
    pool.report(1, &mut report, rate(2_004_000), NOW + 2 * PERIOD - 1).unwrap();
    assert_eq!(report.before, rate(2_000_000), "a repeated price has the same one before it");
}

/// The reporter's accomplice enters at each fall and leaves at each rise.
#[test]
fn a_price_that_goes_to_and_fro_pays_no_one() {
    let (mut pool, mut report) = pool();
    let (mut spent, mut brought) = (0, 0);
    for turn in 1..10 {
        let now = NOW + turn * PERIOD;
        let value = if turn % 2 == 1 { 1_996_000 } else { 2_000_000 };
        pool.report(1, &mut report, rate(value), now).unwrap();
        let values = touch(&mut pool, &report, now);
        assert_eq!(values.quarantined, None, "within the band");
        if turn % 2 == 1 {
            spent += 500_000_000;
            pool.deposit(&values, 0, 500_000_000, 1).unwrap();
        } else {
            let held = pool.supply - 3_000_000_000;
            let out = pool.worth(held, values.total_low).unwrap();
            pool.exit_instantly(&values, 0, out, held).unwrap();
            brought += out;
        }
        assert!(brought <= spent, "{brought} for {spent} in turn {turn}");
    }
}

/// The suspect is shown twice, at the ends of a quarantine in which another price was reported.
#[test]
fn a_report_between_two_suspects_ends_the_quarantine() {
    let (mut pool, mut report) = pool_of(Band { period_seconds: DAY, ..BAND });
    let day = |days: i64| NOW + days * DAY as i64;
    pool.report(1, &mut report, rate(2_015_000), day(1)).unwrap();
    assert_eq!(touch(&mut pool, &report, day(1)).quarantined, Some(1));
    for days in 2..8 {
        pool.report(1, &mut report, rate(2_000_000), day(days)).unwrap();
    }
    pool.report(1, &mut report, rate(2_015_000), day(8)).unwrap();
    assert_eq!(touch(&mut pool, &report, day(8)).quarantined, Some(1));
    assert_eq!(pool.assets[1].guard.accepted, rate(2_000_000));
    // One that stands is accepted after its time.
    for days in 9..=15 {
        pool.report(1, &mut report, rate(2_015_000), day(days)).unwrap();
    }
    assert_eq!(touch(&mut pool, &report, day(15)).quarantined, None);
    assert_eq!(pool.assets[1].guard.accepted, rate(2_015_000));
}

#[test]
fn bounds_of_a_report() {
    let refused = |rate| Report::new(rate, DAY, &BAND, NOW).unwrap_err().rule;
    for none in [Rate { value: 0, tokens: 1 }, Rate { value: 1, tokens: 0 }] {
        assert_eq!(refused(none), Rule::NoRate);
    }
    // A request for less than a unit would burn its shares for nothing, so a unit is worth little.
    assert_eq!(refused(Rate { value: MAX_UNIT_VALUE + 1, tokens: 1 }), Rule::ReportOutOfBounds);
    assert_eq!(refused(Rate { value: 1, tokens: MAX_REPORTED_TOKENS + 1 }), Rule::ReportOutOfBounds);
    let most = Rate { value: MAX_REPORTED_TOKENS * MAX_UNIT_VALUE, tokens: MAX_REPORTED_TOKENS };
    Report::new(most, DAY, &BAND, NOW).unwrap();
    for age in [0, BAND.period_seconds + 1] {
        let refused = Report::new(rate(1), age, &BAND, NOW).unwrap_err();
        assert_eq!((refused.rule, refused.value), (Rule::GuardOutOfBounds, age));
    }
    let (mut pool, mut report) = pool();
    let (before, as_it_was) = (pool, report);
    let over = Rate { value: u64::MAX, tokens: 1 };
    assert_eq!(pool.report(1, &mut report, over, NOW + PERIOD).unwrap_err().rule, Rule::ReportOutOfBounds);
    assert_eq!(pool.report(2, &mut report, rate(2), NOW + PERIOD).unwrap_err().rule, Rule::NoAsset);
    assert!(pool == before && report == as_it_was);
    // The guard judges the largest figures against the smallest.
    pool.report(1, &mut report, most, NOW + PERIOD).unwrap();
    pool.report(1, &mut report, Rate { value: 1, tokens: MAX_REPORTED_TOKENS }, NOW + 2 * PERIOD).unwrap();
    touch(&mut pool, &report, NOW + 2 * PERIOD);
}

#[test]
fn a_report_grows_old() {
    let (mut pool, report) = pool();
    let end = NOW + 2 * DAY as i64;
    assert_eq!(touch(&mut pool, &report, end).stale, None);
    assert_eq!(touch(&mut pool, &report, end + 1).stale, Some(1));
}
