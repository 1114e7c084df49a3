//! What a slash may be proposed for: an incident once, after the last one's cool-down; an offense that is recent; a stake
//! that all three opt-ins put at risk.

use harness::{Split, slash::WHOLE, split};
use restaking_client::{PolicyArgs, RestakingError, SlashKind, pda};
use restaking_tests::{Bank, EPOCH, OPEN, PERCENT, SLOWEST_FALL, SLOWEST_RISE, assert_refused, id, policy};

/// The usual scene and a second vault of "creator" behind the same operator and NCN, with a million of bob's in it.
async fn with_two_vaults(args: PolicyArgs) -> (Bank, [Split; 2]) {
    let (mut bank, first) = Bank::with_slasher(args).await;
    let vault = bank.add_vault("creator", 1, restaking_client::LimitsArgs { instant_fee_bps: 0, ..OPEN }).await;
    bank.open_holders(&vault).await;
    let second = Split { vault, ..first };
    bank.expose(&second, WHOLE, WHOLE).await;
    bank.by("bob", vault.deposit(&id("bob"), 1_000_000, 0, false)).await;
    // What the operator and the NCN agreed on counts since the scene began.
    (bank, [first, second])
}

#[tokio::test]
async fn an_incident_is_slashed_once_in_each_vault() {
    let (mut bank, [first, second]) = with_two_vaults(policy()).await;
    bank.propose(&first, 5, 10 * PERCENT).await;
    // Neither at once, nor for another fraction, nor once it is vetoed or executed: the system program's "already in use".
    for round in 0..3 {
        for fraction in [10 * PERCENT, PERCENT] {
            let again = bank.proposing(&first, 5, fraction).await;
            assert_eq!(
                bank.refuses("slasher", again).await.restaking(),
                Some(RestakingError::AlreadySlashed),
                "round {round}"
            );
        }
        match round {
            0 => drop(bank.veto(&first, 5).await),
            1 => {
                assert_eq!(bank.propose(&second, 5, 20 * PERCENT).await.slash.stake, 200_000);
                bank.execute(&second, 5).await;
                let again = bank.proposing(&second, 5, PERCENT).await;
                assert_eq!(bank.refuses("slasher", again).await.restaking(), Some(RestakingError::AlreadySlashed));
            }
            _ => {}
        }
    }
    let record = bank.record(&first).await;
    assert_eq!((record.slashes, record.vetoed, record.executed, record.incident), (2, 1, 1, 5));
    for split in [first, second] {
        bank.audit(&split.vault).await;
    }
}

#[tokio::test]
async fn a_slashers_incident_is_of_its_own_kind_and_its_numbers_are_64_bits_wide() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    for incident in [0, 1, 1 << 32, u64::MAX] {
        let event = bank.propose(&split, incident, PERCENT).await;
        assert_eq!(
            (event.kind, event.incident, event.proposal),
            (SlashKind::Incident, incident, split.proposal(incident))
        );
        // The account of proven equivocations of that number is another one, and not the slasher's to make.
        let proven = pda::slash(&split.allocation(), 1, incident);
        assert!(bank.account(&proven).await.is_none());
        let mut instruction = bank.proposing(&split, incident, PERCENT).await;
        let at = instruction.accounts.iter().position(|meta| meta.pubkey == event.proposal).expect("it is named");
        instruction.accounts[at].pubkey = proven;
        bank.refuses("slasher", instruction).await;
    }
    assert_eq!(bank.record(&split).await.slashes, 4);
}

#[tokio::test]
async fn another_incident_waits_for_the_cool_down_to_the_second_and_the_same_one_does_not() {
    let (mut bank, [first, second]) = with_two_vaults(PolicyArgs { cooldown_seconds: 300, ..policy() }).await;
    let start = bank.propose(&first, 5, PERCENT).await.time;
    for (later, allowed) in [(0, false), (299, false), (300, true)] {
        bank.warp(start + later).await;
        for split in [first, second] {
            let next = bank.proposing(&split, 6, PERCENT).await;
            if allowed {
                bank.by("slasher", next).await;
            } else {
                let failure = bank.refuses("slasher", next).await;
                assert_refused(&failure, RestakingError::CoolingDown, (start + later) as u64, (start + 300) as u64);
            }
        }
        if later == 299 {
            // In the other vault it is the same incident still, and does not move its time.
            bank.propose(&second, 5, PERCENT).await;
            let record = bank.record(&first).await;
            assert_eq!((record.incident, record.incident_at, record.slashes), (5, start, 2));
        }
    }
    let record = bank.record(&first).await;
    assert_eq!((record.incident, record.incident_at, record.slashes), (6, start + 300, 4));
    // A veto takes no incident back: the next one waits all the same.
    bank.veto(&first, 6).await;
    bank.veto(&second, 6).await;
    let next = bank.proposing(&first, 7, PERCENT).await;
    let failure = bank.refuses("slasher", next).await;
    assert_refused(&failure, RestakingError::CoolingDown, (start + 300) as u64, (start + 600) as u64);
}

