//! Attacks with evidence and against it: no honest operator is slashed, and no cheat gets away within the documented limits.

use bridge_client::{BridgeNcnError, Content, RuleFigures};
use harness::{Signatures, key, slash};
use restaking_client::{PolicyArgs, RestakingError, pda};
use restaking_tests::{EPOCH, EVIDENCE_NEEDED, GENESIS, SLOWEST_RISE, id};
use solana_keypair::Keypair;
use solana_program::instruction::InstructionError;
use solana_transaction_error::TransactionError;

use crate::scene::{HEIGHT, HISTORY, LIE, Place, ROUNDS, RULES, Scene, foreign_figures, local_figures, policy, voter};

/// An operator of another NCN signed it. Its vote there is nothing here, and another NCN's outbox judges no vote of this one.
#[tokio::test]
async fn a_bridge_of_a_stranger_harms_nobody() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    let truth = scene.truth(height).await;
    let other = scene.add_bridge("mallory", scene.at.number).await;
    let post = other.post(&id("mallory"), &[1]);
    scene.run("mallory", &[post]).await;
    let later = scene.next_height().await;
    // By the stranger's outbox the true vote would be false.
    let [vote, mut prove] = scene.proving(later, 0, &truth);
    prove.accounts[4].pubkey = other.outbox();
    scene.refused("reporter", &[vote.clone(), prove.clone()], BridgeNcnError::WrongOutbox).await;
    prove.accounts[3].pubkey = other.source;
    scene.refused("reporter", &[vote.clone(), prove.clone()], BridgeNcnError::WrongBridge).await;
    (prove.accounts[1].pubkey, prove.accounts[2].pubkey) = (other.bridge, other.ncn);
    scene.refused("reporter", &[vote, prove], BridgeNcnError::NotAVote).await;
    assert_eq!(height + 1, later);
}

/// A message in the height's own second, which an operator's view may miss or have: the outbox decides, and it is in the next height.
#[tokio::test]
async fn a_message_in_the_second_of_a_height_belongs_to_the_next() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    assert_eq!(scene.post(&[1]).await, height + 1);
    assert_eq!(scene.truth(height).await, Content::EMPTY);
    let prove = scene.proving(height, 0, &Content::EMPTY);
    scene.refused("reporter", &prove, BridgeNcnError::RootIsTrue).await;
    scene.bank.warp(GENESIS + (height as i64 + 1) * HEIGHT - 1).await;
    assert_eq!(scene.post(&[2]).await, height + 1);
    let (next, both) = (scene.next_height().await, scene.messages.content(2));
    assert_eq!((next, Some(scene.truth(next).await)), (height + 1, both));
    // One message less, or another number of messages with the right root.
    let one = scene.messages.content(1).expect("a message");
    let lied = Content { count: 3, ..both.expect("two") };
    for (number, lie) in [one, lied].iter().enumerate() {
        let prove = scene.proving(next, number, lie);
        scene.run("reporter", &prove).await;
    }
}

/// A height that left the history proves nothing, so no honest operator is slashed by another height's content. It stays longer than the
/// guarantee of the stake, whatever a spammer posts, so no cheat waits it out within that time.
#[tokio::test]
async fn a_height_that_left_the_history_makes_nobody_slashable() {
    let mut scene = Scene::new().await;
    scene.post(&[0]).await;
    let first = scene.next_height().await;
    let truth = scene.truth(first).await;
    // A message at every height: as fast as the ring can turn. Entry 0 is of the first height.
    for round in 1..HISTORY {
        let prove = scene.proving(first, 0, &truth);
        scene.refused("reporter", &prove, BridgeNcnError::RootIsTrue).await;
        scene.post(&[round as u8]).await;
        scene.next_height().await;
    }
    let passed = (HISTORY - 1) as i64 * HEIGHT;
    assert!(passed >= (RULES.window_seconds + RULES.certain_seconds) as i64, "the documented limit");
    let cheat = scene.proving(first, 1, &LIE);
    scene.run("reporter", &cheat).await;
    // The ring returns to its entry.
    scene.post(&[99]).await;
    for content in [&truth, &LIE] {
        let prove = scene.proving(first, 0, content);
        scene.refused("reporter", &prove, BridgeNcnError::HeightForgotten).await;
    }
    let second = scene.proving(first + 1, 0, &LIE);
    scene.run("reporter", &second).await;
}

/// The core takes an offense for one epoch of a vault: the other limit for a proof.
#[tokio::test]
async fn an_old_false_root_is_proven_and_not_slashed() {
    let mut scene = Scene::new().await;
    let (at, height) = (scene.at, scene.next_height().await);
    scene.pass(EPOCH as i64 + 1).await;
    let prove = scene.proving(height, 0, &LIE);
    scene.run("reporter", &prove).await;
    let slash = scene.slashing(&at, height, 0).await;
    let failure = scene.bank.refused(slash, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::OffenseTooOld), "{:#?}", failure.logs);
}

