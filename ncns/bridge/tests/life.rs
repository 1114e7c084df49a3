//! The life of a bridge: a cheat is slashed after the challenge, an honest operator is not, two votes are slashed, and silence is jailed.

use borsh::BorshDeserialize;
use bridge_client::{BridgeNcnError, Content, Event};
use harness::equivocation::Votes;
use harness::{key, slash};
use restaking_client::{OperatorRecord, RestakingError, SlashProposal, pda};
use restaking_tests::{RECIPIENTS, id};
use solana_clock::Clock;

use crate::scene::{LIE, LOCAL, OPERATORS, SEVEN_DAYS, STAKE, Scene, voter};

#[tokio::test]
async fn checkpoints_become_final_and_the_absent_are_jailed() {
    let mut scene = Scene::new().await;
    let at = scene.at;
    // An empty outbox, and odd and even numbers of messages.
    for posted in 0..4u64 {
        let (height, truth) = scene.round(&[2]).await;
        assert_eq!(Some(truth), scene.messages.content(posted));
        let checkpoint = scene.checkpoint(&at, height).await;
        assert_eq!((checkpoint.root, checkpoint.count, checkpoint.height), (truth.root, posted, height));
        assert_eq!((checkpoint.weight, checkpoint.total_weight, checkpoint.signers), (4 * STAKE, 5 * STAKE, 4));
        assert_eq!((checkpoint.source, checkpoint.origin), (at.source, at.outbox().to_bytes()));
        let source = scene.source(&at).await;
        assert_eq!((source.checkpoints, source.height, source.count), (posted + 1, height, posted));
        assert_eq!([scene.judge(&at, height, 0).await, scene.judge(&at, height, 2).await], [0, 2]);
        let jail = at.jail(&scene.splits[2].operator);
        match posted {
            0 | 1 => drop(scene.refused("keeper", &[jail], BridgeNcnError::TooFewMissed).await),
            2 => {
                let events = scene.run("keeper", &[jail]).await;
                let Some(Event::AbsentJailed(event)) = events.last() else { panic!("a jail") };
                assert_eq!((event.missed, event.until), (3, scene.bank.now().await + 86_400));
                assert_eq!(scene.record(2).await.jailed_until, event.until);
            }
            _ => drop(scene.refused("keeper", &[jail], BridgeNcnError::TooFewMissed).await),
        }
        scene.post(&[1]).await;
    }
    let score = scene.score(&at, 2).await;
    assert_eq!((score.judged, score.absences, score.dissents), (4, 4, 0));
}

/// Another rule's longer jail stands.
#[tokio::test]
async fn an_absence_shortens_no_jail() {
    let mut scene = Scene::new().await;
    let at = scene.at;
    for _ in 0..3 {
        let (height, _) = scene.round(&[2]).await;
        scene.judge(&at, height, 2).await;
    }
    let (operator, until) = (scene.splits[2].operator, scene.bank.now().await + 20 * 86_400);
    let record = pda::record(&scene.ncn, &operator);
    let mut account = scene.bank.account(&record).await.expect("a record");
    let mut head = OperatorRecord::deserialize(&mut account.data.as_slice()).expect("a record");
    head.jailed_until = until;
    let head = borsh::to_vec(&head).expect("a record");
    account.data[..head.len()].copy_from_slice(&head);
    scene.bank.put(&record, account);
    scene.run("keeper", &[at.jail(&operator)]).await;
    assert_eq!(scene.record(2).await.jailed_until, until);
}

#[tokio::test]
async fn a_signer_of_a_false_root_is_slashed_after_the_challenge() {
    let mut scene = Scene::new().await;
    scene.post(b"a message").await;
    let height = scene.next_height().await;
    let (at, truth) = (scene.at, scene.truth(height).await);
    // Number 4 signs a message that nobody posted. The others sign what is there.
    let votes: Vec<_> = (0..OPERATORS).map(|number| (number, if number == 4 { LIE } else { truth })).collect();
    scene.vote(&at, height, &votes).await;
    let finalize = scene.finalizing(&at, height, &truth);
    scene.run("keeper", &[finalize]).await;
    // Anyone carries the vote again, as evidence.
    let prove = scene.proving(height, 4, &LIE);
    let events = scene.run("reporter", &prove).await;
    let Some(Event::FalseRootProven(event)) = events.last() else { panic!("a proof") };
    assert_eq!((event.signed_root, event.true_root), (LIE.root, truth.root));
    let proof = scene.false_root(&at, height, 4).await;
    assert_eq!((proof.signed_count, proof.true_count, proof.fraction), (LIE.count, 1, slash::WHOLE));
    assert_eq!((proof.reporter, proof.operator), (id("reporter"), scene.splits[4].operator));

    let slash = scene.slashing(&at, height, 4).await;
    scene.run("keeper", &[slash]).await;
    let proposal = scene.splits[4].proposal(proof.incident);
    let proposed: SlashProposal = scene.bank.read(&proposal).await.expect("a proposal");
    assert_eq!(proposed.slash.stake, STAKE);
    let evidence = at.false_root(height, &proof.operator).to_bytes();
    assert_eq!((proposed.reason, proposed.evidence), (1, evidence));
    assert_eq!((proposed.reporter, proposed.resolver), (id("reporter"), id("resolver")));

    // A dissent is no offense by itself, and it is no absence.
    scene.pass(60).await;
    assert_eq!(scene.judge(&at, height, 4).await, 1);
    assert_eq!(scene.score(&at, 4).await.absences, 0);

    // After seven days without a veto the slash is executed; before, it is not.
    let execute = scene.splits[4].execute_slash(&proposal, proposed.slash.epoch, RECIPIENTS.map(id));
    scene.bank.warp(proposed.proposed_at + SEVEN_DAYS as i64 - 1).await;
    let failure = scene.bank.all_refused(std::slice::from_ref(&execute), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotFinal));
    scene.bank.warp(proposed.proposed_at + SEVEN_DAYS as i64).await;
    scene.bank.send(&[execute], &[]).await.expect("a final slash");
    assert_eq!(scene.record(4).await.executed, 1);
}