#[tokio::test]
async fn an_offense_is_at_most_an_epoch_old_and_not_to_come() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    bank.warp_to(restaking_tests::SETTLED + 10, 7).await;
    let now = bank.now().await;
    for (age, allowed) in [(EPOCH as i64 + 1, false), (EPOCH as i64, true), (1, true), (0, true)] {
        let mut cause = bank.cause(age as u64, PERCENT).await;
        cause.offense_at = now - age;
        let instruction = bank.proposing_for(&split, cause).await;
        if allowed {
            bank.by("slasher", instruction).await;
        } else {
            let failure = bank.refuses("slasher", instruction).await;
            assert_refused(&failure, RestakingError::OffenseTooOld, age as u64, EPOCH);
        }
    }
    for (offense, error, value, limit) in [
        (now + 1, RestakingError::OffenseToCome, now as u64 + 1, now as u64),
        (i64::MAX, RestakingError::OffenseToCome, i64::MAX as u64, now as u64),
        (0, RestakingError::OffenseTooOld, now as u64, EPOCH),
        (i64::MIN, RestakingError::OffenseTooOld, now as u64 + (1 << 63), EPOCH),
    ] {
        let mut cause = bank.cause(99, PERCENT).await;
        cause.offense_at = offense;
        let instruction = bank.proposing_for(&split, cause).await;
        assert_refused(&bank.refuses("slasher", instruction).await, error, value, limit);
    }
}

/// The admins of the parties of the three opt-ins, in their order.
const ADMINS: [[&str; 2]; 3] = [["creator", "operator"], ["operator", "ncn"], ["creator", "ncn"]];

#[tokio::test]
async fn who_leaves_an_opt_in_can_be_slashed_until_the_leave_counts_and_not_after() {
    for (kind, admins) in ADMINS.into_iter().enumerate() {
        for side in [0, 1] {
            let (mut bank, split) = Bank::with_slasher(policy()).await;
            let (left, right) = split.opt_ins()[kind];
            let [wait, again] =
                if kind == 1 { [SLOWEST_FALL, SLOWEST_RISE] } else { [2 * EPOCH as i64, 3 * EPOCH as i64] };
            let from = bank.now().await + wait;
            let leave = split::leave_opt_in(&id(admins[side]), &left, &right, split::Side::ALL[side]);
            bank.by(admins[side], leave).await;
            bank.warp(from - 1).await;
            bank.propose(&split, 0, PERCENT).await;
            for second in [0, 1] {
                bank.warp(from + second).await;
                let late = bank.proposing(&split, 1, PERCENT).await;
                let failure = bank.refuses("slasher", late).await;
                assert_eq!(failure.restaking(), Some(RestakingError::NoOptIn), "{kind}, side {side}, {second}");
            }
            // A party that joins again is exposed again only when that takes effect.
            let join = split::join_opt_in(&id(admins[side]), &left, &right, split::Side::ALL[side]);
            bank.by(admins[side], join).await;
            bank.warp(from + again - 1).await;
            let early = bank.proposing(&split, 1, PERCENT).await;
            let failure = bank.refuses("slasher", early).await;
            assert_eq!(failure.restaking(), Some(RestakingError::NoOptIn), "{kind}, side {side}");
            bank.warp(from + again + EPOCH as i64).await;
            bank.propose(&split, 1, PERCENT).await;
        }
    }
}

#[tokio::test]
async fn an_open_slash_is_decided_though_the_opt_ins_are_over_and_closed() {
    for vetoed in [true, false] {
        let args = PolicyArgs { challenge_seconds: 10 * EPOCH, ..policy() };
        let (mut bank, split) = Bank::with_slasher(args).await;
        for kind in [0, 2] {
            let ((left, right), admins) = (split.opt_ins()[kind], ADMINS[kind]);
            for side in [0, 1] {
                let leave = split::leave_opt_in(&id(admins[side]), &left, &right, split::Side::ALL[side]);
                bank.by(admins[side], leave).await;
            }
        }
        let from = bank.now().await + 2 * EPOCH as i64;
        bank.warp(from - 1).await;
        bank.propose(&split, 0, 10 * PERCENT).await;
        bank.warp(from).await;
        for kind in [0, 2] {
            let (left, right) = split.opt_ins()[kind];
            let (name, payer) = ("creator", id(ADMINS[kind][0]));
            bank.by(name, split::close_opt_in_by(Some(id(name)), &left, &right, &payer)).await;
        }
        // The NCN and the operator retire, too.
        bank.by("operator", harness::entity::retire_operator(&id("operator"), &split.operator)).await;
        bank.by("ncn", harness::entity::retire_ncn(&id("ncn"), &split.ncn)).await;
        if vetoed {
            bank.veto(&split, 0).await;
        } else {
            bank.execute(&split, 0).await;
        }
        let active = bank.books(&split.vault).await.active;
        assert_eq!(active, if vetoed { 1_000_000 } else { 900_000 });
        bank.audit(&split.vault).await;
    }
}
