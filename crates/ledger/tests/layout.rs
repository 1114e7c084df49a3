//! The structs lie in accounts on a chain: each field's position is permanent. New fields go to the end.

use std::mem::{align_of, offset_of, size_of};

use ledger::state::allocation::Allocation;
use ledger::state::allowance::Allowance;
use ledger::state::books::Books;
use ledger::state::breaker::{Approved, LossLimits, Losses};
use ledger::state::delayed::Delayed;
use ledger::state::delegation::Delegation;
use ledger::state::exit_bucket::{Bucket, Pool};
use ledger::state::exit_ticket::Ticket;
use ledger::state::exposure::ExposurePolicy;
use ledger::state::fee::{FeesOwed, VaultFees};
use ledger::state::opt_in::Sides;
use ledger::state::pause::Pause;
use ledger::state::reward_offer::{Offer, OfferDebt, OfferPart, OfferPlace};
use ledger::state::slash::{DelayedLoss, Slash};
use ledger::state::slash_terms::SlashTerms;
use ledger::state::stop_loss::StopLoss;
use ledger::state::stream::Stream;
use ledger::state::term::Term;
use ledger::state::vault::VaultLedger;

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
fn books() {
    layout!(
        Books, 64,
        epoch: u64 = 0,
        active: u64 = 8,
        supply: u64 = 16,
        exiting: [u64; 2] = 24,
        matured: u64 = 40,
        units: u64 = 48,
        idle: u64 = 56,
    );
}

#[test]
fn delayed() {
    layout!(Delayed, 24, current: u64 = 0, next: u64 = 8, effective: i64 = 16);
}

#[test]
fn allowance() {
    layout!(
        Allowance, 64,
        capacity: u64 = 0,
        refill_seconds: u64 = 8,
        used: u64 = 16,
        remainder: u64 = 24,
        updated: i64 = 32,
        next_capacity: u64 = 40,
        next_refill_seconds: u64 = 48,
        effective: i64 = 56,
    );
}

#[test]
fn vault() {
    layout!(
        VaultLedger, 592,
        books: Books = 0,
        genesis: i64 = 64,
        epoch_seconds: u64 = 72,
        deposit_cap: u64 = 80,
        instant_fee_bps: Delayed = 88,
        instant_allowance: Allowance = 112,
        exposure: ExposurePolicy = 176,
        loss_limits: LossLimits = 248,
        losses: Losses = 296,
        contested: u64 = 320,
        escrowed: u64 = 328,
        unpaid: u64 = 336,
        stream: Stream = 344,
        stream_seconds: Delayed = 368,
        fees: VaultFees = 392,
        fees_owed: FeesOwed = 464,
        largest_units: u64 = 488,
        risk_version: u64 = 496,
        approved: Approved = 504,
        pledged: u64 = 552,
        term: Term = 560,
        reserved: [u64; 2] = 576,
    );
}

#[test]
fn fees() {
    layout!(VaultFees, 72, deposit_bps: Delayed = 0, exit_bps: Delayed = 24, reward_bps: Delayed = 48);
    layout!(FeesOwed, 24, vault: u64 = 0, protocol: u64 = 8, commissions: u64 = 16);
    layout!(Stream, 24, left: u64 = 0, updated: i64 = 8, end: i64 = 16);
}

#[test]
fn exposure_policy() {
    layout!(
        ExposurePolicy, 72,
        max_delegated_bps: Delayed = 0,
        leverage: Delayed = 24,
        max_operator_bps: Delayed = 48,
    );
}

#[test]
fn sides() {
    layout!(Sides, 48, left: Delayed = 0, right: Delayed = 24);
}

#[test]
fn losses() {
    layout!(LossLimits, 48, incident_bps: Delayed = 0, epoch_bps: Delayed = 24);
    layout!(Losses, 24, epoch: u64 = 0, base: u64 = 8, lost: u64 = 16);
    layout!(Approved, 48, epoch: u64 = 0, sums: [u64; 4] = 8, later: u64 = 40);
    layout!(Term, 16, start: i64 = 0, end: i64 = 8);
}

