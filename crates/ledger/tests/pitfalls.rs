//! What went wrong elsewhere, each as a test that it does not go wrong here. V is 1,000 throughout.

mod common;

use common::{EPOCH, GENESIS, OPEN, lose_from_next, refused, request, ticket, vault, with, with_bucket};
use ledger::refusal::Rule;
use ledger::state::books::UNITS;
use ledger::state::exit_bucket::Bucket;
use ledger::state::exit_ticket::Ticket;
use ledger::state::vault::VaultLedger;
use ledger::transition::reward::RewardTerms;
use ledger::transition::vault::Limits;

/// What all of a holder's shares fetch by the ordinary exit.
fn leave(vault: &mut VaultLedger, shares: u64) -> u64 {
    request(vault, &mut Bucket::new(1), shares).assets
}

#[test]
fn first_depositor_inflation() {
    // One unit in, then 10^9 assets into A, however that may be done, and a victim deposits a million.
    let mut vault = vault(0, 0);
    vault.deposit(1, 1, GENESIS).unwrap();
    vault.books.active += 1_000_000_000;
    // floor(10^6 · 1,001/1,000,001,001) = 1 share: all that this victim has is at stake. But what was put in stays in:
    assert_eq!(vault.deposit(1_000_000, 1, GENESIS).unwrap().flow.shares_minted, 1);
    // floor(1,001,001,001/1,002) = 999,002 of the 10^9 come back.
    assert_eq!(leave(&mut vault, 1), 999_002);
    // A minimum stops the deposit altogether.
    refused(vault.deposit(1_000_000, 2, GENESIS), Rule::BelowMinimum, 1, 2);
}

/// By a reward it takes a stream's time, in which everyone sees it come, and costs as much.
#[test]
fn first_depositor_inflation_by_a_reward() {
    let (mut vault, whole) = (vault(0, 0), RewardTerms { commission_bps: 0, protocol_fee_bps: 0 });
    vault.deposit(1, 1, GENESIS).unwrap();
    vault.pay_reward(&mut 0, 1_000_000_000, whole, GENESIS).unwrap();
    assert_eq!({ vault }.deposit(1_000_000, 1, GENESIS).unwrap().flow.shares_minted, 1_000_000, "not at once");
    let now = GENESIS + EPOCH;
    assert_eq!(vault.deposit(1_000_000, 1, now).unwrap().flow.shares_minted, 1);
    // As above.
    assert_eq!(vault.request_exit(&mut Bucket::new(2), 1, 0, now).unwrap().assets, 999_002);
}

/// What streams while there is only dust goes to the virtual shares, which never leave: a known price of theirs. It is
/// gain only for that dust's part, and stops with the first real deposit.
#[test]
fn a_reward_that_waits_for_shares_and_finds_dust() {
    let (mut vault, whole) = (vault(0, 0), RewardTerms { commission_bps: 0, protocol_fee_bps: 0 });
    vault.pay_reward(&mut 0, 1_000_000, whole, GENESIS).unwrap();
    vault.deposit(1, 1, GENESIS).unwrap();
    assert_eq!({ vault }.exit_instantly(1, 0, GENESIS + EPOCH).unwrap().flow.assets_out, 1_000, "of a million");
    // A tenth came out before somebody came: (100,001 + V)/(1 + V) = 100.9 for a share.
    let shares = vault.deposit(100_000_000, 0, GENESIS + 100).unwrap().flow.shares_minted;
    assert_eq!(shares, 991_079);
    let out = vault.request_exit(&mut Bucket::new(2), shares, 0, GENESIS + EPOCH).unwrap().assets;
    // 991,079 · (101,000,001 + V)/(991,080 + V): of the 900,000 that came out from then on, 999 in 1,000.
    assert_eq!(out, 100_899_091);
}

#[test]
fn first_depositor_inflation_does_not_pay_at_any_size() {
    for gain in [1, 999, 1_000, 1_000_000, 1 << 40, 1 << 60] {
        for first in [1, 1_000, 1_000_000] {
            for second in [1, 1_000_000, 1 << 40] {
                let mut vault = vault(0, 0);
                vault.deposit(first, 0, GENESIS).unwrap();
                vault.books.active += gain;
                if vault.deposit(second, 0, GENESIS).is_err() {
                    continue;
                }
                let back = leave(&mut vault, first);
                assert!(back <= first + gain, "{first} and {gain} became {back} by a deposit of {second}");
            }
        }
    }
}

#[test]
fn a_gain_before_the_first_deposit_belongs_to_nobody() {
    // 10^6 with no owner: the first depositor gets no more of it than the virtual shares leave.
    let mut vault = vault(1_000_000, 0);
    // floor(10^6 · 1,000/1,001,000) = 999 shares; floor(999 · 2,001,000/1,999) = 999,999 assets.
    let shares = vault.deposit(1_000_000, 0, GENESIS).unwrap().flow.shares_minted;
    assert_eq!((shares, leave(&mut vault, shares)), (999, 999_999));
}

