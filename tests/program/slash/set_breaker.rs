//! The breaker: what a vault lets one NCN take, and what it lets all of them take together, of one slash and of an epoch.

use harness::{Split, slash, slash::WHOLE, split};
use restaking_client::{Delayed, Event, PolicyArgs, RestakingError};
use restaking_tests::{Bank, EPOCH, GENESIS, PERCENT, SETTLED, assert_refused, id, policy};
use solana_program::instruction::Instruction;

use super::settled;

/// The usual scene, in which the vault has let the NCN take 10 % by a slash and 15 % in an epoch.
async fn with_limits() -> (Bank, Split) {
    Bank::with_slasher_and(policy(), |split| vec![limits(split, 1_000, 1_500)]).await
}

/// What the vault lets the NCN take.
fn limits(split: &Split, incident: u64, epoch: u64) -> Instruction {
    split::set_loss_limits(&id("creator"), &split.vault.address, &split.ncn, incident, epoch)
}

/// The same, or where `own` what it lets all NCNs take together.
fn bound(split: &Split, own: bool, (incident, epoch): (u64, u64)) -> Instruction {
    if own { slash::set_breaker(&split.vault, incident, epoch) } else { limits(split, incident, epoch) }
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
    // d is the most that takes no more: the most units that are less than 100,001 of 1,000,000 parts.
    let d = WHOLE / 1_000_000 * 100_001 - 1;
    assert_eq!((first.slash.stake, first.slash.magnitude, first.slash.units.current), (100_000, d, d));
    assert_eq!((first.fraction, first.losses.base, first.losses.lost), (50 * PERCENT, 1_000_000, 100_000));
    let second = bank.propose(&split, 2, 50 * PERCENT).await;
    // Less than 50,001 of 900,000 parts of the 899,999,000,000,000,001 units that are left.
    let d = 50_000_944_443_333_333;
    assert_eq!((second.slash.stake, second.slash.magnitude, second.losses.lost), (50_000, d, 150_000));
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

/// The usual vault with half of its stake behind each of two NCNs of "slasher": each can take its half whole, within the
/// vault's `breaker` and its limits for the first.
async fn with_two_ncns(breaker: (u64, u64), first_limits: (u64, u64)) -> (Bank, [Split; 2]) {
    let mut bank = Bank::bare().await;
    bank.configure().await;
    let first = bank.add_slasher(policy()).await;
    let second = Split { ncn: bank.add_policy("ncn", 1, policy()).await, ..first };
    bank.by("allocator", first.allocate(&id("allocator"), WHOLE / 2)).await;
    bank.expose(&second, WHOLE, WHOLE / 2).await;
    for (own, bps) in [(true, breaker), (false, first_limits)] {
        bank.by("creator", bound(&first, own, bps)).await;
    }
    bank.warp_to(SETTLED, 0).await;
    bank.by("alice", first.vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
    (bank, [first, second])
}

#[tokio::test]
async fn each_ncn_has_its_own_part_of_the_vaults_breaker() {
    // Both are approved for the whole: of 15 % in an epoch, half is each one's.
    let (mut bank, [first, second]) = with_two_ncns((1_000, 1_500), (10_000, 10_000)).await;
    let vault = first.vault;
    assert_eq!(bank.propose(&first, 1, WHOLE).await.slash.stake, 75_000, "of 500,000");
    over(&mut bank, &first, 2, WHOLE, 424_999, 0).await;
    let event = bank.propose(&second, 1, WHOLE).await;
    assert_eq!((event.slash.stake, event.losses.lost, event.vault_losses.lost), (69_375, 69_375, 144_375));
    assert_eq!((event.losses.base, event.vault_losses.base), (925_000, 1_000_000), "each from its own first slash on");
    bank.warp_to(SETTLED + 1, 0).await;
    assert_eq!(bank.propose(&second, 2, WHOLE).await.slash.stake, 64_171, "7.5 % of 855,625");
    // Counted when both were approved, from when on they count.
    assert_eq!(bank.ledger(&vault).await.approved.sums, [0, 0, 0, 20_000]);
    bank.audit(&vault).await;
}

#[tokio::test]
async fn a_veto_gives_no_room_back_and_takes_none_of_the_others() {
    let (mut bank, [first, second]) = with_two_ncns((1_000, 1_000), (1_000, 1_000)).await;
    let vault = first.vault;
    // 1,000 of 11,000 approved: a hundredth of the breaker of 10 % is 0.909 %.
    assert_eq!(bank.propose(&first, 1, WHOLE).await.slash.stake, 9_090);
    bank.veto(&first, 1).await;
    // A slasher with vetoed slashes cannot try again and again, and does not use up the others' room.
    over(&mut bank, &first, 2, WHOLE, 500_000, 0).await;
    bank.warp_to(SETTLED + 1, -1).await;
    assert_eq!(bank.propose(&second, 1, WHOLE).await.slash.stake, 90_909);
    // A veto in a later epoch gives that epoch nothing back.
    bank.warp_to(SETTLED + 1, 0).await;
    assert_eq!(bank.propose(&first, 2, WHOLE).await.slash.stake, 8_264);
    bank.warp_to(SETTLED + 1, 498).await;
    bank.veto(&second, 1).await;
    assert_eq!(bank.ledger(&vault).await.losses.lost, 8_264);
    bank.audit(&vault).await;
}

/// The whole is no limit of an epoch: what came in after its first slash can be taken as well. One basis point less is one, of
/// what there was before that slash.
#[tokio::test]
async fn an_epochs_limit_of_the_whole_is_none_and_anything_less_is_one() {
    for own in [true, false] {
        for (bps, second, third) in [
            // All of 5,500,000.
            ((10_000, 10_000), 5_500_000, None),
            // Half of 5,500,000, and half of what that leaves: an incident's limit stands alone.
            ((5_000, 10_000), 2_750_000, Some(1_375_000)),
            // 999,900 less the 500,000 of the first, and no more.
            ((9_999, 9_999), 499_900, None),
        ] {
            let (mut bank, split) = Bank::with_slasher_and(policy(), |split| vec![bound(split, own, bps)]).await;
            assert_eq!(bank.propose(&split, 0, 50 * PERCENT).await.slash.stake, 500_000);
            bank.by("bob", split.vault.deposit(&id("bob"), 5_000_000, 5_000_000, false)).await;
            assert_eq!(bank.propose(&split, 1, WHOLE).await.slash.stake, second, "{bps:?}, own: {own}");
            if let Some(third) = third {
                assert_eq!(bank.propose(&split, 2, WHOLE).await.slash.stake, third, "{bps:?}, own: {own}");
            } else if bps.1 < 10_000 {
                over(&mut bank, &split, 2, WHOLE, 5_000_100, 0).await;
            }
            bank.audit(&split.vault).await;
        }
    }
}

#[tokio::test]
async fn the_breaker_is_announced_with_what_counts_and_what_is_to() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let vault = split.vault;
    let from = GENESIS + ((SETTLED + 2) * EPOCH) as i64;
    let waiting = |next| Delayed { current: 10_000, next, effective: from };
    let mut before = [settled(10_000), settled(10_000)];
    // Lowered, and lowered further in the same epoch.
    for (incident, epoch) in [(3_000, 5_000), (1_000, 2_000)] {
        let done = bank.by("creator", slash::set_breaker(&vault, incident, epoch)).await;
        let [Event::BreakerSet(event)] = &done.events[..] else { panic!("{:?}", done.events) };
        let after = [waiting(incident), waiting(epoch)];
        assert_eq!(event.vault, vault.address);
        assert_eq!([event.before.incident_bps.clone(), event.before.epoch_bps.clone()], before);
        assert_eq!([event.after.incident_bps.clone(), event.after.epoch_bps.clone()], after);
        assert_eq!(event.after, bank.ledger(&vault).await.loss_limits);
        before = after;
    }
    // It stands.
    let failure = bank.refuses("creator", slash::set_breaker(&vault, 10_000, 10_000)).await;
    assert_refused(&failure, RestakingError::FallPending, bank.now().await as u64, from as u64);
}

#[tokio::test]
async fn limits_are_raised_and_lowered_late_to_the_second() {
    for own in [true, false] {
        for (early, late, taken) in [
            ((10_000, 10_000), (1_000, 2_000), [1_000_000, 100_000]),
            ((1_000, 2_000), (3_000, 5_000), [100_000, 300_000]),
            // The epoch's is lower from then on, and what one slash may take is what it was.
            ((3_000, 9_000), (3_000, 3_000), [300_000, 300_000]),
        ] {
            for (second, stake) in [(-1, taken[0]), (0, taken[1])] {
                let (mut bank, split) = Bank::with_slasher_and(policy(), |split| vec![bound(split, own, early)]).await;
                bank.warp_to(SETTLED, 999).await;
                bank.by("creator", bound(&split, own, late)).await;
                // A rise an epoch later than a fall.
                bank.warp_to(SETTLED + if late.0 > early.0 { 3 } else { 2 }, second).await;
                assert_eq!(bank.propose(&split, 0, WHOLE).await.slash.stake, stake, "{late:?}, {second}, own: {own}");
                bank.audit(&split.vault).await;
            }
        }
    }
}

/// With neither shares nor stake left, but an open slash that a veto would give back.
#[tokio::test]
async fn limits_count_late_while_a_slash_is_open_though_nothing_is_left() {
    for vetoed in [true, false] {
        let (mut bank, split) = Bank::with_slasher(PolicyArgs { challenge_seconds: 4 * EPOCH, ..policy() }).await;
        let (vault, alice) = (split.vault, id("alice"));
        bank.by("alice", vault.request_exit(&alice, 0, 1_000_000, 0, SETTLED + 1)).await;
        assert_eq!(bank.propose(&split, 0, WHOLE).await.slash.stake, 1_000_000);
        bank.warp_to(SETTLED + 2, 0).await;
        let from = GENESIS + ((SETTLED + 4) * EPOCH) as i64;
        bank.by("creator", slash::set_breaker(&vault, 0, 0)).await;
        let waiting = Delayed { current: 10_000, next: 0, effective: from };
        assert_eq!(bank.ledger(&vault).await.loss_limits.incident_bps, waiting);
        if vetoed {
            bank.veto(&split, 0).await;
        } else {
            bank.execute(&split, 0).await;
        }
        assert_eq!(bank.ledger(&vault).await.loss_limits.incident_bps, waiting, "vetoed: {vetoed}");
        bank.audit(&vault).await;
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
    bank.warp_to(SETTLED + 2, 0).await;
    over(&mut bank, &split, 0, WHOLE, 1_000_000, 0).await;
}

#[tokio::test]
async fn a_vault_that_lets_an_ncn_take_nothing_loses_nothing() {
    for own in [true, false] {
        let (mut bank, split) = Bank::with_slasher_and(policy(), |split| vec![bound(split, own, (0, 0))]).await;
        over(&mut bank, &split, 0, PERCENT, 10_000, 0).await;
    }
}