#[test]
fn stop_loss() {
    layout!(StopLoss, 40, bps: Delayed = 0, slashed: u64 = 24, since: i64 = 32);
}

#[test]
fn pause() {
    layout!(Pause, 24, flags: u64 = 0, from: i64 = 8, until: i64 = 16);
    // What each bit stands for.
    let kinds = [Pause::DEPOSITS, Pause::INSTANT_EXITS, Pause::TICKETS, Pause::EXPOSURE, Pause::REWARDS];
    assert_eq!((kinds, Pause::ALL), ([1, 2, 4, 8, 16], 31));
}

#[test]
fn slash() {
    layout!(
        Slash, 176,
        stake: u64 = 0,
        active: u64 = 8,
        epoch: u64 = 16,
        exiting: [[u64; 4]; 2] = 24,
        magnitude: u64 = 88,
        allocated: u64 = 96,
        all_units: u64 = 104,
        units: DelayedLoss = 112,
        part: DelayedLoss = 144,
    );
}

#[test]
fn cut() {
    layout!(DelayedLoss, 32, current: u64 = 0, next: u64 = 8, lowered: u64 = 16, lowered_active: u64 = 24);
}

#[test]
fn slash_terms() {
    layout!(
        SlashTerms, 88,
        challenge_seconds: u64 = 0,
        min_fraction: u64 = 8,
        max_fraction: u64 = 16,
        cooldown_seconds: u64 = 24,
        burn_bps: u64 = 32,
        reporter_bps: u64 = 40,
        insurance_bps: u64 = 48,
        redistribution_bps: u64 = 56,
        equivocation_fraction: u64 = 64,
        height_zero: i64 = 72,
        height_millis: u64 = 80,
    );
}

#[test]
fn delegation() {
    layout!(
        Delegation, 112,
        units: Delayed = 0,
        magnitude: u64 = 24,
        allocated: u64 = 32,
        open_slashes: u64 = 40,
        lowered: u64 = 48,
        lowered_active: u64 = 56,
        contested: u64 = 64,
        open_from: i64 = 72,
        open_until: i64 = 80,
        moving: u64 = 88,
        leaving: u64 = 96,
        arriving: u64 = 104,
    );
}

#[test]
fn allocation() {
    layout!(
        Allocation, 48,
        magnitude: Delayed = 0,
        open_slashes: u64 = 24,
        lowered: u64 = 32,
        lowered_active: u64 = 40,
    );
}

#[test]
fn offer() {
    layout!(
        Offer, 72,
        amount: u64 = 0,
        from: i64 = 8,
        until: i64 = 16,
        claim_seconds: u64 = 24,
        attributed: u64 = 32,
        paid: u64 = 40,
        commissions: u64 = 48,
        open_parts: u64 = 56,
        claims_until: i64 = 64,
    );
    layout!(OfferPlace, 16, until: i64 = 0, tables: u64 = 8);
    layout!(OfferPart, 32, amount: u64 = 0, left: u64 = 8, claim_until: i64 = 16, operators: u64 = 24);
    layout!(OfferDebt, 16, offer: u64 = 0, owed: u64 = 8);
}

#[test]
fn bucket() {
    layout!(
        Bucket, 120,
        epoch: u64 = 0,
        claimed: u64 = 8,
        tickets: u64 = 16,
        pools: [Pool; 4] = 24,
    );
    layout!(Pool, 24, shares: u64 = 0, assets: u64 = 8, contested: u64 = 16);
}

#[test]
fn ticket() {
    layout!(Ticket, 40, epoch: u64 = 0, shares: u64 = 8, paid: u64 = 16, pool: u64 = 24, fee_bps: u64 = 32);
}

/// Little-endian, with no padding: the bytes that a client reads.
#[test]
fn bytes() {
    let ticket = Ticket { epoch: 1, shares: 0x0203, paid: u64::MAX, pool: 3, fee_bps: 4 };
    let mut bytes = [0u8; 40];
    (bytes[0], bytes[8], bytes[9]) = (1, 3, 2);
    bytes[16..24].fill(0xff);
    (bytes[24], bytes[32]) = (3, 4);
    assert_eq!(bytemuck::bytes_of(&ticket), bytes);
}
