//! The life of an oracle: five operators, one warned, one slashed after the challenge, one slashed for two votes, one jailed.

use harness::equivocation::Votes;
use harness::slash;
use restaking_client::oracle::Event;
use restaking_client::{RestakingError, SlashProposal};
use restaking_tests::{RECIPIENTS, id};
use solana_clock::Clock;

use crate::scene::{CHALLENGE, PRICE, STAKE, Scene, voter};

/// `PRICE` with a deviation in basis points.
fn off(bps: i64) -> i64 {
    PRICE + PRICE * bps / 10_000
}

#[tokio::test]
async fn drifts_are_warned_and_slashed_two_votes_slashed_and_silence_jailed() {
    let mut scene = Scene::new().await;
    let mut last = 0;
    // Three good ones, one of them abstains once; number 3 drifts 7% and number 4 12%.
    for (round, silent) in [Some(PRICE), Some(0), None].into_iter().enumerate() {
        let drift = if round == 2 { off(1_200) } else { off(100) };
        let warned = if round == 2 { off(700) } else { PRICE };
        let height = scene.round([Some(PRICE), Some(off(-100)), silent, Some(warned), Some(drift)]).await;
        last = height;
        assert_eq!(scene.judge(height, 0, false).await, (0, 0));
        assert_eq!(scene.judge(height, 2, false).await.0, [0, 1, 2][round], "good, abstained, missed");
        if round == 2 {
            // Two of five are within 5% of the median. Nobody is punished.
            assert_eq!(scene.judge(height, 3, false).await, (3, 700));
            assert_eq!(scene.judge(height, 4, false).await, (3, 1_200));
        }
    }
    let feed = scene.feed().await;
    assert_eq!((feed.price.price, feed.price.height, feed.price.reports), (PRICE, last, 4));
    assert_eq!((feed.price.weight, feed.price.total_weight), (4 * STAKE, 5 * STAKE));

    // Number 3 drifts 7%: it is warned. Four of five agree.
    let height = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(off(700)), Some(PRICE)]).await;
    assert_eq!(scene.judge(height, 3, false).await, (4, 700));
    assert_eq!(scene.score(3).await.warnings, 1);
    // Number 4 drifts 12%: it is slashed 10% after the challenge.
    let height = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(off(1_200))]).await;
    assert_eq!(scene.judge(height, 4, true).await, (5, 1_200));
    let offense = scene.offense(height, 4).await;
    assert_eq!((offense.price, offense.median, offense.reporter), (off(1_200), PRICE, id("reporter")));
    let slash = scene.slashing(height, 4).await;
    scene.by("keeper", slash).await;
    let proposal = scene.splits[4].proposal(offense.incident);
    let proposed: SlashProposal = scene.bank.read(&proposal).await.expect("a proposal");
    assert_eq!(proposed.slash.stake, STAKE / 10);
    assert_eq!((proposed.reason, proposed.evidence), (1, scene.oracle.offense(height, &offense.operator).to_bytes()));
    assert_eq!((proposed.reporter, proposed.resolver), (id("reporter"), id("resolver")));

    // Number 2 is silent again. An abstention is a report: four of five are there, though their price has no quorum.
    let height = scene.round([Some(PRICE), Some(0), None, Some(PRICE), Some(PRICE)]).await;
    assert_eq!(scene.price_round(height).await.round.price, 0);
    assert_eq!(scene.judge(height, 2, false).await.0, 2);

    // Number 1 votes twice at a height: anyone proves it, and all of its stake is slashed.
    let height = scene.next_height().await;
    scene.report(height, &[(0, PRICE), (1, PRICE), (3, PRICE), (4, PRICE)]).await;
    let now = scene.bank.now().await;
    let (ncn, operator) = (scene.oracle.ncn, scene.splits[1].operator);
    let messages = [scene.oracle.vote(height, PRICE, now), scene.oracle.vote(height, PRICE + 1, now)];
    let votes = Votes { kind: scene.oracle.number, messages, ..Votes::conflicting(&ncn, &operator, &voter(1), height) };
    scene.bank.by("mallory", votes.commit(&id("mallory"))).await;
    // A report ages by slots.
    let clock = scene.bank.clock().await;
    scene.bank.set_clock(&Clock { slot: clock.slot + 16, ..clock });
    let proof = [votes.signed(&voter(1)).instruction(), votes.submit(&id("mallory"))];
    scene.bank.send(&proof, &[&harness::key("mallory")]).await.expect("a proof");
    let epoch = scene.bank.epoch().await;
    let slash = scene.splits[1].slash_equivocation(&id("mallory"), &votes.proof(), 1, epoch);
    let done = scene.bank.by("mallory", slash).await;
    let Some(restaking_client::Event::SlashProposed(event)) = done.events.last() else { panic!("a slash") };
    assert_eq!((event.slash.stake, event.reporter), (STAKE, id("mallory")));
    scene.close().await;
    let finalize = scene.finalizing(height).await;
    scene.by("keeper", finalize).await;

    // The quorum is not reached by three of five: the feed keeps its price, and the absence proves nothing.
    let weak = scene.round([Some(PRICE), None, None, Some(PRICE), Some(PRICE)]).await;
    assert_eq!(scene.price_round(weak).await.round.price, 0);
    assert_eq!(scene.judge(weak, 2, false).await.0, 3);

    // Number 2 is silent for three rounds in ten: it is jailed.
    let early = scene.oracle.jail(&scene.splits[2].operator);
    scene.refuses("keeper", &[early], restaking_client::oracle::OracleNcnError::TooFewMissed).await;
    assert_eq!(scene.judge(height, 2, false).await.0, 2);
    let jail = scene.oracle.jail(&scene.splits[2].operator);
    let events = scene.by("keeper", jail.clone()).await;
    let Some(Event::AbsentJailed(event)) = events.last() else { panic!("a jail") };
    assert_eq!((event.missed, event.until), (3, scene.bank.now().await + 86_400));
    assert_eq!(scene.record(2).await.jailed_until, event.until);
    scene.refuses("keeper", &[jail], restaking_client::oracle::OracleNcnError::TooFewMissed).await;

    // After seven days without a veto the drift's slash is executed; before, it is not.
    let execute = scene.splits[4].execute_slash(&proposal, proposed.slash.epoch, RECIPIENTS.map(id));
    scene.bank.warp(proposed.proposed_at + CHALLENGE as i64 - 1).await;
    let failure = scene.bank.all_refused(std::slice::from_ref(&execute), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotFinal));
    scene.bank.warp(proposed.proposed_at + CHALLENGE as i64).await;
    scene.bank.send(&[execute], &[]).await.expect("a final slash");
    assert_eq!(scene.record(4).await.executed, 1);
}

