//! Vaults in a known state, and what a refusal must leave alone.
#![allow(dead_code)] // every test binary uses a part of it

pub mod scene;

use ledger::refusal::{Refusal, Rule};
use ledger::state::books::Books;
use ledger::state::exit_bucket::{Bucket, POOLS, Pool};
use ledger::state::exit_ticket::Ticket;
use ledger::state::vault::VaultLedger;
use ledger::transition::exit::ExitRequest;
use ledger::transition::vault::Limits;
use proptest::test_runner::{Config, RngSeed};

/// When epoch 0 began.
pub const GENESIS: i64 = 1_700_000_000;
/// An epoch's length, in seconds.
pub const EPOCH: i64 = 1_000;

/// No cap, no fee, and an allowance that never binds.
pub const OPEN: Limits =
    Limits { deposit_cap: u64::MAX, instant_fee_bps: 0, instant_capacity: 1 << 62, instant_refill_seconds: 1_000 };

/// A vault in epoch 0 with these assets and this supply, none of it in buckets.
pub fn vault(active: u64, supply: u64) -> VaultLedger {
    with(OPEN, active, supply)
}

/// The same under other limits.
pub fn with(limits: Limits, active: u64, supply: u64) -> VaultLedger {
    let mut vault = VaultLedger::new(EPOCH as u64, limits, GENESIS).unwrap();
    vault.books = Books { active, supply, ..Books::new() };
    vault
}

/// A vault with a next bucket, of epoch 1, that already holds `assets` for `shares` of one older ticket.
pub fn with_bucket(active: u64, supply: u64, assets: u64, shares: u64) -> (VaultLedger, Bucket) {
    let mut vault = vault(active, supply);
    vault.books.exiting = [0, assets];
    (vault, Bucket { pools: first(shares, assets), tickets: 1, ..Bucket::new(1) })
}

/// The pools of a bucket of which only the first was ever used.
pub fn first(shares: u64, assets: u64) -> [Pool; POOLS] {
    let mut pools = [Pool::default(); POOLS];
    pools[0] = Pool { shares, assets, contested: 0 };
    pools
}

/// A request in epoch 0 that must succeed.
pub fn request(vault: &mut VaultLedger, bucket: &mut Bucket, shares: u64) -> ExitRequest {
    vault.request_exit(bucket, shares, 0, GENESIS).unwrap()
}

/// A loss of `assets` out of the bucket of the next epoch, as a slash takes it.
pub fn lose_from_next(vault: &mut VaultLedger, bucket: &mut Bucket, assets: u64) {
    vault.books.exiting[1] -= assets;
    bucket.pools[0].assets -= assets;
}

/// So many cases, the same in every run.
pub fn config(cases: u32, seed: u64) -> Config {
    Config { cases, rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..Config::default() }
}

/// Expects exactly this refusal.
#[track_caller]
pub fn refused<T: std::fmt::Debug>(result: ledger::refusal::Result<T>, rule: Rule, value: u64, limit: u64) {
    let refusal = result.expect_err("it was not refused");
    assert_eq!((refusal.rule, refusal.value, refusal.limit), (rule, value, limit));
}

/// Expects a refusal for this reason.
#[track_caller]
pub fn refused_for<T: std::fmt::Debug>(result: ledger::refusal::Result<T>, rule: Rule) {
    let Refusal { rule: found, .. } = result.expect_err("it was not refused");
    assert_eq!(found, rule);
}

/// A ticket of the bucket of epoch 1.
pub fn ticket(shares: u64) -> Ticket {
    Ticket { epoch: 1, shares, ..Ticket::default() }
}
