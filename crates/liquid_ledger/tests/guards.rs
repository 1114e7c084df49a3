//! What a guard lets through, delays and never traps.

use ledger::state::vault::VaultLedger;
use ledger::transition::vault::Limits;
use liquid_ledger::error::Rule;
use liquid_ledger::state::batch::Batch;
use liquid_ledger::state::guard::{Band, RateGuard, Standing};
use liquid_ledger::state::placement::{Holding, PlacedExit};
use liquid_ledger::state::pool::PoolLedger;
use liquid_ledger::state::price::{Fraction, Quote, Rate};
use liquid_ledger::transition::settings::{AssetTerms, GuardTerms};
use liquid_ledger::transition::swap::Leg;
use liquid_ledger::transition::touch::{MAX_CONTESTED_BPS, Values};
use liquid_ledger::{BPS, PLACEMENTS};

const NOW: i64 = 1_790_000_000;
const DAY: u64 = 86_400;
const OPEN: AssetTerms = AssetTerms { max_bps: BPS, deposit_cap: u64::MAX, is_open: true };

fn quote(value: u64) -> Quote {
    Quote::new(Rate { value, tokens: 1_000_000 }, Fraction::NONE, true)
}

/// A pool of two assets, worth one and 1.2 each, with a million of the first.
fn pool() -> PoolLedger {
    let mut pool = PoolLedger::new(Band::usual(7 * DAY), DAY, DAY, NOW).unwrap();
    pool.add_asset(Rate::PAR, OPEN).unwrap();
    pool.add_asset(quote(1_200_000).rate, OPEN).unwrap();
    pool.set_targets(&[5_000, 5_000]).unwrap();
    let guards = GuardTerms {
        band: Band::usual(7 * DAY),
        outflow_capacity: 1 << 40,
        outflow_refill_seconds: DAY,
        watermark_bps: 0,
        place_loss_bps: 0,
    };
    pool.set_guards(guards, NOW, NOW).unwrap();
    let values = touch(&mut pool, 1_200_000, 0, NOW);
    pool.deposit(&values, 0, 1_000_000, 1).unwrap();
    pool
}

/// Brings a pool to the present with the second asset at `value` and a placement of which open slashes contest some.
fn touch(pool: &mut PoolLedger, value: u64, contested: u64, now: i64) -> Values {
    let mut holdings = [Holding::default(); PLACEMENTS];
    holdings[0] = Holding { low: 0, high: contested, contested };
    pool.touch(&[Quote::PAR, quote(value)], &holdings, now).unwrap()
}

fn queued(pool: &mut PoolLedger, place: usize, shares: u64, now: i64) -> Batch {
    let mut batch = Batch { period: pool.period_at(now), ..Batch::default() };
    pool.request(place, &mut batch, shares, now).unwrap();
    batch
}

#[test]
fn a_rate_at_its_band_is_accepted_and_one_unit_over_is_not() {
    for (value, is_accepted) in [(1_203_000, true), (1_203_001, false), (1_194_000, true), (1_193_999, false)] {
        let values = touch(&mut pool(), value, 0, NOW);
        assert_eq!(values.quarantined.is_none(), is_accepted, "{value}");
        assert_eq!(values.rejected, None);
    }
    assert_eq!(touch(&mut pool(), 1_212_000, 0, NOW).rejected, None);
    assert_eq!(touch(&mut pool(), 1_212_001, 0, NOW).rejected, Some(1));
}

#[test]
fn a_source_without_a_rate_matters_while_its_asset_does() {
    let mut pool = pool();
    let none = Quote { rate: Rate { value: 7, tokens: 0 }, ..Quote::PAR };
    let holdings = [Holding::default(); PLACEMENTS];
    let values = pool.touch(&[Quote::PAR, none], &holdings, NOW).unwrap();
    assert_eq!(pool.deposit(&values, 0, 1_000, 1).unwrap_err().rule, Rule::RateRejected);
    pool.set_asset(1, AssetTerms { is_open: false, ..OPEN }).unwrap();
    let values = pool.touch(&[Quote::PAR, none], &holdings, NOW).unwrap();
    pool.deposit(&values, 0, 1_000, 1).unwrap();
    // A little of it is left: its holders have a say again.
    pool.assets[1].idle = 1;
    let values = pool.touch(&[Quote::PAR, none], &holdings, NOW).unwrap();
    assert_eq!(pool.deposit(&values, 0, 1_000, 1).unwrap_err().rule, Rule::RateRejected);
    pool.leave_in_kind(1_000, 0, NOW).unwrap();
}