#[tokio::test]
async fn the_resolver_vetoes_a_slash_and_each_vault_is_slashed_once() {
    let mut scene = Scene::new().await;
    let height = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(off(1_001))]).await;
    scene.judge(height, 4, true).await;
    let slash = scene.slashing(height, 4).await;
    scene.by("keeper", slash.clone()).await;
    assert_eq!(scene.offense(height, 4).await.slashes, 1);
    // The core has its proposal at the address of the incident already.
    let failure = scene.bank.refused(slash, &[&harness::key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::AlreadySlashed), "{:#?}", failure.logs);
    let split = scene.splits[4];
    let proposal = split.proposal(scene.offense(height, 4).await.incident);
    let proposed: SlashProposal = scene.bank.read(&proposal).await.expect("a proposal");
    scene.bank.by("resolver", split.veto_slash(&id("resolver"), &proposal, proposed.slash.epoch)).await;
    assert_eq!(scene.record(4).await.vetoed, 1);
    let books = scene.bank.books(&split.vault).await;
    assert_eq!(books.active, 1_000_000);
}

/// Three severe deviations in ten rounds are a manipulation, and it costs all.
#[tokio::test]
async fn repeated_severe_deviations_are_slashed_whole() {
    let mut scene = Scene::new().await;
    for (round, verdict) in [5, 5, 6].into_iter().enumerate() {
        let price = if round == 1 { 1 } else { i64::MAX };
        let height = scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(price)]).await;
        assert_eq!(scene.judge(height, 4, true).await.0, verdict);
        if verdict == 6 {
            let slash = scene.slashing(height, 4).await;
            scene.by("keeper", slash).await;
            let offense = scene.offense(height, 4).await;
            assert_eq!((offense.is_manipulation, offense.fraction), (1, slash::WHOLE));
            let proposal = scene.splits[4].proposal(offense.incident);
            let proposal: SlashProposal = scene.bank.read(&proposal).await.expect("a proposal");
            assert_eq!((proposal.slash.stake, proposal.reason), (STAKE, 2));
        }
    }
}
