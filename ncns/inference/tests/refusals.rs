//! What opens a service's accounts, and what does not.

use inference_client::InferenceNcnError::*;
use inference_client::RuleFigures;
use inference_ledger::rules::{MAX_CHALLENGE_SECONDS, Rules};
use inference_ledger::task::DRAW_SECONDS;
use restaking_client::{Config, PolicyArgs, StakeTable, pda};
use restaking_tests::{SLOWEST_FALL, SLOWEST_RISE, id};
use solana_program::instruction::InstructionError;
use solana_transaction_error::TransactionError;

use crate::scene::{
    A, A_SECOND, Addresses, B, HEIGHT_MILLIS, RULES, SEATS, Scene, TaskFigures, WINDOW, figures, policy,
};

/// The longest challenge, in seconds.
const LONGEST_CHALLENGE: i64 = MAX_CHALLENGE_SECONDS as i64;

#[tokio::test]
async fn accounts_are_opened_once_by_those_that_may() {
    let mut scene = Scene::new().await;
    let (mallory, at) = (id("mallory"), scene.at);
    // The service of the NCN exists; another admin's signature opens none.
    let failure = scene.bank.refused(at.open(RULES), &[&harness::key("ncn")]).await;
    assert_eq!(failure.code(), Some(0), "{:#?}", failure.logs);
    let ncn = scene.bank.add_policy("mallory", 0, policy(&pda::ncn(&mallory, 0))).await;
    let own = Addresses::new(ncn, mallory);
    let wrong = own.open(RuleFigures { quorum_bps: 6_666, ..RULES });
    scene.refused("mallory", &[wrong], RuleOutOfBounds).await;
    let others = scene.bank.add_ncn("creator", 0).await;
    scene.refused("mallory", &[Addresses::new(others, mallory).open(RULES)], NotNcnAdmin).await;
    // Without times of heights no vote could be punished by the core.
    scene.refused("creator", &[Addresses::new(others, id("creator")).open(RULES)], NoHeights).await;
    // With few numbers, anyone could take them all.
    let coarse = PolicyArgs { height_millis: HEIGHT_MILLIS + 1, ..policy(&pda::ncn(&mallory, 1)) };
    let coarse = scene.bank.add_policy("mallory", 1, coarse).await;
    scene.refused("mallory", &[Addresses::new(coarse, mallory).open(RULES)], CoarseHeights).await;
    scene.run("mallory", &[own.open(RULES)]).await;
    let again = at.open_score(&id("keeper"), &scene.splits[0].operator);
    let failure = scene.bank.refused(again, &[&harness::key("keeper")]).await;
    assert_eq!(failure.code(), Some(0), "{:#?}", failure.logs);
    // A score is an operator's.
    let failure = scene.bank.refused(own.open_score(&mallory, &at.ncn), &[&harness::key("mallory")]).await;
    let refused = TransactionError::InstructionError(1, InstructionError::InvalidAccountData);
    assert_eq!(failure.error, refused, "{:#?}", failure.logs);
}

#[tokio::test]
async fn a_task_is_within_the_rules_and_has_a_table() {
    let mut scene = Scene::new().await;
    let (requester, table) = (id("requester"), scene.table);
    let number = scene.next_number().await;
    let open = |scene: &Scene, number: u64, seats: u64, figures: TaskFigures| {
        scene.at.open_task(&requester, &table, (number, seats), figures)
    };
    for (number, seats, asked, error) in [
        (number, 8, figures(), SeatsOutOfBounds),
        (number, 2, figures(), SeatsOutOfBounds),
        (number, 65, figures(), SeatsOutOfBounds),
        (number, (1 << 32) + 9, figures(), SeatsOutOfBounds),
        (number, SEATS, TaskFigures { fee: 999_999, ..figures() }, LowFee),
        (number - 3 * A_SECOND, SEATS, figures(), NumberTime),
        (number + 59 * A_SECOND, SEATS, figures(), NumberTime),
        (u64::MAX, SEATS, figures(), NumberTime),
    ] {
        let open = open(&scene, number, seats, asked);
        scene.refused("requester", &[open], error).await;
    }
    // More than the requester has: the system program's error, and no task.
    let poor = open(&scene, number, SEATS, TaskFigures { fee: u64::MAX / 2, ..figures() });
    let failure = scene.bank.refused(poor, &[&harness::key("requester")]).await;
    assert_eq!(failure.code(), Some(1), "{:#?}", failure.logs);
    // A service without a table.
    let own = scene.add_service("mallory").await;
    let open = own.open_task(&id("mallory"), &table, (number, SEATS), figures());
    scene.refused("mallory", &[open], NoTable).await;
    // The table guarantees its stake for a draw in the last second, both windows and the verdict, to the second.
    let head: StakeTable = scene.bank.read(&table).await.expect("a table");
    let needed = 16 + DRAW_SECONDS as i64 + 2 * WINDOW + RULES.certain_seconds as i64;
    for (late, is_certain) in [(0, true), (1, false)] {
        scene.bank.warp(head.certain_until - needed + late).await;
        let number = scene.next_number().await;
        let open = scene.at.open_task(&requester, &table, (number, SEATS), figures());
        if is_certain {
            scene.run("requester", &[open]).await;
        } else {
            scene.refused("requester", &[open], NotCertain).await;
        }
    }
}

