//! The life of a task: a majority that is paid, another output that is slashed after the challenge, a silence that is jailed; and an
//! operator that nothing slashes.

use harness::equivocation::Votes;
use harness::keys::domain;
use harness::{key, slash};
use inference_client::votes::{REVEAL_KIND, reveal_message};
use inference_client::{Event, InferenceNcnError};
use inference_ledger::outcome::{Asked, Outcome};
use inference_ledger::score::ROUND_SECONDS;
use restaking_client::{RestakingError, SlashProposal};
use restaking_tests::{RECIPIENTS, id};
use solana_clock::Clock;

use crate::scene::{A, ABSTAIN, B, FEE, OPERATORS, SEATS, SEVEN_DAYS, Scene, WHOLE_STAKE, voter};

/// What each operator has at stake.
const STAKE: u64 = WHOLE_STAKE / OPERATORS as u64;

#[tokio::test]
async fn another_output_than_the_majoritys_is_slashed_after_the_challenge() {
    let mut scene = Scene::new().await;
    let number = scene.concluded(&[Some(A), Some(A), Some(A), Some(A), Some(B)]).await;
    let task = scene.task(number).await.task;
    assert_eq!((task.output, task.winning_seats, task.winning_members, task.seats), (A, 8, 4, SEATS));
    assert_eq!((task.members, task.committed_seats, task.revealed_seats), (5, SEATS, SEATS));
    // Another program reads the output for its model and input.
    let at = scene.at.task(number);
    let data = scene.bank.account(&at).await.expect("a task").data;
    let (inference, requester) = (scene.at.inference.to_bytes(), id("requester").to_bytes());
    let asked = Asked { inference, requester, model: [3; 32], input: [4; 32] };
    let outcome = Outcome::read(&data, &asked).expect("an output");
    assert_eq!((outcome.output, outcome.number, outcome.winning_members), (A, number, 4));
    assert_eq!(Outcome::read(&data, &Asked { input: [5; 32], ..asked }), None, "another input");
    // Anyone posts the same task again and again, until a committee is its own.
    let requester = id("mallory").to_bytes();
    assert_eq!(Outcome::read(&data, &Asked { requester, ..asked }), None, "another requester's task");
    for operator in 0..4 {
        assert_eq!(scene.judge(number, operator, false).await, 0);
    }
    assert_eq!(scene.judge(number, 4, true).await, 5);
    assert_eq!((scene.score(0).await.agreed, scene.score(4).await.offenses), (1, 1));
    let offense = scene.offense(number, 4).await;
    assert_eq!((offense.output, offense.winner, offense.reporter), (B, A, id("reporter")));
    assert_eq!((offense.model, offense.input, offense.number), ([3; 32], [4; 32], number));
    assert_eq!((offense.winning_seats, offense.seats, offense.offense_at), (8, SEATS, task.reveals_until - 1));

    let slash = scene.slashing(number, 4).await;
    scene.run("keeper", std::slice::from_ref(&slash)).await;
    let split = scene.splits[4];
    let proposal = split.proposal(offense.incident);
    let proposed: SlashProposal = scene.bank.read(&proposal).await.expect("a proposal");
    assert_eq!((proposed.slash.stake, proposed.reason), (STAKE / 10, 1));
    assert_eq!(proposed.evidence, scene.at.offense(number, &split.operator).to_bytes());
    assert_eq!((proposed.reporter, proposed.resolver), (id("reporter"), id("resolver")));
    // Each vault is slashed once.
    let failure = scene.bank.refused(slash, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::AlreadySlashed), "{:#?}", failure.logs);

    // The majority is paid by its seats, rounded down; the requester has the rest.
    let before = scene.bank.lamports(&id("operator")).await;
    for operator in 0..4 {
        let pay = scene.paying(number, operator);
        scene.run("keeper", &[pay]).await;
    }
    assert_eq!(scene.bank.lamports(&id("operator")).await, before + FEE / 4 * 4);
    let close = scene.at.close_task(number, &id("requester"));
    let events = scene.run("requester", &[close]).await;
    let Some(Event::TaskClosed(event)) = events.last() else { panic!("an end") };
    assert_eq!((event.paid, event.returned), (FEE - 3, 3));

    // After seven days without a veto the slash is executed; before, it is not.
    let execute = split.execute_slash(&proposal, proposed.slash.epoch, RECIPIENTS.map(id));
    scene.bank.warp(proposed.proposed_at + SEVEN_DAYS as i64 - 1).await;
    let failure = scene.bank.all_refused(std::slice::from_ref(&execute), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotFinal));
    scene.bank.warp(proposed.proposed_at + SEVEN_DAYS as i64).await;
    scene.bank.send(&[execute], &[]).await.expect("a final slash");
    assert_eq!(scene.record(4).await.executed, 1);
}

#[tokio::test]
async fn the_resolver_vetoes_a_slash_by_a_wrong_majority() {
    let mut scene = Scene::new().await;
    let number = scene.concluded(&[Some(B), Some(B), Some(B), Some(B), Some(A)]).await;
    scene.judge(number, 4, true).await;
    let slash = scene.slashing(number, 4).await;
    scene.run("keeper", &[slash]).await;
    let split = scene.splits[4];
    let incident = scene.offense(number, 4).await.incident;
    let proposal = split.proposal(incident);
    let proposed: SlashProposal = scene.bank.read(&proposal).await.expect("a proposal");
    scene.bank.by("resolver", split.veto_slash(&id("resolver"), &proposal, proposed.slash.epoch)).await;
    assert_eq!(scene.record(4).await.vetoed, 1);
    assert_eq!(scene.bank.books(&split.vault).await.active, WHOLE_STAKE);
}

