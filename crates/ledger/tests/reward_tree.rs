//! Reward trees: roots, delays, funds and claims, one by one and in any order.

use std::collections::BTreeMap;

use ledger::refusal::{Refusal, Result, Rule};
use ledger::state::reward_tree::{MAX_ROOT_DELAY, MIN_ROOT_DELAY, RewardBooks, Root};
use proptest::prelude::*;

const A: Root = [1; 32];
const B: Root = [2; 32];
const DELAY: u64 = 3_600;

fn refused<T: core::fmt::Debug>(result: Result<T>, rule: Rule, value: u64, limit: u64) {
    assert_eq!(result.unwrap_err(), Refusal { rule, value, limit });
}

/// Books with an active root of `total`.
fn active(total: u64) -> RewardBooks {
    let mut books = RewardBooks::default();
    assert_eq!(books.publish(A, total, DELAY, 0), Ok(total));
    books.settle(3_600);
    books
}

#[test]
fn delays_have_bounds() {
    for (seconds, bound) in [(0, MIN_ROOT_DELAY), (3_599, MIN_ROOT_DELAY), (2_592_001, MAX_ROOT_DELAY)] {
        refused(RewardBooks::check_delay(seconds), Rule::RootDelay, seconds, bound);
    }
    assert_eq!([3_600, 2_592_000].map(RewardBooks::check_delay), [Ok(()); 2]);
}

#[test]
fn a_root_counts_from_its_second_on() {
    let mut books = RewardBooks::default();
    assert_eq!(books.publish(A, 10, DELAY, 100), Ok(10));
    books.settle(3_699);
    assert_eq!((books.active_root, books.next_root), ([0; 32], A));
    books.settle(3_700);
    assert_eq!((books.active_root, books.active_total, books.active_from), (A, 10, 3_700));
    assert_eq!((books.next_root, books.next_total, books.activates_at), ([0; 32], 0, 0));
    // A clock that runs back takes nothing away.
    books.settle(0);
    assert_eq!(books.active_root, A);
}

#[test]
fn only_what_is_missing_has_to_come_in() {
    let mut books = active(10);
    books.fund(7).unwrap();
    assert_eq!(books.publish(B, 12, DELAY, 3_600), Ok(0), "the 7 cover it");
    assert_eq!(books.publish(B, 20, DELAY, 3_600), Ok(3));
    assert_eq!(books.publish(B, 10, DELAY, 3_600), Ok(0), "a pending root may be replaced by a lower one");
    assert_eq!(books.funded, 20);
    refused(books.fund(0), Rule::Zero, 0, 1);
    let before = books;
    assert_eq!(books.fund(u64::MAX - 19).unwrap_err().rule, Rule::Overflow);
    assert_eq!(books, before);
}

#[test]
fn what_is_promised_never_falls() {
    let mut books = active(10);
    refused(books.publish(B, 9, DELAY, 3_600), Rule::TotalFell, 9, 10);
    refused(books.publish([0; 32], 11, DELAY, 3_600), Rule::NoRoot, 0, 1);
    assert_eq!(books.publish(B, 10, DELAY, 3_600), Ok(0));
    assert_eq!(books.publish(B, 30, DELAY, 3_600), Ok(20));
    // The pending root is active then, settled or not.
    let before = books;
    refused(books.publish(A, 29, DELAY, 7_200), Rule::TotalFell, 29, 30);
    assert_eq!(books, before, "a refusal changes nothing");
    assert_eq!(books.publish(A, 29, DELAY, 7_199), Ok(0));
    assert_eq!((books.active_total, books.activates_at), (10, 7_199 + 3_600), "the time starts anew");
}