#[test]
fn the_queue_waits_while_slashes_contest_more_than_a_part_of_the_pool() {
    let mut pool = pool();
    pool.add_placement(0, 0).unwrap();
    let mut batch = queued(&mut pool, 0, 100_000, NOW);
    let later = NOW + DAY as i64;
    let bound = 1_000_000 * MAX_CONTESTED_BPS / BPS;
    let over = touch(&mut pool, 1_200_000, bound + 1, later);
    assert_eq!(pool.fill(&over, 0, &mut batch).unwrap_err().rule, Rule::ExitContested);
    let within = touch(&mut pool, 1_200_000, bound, later);
    assert_eq!(pool.fill(&within, 0, &mut batch).unwrap().tokens, 100_000);
}

#[test]
fn shares_worth_no_token_are_filled_for_nothing_and_block_no_one() {
    let mut pool = pool();
    pool.assets[1].idle = 1_000_000;
    let mut dust = queued(&mut pool, 1, 1, NOW);
    let second = NOW + DAY as i64;
    let mut next = queued(&mut pool, 1, 1_200, second);
    let third = second + DAY as i64;
    let values = touch(&mut pool, 1_200_000, 0, third);
    assert_eq!(pool.fill(&values, 1, &mut next).unwrap_err().rule, Rule::NotNext);
    let filled = pool.fill(&values, 1, &mut dust).unwrap();
    assert_eq!(
        (filled.shares, filled.tokens, dust.waiting()),
        (1, 1, 0),
        "the pool gained, so a share is worth a token"
    );
    let values = touch(&mut pool, 1_200_000, 0, third);
    pool.fill(&values, 1, &mut next).unwrap();

    // Without a gain, a share is worth less than a token of 1.2.
    let mut pool = self::pool();
    let mut dust = queued(&mut pool, 1, 1, NOW);
    let mut next = queued(&mut pool, 1, 1_200, second);
    pool.assets[1].idle = 0;
    let values = touch(&mut pool, 1_200_000, 0, third);
    let filled = pool.fill(&values, 1, &mut dust).unwrap();
    assert_eq!((filled.shares, filled.tokens), (1, 0));
    assert_eq!(pool.fill(&values, 1, &mut next).unwrap_err().rule, Rule::OverReserve);
}

/// A pool that is worth nothing at a moment burns no one's request.
#[test]
fn a_pool_without_value_fills_nothing() {
    let mut pool = pool();
    let mut batch = queued(&mut pool, 0, 100_000, NOW);
    pool.assets[0].idle = 0;
    let values = touch(&mut pool, 1_200_000, 0, NOW + DAY as i64);
    assert_eq!(pool.fill(&values, 0, &mut batch).unwrap_err().rule, Rule::Insolvent);
}

/// Anyone may settle a ticket in the core: what it comes to is the same, with its bucket and without.
#[test]
fn a_settled_ticket_comes_to_the_same() {
    let limits = Limits { deposit_cap: u64::MAX, instant_fee_bps: 0, instant_capacity: 0, instant_refill_seconds: 1 };
    let mut vault = VaultLedger::new(DAY, limits, NOW).unwrap();
    let shares = vault.deposit(1_000_000, 1, NOW).unwrap().flow.shares_minted;
    let mut bucket = ledger::state::exit_bucket::Bucket::new(1);
    let mut ticket = vault.request_exit(&mut bucket, shares / 3, 0, NOW).unwrap().ticket;
    let exit = PlacedExit { shares: ticket.shares, given: ticket.shares / 7 };
    let before = exit.holding(&ticket, Some(&bucket)).unwrap();
    assert_eq!(exit.holding(&ticket, None).unwrap_err().rule, Rule::Core, "it needs its bucket");
    let other = ledger::state::exit_bucket::Bucket::new(2);
    assert_eq!(exit.holding(&ticket, Some(&other)).unwrap_err().rule, Rule::Core, "and no other");
    vault.settle_exit(&mut bucket, &mut ticket, NOW + 2 * DAY as i64).unwrap();
    assert_eq!(exit.holding(&ticket, None).unwrap(), before);
}

/// A quarantine of any length ends by itself, though the suspect goes on earning four basis points in two days.
#[test]
fn a_suspect_that_earns_is_accepted_after_the_quarantine() {
    let band = Band::usual(30 * DAY);
    let mut guard = RateGuard::new(quote(1_200_000).rate);
    guard.observe(&quote(1_200_000), &band, NOW).unwrap();
    let mut value = 1_203_700;
    for days in (2..=32).step_by(2) {
        let (standing, _) = guard.observe(&quote(value), &band, NOW + (days * DAY) as i64).unwrap();
        let expected = if days < 32 { Standing::Quarantined } else { Standing::Accepted };
        assert_eq!(standing, expected, "day {days}");
        value += value * 4 / 10_000;
    }
}

