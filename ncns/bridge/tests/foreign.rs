//! A foreign source: nobody can prove its truth on this chain. An adjudicator states it, and the resolver may object.

use bridge_client::{BridgeNcnError, Content, Event};
use harness::slash::WHOLE;
use restaking_client::{PolicyArgs, SlashProposal};
use restaking_tests::id;

use crate::scene::{LIE, Place, STAKE, Scene, foreign_figures, policy, voter};

const TRUTH: Content = Content { root: [5; 32], count: 11 };

#[tokio::test]
async fn a_false_root_of_a_foreign_outbox_is_adjudicated() {
    let mut scene = Scene::new().await;
    let (foreign, height) = (scene.foreign, scene.next_height().await);
    // The quorum is wrong, and nothing on this chain contradicts it.
    let votes: Vec<_> = (0..4).map(|number| (number, LIE)).collect();
    scene.vote(&foreign, height, &votes).await;
    let finalize = scene.finalizing(&foreign, height, &LIE);
    scene.run("keeper", &[finalize]).await;

    let state = scene.adjudicating(height, 0, [&LIE, &TRUTH]);
    let events = scene.run("adjudicator", &state).await;
    let Some(Event::FalseRootProven(event)) = events.last() else { panic!("a proof") };
    assert_eq!((event.adjudicator, event.true_count), (id("adjudicator"), TRUTH.count));
    let slash = scene.slashing(&foreign, height, 0).await;
    scene.run("keeper", std::slice::from_ref(&slash)).await;
    let proof = scene.false_root(&foreign, height, 0).await;
    let split = scene.splits[0];
    let proposal = split.proposal(proof.incident);
    let proposed: SlashProposal = scene.bank.read(&proposal).await.expect("a proposal");
    // A tenth, with another reason, and the resolver has its seven days.
    assert_eq!((proposed.slash.stake, proposed.reason, proposed.resolver), (STAKE / 10, 2, id("resolver")));
    scene.bank.by("resolver", split.veto_slash(&id("resolver"), &proposal, proposed.slash.epoch)).await;
    assert_eq!(scene.bank.books(&split.vault).await.active, 1_000_000);
}

#[tokio::test]
async fn only_the_sources_adjudicator_states_a_truth() {
    let mut scene = Scene::new().await;
    let (foreign, height) = (scene.foreign, scene.next_height().await);
    let (reporter, operator) = (id("mallory"), scene.splits[0].operator);
    let vote = (&voter(0), &operator);
    let forged = foreign.adjudicate([&reporter; 2], height, vote, [&LIE, &TRUTH]);
    scene.refused("mallory", &forged, BridgeNcnError::NotAdjudicator).await;
    // It cannot make an operator sign, nor call what was signed false.
    let unsigned = foreign.adjudicate([&id("adjudicator"); 2], height, (&voter(1), &operator), [&LIE, &TRUTH]);
    scene.refused("adjudicator", &unsigned, BridgeNcnError::WrongRecord).await;
    let same = scene.adjudicating(height, 0, [&TRUTH, &TRUTH]);
    scene.refused("adjudicator", &same, BridgeNcnError::RootIsTrue).await;
    let early = scene.adjudicating(height + 1, 0, [&LIE, &TRUTH]);
    scene.refused("adjudicator", &early, BridgeNcnError::HeightToCome).await;
    // Of an outbox on this chain the outbox tells the truth, and nobody else.
    let local = Place { source: scene.at.source, number: scene.at.number, ..foreign };
    let own = local.adjudicate([&id("adjudicator"); 2], height, vote, [&LIE, &TRUTH]);
    scene.refused("adjudicator", &own, BridgeNcnError::NotAdjudicator).await;
    // A source without an adjudicator.
    let none = Place::new(scene.ncn, id("ncn"), 9, false);
    let figures = crate::scene::SourceFigures { adjudicator: Default::default(), ..foreign_figures() };
    scene.run("ncn", &[none.open_source(figures)]).await;
    let state = none.adjudicate([&id("adjudicator"); 2], height, vote, [&LIE, &TRUTH]);
    scene.refused("adjudicator", &state, BridgeNcnError::NotAdjudicator).await;
}

/// One judges, another may object: under a policy that names the adjudicator as its resolver, or leaves no time, there is no slash.
#[tokio::test]
async fn an_adjudicator_needs_another_resolver_and_its_time() {
    let mut scene = Scene::new().await;
    let (foreign, height) = (scene.foreign, scene.next_height().await);
    let state = scene.adjudicating(height, 0, [&LIE, &TRUTH]);
    scene.run("adjudicator", &state).await;
    let slash = scene.slashing(&foreign, height, 0).await;
    let right = policy(&scene.ncn);
    scene.in_force(PolicyArgs { resolver: id("adjudicator"), ..right.clone() }).await;
    scene.refused("keeper", std::slice::from_ref(&slash), BridgeNcnError::SameJudge).await;
    // No height opens either, but for a source without an adjudicator.
    let (at, next) = (scene.at, scene.next_height().await);
    let vote = scene.voting(&foreign, next, &[(1, LIE)]);
    scene.refused("keeper", &vote, BridgeNcnError::SameJudge).await;
    scene.vote(&at, next, &[(1, LIE)]).await;
    scene.in_force(PolicyArgs { challenge_seconds: right.challenge_seconds - 1, ..right.clone() }).await;
    scene.refused("keeper", std::slice::from_ref(&slash), BridgeNcnError::ShortChallenge).await;
    scene.in_force(right).await;
    scene.run("keeper", &[slash]).await;
}

/// A policy that became milder bounds a slash, and refuses none: the stored proofs stay as good as the policy lets them be.
#[tokio::test]
async fn a_milder_policy_bounds_the_slash_and_forgives_nothing() {
    let mut scene = Scene::new().await;
    let (at, foreign, height) = (scene.at, scene.foreign, scene.next_height().await);
    let state = scene.adjudicating(height, 0, [&LIE, &TRUTH]);
    scene.run("adjudicator", &state).await;
    let prove = scene.proving(height, 1, &LIE);
    scene.run("reporter", &prove).await;
    let right = policy(&scene.ncn);
    scene.in_force(PolicyArgs { max_fraction: WHOLE / 4, equivocation_fraction: 0, ..right }).await;
    for (source, number, stake) in [(foreign, 0, STAKE / 10), (at, 1, STAKE / 4)] {
        let slash = scene.slashing(&source, height, number).await;
        scene.run("keeper", &[slash]).await;
        let incident = scene.false_root(&source, height, number).await.incident;
        let proposal = scene.splits[number].proposal(incident);
        let proposed: SlashProposal = scene.bank.read(&proposal).await.expect("a proposal");
        assert_eq!(proposed.slash.stake, stake);
    }
}
