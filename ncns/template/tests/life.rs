//! The life of a service: five operators, of which one is slashed after the challenge, one slashed for two votes and one jailed.

use harness::equivocation::Votes;
use harness::key;
use harness::keys::domain;
use restaking_client::{RestakingError, SlashProposal};
use restaking_tests::{RECIPIENTS, id};
use solana_clock::Clock;
use template_client::{Event, TemplateNcnError, VOTE_KIND, message};
use template_ledger::certificate::Certificate;

use crate::scene::{A, B, HEIGHT, PROGRAM, SEVEN_DAYS, STAKE, Scene, voter};

#[tokio::test]
async fn a_cheat_is_slashed_two_votes_are_slashed_and_silence_is_jailed() {
    let mut scene = Scene::new().await;
    // Number 4 signs another value than the others.
    let height = scene.round([Some(A), Some(A), Some(A), Some(A), Some(B)]).await;
    let round = scene.read_round(height).await;
    assert_eq!((round.value, round.weight, round.total_weight), (A, 4 * STAKE, 5 * STAKE));
    assert_eq!(scene.judge(height, 4).await, 4);
    let slash = scene.slashing(height, 4).await;
    let events = scene.run("reporter", &[slash]).await;
    let Some(Event::OffenseSlashed(event)) = events.last() else { panic!("a slash") };
    let incident = scene.incident(height).await;
    let proposal = scene.splits[4].proposal(incident);
    assert_eq!((event.height, event.proposal, event.operator), (height, proposal, scene.splits[4].operator));
    let proposed: SlashProposal = scene.bank.read(&proposal).await.expect("a proposal");
    assert_eq!(proposed.slash.stake, STAKE / 10);
    assert_eq!((proposed.reason, proposed.evidence), (1, scene.at.round(height).to_bytes()));
    assert_eq!((proposed.reporter, proposed.resolver), (id("reporter"), id("resolver")));

    // Any program reads the certificate.
    let round = scene.at.round(height);
    let account = scene.bank.account(&round).await.expect("a round");
    assert_eq!(account.owner, *PROGRAM);
    let certificate = Certificate::read(&account.data, &scene.at.service.to_bytes()).expect("a certificate");
    assert_eq!((certificate.value, certificate.height, certificate.weight), (A, height, 4 * STAKE));

    // Number 2 is silent in three of ten rounds, and number 3 abstains. The others are a quorum of votes, and no certificate.
    for round in 0..3 {
        let height = scene.round([Some(A), Some(A), None, Some([0; 32]), Some(A)]).await;
        assert_eq!(scene.read_round(height).await.is_final, 0);
        let early = scene.judging(height, 2);
        scene.refused("keeper", &[early], TemplateNcnError::NotFinal).await;
        scene.pass(HEIGHT).await;
        assert_eq!([scene.judge(height, 2).await, scene.judge(height, 3).await], [2, 1]);
        let jail = scene.at.jail(&scene.splits[2].operator);
        if round < 2 {
            scene.refused("keeper", &[jail], TemplateNcnError::TooFewMissed).await;
        } else {
            let events = scene.run("keeper", &[jail]).await;
            let Some(Event::AbsentJailed(event)) = events.last() else { panic!("a jail") };
            assert_eq!((event.missed, event.until), (3, scene.bank.now().await + 86_400));
            assert_eq!(scene.record(2).await.jailed_until, event.until);
        }
    }

    // Number 1 votes twice at a height: anyone proves it to the core, and all of its stake is slashed.
    let height = scene.open_next().await;
    scene.vote(height, &[(1, A)]).await;
    let (ncn, operator) = (scene.ncn, scene.splits[1].operator);
    let messages = [A, B].map(|value| message(&domain(&ncn), height, &value));
    let votes = Votes { kind: VOTE_KIND, messages, ..Votes::conflicting(&ncn, &operator, &voter(1), height) };
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

    // After seven days without a veto the cheat's slash is executed; before, it is not.
    let execute = scene.splits[4].execute_slash(&proposal, proposed.slash.epoch, RECIPIENTS.map(id));
    scene.bank.warp(proposed.proposed_at + SEVEN_DAYS as i64 - 1).await;
    let failure = scene.bank.all_refused(std::slice::from_ref(&execute), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotFinal));
    scene.bank.warp(proposed.proposed_at + SEVEN_DAYS as i64).await;
    scene.bank.send(&[execute], &[]).await.expect("a final slash");
    assert_eq!(scene.record(4).await.executed, 1);
}

/// Nothing that anyone sends slashes or jails an operator that signed what two thirds signed.
#[tokio::test]
async fn nothing_slashes_an_honest_operator() {
    let mut scene = Scene::new().await;
    for votes in [
        [Some(A), Some(A), Some(A), Some(A), Some(B)],
        // Two thirds are missing: even the two that differ are not slashed.
        [Some(A), Some(A), Some(A), Some(B), Some(B)],
        [Some(A), Some(A), None, None, None],
    ] {
        let height = scene.round(votes).await;
        scene.pass(HEIGHT).await;
        let is_final = scene.read_round(height).await.is_final == 1;
        for number in 0..5 {
            let is_cheat = is_final && number == 4;
            if !is_cheat {
                let slash = scene.slashing(height, number).await;
                scene.refused("reporter", &[slash], TemplateNcnError::NotAnOffense).await;
            }
            let verdict = scene.judge(height, number).await;
            assert_eq!(
                verdict,
                if is_cheat {
                    4
                } else if is_final {
                    0
                } else {
                    3
                },
                "{number}"
            );
            let jail = scene.at.jail(&scene.splits[number].operator);
            scene.refused("keeper", &[jail], TemplateNcnError::TooFewMissed).await;
        }
    }
    assert_eq!(scene.record(0).await.slashes, 0);
}

#[tokio::test]
async fn the_resolver_vetoes_a_slash_and_each_vault_is_slashed_once() {
    let mut scene = Scene::new().await;
    let height = scene.round([Some(A), Some(A), Some(A), Some(A), Some(B)]).await;
    let slash = scene.slashing(height, 4).await;
    scene.run("reporter", std::slice::from_ref(&slash)).await;
    // The core has its proposal at the address of the incident already.
    let failure = scene.bank.refused(slash, &[&key("reporter")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::AlreadySlashed), "{:#?}", failure.logs);
    let split = scene.splits[4];
    let proposal = split.proposal(scene.incident(height).await);
    let proposed: SlashProposal = scene.bank.read(&proposal).await.expect("a proposal");
    scene.bank.by("resolver", split.veto_slash(&id("resolver"), &proposal, proposed.slash.epoch)).await;
    assert_eq!(scene.record(4).await.vetoed, 1);
    assert_eq!(scene.bank.books(&split.vault).await.active, 1_000_000);
}
