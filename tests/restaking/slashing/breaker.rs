//! The breaker: what a vault lets one NCN take, and what it lets all of them take together, of one slash and of an epoch.

use harness::{Split, slash, slash::WHOLE, split};
use restaking_client::{Event, RestakingError};
use restaking_tests::{Bank, EPOCH, GENESIS, PERCENT, SETTLED, assert_refused, id, policy};

use super::settled;

/// The usual scene, in which the vault has let the NCN take 10 % by a slash and 15 % in an epoch.
async fn with_limits() -> (Bank, Split) {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let limits = split::set_loss_limits(&id("creator"), &split.vault.address, &split.ncn, 1_000, 1_500);
    bank.by("creator", limits).await;
    (bank, split)
}

async fn over(bank: &mut Bank, split: &Split, incident: u64, fraction: u64, asked: u64, limit: u64) {
    let instruction = bank.proposing(split, incident, fraction).await;
    assert_refused(&bank.refuses("slasher", instruction).await, RestakingError::OverLossLimit, asked, limit);
}

#[tokio::test]
async fn an_ncn_takes_what_the_vault_lets_it_and_in_the_next_epoch_again() {
    let (mut bank, split) = with_limits().await;
    // Half is asked for. 10 % of 1,000,000; then 15 % of that base less 100,000, which is less than 10 % of 900,000.
    let first = bank.propose(&split, 1, 50 * PERCENT).await;
    assert_eq!(
        (first.slash.stake, first.slash.magnitude, first.slash.units.current),
        (100_000, WHOLE / 10, WHOLE / 10)
    );
    assert_eq!((first.fraction, first.losses.base, first.losses.lost), (50 * PERCENT, 1_000_000, 100_000));
    let second = bank.propose(&split, 2, 50 * PERCENT).await;
    assert_eq!((second.slash.stake, second.slash.magnitude, second.losses.lost), (50_000, WHOLE / 20, 150_000));
    // 10 % of 850,000 is refused, and so is one unit.
    over(&mut bank, &split, 3, 10 * PERCENT, 85_000, 0).await;
    over(&mut bank, &split, 3, WHOLE / 850_000 + 1, 1, 0).await;
    // A deposit lifts no limit of this epoch.
    bank.by("bob", split.vault.deposit(&id("bob"), 5_000_000, 0, false)).await;
    bank.warp_to(SETTLED + 1, -1).await;
    over(&mut bank, &split, 3, WHOLE, 5_850_000, 0).await;
    bank.warp_to(SETTLED + 1, 0).await;
    let third = bank.propose(&split, 3, WHOLE).await;
    assert_eq!((third.slash.stake, third.losses.epoch, third.losses.base), (585_000, SETTLED + 1, 5_850_000));
    bank.audit(&split.vault).await;
}

#[tokio::test]
async fn what_is_within_the_limits_is_taken_whole() {
    let (mut bank, split) = with_limits().await;
    assert_eq!(bank.propose(&split, 1, 10 * PERCENT).await.slash.stake, 100_000);
    // 5.5 % of 900,000 = 49,500; then 500 are left of the epoch, and 501 of 850,500 are one too many.
    assert_eq!(bank.propose(&split, 2, 55 * PERCENT / 10).await.slash.stake, 49_500);
    let clipped = bank.propose(&split, 3, PERCENT).await;
    assert_eq!((clipped.slash.stake, clipped.losses.lost), (500, 150_000), "of 8,505 that were asked for");
}

#[tokio::test]
async fn a_clipped_slash_below_its_minimum_is_refused() {
    let (mut bank, split) = with_limits().await;
    let mut cause = bank.cause(1, 50 * PERCENT).await;
    cause.min_stake = 100_001;
    let instruction = bank.proposing_for(&split, cause.clone()).await;
    assert_refused(&bank.refuses("slasher", instruction).await, RestakingError::BelowMinimum, 100_000, 100_001);
    // The incident was not counted, and is still to be slashed.
    assert_eq!(bank.record(&split).await.incident_at, 0);
    cause.min_stake = 100_000;
    let instruction = bank.proposing_for(&split, cause).await;
    bank.by("slasher", instruction).await;
}