/// Number 4 is honest. Unless over two thirds of the seats reveal one other output, there is no offense to slash it for, whatever the
/// others and its own misfortune do.
#[tokio::test]
async fn an_honest_operator_is_not_slashed_without_a_wrong_majority() {
    let mut scene = Scene::new().await;
    // With the majority, without one, against a blocking minority, with an abstention, and with a lost reveal.
    type Life = (&'static [Option<[u8; 32]>], &'static [usize], u64);
    let lives: [Life; 5] = [
        (&[Some(A), Some(A), Some(A), Some(A), Some(A)], &[], 0),
        (&[Some(B), Some(B), Some(B), Some(A), Some(A)], &[], 4),
        (&[Some(B), Some(B), Some(B), Some(ABSTAIN), Some(A)], &[], 4),
        (&[Some(B), Some(B), Some(B), Some(B), Some(ABSTAIN)], &[], 1),
        (&[Some(B), Some(B), Some(B), Some(B), Some(A)], &[4], 3),
    ];
    for (outputs, withheld, verdict) in lives {
        scene.renew_table().await;
        let number = scene.concluded_with(outputs, withheld).await;
        let invented = scene.judging("mallory", number, 4, true);
        scene.refused("mallory", &[invented], InferenceNcnError::NotAnOffense).await;
        assert_eq!(scene.judge(number, 4, false).await, verdict);
        let again = scene.judging("mallory", number, 4, true);
        scene.refused("mallory", &[again], InferenceNcnError::AlreadyJudged).await;
        let offense = scene.at.offense(number, &scene.splits[4].operator);
        assert!(scene.bank.account(&offense).await.is_none());
    }
    // Nor does another's offense slash it.
    scene.renew_table().await;
    let number = scene.concluded(&[Some(B), Some(A), Some(A), Some(A), Some(A)]).await;
    scene.judge(number, 0, true).await;
    let (epoch, incident) = (scene.bank.epoch().await, scene.offense(number, 0).await.incident);
    let mut stolen = scene.at.slash(&id("mallory"), &scene.splits[4], (number, incident), epoch);
    stolen.accounts[2].pubkey = scene.at.offense(number, &scene.splits[0].operator);
    scene.refused("mallory", &[stolen], InferenceNcnError::WrongOffense).await;
    assert_eq!((scene.record(4).await.slashes, scene.record(4).await.jailings), (0, 0));
    assert_eq!((scene.score(4).await.offenses, scene.score(4).await.judged), (0, 5));
}

#[tokio::test]
async fn silence_and_withheld_reveals_are_jailed_and_never_slashed() {
    let mut scene = Scene::new().await;
    let (operator, early) = (scene.splits[4].operator, scene.at.jail(&scene.splits[4].operator));
    for (round, withheld) in [false, true, false].into_iter().enumerate() {
        scene.pass(ROUND_SECONDS as i64).await;
        scene.refused("keeper", std::slice::from_ref(&early), InferenceNcnError::TooFewMissed).await;
        scene.renew_table().await;
        let own = withheld.then_some(B);
        let number = scene.concluded_with(&[Some(A), Some(A), Some(A), Some(A), own], &[4]).await;
        assert_eq!(scene.judge(number, 4, false).await, if withheld { 3 } else { 2 }, "{round}");
    }
    // Another's record: nobody is jailed for an operator's absence but itself.
    let mut other = scene.at.jail(&operator);
    other.accounts[3].pubkey = restaking_client::pda::record(&scene.ncn, &scene.splits[0].operator);
    scene.refused("mallory", &[other], InferenceNcnError::WrongScore).await;
    let jail = scene.at.jail(&operator);
    let events = scene.run("keeper", std::slice::from_ref(&jail)).await;
    let Some(Event::AbsentJailed(event)) = events.last() else { panic!("a jail") };
    assert_eq!((event.missed, event.until), (3, scene.bank.now().await + 86_400));
    let record = scene.record(4).await;
    assert_eq!((record.jailed_until, record.slashes), (event.until, 0));
    scene.refused("keeper", &[jail], InferenceNcnError::TooFewMissed).await;
    // In the next table it has no weight, and in the next committee no seat.
    scene.renew_table().await;
    let number = scene.drawn(12).await;
    let members = scene.members(number).await;
    assert_eq!(members.iter().map(|member| member.seats).collect::<Vec<_>>(), [3; 4]);
    assert!(members.iter().all(|member| member.operator != operator));
}

/// Two reveals of one task are an equivocation of the core, without a rule of the service.
#[tokio::test]
async fn two_reveals_of_a_task_are_slashed_by_the_core() {
    let mut scene = Scene::new().await;
    let number = scene.concluded(&[Some(A); OPERATORS]).await;
    let (ncn, operator) = (scene.ncn, scene.splits[1].operator);
    let messages = [A, B].map(|output| reveal_message(&domain(&ncn), number, &output, &[7; 32]));
    let votes = Votes { kind: REVEAL_KIND, messages, ..Votes::conflicting(&ncn, &operator, &voter(1), number) };
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
    assert_eq!((event.slash.stake, event.fraction), (STAKE, slash::WHOLE));
}