/// Every vote for what the outbox has is safe, at any later time and whatever was posted since.
#[tokio::test]
async fn no_honest_operator_is_slashed() {
    let mut scene = Scene::new().await;
    let mut signed = vec![];
    for round in 0..6u8 {
        if round % 2 == 1 {
            scene.post(&[round]).await;
        }
        let (height, truth) = scene.round(&[]).await;
        signed.push((height, truth));
    }
    scene.post(b"a later one").await;
    for (height, truth) in signed {
        for number in 0..OPERATORS {
            let prove = scene.proving(height, number, &truth);
            scene.refused("reporter", &prove, BridgeNcnError::RootIsTrue).await;
        }
    }
}

/// Most operators agree on a false root: it does not become final here, and each of them is slashed.
#[tokio::test]
async fn a_quorum_that_lies_is_slashed_whole() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    let at = scene.at;
    let votes: Vec<_> = (0..4).map(|number| (number, LIE)).collect();
    scene.vote(&at, height, &votes).await;
    let finalize = scene.finalizing(&at, height, &LIE);
    scene.refused("keeper", &[finalize], BridgeNcnError::FalseRoot).await;
    for number in 0..4 {
        let prove = scene.proving(height, number, &LIE);
        scene.run("reporter", &prove).await;
        let slash = scene.slashing(&at, height, number).await;
        scene.run("keeper", &[slash]).await;
        assert_eq!(scene.record(number).await.slashes, 1);
    }
    let honest = scene.proving(height, 4, &Content::EMPTY);
    scene.refused("reporter", &honest, BridgeNcnError::RootIsTrue).await;
}

/// Two votes at one height are the core's own offense, whether or not one of them is true.
#[tokio::test]
async fn two_roots_for_one_height_are_an_equivocation() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    let (ncn, operator) = (scene.ncn, scene.splits[1].operator);
    let messages = [Content::EMPTY, LIE].map(|content| scene.at.message(height, &content));
    let votes = Votes { kind: LOCAL, messages, ..Votes::conflicting(&ncn, &operator, &voter(1), height) };
    scene.bank.by("mallory", votes.commit(&id("mallory"))).await;
    // A report ages by slots.
    let clock = scene.bank.clock().await;
    scene.bank.set_clock(&Clock { slot: clock.slot + 16, ..clock });
    let proof = [votes.signed(&voter(1)).instruction(), votes.submit(&id("mallory"))];
    scene.bank.send(&proof, &[&key("mallory")]).await.expect("a proof");
    let epoch = scene.bank.epoch().await;
    let slash = scene.splits[1].slash_equivocation(&id("mallory"), &votes.proof(), 1, epoch);
    let done = scene.bank.by("mallory", slash).await;
    let Some(restaking_client::Event::SlashProposed(event)) = done.events.last() else { panic!("a slash") };
    assert_eq!((event.slash.stake, event.reporter), (STAKE, id("mallory")));
}

#[tokio::test]
async fn the_resolver_vetoes_a_slash() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    let at = scene.at;
    let prove = scene.proving(height, 0, &LIE);
    scene.run("reporter", &prove).await;
    let slash = scene.slashing(&at, height, 0).await;
    scene.run("keeper", &[slash]).await;
    let split = scene.splits[0];
    let proposal = split.proposal(scene.false_root(&at, height, 0).await.incident);
    let proposed: SlashProposal = scene.bank.read(&proposal).await.expect("a proposal");
    scene.bank.by("resolver", split.veto_slash(&id("resolver"), &proposal, proposed.slash.epoch)).await;
    assert_eq!(scene.record(0).await.vetoed, 1);
    assert_eq!(scene.bank.books(&split.vault).await.active, 1_000_000);
}
