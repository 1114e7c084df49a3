//! How long a pause lasts, and how soon there is another.

use harness::pause::{self, ALL, DEPOSITS, REWARDS};
use harness::{Done, Split};
use restaking_client::{Event, Pause, PauseLifted, PauseRaised, RestakingError};
use restaking_tests::{Bank, assert_refused, id};

use crate::pause::scene::{BOTH, DAY, WEEK, Whose, scene};

/// What has to be refused, with the value and the limit.
async fn refuses_to_raise(
    bank: &mut Bank,
    (whose, split): (Whose, &Split),
    (flags, seconds): (u64, u64),
    (error, value, limit): (RestakingError, u64, u64),
) {
    let guardian = whose.guardian();
    let raise = pause::raise(&id(guardian), &whose.of(&split.vault.address), flags, seconds);
    assert_refused(&bank.refuses(guardian, raise).await, error, value, limit);
}

async fn raise(bank: &mut Bank, whose: Whose, split: &Split, flags: u64, seconds: u64) -> Done {
    let guardian = whose.guardian();
    bank.by(guardian, pause::raise(&id(guardian), &whose.of(&split.vault.address), flags, seconds)).await
}

async fn lift(bank: &mut Bank, whose: Whose, split: &Split) -> Done {
    let guardian = whose.guardian();
    bank.by(guardian, pause::lift(&id(guardian), &whose.of(&split.vault.address))).await
}

async fn deposit(bank: &mut Bank, split: &Split) {
    bank.by("bob", split.vault.deposit(&id("bob"), 1_000, 0, false)).await;
}

async fn refuses_a_deposit(bank: &mut Bank, split: &Split, until: i64) {
    let now = bank.now().await;
    let failure = bank.refuses("bob", split.vault.deposit(&id("bob"), 1_000, 0, false)).await;
    assert_refused(&failure, RestakingError::Paused, now as u64, until as u64);
}

#[tokio::test]
async fn it_begins_at_once_and_ends_by_itself_to_the_second() {
    for (whose, seconds) in BOTH.into_iter().flat_map(|whose| [1, 100, WEEK].map(|seconds| (whose, seconds))) {
        let (mut bank, split) = scene().await;
        let (start, address) = (bank.now().await, split.vault.address);
        let (before, number) = whose.read(&mut bank, &address).await.expect("it is there");
        let done = raise(&mut bank, whose, &split, DEPOSITS, seconds).await;
        let until = start + seconds as i64;
        let after = Pause { flags: DEPOSITS, from: start, until };
        let event = PauseRaised {
            governed: whose.of(&address),
            number: number + 1,
            time: start,
            guardian: id(whose.guardian()),
            before,
            after: after.clone(),
        };
        assert_eq!(done.events, [Event::PauseRaised(event)]);
        assert_eq!(whose.read(&mut bank, &address).await, Some((after, number + 1)));

        refuses_a_deposit(&mut bank, &split, until).await;
        bank.warp(until - 1).await;
        refuses_a_deposit(&mut bank, &split, until).await;
        bank.warp(until).await;
        deposit(&mut bank, &split).await;
    }
}

#[tokio::test]
async fn there_is_no_other_in_it_nor_within_seven_days_to_the_second() {
    for whose in BOTH {
        let (mut bank, split) = scene().await;
        let start = bank.now().await;
        raise(&mut bank, whose, &split, DEPOSITS, DAY).await;
        let until = start + DAY as i64;
        let next = until + WEEK as i64;
        for now in [start, until - 1, until, next - 1] {
            bank.warp(now).await;
            // Nor one of another kind.
            for flags in [DEPOSITS, REWARDS, ALL] {
                let answer = (RestakingError::PausedLately, now as u64, next as u64);
                refuses_to_raise(&mut bank, (whose, &split), (flags, 1), answer).await;
            }
        }
        bank.warp(next).await;
        raise(&mut bank, whose, &split, DEPOSITS, WEEK).await;
        refuses_a_deposit(&mut bank, &split, next + WEEK as i64).await;
    }
}

/// The one's clock is not the other's: the vault's guardian and the config's do not keep each other from anything.
#[tokio::test]
async fn a_vaults_pause_and_the_configs_do_not_know_of_each_other() {
    let (mut bank, split) = scene().await;
    let start = bank.now().await;
    raise(&mut bank, Whose::Vault, &split, DEPOSITS, DAY).await;
    raise(&mut bank, Whose::Config, &split, DEPOSITS, 2 * DAY).await;
    // The vault's own is told of first.
    refuses_a_deposit(&mut bank, &split, start + DAY as i64).await;
    bank.warp(start + DAY as i64).await;
    refuses_a_deposit(&mut bank, &split, start + 2 * DAY as i64).await;
    lift(&mut bank, Whose::Config, &split).await;
    deposit(&mut bank, &split).await;
}

#[tokio::test]
async fn one_that_is_lifted_is_over_at_once_and_the_next_is_seven_days_later() {
    for whose in BOTH {
        let (mut bank, split) = scene().await;
        let (start, address) = (bank.now().await, split.vault.address);
        raise(&mut bank, whose, &split, ALL, WEEK).await;
        let (before, number) = whose.read(&mut bank, &address).await.expect("it is there");
        let end = start + 500;
        bank.warp(end).await;
        refuses_a_deposit(&mut bank, &split, start + WEEK as i64).await;
        let done = lift(&mut bank, whose, &split).await;
        let after = Pause { until: end, ..before.clone() };
        let event = PauseLifted {
            governed: whose.of(&address),
            number: number + 1,
            time: end,
            lifter: id(whose.guardian()),
            before,
            after,
        };
        assert_eq!(done.events, [Event::PauseLifted(event)]);
        deposit(&mut bank, &split).await;

        let next = end + WEEK as i64;
        bank.warp(next - 1).await;
        let answer = (RestakingError::PausedLately, next as u64 - 1, next as u64);
        refuses_to_raise(&mut bank, (whose, &split), (ALL, 1), answer).await;
        bank.warp(next).await;
        raise(&mut bank, whose, &split, ALL, 1).await;
    }
}

#[tokio::test]
async fn nothing_is_lifted_that_is_not_on() {
    for whose in BOTH {
        let (mut bank, split) = scene().await;
        let (start, guardian) = (bank.now().await, whose.guardian());
        let instruction = pause::lift(&id(guardian), &whose.of(&split.vault.address));
        let failure = bank.refuses(guardian, instruction.clone()).await;
        assert_refused(&failure, RestakingError::NotPaused, start as u64, 0);
        raise(&mut bank, whose, &split, ALL, 10).await;
        bank.warp(start + 10).await;
        let failure = bank.refuses(guardian, instruction).await;
        assert_refused(&failure, RestakingError::NotPaused, start as u64 + 10, start as u64 + 10);
    }
}

#[tokio::test]
async fn a_pause_of_nothing_of_unknown_flags_of_no_time_or_of_over_seven_days_is_refused() {
    for whose in BOTH {
        let (mut bank, split) = scene().await;
        for flags in [0, ALL + 1, 1 << 63, u64::MAX] {
            let answer = (RestakingError::PauseFlags, flags, ALL);
            refuses_to_raise(&mut bank, (whose, &split), (flags, 1), answer).await;
        }
        for (seconds, limit) in [(0, 1), (WEEK + 1, WEEK), (u64::MAX, WEEK)] {
            let answer = (RestakingError::PauseLength, seconds, limit);
            refuses_to_raise(&mut bank, (whose, &split), (ALL, seconds), answer).await;
        }
        // None of them has used the guardian's turn up.
        raise(&mut bank, whose, &split, ALL, WEEK).await;
    }
}
