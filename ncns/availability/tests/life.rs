//! The life of an archive: a blob is certified, an honest operator answers, and one that lost its data is jailed and slashed.

use availability_client::reader::{CertifiedBlob, Limits, Refused};
use availability_client::{AvailabilityNcnError, ChallengeStatus, Event};
use restaking_client::{RestakingError, SlashProposal};
use restaking_tests::id;
use solana_program::rent::Rent;

use crate::archive::{close_challenge, draw, return_bond};
use crate::scene::{ANSWER, AVAILABILITY, BOND, DRAW_SLOTS, RULES, SEVEN_DAYS, STAKE, STORED, Scene, blob, voters};

/// An operator that lost its data is jailed, and slashed by 10% after the challenge window.
#[tokio::test]
async fn a_cheat_is_jailed_and_slashed() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let certificate = scene.certificate(&stored).await.certificate;
    assert_eq!((certificate.weight, certificate.total_weight), (5 * STAKE, 5 * STAKE));

    // Number 0 is asked, and publishes the chunk that the hash of the slot draws.
    let before = scene.bank.lamports(&id("alice")).await;
    let challenge = scene.challenge("alice", &stored, 0).await;
    let rent = Rent::default().minimum_balance(scene.bank.account(&challenge).await.expect("a challenge").data.len());
    assert_eq!(scene.bank.lamports(&id("alice")).await, before - rent - BOND);
    let opened = scene.read_challenge(&challenge).await.challenge;
    scene.slots(DRAW_SLOTS + 1, &[]).await;
    let events = scene.run("keeper", &[draw(&challenge)]).await;
    let Some(Event::ChunkDrawn(event)) = events.last() else { panic!("a draw") };
    let by = Scene::slot_hash(opened.draw_slot);
    assert_eq!(event.chunk, availability_client::drawn(&by, &challenge, blob().len() as u64));
    assert_eq!(event.deadline, scene.bank.now().await + ANSWER);
    let answer = scene.answering(&challenge, &blob()).await;
    scene.run("keeper", &[answer]).await;
    let custody = scene.custody(0).await;
    assert_eq!((custody.open, custody.answered, custody.bonds), (0, 1, BOND));
    // The rent returns to the challenger, and the bond is the operator's.
    scene.run("keeper", &[close_challenge(&challenge, &id("alice"))]).await;
    assert_eq!(scene.bank.lamports(&id("alice")).await, before - BOND);

    // Number 4 lost its data. It cannot answer with anything else, and the time passes.
    let challenge = scene.drawn("bob", &stored, 4).await;
    let lost = scene.answering(&challenge, &vec![0; blob().len()]).await;
    scene.refused("keeper", &[lost], AvailabilityNcnError::NotInBlob).await;
    let judge = scene.at.judge(&challenge, &scene.operator(4));
    scene.refused("keeper", std::slice::from_ref(&judge), AvailabilityNcnError::TimeLeft).await;
    scene.time_out(&challenge).await;
    let events = scene.run("keeper", &[judge]).await;
    let Some(Event::ChallengeSettled(event)) = events.last() else { panic!("a failure") };
    assert_eq!(
        (event.status, event.bond, event.custody.failed, event.custody.open),
        (ChallengeStatus::Failed, 0, 1, 0)
    );
    let deadline = scene.read_challenge(&challenge).await.challenge.deadline;

    let jail = scene.at.jail(&challenge, &scene.operator(4));
    scene.run("keeper", &[jail]).await;
    assert_eq!(scene.record(4).await.jailed_until, deadline + RULES.jail_seconds as i64);
    let before = scene.bank.lamports(&id("bob")).await;
    scene.run("keeper", &[return_bond(&challenge, &id("bob"))]).await;
    assert_eq!(scene.bank.lamports(&id("bob")).await, before + BOND);

    let slash = scene.slashing(&challenge, 4).await;
    scene.run("keeper", &[slash]).await;
    let incident = scene.incident(&challenge).await;
    let proposal = scene.splits[4].proposal(incident);
    let proposed: SlashProposal = scene.bank.read(&proposal).await.expect("a proposal");
    assert_eq!((proposed.slash.stake, proposed.reason), (STAKE / 10, 1));
    assert_eq!((proposed.evidence, proposed.offense_at), (challenge.to_bytes(), deadline));
    assert_eq!((proposed.reporter, proposed.resolver), (id("bob"), id("resolver")));

    let execute =
        scene.splits[4].execute_slash(&proposal, proposed.slash.epoch, ["bob", "insurance", "harmed"].map(id));
    scene.bank.warp(proposed.proposed_at + SEVEN_DAYS as i64 - 1).await;
    let failure = scene.bank.all_refused(std::slice::from_ref(&execute), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotFinal));
    scene.bank.warp(proposed.proposed_at + SEVEN_DAYS as i64).await;
    scene.bank.send(&[execute], &[]).await.expect("a final slash");
    assert_eq!((scene.record(4).await.executed, scene.record(0).await.slashes), (1, 0));
}

