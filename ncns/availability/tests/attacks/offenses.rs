//! Attacks on verdicts, jails and slashes, each of which fails.

use availability_client::AvailabilityNcnError;
use harness::key;
use harness::slash::WHOLE;
use restaking_client::{PolicyArgs, RestakingError, SlashProposal, pda};
use restaking_tests::{EPOCH, SLOWEST_FALL, id};

use super::with;
use crate::archive::{close_challenge, draw, return_bond};
use crate::scene::{DRAW_SLOTS, RULES, STAKE, Scene, policy};

/// An operator that challenges itself is asked for a chunk as by anyone. It takes the place of the reporter, and no more.
#[tokio::test]
async fn an_operator_that_challenges_itself_saves_the_reporters_share() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let own = scene.challenge("operator", &stored, 4).await;
    let others = scene.challenge("alice", &stored, 4).await;
    scene.slots(DRAW_SLOTS + 1, &[]).await;
    scene.run("keeper", &[draw(&own)]).await;
    scene.run("keeper", &[draw(&others)]).await;
    scene.time_out(&others).await;
    for challenge in [&own, &others] {
        let judge = scene.at.judge(challenge, &scene.operator(4));
        scene.run("keeper", &[judge]).await;
    }
    // Its own failure, first: the reporter's share is all that it saves, 5% at the most.
    let slash = scene.slashing(&own, 4).await;
    scene.run("keeper", &[slash]).await;
    let incident = scene.incident(&own).await;
    let at = scene.splits[4].proposal(incident);
    let proposed: SlashProposal = scene.bank.read(&at).await.expect("a proposal");
    assert_eq!((proposed.slash.stake, proposed.owed[0]), (STAKE / 10, STAKE / 10 / 20));
    // Both failures are of one period: the second takes no more.
    let slash = scene.slashing(&others, 4).await;
    let failure = scene.bank.refused(slash, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::AlreadySlashed), "{:#?}", failure.logs);
}

/// A jail takes the weight from the next table, and no duty from the operator.
#[tokio::test]
async fn a_jailed_operator_is_still_challenged_and_slashed() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let split = scene.splits[4];
    let now = scene.bank.now().await;
    scene.bank.jail(&split, now + 500_000).await;
    let challenge = scene.failed("alice", &stored, 4).await;
    let jail = scene.at.jail(&challenge, &split.operator);
    scene.run("keeper", &[jail]).await;
    assert_eq!(scene.record(4).await.jailed_until, now + 500_000, "a longer jail stands");
    let slash = scene.slashing(&challenge, 4).await;
    scene.run("keeper", &[slash]).await;
}

/// A failure is judged, jailed and slashed once.
#[tokio::test]
async fn an_offense_is_judged_once() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let challenge = scene.failed("alice", &stored, 4).await;
    let operator = scene.operator(4);
    let judge = scene.at.judge(&challenge, &operator);
    scene.refused("mallory", &[judge], AvailabilityNcnError::Settled).await;
    let jail = scene.at.jail(&challenge, &operator);
    scene.run("keeper", std::slice::from_ref(&jail)).await;
    scene.refused("mallory", &[jail], AvailabilityNcnError::AlreadyJailed).await;
    let slash = scene.slashing(&challenge, 4).await;
    scene.run("keeper", std::slice::from_ref(&slash)).await;
    let failure = scene.bank.refused(slash, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::AlreadySlashed), "{:#?}", failure.logs);
    scene.run("mallory", &[return_bond(&challenge, &id("alice"))]).await;
    scene.refused("mallory", &[return_bond(&challenge, &id("alice"))], AvailabilityNcnError::NoBond).await;
    // The evidence stays while a slash of it can be proposed or vetoed.
    let close = close_challenge(&challenge, &id("alice"));
    let deadline = scene.read_challenge(&challenge).await.challenge.deadline;
    scene.bank.warp(deadline + SLOWEST_FALL - 1).await;
    scene.refused("mallory", std::slice::from_ref(&close), AvailabilityNcnError::FailureLive).await;
    scene.bank.warp(deadline + SLOWEST_FALL).await;
    scene.run("mallory", &[close]).await;
    assert!(scene.bank.account(&challenge).await.is_none());
}

/// The jail counts from the deadline: a failure is no jail in store.
#[tokio::test]
async fn a_late_jail_jails_for_no_longer() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let challenge = scene.failed("alice", &stored, 4).await;
    scene.pass(RULES.jail_seconds as i64).await;
    let jail = scene.at.jail(&challenge, &scene.operator(4));
    let failure = scene.bank.all_refused(&[jail], &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::JailTooShort), "{:#?}", failure.logs);
}

/// The core takes an offense for an epoch of the vault: a failure that nobody slashed in time is over.
#[tokio::test]
async fn an_old_failure_is_refused_by_the_core() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let challenge = scene.failed("alice", &stored, 4).await;
    let deadline = scene.read_challenge(&challenge).await.challenge.deadline;
    scene.bank.warp(deadline + EPOCH as i64 + 1).await;
    let slash = scene.slashing(&challenge, 4).await;
    let failure = scene.bank.refused(slash, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::OffenseTooOld), "{:#?}", failure.logs);
}

/// A slash takes from the operator that failed alone, by its own archive, and as far as the policy still allows.
#[tokio::test]
async fn a_slash_takes_from_the_operator_that_failed() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let challenge = scene.failed("alice", &stored, 4).await;
    let own = scene.add_archive("mallory").await;
    let right = scene.slashing(&challenge, 4).await;
    let (epoch, incident) = (scene.bank.epoch().await, scene.incident(&challenge).await);
    let honest = scene.at.slash(&id("keeper"), &challenge, &scene.splits[0], incident, epoch);
    scene.refused("keeper", &[honest], AvailabilityNcnError::WrongChallenge).await;
    scene.refused("keeper", &[with(&right, 1, own.address)], AvailabilityNcnError::WrongChallenge).await;
    scene.refused("keeper", &[with(&right, 3, own.ncn)], AvailabilityNcnError::WrongNcn).await;
    scene.refused("keeper", &[with(&right, 15, id("a program"))], AvailabilityNcnError::NotCore).await;
    let jail = scene.at.jail(&challenge, &scene.operator(4));
    let record = pda::record(&scene.ncn, &scene.operator(0));
    scene.refused("keeper", &[with(&jail, 3, record)], AvailabilityNcnError::WrongChallenge).await;
    let milder = WHOLE / 20;
    let args = PolicyArgs { max_fraction: milder, equivocation_fraction: milder, ..policy(&scene.ncn) };
    scene.in_force(args).await;
    scene.run("keeper", &[right]).await;
    let at = scene.splits[4].proposal(incident);
    let proposed: SlashProposal = scene.bank.read(&at).await.expect("a proposal");
    assert_eq!((proposed.fraction, proposed.slash.stake), (milder, STAKE / 20));
}