/// A key is judged by the height's time, as for the core's proof of two votes.
#[tokio::test]
async fn a_key_votes_and_answers_for_the_heights_of_its_time() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    let (at, operator, next) = (scene.at, scene.splits[0].operator, key("next voter"));
    scene.pass(10).await;
    scene.register(0, &next, Some(&voter(0))).await;
    let by_new = at.enter(&scene.table, height, &[(&next, LIE)]);
    scene.refused("keeper", &by_new, BridgeNcnError::KeyNotActive).await;
    let not_evidence = at.prove(&id("reporter"), height, (&next, &operator), &LIE);
    scene.refused("reporter", &not_evidence, BridgeNcnError::KeyNotActive).await;
    let later = scene.next_height().await;
    let by_old = at.enter(&scene.table, later, &[(&voter(0), LIE)]);
    scene.refused("keeper", &by_old, BridgeNcnError::KeyNotActive).await;
    // A replaced key answers for its own time.
    let evidence = at.prove(&id("reporter"), height, (&voter(0), &operator), &LIE);
    scene.run("reporter", &evidence).await;
}

/// In the second of a rotation both keys are active. The operator has one vote, and one false root.
#[tokio::test]
async fn an_operator_with_two_keys_votes_and_answers_once() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    let (at, operator, next) = (scene.at, scene.splits[0].operator, key("next voter"));
    scene.register(0, &next, Some(&voter(0))).await;
    scene.vote(&at, height, &[(0, Content::EMPTY)]).await;
    let second = at.enter(&scene.table, height, &[(&next, LIE)]);
    scene.refused("keeper", &second, BridgeNcnError::NothingNew).await;
    // Beside a vote that is new it is skipped, and so is a vote that is there twice.
    let both: [(&Keypair, Content); 3] = [(&next, LIE), (&voter(1), LIE), (&voter(1), LIE)];
    let both = at.enter(&scene.table, height, &both);
    scene.run("keeper", &both).await;
    assert_eq!(scene.read_round(&at, height).await.votes, 2);
    let proven = at.prove(&id("reporter"), height, (&next, &operator), &LIE);
    scene.run("reporter", &proven).await;
    let again = at.prove(&id("reporter"), height, (&voter(0), &operator), &Content { count: 1, ..LIE });
    let failure = scene.bank.all_refused(&again, &[&key("reporter")]).await;
    assert_eq!(failure.code(), Some(0), "its account exists: {:#?}", failure.logs);
}

/// Votes of that kind from before the source was opened may be another service's. No source that is opened later makes them false.
#[tokio::test]
async fn a_source_judges_no_vote_from_before_it() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    scene.pass(1).await;
    let (keeper, operator) = (id("keeper"), scene.splits[0].operator);
    let local = Place::new(scene.ncn, id("ncn"), 9, true);
    let foreign = Place::new(scene.ncn, id("ncn"), 10, false);
    scene.run("ncn", &[local.open_source(local_figures())]).await;
    scene.run("ncn", &[foreign.open_source(foreign_figures())]).await;
    scene.run("keeper", &[local.open_outbox(&keeper)]).await;
    let vote = (&voter(0), &operator);
    let prove = local.prove(&id("reporter"), height, vote, &LIE);
    scene.refused("reporter", &prove, BridgeNcnError::BeforeSource).await;
    let state = foreign.adjudicate([&id("adjudicator"); 2], height, vote, [&LIE, &Content::EMPTY]);
    scene.refused("adjudicator", &state, BridgeNcnError::BeforeSource).await;
    // So no height before it opens: a quorum could sign anything for it.
    for source in [local, foreign] {
        scene.run("keeper", &[source.open_round(&keeper, height % ROUNDS)]).await;
        let enter = source.enter(&scene.table, height, &[(&voter(0), LIE)]);
        scene.refused("keeper", &enter, BridgeNcnError::BeforeSource).await;
    }
    // The first height after it.
    let next = scene.next_height().await;
    let prove = local.prove(&id("reporter"), next, vote, &LIE);
    scene.run("reporter", &prove).await;
}

/// Each vault is slashed once for an incident, and all false roots of a period before that slash are one.
#[tokio::test]
async fn evidence_is_used_once() {
    // Half of the stake at each slash, so that something is left to take.
    let half = RuleFigures { false_root_fraction: slash::WHOLE / 2, ..RULES };
    let mut scene = Scene::with(half).await;
    let at = scene.at;
    let mut heights = vec![];
    for _ in 0..2 {
        let height = scene.next_height().await;
        let prove = scene.proving(height, 0, &LIE);
        scene.run("reporter", &prove).await;
        let failure = scene.bank.all_refused(&prove, &[&key("reporter")]).await;
        assert_eq!(failure.code(), Some(0), "its account exists: {:#?}", failure.logs);
        heights.push(height);
    }
    let slash = scene.slashing(&at, heights[0], 0).await;
    scene.run("keeper", std::slice::from_ref(&slash)).await;
    let second = scene.slashing(&at, heights[1], 0).await;
    for again in [slash, second] {
        let failure = scene.bank.refused(again, &[&key("keeper")]).await;
        assert_eq!(failure.restaking(), Some(RestakingError::AlreadySlashed), "{:#?}", failure.logs);
    }
    assert_eq!((scene.record(0).await.slashes, scene.false_root(&at, heights[1], 0).await.slashes), (1, 0));
    // A closed proof can be made again while the outbox knows the height. It is the same incident.
    let close = at.close_false_root(heights[0], &scene.splits[0].operator, &id("reporter"));
    scene.refused("mallory", std::slice::from_ref(&close), BridgeNcnError::ProofLive).await;
    scene.pass(EVIDENCE_NEEDED).await;
    scene.run("mallory", &[close]).await;
    let prove = scene.proving(heights[0], 0, &LIE);
    scene.run("reporter", &prove).await;
    let old = scene.slashing(&at, heights[0], 0).await;
    let failure = scene.bank.refused(old, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::AlreadySlashed), "{:#?}", failure.logs);
    assert_eq!(scene.record(0).await.slashes, 1);
}