#[test]
fn a_root_is_struck_to_its_last_second_and_leaves_its_funds() {
    let mut books = active(10);
    books.publish(B, 30, DELAY, 3_600).unwrap();
    let mut late = books;
    refused(late.strike(B, 7_200), Rule::RootActive, 7_200, 7_200);
    refused(late.strike(A, 7_199), Rule::RootActive, 7_199, 3_600);
    refused(late.strike([0; 32], 7_199), Rule::RootNotPending, 0, 1);
    refused(late.strike([9; 32], 7_199), Rule::RootNotPending, 0, 1);
    assert_eq!(late, books, "a refusal changes nothing");
    books.strike(B, 7_199).unwrap();
    assert_eq!((books.active_root, books.next_root, books.funded), (A, [0; 32], 30));
    refused(books.strike(B, 7_199), Rule::RootNotPending, 0, 1);
    assert_eq!(books.publish(B, 30, DELAY, 7_199), Ok(0), "what came in is there");
    // The same root as the active one, published again, is pending and can be struck.
    books.publish(A, 30, DELAY, 7_199).unwrap();
    books.strike(A, 7_199).unwrap();
    assert_eq!((books.active_root, books.active_total), (A, 10));
}

#[test]
fn nobody_is_paid_twice_nor_more_than_promised() {
    let mut books = active(10);
    assert_eq!(books.claim(6, 0), Ok(6));
    refused(books.claim(6, 6), Rule::NothingEarned, 6, 6);
    refused(books.claim(5, 6), Rule::NothingEarned, 5, 6);
    refused(books.claim(0, 0), Rule::NothingEarned, 0, 0);
    // A list that comes to more than its total: a late claimer has to wait for a higher one, and the books stay
    // whole.
    books.fund(100).unwrap();
    refused(books.claim(5, 0), Rule::OverTotal, 5, 4);
    refused(books.claim(u64::MAX, 6), Rule::OverTotal, u64::MAX - 6, 4);
    assert_eq!(books.claim(4, 0), Ok(4));
    assert_eq!((books.held(), books.invariant()), (Ok(100), Ok(())));
}

#[derive(Clone, Debug)]
enum Step {
    Publish(u8, u64),
    Strike(u8),
    Fund(u64),
    Claim(u8, u64),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..4u8, 0..2_000u64).prop_map(|(root, total)| Step::Publish(root, total)),
        1 => (0..4u8).prop_map(Step::Strike),
        1 => (0..500u64).prop_map(Step::Fund),
        6 => (0..4u8, 0..1_000u64).prop_map(|(who, cumulative)| Step::Claim(who, cumulative)),
        3 => (0..5_000u64).prop_map(Step::Wait),
    ]
}

proptest! {
    #[test]
    fn the_books_balance_in_any_order(steps in prop::collection::vec(step(), 1..80)) {
        let (mut books, mut now) = (RewardBooks::default(), 0);
        let (mut came_in, mut went_out) = (0u64, 0u64);
        let mut claimed = BTreeMap::<u8, u64>::new();
        for step in steps {
            let before = books;
            let done = match step {
                Step::Publish(root, total) => {
                    books.publish([root; 32], total, DELAY, now).map(|missing| came_in += missing)
                }
                Step::Strike(root) => books.strike([root; 32], now),
                Step::Fund(amount) => books.fund(amount).map(|()| came_in += amount),
                Step::Claim(who, cumulative) => {
                    books.settle(now);
                    let so_far = claimed.entry(who).or_default();
                    let before = books;
                    let result = books.claim(cumulative, *so_far).map(|amount| {
                        went_out += amount;
                        *so_far += amount;
                        assert_eq!(*so_far, cumulative);
                    });
                    if result.is_err() {
                        prop_assert_eq!(books, before);
                    }
                    continue;
                }
                Step::Wait(seconds) => {
                    now += seconds as i64;
                    Ok(())
                }
            };
            if done.is_err() {
                prop_assert_eq!(books, before);
            }
            prop_assert_eq!(books.invariant(), Ok(()));
            prop_assert_eq!((books.funded, books.paid), (came_in, went_out));
            prop_assert_eq!(claimed.values().sum::<u64>(), went_out);
            prop_assert!(books.active_total >= before.active_total);
        }
    }
}