/// Whatever challengers do, an operator that has its data is neither jailed nor slashed, and its answers pay for themselves.
#[tokio::test]
async fn nothing_slashes_an_honest_operator() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let operator = scene.operator(2);
    let mut challenges = vec![];
    // Several at a time, one of them by a slot that was skipped, one that is never drawn.
    for name in ["alice", "bob", "mallory", "reporter"] {
        challenges.push((name, scene.challenge(name, &stored, 2).await));
    }
    assert_eq!(scene.custody(2).await.open, 4);
    let slot = scene.bank.clock().await.slot + DRAW_SLOTS;
    scene.slots(DRAW_SLOTS + 3, &[slot]).await;
    let (_, undrawn) = challenges.pop().expect("a challenge");
    for (_, challenge) in &challenges {
        let judge = scene.at.judge(challenge, &operator);
        scene.refused("mallory", &[judge], AvailabilityNcnError::NotDrawn).await;
        scene.run("mallory", &[draw(challenge)]).await;
        let by = Scene::slot_hash(slot + 1);
        let chunk = scene.read_challenge(challenge).await.challenge.chunk;
        assert_eq!(chunk, availability_client::drawn(&by, challenge, blob().len() as u64));
    }
    // In the last second: by the operator, by anyone, by the challenger itself.
    let deadline = scene.read_challenge(&challenges[0].1).await.challenge.deadline;
    scene.bank.warp(deadline - 1).await;
    for (place, name) in ["operator", "keeper", "mallory"].into_iter().enumerate() {
        let challenge = challenges[place].1;
        let answer = scene.answering(&challenge, &blob()).await;
        scene.run(name, &[answer]).await;
        let again = scene.answering(&challenge, &blob()).await;
        scene.refused("mallory", &[again], AvailabilityNcnError::Settled).await;
    }
    // The chunk that nobody drew: its bond is burned.
    scene.slots(513, &[]).await;
    scene.refused("mallory", &[draw(&undrawn)], AvailabilityNcnError::SlotGone).await;
    let lapse = scene.at.lapse(&undrawn, &operator);
    scene.run("keeper", &[lapse]).await;
    scene.bank.warp(deadline + 10_000).await;
    challenges.push(("reporter", undrawn));
    for (name, challenge) in challenges {
        let judge = scene.at.judge(&challenge, &operator);
        scene.refused("mallory", &[judge], AvailabilityNcnError::Settled).await;
        let jail = scene.at.jail(&challenge, &operator);
        scene.refused("mallory", &[jail], AvailabilityNcnError::NotFailed).await;
        let slash = scene.slashing(&challenge, 2).await;
        scene.refused("keeper", &[slash], AvailabilityNcnError::NotFailed).await;
        scene.refused("mallory", &[return_bond(&challenge, &id(name))], AvailabilityNcnError::NotFailed).await;
        scene.run("mallory", &[close_challenge(&challenge, &id(name))]).await;
    }
    let custody = scene.custody(2).await;
    assert_eq!((custody.open, custody.answered, custody.lapsed, custody.failed), (0, 3, 1, 0));
    // Two at the plain bond, one at twice as much.
    assert_eq!(custody.bonds, 4 * BOND);
    let record = scene.record(2).await;
    assert_eq!((record.slashes, record.jailed_until), (0, 0));
    // The bonds are collected to the operator's fee wallet.
    let before = scene.bank.lamports(&id("operator")).await;
    let collect = scene.at.collect(&operator, &id("operator"));
    scene.run("mallory", std::slice::from_ref(&collect)).await;
    assert_eq!(scene.bank.lamports(&id("operator")).await, before + 4 * BOND);
    scene.refused("mallory", &[collect], AvailabilityNcnError::NoBond).await;
    let custody = scene.at.custody(&operator);
    assert_eq!(scene.beside_rent(&custody).await, 0);
}

