//! The structs lie in accounts on a chain: each field's position is permanent. New fields go to the end.

use std::mem::{align_of, offset_of, size_of};

use ledger::state::allowance::Allowance;
use ledger::state::delayed::Delayed;
use ledger::state::stream::Stream;
use liquid_ledger::state::asset::Asset;
use liquid_ledger::state::auction::Auction;
use liquid_ledger::state::batch::{Batch, Request};
use liquid_ledger::state::guard::{Band, RateGuard};
use liquid_ledger::state::placement::{PlacedExit, Placement};
use liquid_ledger::state::pool::{PoolFees, PoolLedger};
use liquid_ledger::state::price::Rate;
use liquid_ledger::state::report::Report;
use liquid_ledger::{ASSETS, EXITS, PLACEMENTS};

/// The size of a struct, its alignment, and its fields in order, each with its offset.
macro_rules! layout {
    ($name:ident, $size:expr, $($field:ident: $type:ty = $offset:expr),+ $(,)?) => {{
        assert_eq!((size_of::<$name>(), align_of::<$name>()), ($size, 8), stringify!($name));
        // The whole list, so that a field that is not in it does not compile.
        let $name { $($field),+ } = <$name as bytemuck::Zeroable>::zeroed();
        $(
            let _: $type = $field;
            assert_eq!(offset_of!($name, $field), $offset, concat!(stringify!($name), ".", stringify!($field)));
        )+
    }};
}

#[test]
fn rate() {
    layout!(
        Rate, 16,
        value: u64 = 0,
        tokens: u64 = 8,
    );
}

#[test]
fn band() {
    layout!(
        Band, 40,
        rise_bps: u64 = 0,
        reject_bps: u64 = 8,
        fall_bps: u64 = 16,
        period_seconds: u64 = 24,
        quarantine_seconds: u64 = 32,
    );
}

#[test]
fn rate_guard() {
    layout!(
        RateGuard, 72,
        accepted: Rate = 0,
        base: Rate = 16,
        suspect: Rate = 32,
        since: i64 = 48,
        period: u64 = 56,
        periods: u64 = 64,
    );
}

#[test]
fn asset() {
    layout!(
        Asset, 176,
        idle: u64 = 0,
        owed: u64 = 8,
        stream: Stream = 16,
        guard: RateGuard = 40,
        target_bps: u64 = 112,
        max_bps: u64 = 120,
        deposit_cap: u64 = 128,
        requested: u64 = 136,
        filled: u64 = 144,
        last_batch: u64 = 152,
        is_open: u64 = 160,
        canceled: u64 = 168,
    );
}

#[test]
fn placed_exit() {
    layout!(
        PlacedExit, 16,
        shares: u64 = 0,
        given: u64 = 8,
    );
}

#[test]
fn placement() {
    layout!(
        Placement, 72,
        asset: u64 = 0,
        shares: u64 = 8,
        target_bps: u64 = 16,
        exits: [PlacedExit; EXITS] = 24,
    );
}

#[test]
fn batch() {
    layout!(
        Batch, 64,
        period: u64 = 0,
        start: u64 = 8,
        shares: u64 = 16,
        filled: u64 = 24,
        paid: u64 = 32,
        taken: u64 = 40,
        requests: u64 = 48,
        canceled: u64 = 56,
    );
}

#[test]
fn request() {
    layout!(
        Request, 16,
        shares: u64 = 0,
        taken: u64 = 8,
    );
}

#[test]
fn auction() {
    layout!(
        Auction, 40,
        left: u64 = 0,
        size: u64 = 8,
        paid: u64 = 16,
        started: i64 = 24,
        place: u64 = 32,
    );
}

#[test]
fn report() {
    layout!(
        Report, 56,
        rate: Rate = 0,
        before: Rate = 16,
        reported_at: i64 = 32,
        moved_at: i64 = 40,
        max_age_seconds: u64 = 48,
    );
}

#[test]
fn pool_fees() {
    layout!(
        PoolFees, 96,
        management_bps: Delayed = 0,
        performance_bps: Delayed = 24,
        instant_bps: Delayed = 48,
        imbalance_bps: Delayed = 72,
    );
}

#[test]
fn pool_ledger() {
    layout!(
        PoolLedger, 2336,
        supply: u64 = 0,
        fee_shares: u64 = 8,
        charged_at: i64 = 16,
        highest: Rate = 24,
        fees: PoolFees = 40,
        band: Band = 136,
        outflow: Allowance = 176,
        watermark_bps: u64 = 240,
        place_loss_bps: Delayed = 248,
        batch_seconds: u64 = 272,
        stream_seconds: u64 = 280,
        asset_count: u64 = 288,
        assets: [Asset; ASSETS] = 296,
        placements: [Placement; PLACEMENTS] = 1704,
        performed_at: i64 = 2280,
        next_band: Band = 2288,
        band_from: i64 = 2328,
    );
}