/// Another length of periods neither lets rates rise by all the periods that it newly counts, nor stops the count.
#[test]
fn periods_of_another_length_are_counted_from_the_change() {
    for period_seconds in [DAY, 3 * DAY] {
        let mut pool = pool();
        let band = Band { period_seconds, ..Band::usual(7 * DAY) };
        let guards = GuardTerms {
            band,
            outflow_capacity: 1 << 40,
            outflow_refill_seconds: DAY,
            watermark_bps: 0,
            place_loss_bps: 0,
        };
        pool.set_guards(guards, NOW, NOW).unwrap();
        assert_eq!(touch(&mut pool, 1_300_000, 0, NOW).rejected, Some(1), "{period_seconds}");
        // The running period lasts through the next one: three later, it may have risen by two bands.
        let later = NOW + 3 * period_seconds as i64;
        assert_eq!(touch(&mut pool, 1_206_000, 0, later).quarantined, None, "{period_seconds}");
    }
}

/// What a guardian accepts is where the next rises count from.
#[test]
fn an_accepted_suspect_leaves_one_period_to_rise() {
    let mut pool = pool();
    let later = NOW + 20 * DAY as i64;
    assert_eq!(touch(&mut pool, 1_260_000, 0, later).quarantined, Some(1));
    pool.accept_rate(1, quote(1_260_000).rate).unwrap();
    assert_eq!(touch(&mut pool, 1_266_300, 0, later).quarantined, Some(1), "half a percent more in the same period");
}

/// Cancellations take no place at the row's end: or else asking and canceling would use it up.
#[test]
fn cancellations_of_the_last_batch_give_the_row_back() {
    let mut pool = pool();
    let mut batch = Batch { period: pool.period_at(NOW), ..Batch::default() };
    let mut kept = pool.request(0, &mut batch, 10, NOW).unwrap();
    for _ in 0..3 {
        let mut request = pool.request(0, &mut batch, u64::MAX / 2, NOW).unwrap();
        pool.cancel_request(0, &mut batch, &mut request).unwrap();
    }
    assert_eq!((pool.assets[0].requested, batch.canceled), (10, 0));
    // A later batch follows: now the place is kept, until the row passes it.
    let later = NOW + DAY as i64;
    let mut next = queued(&mut pool, 0, 5, later);
    pool.cancel_request(0, &mut batch, &mut kept).unwrap();
    assert_eq!((pool.assets[0].requested, pool.assets[0].canceled, batch.canceled), (15, 10, 10));
    let values = touch(&mut pool, 1_200_000, 0, later + DAY as i64);
    assert_eq!(pool.fill(&values, 0, &mut next).unwrap_err().rule, Rule::NotNext);
    pool.fill(&values, 0, &mut batch).unwrap();
    assert_eq!(pool.fill(&values, 0, &mut next).unwrap().shares, 5);
    // An empty batch of an earlier period begins none.
    let much_later = later + 5 * DAY as i64;
    assert_eq!(pool.request(0, &mut batch, 1, much_later).unwrap_err().rule, Rule::OtherPeriod);
}

/// A swap is bounded as a deposit is, and waits while an asset has two rates.
#[test]
fn a_swap_keeps_the_bounds_of_what_comes_and_needs_one_rate() {
    let mut pool = pool();
    let values = touch(&mut pool, 1_200_000, 0, NOW);
    pool.deposit(&values, 0, 999_000_000, 1).unwrap();
    let [out, back] = [Leg { place: 0, tokens: 120_000_000 }, Leg { place: 1, tokens: 100_000_000 }];
    let doubtful = touch(&mut pool, 1_204_000, 0, NOW);
    assert_eq!(pool.swap(&doubtful, out, back).unwrap_err().rule, Rule::RateQuarantined);
    let values = touch(&mut pool, 1_200_000, 0, NOW);
    pool.set_asset(1, AssetTerms { max_bps: 1_199, ..OPEN }).unwrap();
    assert_eq!(pool.swap(&values, out, back).unwrap_err().rule, Rule::OverWeight);
    pool.set_asset(1, AssetTerms { deposit_cap: 99_999_999, ..OPEN }).unwrap();
    assert_eq!(pool.swap(&values, out, back).unwrap_err().rule, Rule::OverCap);
    pool.set_asset(1, AssetTerms { max_bps: 1_200, deposit_cap: 100_000_000, ..OPEN }).unwrap();
    pool.swap(&values, out, back).unwrap();
}