#[test]
fn deposits_after_insolvency_neither_strand_nor_overpay() {
    let mut wiped = vault(0, 1_000_000);
    refused(wiped.deposit(5_000, 0, GENESIS), Rule::Insolvent, 1_000_000, 0);
    // With a single asset behind the old shares, a newcomer loses less than twice V to them.
    let mut vault = vault(1, 1_000_000);
    let shares = vault.deposit(1_000_000, 0, GENESIS).unwrap().flow.shares_minted;
    let back = leave(&mut vault, shares);
    assert!((998_000..=1_000_000).contains(&back), "{back}");
}

#[test]
fn a_wiped_bucket_strands_no_ticket_old_or_new() {
    let (mut vault, mut bucket) = with_bucket(1_000, 1_000, 100, 100);
    lose_from_next(&mut vault, &mut bucket, 100);
    // A new one shares nothing with it: it goes to the next pool. Where all are wiped, it leaves them no whole unit.
    let (mut other, mut next) = (vault, bucket);
    let new = other.request_exit(&mut next, 5, 5, GENESIS).unwrap().ticket;
    assert_eq!((new.pool, next.worth(&new), next.worth(&ticket(100))), (1, Ok(5), Ok(0)));
    let mut wiped = Bucket { pools: [bucket.pools[0]; 4], ..bucket };
    let new = { vault }.request_exit(&mut wiped, 5, 4, GENESIS).unwrap().ticket;
    assert_eq!((wiped.worth(&new), wiped.worth(&Ticket { pool: new.pool, ..ticket(100) })), (Ok(4), Ok(0)));
    // The next epoch's bucket is free again, and the old ticket closes with nothing.
    let now = GENESIS + EPOCH;
    vault.request_exit(&mut Bucket::new(2), 5, 5, now).unwrap();
    let mut held = ticket(100);
    let claim = vault.claim_exit(&mut bucket, &mut held, now + EPOCH).unwrap();
    assert_eq!((claim.flow.assets_out, claim.closes), (0, true));
    assert_eq!(vault.close_bucket(&mut bucket, now + EPOCH), Ok(0));
}

#[test]
fn an_exit_is_not_griefed_by_a_loss_of_one_unit() {
    // The request's assets are fixed in shares of the bucket: one unit less is one unit less, and no failure.
    let (mut vault, mut bucket) = (vault(1_000, 1_000), Bucket::new(1));
    let mut exit = request(&mut vault, &mut bucket, 500);
    lose_from_next(&mut vault, &mut bucket, 1);
    let claim = vault.claim_exit(&mut bucket, &mut exit.ticket, GENESIS + 2 * EPOCH).unwrap();
    assert_eq!((claim.flow.assets_out, claim.closes), (499, true));
    assert_eq!(vault.books.matured, 0);
}

#[test]
fn an_instant_exit_cannot_run_past_the_idle_stake() {
    let mut vault = vault(1_000_000, 1_000_000);
    vault.books.idle = UNITS / 10;
    let delegated = |vault: &VaultLedger| {
        let behind = u128::from(vault.books.units - vault.books.idle);
        u128::from(vault.books.stake().unwrap()) * behind / u128::from(vault.books.units)
    };
    assert_eq!(delegated(&vault), 900_000);
    refused(vault.exit_instantly(100_001, 0, GENESIS), Rule::OverIdle, 100_001, 100_000);
    for _ in 0..100 {
        vault.exit_instantly(1_000, 0, GENESIS).unwrap();
        assert!(delegated(&vault) >= 900_000);
    }
    refused(vault.exit_instantly(1, 0, GENESIS), Rule::OverIdle, 1, 0);
    assert_eq!((vault.books.active, vault.books.idle), (900_000, 0));
}

#[test]
fn a_matured_exit_is_out_of_a_slashs_reach_and_a_live_one_is_not() {
    let (mut vault, mut bucket) = (vault(1_000, 1_000), Bucket::new(1));
    request(&mut vault, &mut bucket, 400);
    let stakes = [0, EPOCH, 2 * EPOCH - 1, 2 * EPOCH].map(|later| {
        vault.advance(GENESIS + later);
        vault.books.stake().unwrap()
    });
    assert_eq!(stakes, [1_000, 1_000, 1_000, 600]);
}

