//! The resolver's veto: it lifts the jail of its failure, and no other.

use availability_client::AvailabilityNcnError;
use harness::key;
use restaking_client::RestakingError;

use super::with;
use crate::archive::draw;
use crate::scene::{RULES, Scene};

/// A jail has an appeal: where the resolver vetoes the slash, anyone lifts the jail, once.
#[tokio::test]
async fn a_veto_lifts_the_jail_of_its_failure() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let challenge = scene.failed("alice", &stored, 4).await;
    let split = scene.splits[4];
    let incident = scene.incident(&challenge).await;
    let release = scene.at.release(&challenge, &split.operator, &split.proposal(incident));
    let slash = scene.slashing(&challenge, 4).await;
    scene.run("keeper", &[slash]).await;
    scene.refused("mallory", std::slice::from_ref(&release), AvailabilityNcnError::OtherJail).await;
    let jail = scene.at.jail(&challenge, &split.operator);
    scene.run("keeper", std::slice::from_ref(&jail)).await;
    scene.refused("mallory", std::slice::from_ref(&release), AvailabilityNcnError::NotVetoed).await;
    scene.bank.veto(&split, incident).await;
    scene.run("mallory", std::slice::from_ref(&release)).await;
    assert_eq!(scene.record(4).await.jailed_until, 0);
    scene.refused("mallory", &[release], AvailabilityNcnError::OtherJail).await;
    scene.refused("mallory", &[jail], AvailabilityNcnError::AlreadyJailed).await;
}

/// A veto ends the failures of its period: no other one of them is slashed. The jail of another one stands.
#[tokio::test]
async fn a_veto_ends_a_period_and_lifts_no_other_jail() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let split = scene.splits[4];
    let second = scene.challenge("bob", &stored, 4).await;
    let first = scene.drawn("alice", &stored, 4).await;
    scene.slots(100, &[]).await;
    scene.run("keeper", &[draw(&second)]).await;
    let release = scene.vetoes(&first, 4).await;
    // One that is not failed yet releases nobody.
    scene.refused("mallory", &[with(&release, 1, second)], AvailabilityNcnError::NotFailed).await;
    scene.time_out(&second).await;
    let judge = scene.at.judge(&second, &split.operator);
    scene.run("keeper", &[judge]).await;
    let jail = scene.at.jail(&second, &split.operator);
    scene.run("keeper", &[jail]).await;
    let deadline = scene.read_challenge(&second).await.challenge.deadline;
    assert_eq!(scene.record(4).await.jailed_until, deadline + RULES.jail_seconds as i64);
    assert_eq!(scene.incident(&first).await, scene.incident(&second).await);
    scene.refused("mallory", std::slice::from_ref(&release), AvailabilityNcnError::OtherJail).await;
    scene.refused("mallory", &[with(&release, 1, second)], AvailabilityNcnError::WrongProposal).await;
    let slash = scene.slashing(&second, 4).await;
    let failure = scene.bank.refused(slash, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::AlreadySlashed), "{:#?}", failure.logs);
}

/// A challenge is opened again where one was closed. The veto of the first failure does not lift the jail of the second.
#[tokio::test]
async fn a_veto_lifts_no_jail_of_a_later_failure_at_the_same_address() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let challenge = scene.drawn("alice", &stored, 4).await;
    let release = scene.vetoes(&challenge, 4).await;
    let mut account = scene.bank.account(&challenge).await.expect("a challenge");
    let mut read = scene.read_challenge(&challenge).await;
    read.challenge.failed_at += 1;
    account.data = borsh::to_vec(&read).expect("a challenge");
    scene.bank.put(&challenge, account);
    scene.refused("mallory", &[release], AvailabilityNcnError::WrongProposal).await;
}