/// Any program reads a certificate: by its owner, its address and its fields.
#[tokio::test]
async fn two_thirds_of_the_weight_certify_a_blob() {
    let mut scene = Scene::new().await;
    let stored = scene.signed(&blob(), &[0, 1, 2]).await;
    let weak = scene.certificate(&stored).await.certificate;
    assert_eq!((weak.operators, weak.weight, weak.certified_at), (3, 3 * STAKE, 0));
    let account = scene.at.certificate(&stored);
    let account = scene.bank.account(&account).await.expect("a certificate");
    assert_eq!(CertifiedBlob::read(&account.data, &scene.at.address.to_bytes()), Err(Refused::NotCertified));
    let early = scene.challenging("alice", &stored, 0);
    scene.refused("alice", &[early], AvailabilityNcnError::NotCertified).await;
    let both = scene.at.attest(&scene.table, &stored, &voters(&[3]));
    scene.run("keeper", &both).await;
    let read = scene.certificate(&stored).await;
    assert_eq!(read.certificate.certified_at, scene.bank.now().await);
    assert_eq!((read.certificate.content.root, read.kind), (stored.content.root, stored.kind));
    let account = scene.at.certificate(&stored);
    let account = scene.bank.account(&account).await.expect("a certificate");
    assert_eq!(account.owner, *AVAILABILITY);
    let archive = scene.at.address.to_bytes();
    let blob = CertifiedBlob::read(&account.data, &archive).expect("a certified blob");
    let (now, limits) = (scene.bank.now().await, Limits { min_weight: 4 * STAKE, min_seconds: 60 });
    assert_eq!(blob.check(&stored.content.root, &limits, now), Ok(()));
    assert_eq!((blob.content.size, blob.height, blob.kind), (stored.content.size, stored.height, stored.kind));
    assert_eq!(CertifiedBlob::read(&account.data, &[0; 32]), Err(Refused::OtherArchive));
    let operators = availability_client::operators(&account.data).expect("operators");
    let expected: Vec<_> = (0..4).map(|number| (scene.operator(number), STAKE)).collect();
    assert_eq!(operators.iter().map(|each| (each.operator, each.weight)).collect::<Vec<_>>(), expected);
    // Number 4 did not sign: it owes nobody a chunk.
    let none = scene.challenging("alice", &stored, 4);
    scene.refused("alice", &[none], AvailabilityNcnError::NoPlace).await;
    // It is closed after its expiry, and its rent returns.
    let close = scene.at.close_certificate(&stored, &id("keeper"));
    scene.refused("mallory", std::slice::from_ref(&close), AvailabilityNcnError::CertificateLive).await;
    scene.pass(STORED).await;
    let before = scene.bank.lamports(&id("keeper")).await;
    scene.run("mallory", &[close]).await;
    assert_eq!(scene.bank.lamports(&id("keeper")).await, before + account.lamports);
    // Not opened again: its window is over.
    let again = scene.opening("keeper", &stored);
    scene.refused("keeper", &[again], AvailabilityNcnError::WindowClosed).await;
}
