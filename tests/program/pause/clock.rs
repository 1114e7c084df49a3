//! How long a pause lasts, and how soon there is another.

mod lift_pause;
mod raise_pause;

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