/// The proof against one operator slashes no other, and no other account of its operator.
#[tokio::test]
async fn a_proof_slashes_its_own_operator_alone() {
    let mut scene = Scene::new().await;
    let (at, height) = (scene.at, scene.next_height().await);
    let prove = scene.proving(height, 0, &LIE);
    scene.run("reporter", &prove).await;
    let (incident, epoch) = (scene.false_root(&at, height, 0).await.incident, scene.bank.epoch().await);
    let mut other = at.slash(&id("mallory"), &scene.splits[1], (height, incident, 0), epoch);
    other.accounts[2].pubkey = at.false_root(height, &scene.splits[0].operator);
    scene.refused("mallory", &[other], BridgeNcnError::WrongFalseRoot).await;
    // A proof at another operator's address.
    let (one, two) = (scene.splits[1].operator, scene.splits[2].operator);
    let [vote, mut moved] = at.prove(&id("mallory"), height, (&voter(1), &one), &LIE);
    moved.accounts[7].pubkey = at.false_root(height, &two);
    let failure = scene.bank.all_refused(&[vote, moved], &[&key("mallory")]).await;
    assert_eq!(failure.error, TransactionError::InstructionError(2, InstructionError::InvalidSeeds));
    // Another operator's record, with other incidents.
    let [vote, mut other] = at.prove(&id("mallory"), height, (&voter(1), &one), &LIE);
    other.accounts[6].pubkey = pda::record(&scene.ncn, &two);
    scene.refused("mallory", &[vote, other], BridgeNcnError::WrongRecord).await;
    // The operator's own vote and another operator's key.
    let [_, mut mixed] = at.prove(&id("mallory"), height, (&voter(1), &one), &LIE);
    mixed.accounts[5].pubkey = at.key(&voter(2));
    let vote = Signatures::of(&[(&voter(1), &at.message(height, &LIE))]).instruction();
    scene.refused("mallory", &[vote, mixed], BridgeNcnError::WrongKey).await;
}

/// The times of heights are the source's own: other times of a later policy make no true vote false.
#[tokio::test]
async fn another_policy_of_heights_makes_no_true_vote_false() {
    let mut scene = Scene::new().await;
    scene.post(&[1]).await;
    let height = scene.next_height().await;
    let truth = scene.truth(height).await;
    scene.post(&[2]).await;
    let right = policy(&scene.ncn);
    scene.in_force(PolicyArgs { height_millis: right.height_millis * 2, ..right }).await;
    scene.next_height().await;
    let prove = scene.proving(height, 0, &truth);
    scene.refused("reporter", &prove, BridgeNcnError::RootIsTrue).await;
}

/// Milder rules after a false root do not forgive it, and they wait for their notice.
#[tokio::test]
async fn milder_rules_forgive_nothing() {
    let mut scene = Scene::new().await;
    let (at, height) = (scene.at, scene.next_height().await);
    let milder = RuleFigures { false_root_fraction: slash::WHOLE / 2, ..RULES };
    scene.run("ncn", &[at.set_rules(milder)]).await;
    scene.refused("ncn", &[at.set_rules(RULES)], BridgeNcnError::MilderAnnounced).await;
    scene
        .refused("mallory", &[Place { admin: id("mallory"), ..at }.set_rules(RULES)], BridgeNcnError::NotNcnAdmin)
        .await;
    let prove = scene.proving(height, 0, &LIE);
    scene.run("reporter", &prove).await;
    assert_eq!(scene.false_root(&at, height, 0).await.fraction, slash::WHOLE);
    // Nor does the next announcement, once the milder rules are in force.
    scene.pass(SLOWEST_RISE).await;
    scene.run("ncn", &[at.set_rules(RULES)]).await;
    let prove = scene.proving(height, 1, &LIE);
    scene.run("reporter", &prove).await;
    assert_eq!(scene.false_root(&at, height, 1).await.fraction, slash::WHOLE);
    let later = scene.next_height().await;
    let prove = scene.proving(later, 1, &LIE);
    scene.run("reporter", &prove).await;
    assert_eq!(scene.false_root(&at, later, 1).await.fraction, slash::WHOLE / 2);
}