/// Rules that the table in force does not meet: its tasks could never conclude.
#[tokio::test]
async fn new_rules_open_no_task_for_a_table_of_too_few() {
    let mut scene = Scene::new().await;
    scene.run("ncn", &[scene.at.set_rules(RuleFigures { min_members: 6, ..RULES })]).await;
    scene.pass(SLOWEST_RISE).await;
    let number = scene.next_number().await;
    let open = scene.at.open_task(&id("requester"), &scene.table, (number, SEATS), figures());
    scene.refused("requester", &[open], FewOperators).await;
}

/// New rules wait for stakers to leave, and a task keeps its own.
#[tokio::test]
async fn new_rules_take_effect_after_the_notice() {
    let mut scene = Scene::new().await;
    let changed = RuleFigures { min_seat_fee: 200_000, ..RULES };
    scene.run("ncn", &[scene.at.set_rules(changed.clone())]).await;
    scene.pass(SLOWEST_RISE - 1).await;
    scene.renew_table().await;
    let now = scene.bank.now().await;
    assert!(now >= restaking_tests::GENESIS + SLOWEST_RISE);
    let number = scene.next_number().await;
    let open = scene.at.open_task(&id("requester"), &scene.table, (number, SEATS), figures());
    scene.refused("requester", &[open], LowFee).await;
    let mut forged = scene.at.set_rules(RULES);
    forged.accounts[0].pubkey = id("mallory");
    scene.refused("mallory", &[forged], NotNcnAdmin).await;
    let wrong = scene.at.set_rules(RuleFigures { slash_fraction: 0, ..RULES });
    scene.refused("ncn", &[wrong], RuleOutOfBounds).await;
    // An announced milder rule stands.
    let milder = RuleFigures { slash_fraction: RULES.slash_fraction / 2, ..changed.clone() };
    scene.run("ncn", &[scene.at.set_rules(milder)]).await;
    scene.refused("ncn", &[scene.at.set_rules(changed)], MilderAnnounced).await;
}

/// The evidence stays as long as a slash may need it; then the reporter has its rent again.
#[tokio::test]
async fn an_offense_is_closed_when_no_slash_can_follow() {
    let mut scene = Scene::new().await;
    let number = scene.concluded(&[Some(A), Some(A), Some(A), Some(A), Some(B)]).await;
    scene.judge(number, 4, true).await;
    let (offense, operator) = (scene.offense(number, 4).await, scene.splits[4].operator);
    let close = scene.at.close_offense(number, &operator, &id("reporter"));
    let from = offense.offense_at + SLOWEST_FALL + LONGEST_CHALLENGE;
    scene.bank.warp(from - 1).await;
    scene.refused("mallory", std::slice::from_ref(&close), OffenseLive).await;
    let stolen = scene.at.close_offense(number, &operator, &id("mallory"));
    scene.bank.warp(from).await;
    scene.refused("mallory", &[stolen], WrongReporter).await;
    let address = scene.at.offense(number, &operator);
    let rent = scene.bank.account(&address).await.expect("an offense").lamports;
    let before = scene.bank.lamports(&id("reporter")).await;
    scene.run("mallory", &[close]).await;
    assert!(scene.bank.account(&address).await.is_none());
    assert_eq!(scene.bank.lamports(&id("reporter")).await, before + rent);
}

/// With epochs of 14 days two of them end before the challenge of a slash that was proposed late. The resolver still reads the evidence.
#[tokio::test]
async fn the_evidence_outlives_the_challenge_of_a_late_slash() {
    let mut scene = Scene::new().await;
    let fall = 2 * 14 * 86_400;
    scene.bank.change::<Config>(&pda::config(), |config| config.max_epoch_seconds = fall as u64 / 2).await;
    let number = scene.concluded(&[Some(A), Some(A), Some(A), Some(A), Some(B)]).await;
    scene.judge(number, 4, true).await;
    scene.pass(100).await;
    let slash = scene.slashing(number, 4).await;
    scene.run("keeper", &[slash]).await;
    let (offense, operator) = (scene.offense(number, 4).await, scene.splits[4].operator);
    assert_eq!(offense.slashed_at, scene.bank.now().await);
    let close = scene.at.close_offense(number, &operator, &id("reporter"));
    for at in [offense.offense_at + fall, offense.slashed_at + fall + LONGEST_CHALLENGE - 1] {
        scene.bank.warp(at).await;
        scene.refused("mallory", std::slice::from_ref(&close), OffenseLive).await;
    }
    scene.pass(1).await;
    scene.run("mallory", &[close]).await;
}

/// The tests' rules are the reference's, but for what the tests name.
#[test]
fn the_rules_are_those_of_the_reference() {
    let reference = Rules::REFERENCE;
    let figures = RuleFigures {
        quorum_bps: reference.quorum_bps,
        min_members: reference.min_members,
        min_seats: 9,
        min_seat_fee: reference.min_seat_fee,
        commit_seconds: reference.commit_seconds,
        reveal_seconds: reference.reveal_seconds,
        slash_fraction: reference.slash_fraction,
        absent_times: 3,
        absent_of: 10,
        jail_seconds: reference.jail_seconds,
        min_table_weight: reference.min_table_weight,
        certain_seconds: 60,
        min_challenge_seconds: reference.min_challenge_seconds,
        period_seconds: reference.period_seconds,
        forfeit_bps: reference.forfeit_bps,
    };
    assert_eq!(RULES, figures);
}
