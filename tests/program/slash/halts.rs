//! A chain that stands still uses up no challenge window: nobody could have vetoed meanwhile. A slash is final once its seconds
//! have passed and its slots were produced.

use restaking_client::ledger::state::slash_terms::SLOWEST_SLOT_MILLIS;
use solana_clock::{Clock, DEFAULT_MS_PER_SLOT};

use super::*;

/// Six hours, in seconds.
const HALT: i64 = 6 * 3_600;

/// The slots of the usual window: of 800 ms each.
const SLOTS: u64 = CHALLENGE * 1_000 / 800;

/// A slash of 100,000, proposed in this slot and second.
async fn proposed() -> (Bank, Split, Clock) {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let event = bank.propose(&split, 0, 10 * PERCENT).await;
    let clock = bank.clock().await;
    let made = bank.slash(&split, 0).await;
    assert_eq!((made.final_from, made.final_slot), (clock.unix_timestamp + CHALLENGE as i64, clock.slot + SLOTS));
    assert_eq!((event.final_from, event.final_slot), (made.final_from, made.final_slot));
    (bank, split, clock)
}

/// The clock `slots` and `seconds` after it.
fn after(clock: &Clock, slots: u64, seconds: i64) -> Clock {
    Clock { slot: clock.slot + slots, unix_timestamp: clock.unix_timestamp + seconds, ..clock.clone() }
}

#[test]
fn a_chain_that_runs_produces_the_slots_of_a_window_in_half_of_it() {
    assert_eq!(SLOWEST_SLOT_MILLIS, 2 * DEFAULT_MS_PER_SLOT);
}

#[tokio::test]
async fn after_a_halt_a_slash_can_still_be_vetoed_and_is_not_executed() {
    let (mut bank, split, clock) = proposed().await;
    // The chain goes on with the next slot, six hours later, and with a few more of them.
    for slots in [1, 10, SLOTS - 1] {
        bank.set_clock(&after(&clock, slots, HALT));
        let execute = bank.executing(&split, 0).await;
        let failure = bank.refused(execute, &[]).await;
        assert_refused(&failure, RestakingError::TooFewSlots, clock.slot + slots, clock.slot + SLOTS);
    }
    bank.veto(&split, 0).await;
    assert_eq!(bank.books(&split.vault).await.active, 1_000_000);
    assert_eq!(paid(&mut bank, &split.vault).await, [0; 3]);
    bank.audit(&split.vault).await;
}

#[tokio::test]
async fn once_its_slots_are_produced_a_slash_is_final() {
    let (mut bank, split, clock) = proposed().await;
    bank.set_clock(&after(&clock, 1, HALT));
    let early = bank.executing(&split, 0).await;
    assert_eq!(bank.refused(early, &[]).await.restaking(), Some(RestakingError::TooFewSlots));
    bank.set_clock(&after(&clock, SLOTS, HALT + SLOTS as i64 * 4 / 10));
    let veto = bank.vetoing(&split, 0).await;
    let now = bank.now().await as u64;
    let from = (clock.unix_timestamp as u64) + CHALLENGE;
    assert_refused(&bank.refuses("resolver", veto).await, RestakingError::Final, now, from);
    let execute = bank.executing(&split, 0).await;
    bank.send(&[execute], &[]).await.unwrap();
    assert_eq!(paid(&mut bank, &split.vault).await, [5_000, 20_000, 0]);
    bank.audit(&split.vault).await;
}

/// Slots without seconds end no window either, and at no moment can a slash be both vetoed and executed, or neither.
#[tokio::test]
async fn a_slash_can_be_vetoed_or_executed_and_never_both() {
    let window = CHALLENGE as i64;
    for slots in [0, SLOTS - 1, SLOTS, SLOTS + 1, 100 * SLOTS] {
        for seconds in [0, window - 1, window, window + 1, 100 * window] {
            let is_final = slots >= SLOTS && seconds >= window;
            for vetoes in [false, true] {
                let (mut bank, split, clock) = proposed().await;
                bank.set_clock(&after(&clock, slots, seconds));
                if vetoes {
                    let veto = bank.vetoing(&split, 0).await;
                    match is_final {
                        true => {
                            let failure = bank.refuses("resolver", veto).await;
                            assert_eq!(failure.restaking(), Some(RestakingError::Final), "{slots}, {seconds}");
                        }
                        false => drop(bank.by("resolver", veto).await),
                    }
                } else {
                    let execute = bank.executing(&split, 0).await;
                    match is_final {
                        true => drop(bank.send(&[execute], &[]).await.unwrap()),
                        false => {
                            let early = seconds < window;
                            let error = if early { RestakingError::NotFinal } else { RestakingError::TooFewSlots };
                            let failure = bank.refused(execute, &[]).await;
                            assert_eq!(failure.restaking(), Some(error), "{slots}, {seconds}");
                        }
                    }
                }
                bank.audit(&split.vault).await;
            }
        }
    }
}

#[tokio::test]
async fn a_slash_without_a_window_waits_for_no_slot() {
    let args = PolicyArgs { resolver: Pubkey::default(), challenge_seconds: 0, ..policy() };
    let (mut bank, split) = Bank::with_slasher(args).await;
    bank.propose(&split, 0, 10 * PERCENT).await;
    let (made, clock) = (bank.slash(&split, 0).await, bank.clock().await);
    assert_eq!((made.final_from, made.final_slot), (clock.unix_timestamp, clock.slot));
    let execute = bank.executing(&split, 0).await;
    bank.send(&[execute], &[]).await.unwrap();
}