/// The usual vault, half of whose stake each of two NCNs of "slasher" can take whole.
async fn with_two_ncns() -> (Bank, [Split; 2]) {
    let mut bank = Bank::bare().await;
    bank.configure().await;
    let first = bank.add_slasher(policy()).await;
    let second = Split { ncn: bank.add_policy("ncn", 1, policy()).await, ..first };
    bank.by("allocator", first.allocate(&id("allocator"), WHOLE / 2)).await;
    bank.expose(&second, WHOLE, WHOLE / 2).await;
    bank.warp_to(SETTLED, 0).await;
    bank.by("alice", first.vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
    (bank, [first, second])
}

#[tokio::test]
async fn the_vaults_own_breaker_holds_for_all_ncns_together() {
    let (mut bank, [first, second]) = with_two_ncns().await;
    let vault = first.vault;
    bank.by("creator", slash::set_breaker(&vault, 1_000, 1_500)).await;
    assert_eq!(bank.propose(&first, 1, WHOLE).await.slash.stake, 100_000, "of 500,000");
    let event = bank.propose(&second, 1, WHOLE).await;
    assert_eq!((event.slash.stake, event.losses.lost, event.vault_losses.lost), (50_000, 50_000, 150_000));
    assert_eq!((event.losses.base, event.vault_losses.base), (900_000, 1_000_000), "each from its own first slash on");
    // 0.45 of 0.85 of the magnitude is left to the second: 450,000 of 850,000.
    over(&mut bank, &second, 2, WHOLE, 450_000, 0).await;
    over(&mut bank, &first, 2, WHOLE, 400_000, 0).await;
    bank.warp_to(SETTLED + 1, 0).await;
    assert_eq!(bank.propose(&second, 2, WHOLE).await.slash.stake, 85_000);
    bank.audit(&vault).await;
}

#[tokio::test]
async fn a_veto_frees_the_vaults_limit_of_its_epoch_and_not_the_ncns() {
    let (mut bank, [first, second]) = with_two_ncns().await;
    let vault = first.vault;
    bank.by("creator", slash::set_breaker(&vault, 1_000, 1_000)).await;
    let limits = split::set_loss_limits(&id("creator"), &vault.address, &first.ncn, 1_000, 1_000);
    bank.by("creator", limits).await;
    assert_eq!(bank.propose(&first, 1, WHOLE).await.slash.stake, 100_000);
    over(&mut bank, &second, 1, WHOLE, 500_000, 0).await;
    bank.veto(&first, 1).await;
    // A slasher whose slashes are vetoed does not get to try again and again, and does not use up the others' room.
    over(&mut bank, &first, 2, WHOLE, 500_000, 0).await;
    bank.warp_to(SETTLED + 1, -1).await;
    assert_eq!(bank.propose(&second, 1, WHOLE).await.slash.stake, 100_000);
    // A veto in a later epoch gives that epoch nothing back.
    bank.warp_to(SETTLED + 1, 0).await;
    assert_eq!(bank.propose(&first, 2, WHOLE).await.slash.stake, 90_000);
    bank.warp_to(SETTLED + 1, 498).await;
    bank.veto(&second, 1).await;
    assert_eq!(bank.ledger(&vault).await.losses.lost, 90_000);
    bank.audit(&vault).await;
}

#[tokio::test]
async fn the_breaker_is_raised_late_to_the_second_and_lowered_at_once() {
    for (second, stake) in [(-1, 100_000), (0, 300_000)] {
        let (mut bank, split) = Bank::with_slasher(policy()).await;
        let vault = split.vault;
        let from = GENESIS + ((SETTLED + 2) * EPOCH) as i64;
        let done = bank.by("creator", slash::set_breaker(&vault, 1_000, 2_000)).await;
        let [Event::BreakerSet(event)] = &done.events[..] else { panic!("{:?}", done.events) };
        assert_eq!((event.vault, &event.before.incident_bps), (vault.address, &settled(10_000)));
        assert_eq!((&event.after.incident_bps, &event.after.epoch_bps), (&settled(1_000), &settled(2_000)));
        let done = bank.by("creator", slash::set_breaker(&vault, 3_000, 5_000)).await;
        let [Event::BreakerSet(event)] = &done.events[..] else { panic!("{:?}", done.events) };
        let rising = |current, next| restaking_client::Delayed { current, next, effective: from };
        assert_eq!((&event.after.incident_bps, &event.after.epoch_bps), (&rising(1_000, 3_000), &rising(2_000, 5_000)));
        assert_eq!(event.after, bank.ledger(&vault).await.loss_limits);
        bank.warp(from + second).await;
        assert_eq!(bank.propose(&split, 0, WHOLE).await.slash.stake, stake, "second {second}");
    }
}

#[tokio::test]
async fn the_breaker_is_the_vaults_admins_and_within_its_bounds() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    for (incident, epoch, error, value, limit) in [
        (1, 10_001, RestakingError::OverWhole, 10_001, 10_000),
        (501, 500, RestakingError::IncidentOverEpoch, 501, 500),
        (1, 0, RestakingError::IncidentOverEpoch, 1, 0),
    ] {
        let failure = bank.refuses("creator", slash::set_breaker(&split.vault, incident, epoch)).await;
        assert_refused(&failure, error, value, limit);
    }
    for name in ["alice", "slasher", "ncn", "operator", "deployer"] {
        let mut instruction = slash::set_breaker(&split.vault, 0, 0);
        instruction.accounts[0].pubkey = id(name);
        let failure = bank.refuses(name, instruction).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotVaultAdmin), "{name}");
    }
    bank.by("creator", slash::set_breaker(&split.vault, 0, 0)).await;
    over(&mut bank, &split, 0, WHOLE, 1_000_000, 0).await;
}

#[tokio::test]
async fn a_vault_that_set_no_limits_for_an_ncn_lets_it_take_nothing() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let none = split::set_loss_limits(&id("creator"), &split.vault.address, &split.ncn, 0, 0);
    bank.by("creator", none).await;
    over(&mut bank, &split, 0, PERCENT, 10_000, 0).await;
}