#[test]
fn no_exit_burns_shares_for_nothing() {
    // An amount too small for a unit of assets is refused, and its shares stay.
    for (active, supply) in [(1, 1_000), (999, 1_000), (0, 1_000)] {
        let mut vault = vault(active, supply);
        let before = vault;
        refused(vault.request_exit(&mut Bucket::new(1), 1, 0, GENESIS), Rule::Dust, 1, 1);
        refused(vault.exit_instantly(1, 0, GENESIS), Rule::Dust, 1, 1);
        assert_eq!(vault, before);
    }
    // Nor are they lost in a pool where the assets would buy no part: 1 asset at 3 assets for 2 shares.
    let (mut vault, mut bucket) = with_bucket(1_000, 1_000, 3, 2);
    let exit = vault.request_exit(&mut bucket, 1, 0, GENESIS).unwrap();
    assert_eq!((exit.ticket.shares, exit.ticket.pool), (1, 1));
}

#[test]
fn the_slippage_check_follows_the_truncation() {
    // Each would be at least the minimum if it were rounded up: 50.5, 202.05, 9.9 and 99,000.98.
    refused(vault(3_000, 1_000).deposit(101, 51, GENESIS), Rule::BelowMinimum, 50, 51);
    let result = vault(3_001, 1_000).request_exit(&mut Bucket::new(1), 101, 203, GENESIS);
    refused(result, Rule::BelowMinimum, 202, 203);
    let (mut vault, mut bucket) = with_bucket(3_000, 1_000, 60, 100);
    refused(vault.cancel_exit(&mut bucket, &mut ticket(33), 10, GENESIS), Rule::BelowMinimum, 9, 10);
    let mut dear = with(Limits { instant_fee_bps: 1_000, ..OPEN }, 1_000_000, 1_000_000);
    refused(dear.exit_instantly(100_001, 99_001, GENESIS), Rule::BelowMinimum, 99_000, 99_001);
}

#[test]
fn no_off_by_one_on_an_inclusive_window() {
    // Cancellable to the last second of epoch 1 and claimable from the first of epoch 2: never both, never neither.
    for later in [0, 1, EPOCH - 1, EPOCH, EPOCH + 1, 2 * EPOCH - 1, 2 * EPOCH, 2 * EPOCH + 1, 9 * EPOCH] {
        let (vault, bucket) = with_bucket(9, 9, 4, 4);
        let cancels = { vault }.cancel_exit(&mut { bucket }, &mut ticket(4), 0, GENESIS + later).is_ok();
        let claims = { vault }.claim_exit(&mut { bucket }, &mut ticket(4), GENESIS + later).is_ok();
        assert_eq!((cancels, claims), (later < 2 * EPOCH, later >= 2 * EPOCH), "{later} seconds in");
    }
}

#[test]
fn dust_never_locks_an_account() {
    // Three tickets of one share in a bucket of two assets: nobody gets any, and everything closes.
    let (mut vault, mut bucket) = with_bucket(1_000, 1_000, 2, 3);
    bucket.tickets = 3;
    let now = GENESIS + 2 * EPOCH;
    for _ in 0..3 {
        let claim = vault.claim_exit(&mut bucket, &mut ticket(1), now).unwrap();
        assert_eq!((claim.flow.assets_out, claim.closes), (0, true));
    }
    assert_eq!(vault.close_bucket(&mut bucket, now), Ok(2));
    assert_eq!((vault.books.active, vault.books.matured), (1_002, 0));
}

#[test]
fn a_ticket_counts_out_of_its_bucket_once() {
    // Two tickets: the second must still find its bucket, after any attempt with the first, spent one.
    let (mut vault, mut bucket) = with_bucket(1_000, 1_000, 8, 8);
    bucket.tickets = 2;
    let (mut first, mut canceled, now) = (ticket(4), ticket(4), GENESIS + 2 * EPOCH);
    let mut live = (vault, bucket);
    assert_eq!(vault.claim_exit(&mut bucket, &mut first, now).unwrap().flow.assets_out, 4);
    refused(vault.claim_exit(&mut bucket, &mut first, now), Rule::NothingToClaim, 4, 4);
    refused(vault.close_bucket(&mut bucket, now), Rule::TicketsOutstanding, 1, 0);

    live.0.cancel_exit(&mut live.1, &mut canceled, 0, GENESIS).unwrap();
    refused(live.0.cancel_exit(&mut live.1, &mut canceled, 0, GENESIS), Rule::Zero, 0, 1);
    refused(live.0.claim_exit(&mut live.1, &mut canceled, now), Rule::NothingToClaim, 0, 0);
    assert_eq!(canceled, Ticket { epoch: 1, ..Ticket::default() });
    assert_eq!(live.1.tickets, 1);
}

#[test]
fn units_never_wear_away() {
    // A hundred instant exits of nearly everything: without a reset the units would be gone after a few.
    let mut vault = vault(0, 0);
    for _ in 0..100 {
        vault.deposit(1_000_000_000, 0, GENESIS).unwrap();
        vault.exit_instantly(vault.books.supply - 1, 0, GENESIS).unwrap();
        assert_eq!((vault.books.units, vault.books.idle), (UNITS, UNITS));
        vault.instant_allowance.used = 0;
    }
}
