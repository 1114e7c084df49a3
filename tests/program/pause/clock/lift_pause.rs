//! A pause that is lifted.

use super::*;

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