/// A rate has no more than its band in a period, however often the admin changes how long that is.
#[test]
fn other_periods_give_a_rate_no_other_band() {
    let mut pool = pool();
    let mut value = 1_200_000;
    for longer in 1..8 {
        value += 2_900;
        let values = touch(&mut pool, value, 0, NOW + longer);
        assert_eq!(values.quarantined.is_some(), value > 1_203_000, "{value}");
        let band = Band { period_seconds: 2 * DAY + longer as u64, ..Band::usual(7 * DAY) };
        let guards = GuardTerms {
            band,
            outflow_capacity: 1 << 40,
            outflow_refill_seconds: DAY,
            watermark_bps: 0,
            place_loss_bps: 0,
        };
        pool.set_guards(guards, NOW + longer, NOW + longer).unwrap();
    }
}

/// Anyone can give lamports to a small source: next to nothing of the pool stops neither the queue nor swaps of other assets.
#[test]
fn a_doubt_about_next_to_nothing_blocks_only_its_own_asset() {
    let later = NOW + DAY as i64;
    for (value, rule) in [(1_206_000, Rule::RateQuarantined), (1_260_000, Rule::RateRejected)] {
        // A thousandth of the pool differs by a thousandth of a twentieth at the most.
        for (tokens, is_blocked) in [(1_000, false), (1_000_000, true)] {
            let mut pool = pool();
            pool.add_asset(Rate::PAR, OPEN).unwrap();
            pool.assets[1].idle = tokens;
            let touch = |pool: &mut PoolLedger| {
                let quotes = [Quote::PAR, quote(value), Quote::PAR];
                pool.touch(&quotes, &[Holding::default(); PLACEMENTS], later).unwrap()
            };
            let mut batch = queued(&mut pool, 0, 1_000, NOW);
            let mut own = queued(&mut pool, 1, 1_000, NOW);
            let values = touch(&mut pool);
            assert_eq!(values.quarantined, Some(1));
            let filled = pool.fill(&values, 0, &mut batch).map(|filled| filled.shares);
            let legs = [Leg { place: 0, tokens: 100 }, Leg { place: 2, tokens: 100 }];
            let swapped = pool.swap(&values, legs[0], legs[1]);
            if is_blocked {
                assert_eq!((filled.unwrap_err().rule, swapped.unwrap_err().rule), (rule, rule));
            } else {
                assert_eq!(filled, Ok(1_000));
                swapped.unwrap();
            }
            // Those that wait for the asset itself, and those that enter with it, need its rate.
            let refused = pool.fill(&values, 1, &mut own).unwrap_err().rule;
            assert!([Rule::RateQuarantined, Rule::RateRejected].contains(&refused));
            let entered = pool.deposit(&values, 1, 1_000, 1);
            let other = pool.deposit(&values, 0, 1_000, 1);
            let is_rejected = rule == Rule::RateRejected;
            assert_eq!((entered.is_err(), other.is_err()), (is_rejected, is_rejected && is_blocked));
        }
    }
}

/// A quote of an earlier time is not remembered: its rate begins no quarantine, and ends none.
#[test]
fn a_quote_that_is_not_fresh_moves_no_guard() {
    let mut pool = pool();
    let before = pool.assets[1].guard;
    let old = Quote { is_fresh: false, ..quote(1_206_000) };
    let values = pool.touch(&[Quote::PAR, old], &[Holding::default(); PLACEMENTS], NOW + 60).unwrap();
    assert_eq!(pool.deposit(&values, 0, 1_000, 1).unwrap_err().rule, Rule::StaleSource);
    assert_eq!(pool.assets[1].guard, before);
}

/// An asset that takes no deposits yet, and of which there is nothing, needs no price.
#[test]
fn an_asset_in_its_notice_blocks_no_one() {
    let mut pool = pool();
    let values = pool.touch(&[Quote::PAR, Quote::NONE], &[Holding::default(); PLACEMENTS], NOW).unwrap();
    pool.deposit(&values, 0, 1_000, 1).unwrap();
    pool.assets[1].idle = 1;
    let values = pool.touch(&[Quote::PAR, Quote::NONE], &[Holding::default(); PLACEMENTS], NOW).unwrap();
    assert_eq!(pool.deposit(&values, 0, 1_000, 1).unwrap_err().rule, Rule::StaleSource);
}

/// Rewards that stream faster than the queue pays would be the last depositor's.
#[test]
fn rewards_stream_for_a_batch_at_the_least() {
    let band = Band::usual(7 * DAY);
    for seconds in [0, DAY - 1] {
        let refused = PoolLedger::new(band, DAY, seconds, NOW).unwrap_err();
        assert_eq!((refused.rule, refused.value, refused.limit), (Rule::GuardOutOfBounds, seconds, DAY));
    }
    PoolLedger::new(band, DAY, DAY, NOW).unwrap();
}
