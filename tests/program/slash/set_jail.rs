//! The soft model: a jail that an NCN's slasher sets and lifts, and a record that stays.

use harness::slash;
use restaking_client::{Event, PolicyArgs, RestakingError};
use restaking_tests::{Bank, SLOWEST_RISE, assert_refused, id, policy};

#[tokio::test]
async fn the_slasher_jails_an_operator_and_lets_it_out() {
    let (mut bank, split) = Bank::with_slasher(slash::no_policy(&id("slasher"))).await;
    let now = bank.now().await;
    let set = |until| slash::set_jail(&id("slasher"), &split.ncn, &split.operator, until, 42);
    // What it was, what it becomes, and how often the operator has been jailed by then: longer or shorter is no new jail.
    let steps =
        [(0, now + 1, 1), (now + 1, now + 100, 1), (now + 100, now + 50, 1), (now + 50, 0, 1), (0, i64::MAX, 2)];
    for (number, (before, after, jailings)) in (2..).zip(steps) {
        let done = bank.by("slasher", set(after)).await;
        let [Event::JailSet(event)] = &done.events[..] else { panic!("{:?}", done.events) };
        assert_eq!((event.before, event.after, event.reason, event.number), (before, after, 42, number));
        assert_eq!((event.ncn, event.operator, event.time), (split.ncn, split.operator, now));
        let record = bank.record(&split).await;
        assert_eq!((record.jailed_until, record.jailings, record.events), (after, jailings, number));
        assert_eq!((record.slashes, record.incident_at), (0, 0), "a jail is no slash");
    }
    bank.by("slasher", set(0)).await;
    bank.by("slasher", set(0)).await;
    assert_eq!(bank.record(&split).await.jailings, 2, "to let out who is free is no jail");
    bank.audit(&split.vault).await;
}

#[tokio::test]
async fn a_jail_that_would_be_over_already_is_refused() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let now = bank.now().await;
    for until in [now, now - 1, 1, -1, i64::MIN] {
        let failure =
            bank.refuses("slasher", slash::set_jail(&id("slasher"), &split.ncn, &split.operator, until, 1)).await;
        assert_refused(&failure, RestakingError::JailTooShort, until.unsigned_abs(), now as u64);
    }
    bank.by("slasher", slash::set_jail(&id("slasher"), &split.ncn, &split.operator, now + 1, 1)).await;
}

#[tokio::test]
async fn who_is_jailed_again_after_the_last_second_was_jailed_twice() {
    for (second, jailings) in [(-1, 1), (0, 2), (1, 2)] {
        let (mut bank, split) = Bank::with_slasher(policy()).await;
        let until = bank.now().await + 100;
        let set = |until| slash::set_jail(&id("slasher"), &split.ncn, &split.operator, until, 1);
        bank.by("slasher", set(until)).await;
        bank.warp(until + second).await;
        bank.by("slasher", set(until + 1_000)).await;
        assert_eq!(bank.record(&split).await.jailings, jailings, "second {second}");
    }
}

#[tokio::test]
async fn only_the_slasher_of_the_policy_that_counts_jails() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let next = PolicyArgs { slasher: id("bob"), ..policy() };
    bank.by("ncn", slash::set_policy(&id("ncn"), &split.ncn, next)).await;
    let from = bank.now().await + SLOWEST_RISE;
    let set = |name: &str| slash::set_jail(&id(name), &split.ncn, &split.operator, i64::MAX, 1);
    for (second, may, may_not) in [(-1, "slasher", "bob"), (0, "bob", "slasher")] {
        bank.warp(from + second).await;
        for name in [may_not, "ncn", "operator", "resolver", "creator"] {
            let failure = bank.refuses(name, set(name)).await;
            assert_eq!(failure.restaking(), Some(RestakingError::NotSlasher), "{name}");
        }
        bank.by(may, set(may)).await;
    }
    // Nor with the slasher's name alone.
    let mut unsigned = set("bob");
    unsigned.accounts[0].is_signer = false;
    let failure = bank.refused(unsigned, &[]).await;
    assert!(format!("{:?}", failure.error).contains("MissingRequiredSignature"), "{failure:?}");
}
