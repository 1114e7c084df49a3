//! A pause that begins.

use super::*;

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
