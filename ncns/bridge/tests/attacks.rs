//! Attacks on the rounds of a bridge, each of which fails.

use bridge_client::{BridgeNcnError, Content, message};
use harness::keys::domain;
use harness::{Signatures, key, slash, table};
use restaking_client::{PolicyArgs, signing_domain, vote_message};
use restaking_tests::{GENESIS, id};
use solana_program::instruction::Instruction;

use crate::scene::{
    HEIGHT, LIE, OPERATORS, Place, ROUNDS, RULES, STAKE, Scene, SourceFigures, local_figures, policy, voter,
};

/// "voter 0" signs `message`; the entry of it for `height`, and the proof that it is false.
fn signed(scene: &Scene, height: u64, message: &[u8]) -> [[Instruction; 2]; 2] {
    let signer = voter(0);
    let signed = Signatures::of(&[(&signer, message)]).instruction();
    let enter = scene.at.carry(&scene.table, height, std::iter::once(&signer));
    let [_, prove] = scene.proving(height, 0, &LIE);
    [[signed.clone(), enter], [signed, prove]]
}

/// The root of another source, index, NCN or cluster is neither a vote nor evidence.
#[tokio::test]
async fn a_vote_is_for_its_own_ncn_source_and_height_alone() {
    let mut scene = Scene::new().await;
    let (height, content) = (scene.next_height().await, LIE.to_bytes());
    let (own, number) = (domain(&scene.ncn), scene.at.number);
    for wrong in [
        message(&domain(&id("another NCN")), number, height, &LIE),
        message(&signing_domain(&[1; 32], &scene.ncn), number, height, &LIE),
        message(&own, number + 1, height, &LIE),
        message(&own, number, height + 1, &LIE),
        message(&own, number, height - 1, &LIE),
        vote_message(&own, number, height, &[]),
        vec![7; 20],
    ] {
        let [enter, prove] = signed(&scene, height, &wrong);
        scene.refused("keeper", &enter, BridgeNcnError::NotAVote).await;
        scene.refused("reporter", &prove, BridgeNcnError::NotAVote).await;
    }
    for wrong in [&content[..39], &[&content[..], &[0]].concat()] {
        let [enter, prove] = signed(&scene, height, &vote_message(&own, number, height, wrong));
        scene.refused("keeper", &enter, BridgeNcnError::WrongContent).await;
        scene.refused("reporter", &prove, BridgeNcnError::WrongContent).await;
    }
    // The signature of another key, and none.
    let [[_, enter], [_, prove]] = signed(&scene, height, &message(&own, number, height, &LIE));
    let forged = Signatures::of(&[(&key("mallory"), &message(&own, number, height, &LIE))]).instruction();
    scene.refused("keeper", &[forged.clone(), enter.clone()], BridgeNcnError::WrongKey).await;
    scene.refused("reporter", &[forged, prove.clone()], BridgeNcnError::WrongKey).await;
    scene.refused("keeper", &[enter], BridgeNcnError::NoSignatures).await;
    scene.refused("reporter", &[prove], BridgeNcnError::NoSignatures).await;
}

/// A checkpoint before the outbox has that height.
#[tokio::test]
async fn a_height_to_come_is_neither_voted_nor_proven() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    let (at, next) = (scene.at, height + 1);
    let early = scene.voting(&at, next, &[(0, LIE)]);
    scene.refused("keeper", &early, BridgeNcnError::WindowClosed).await;
    let prove = scene.proving(next, 0, &LIE);
    scene.refused("reporter", &prove, BridgeNcnError::HeightToCome).await;
    let finalize = scene.finalizing(&at, next, &LIE);
    // No vote opened its round, so it has no table.
    scene.refused("keeper", &[finalize], BridgeNcnError::WrongTable).await;
    // What was signed too early is judged once the height has come: a guess of the truth harms nobody.
    scene.next_height().await;
    let guess = scene.proving(next, 1, &Content::EMPTY);
    scene.refused("reporter", &guess, BridgeNcnError::RootIsTrue).await;
    scene.run("reporter", &prove).await;
}

/// A round becomes final once, by the content that its quorum signed.
#[tokio::test]
async fn a_round_is_final_once_and_by_its_own_content() {
    let mut scene = Scene::new().await;
    let (foreign, height) = (scene.foreign, scene.next_height().await);
    let votes: Vec<_> = (0..4).map(|number| (number, LIE)).collect();
    scene.vote(&foreign, height, &votes[..3]).await;
    let finalize = scene.finalizing(&foreign, height, &LIE);
    scene.refused("keeper", std::slice::from_ref(&finalize), BridgeNcnError::NoQuorum).await;
    scene.vote(&foreign, height, &votes[3..]).await;
    // The number of messages is a part of what was signed.
    for lie in [Content { count: 8, ..LIE }, Content { root: [8; 32], ..LIE }] {
        let other = scene.finalizing(&foreign, height, &lie);
        scene.refused("keeper", &[other], BridgeNcnError::NoQuorum).await;
    }
    // Another height's address for the checkpoint of this round.
    let next = foreign.finalize(&id("mallory"), &scene.table, height + ROUNDS, &LIE);
    scene.refused("mallory", &[next], BridgeNcnError::OtherHeight).await;
    scene.run("keeper", std::slice::from_ref(&finalize)).await;
    let failure = scene.bank.refused(finalize, &[&key("keeper")]).await;
    assert_eq!(failure.code(), Some(0), "its account exists: {:#?}", failure.logs);
    assert_eq!(scene.source(&foreign).await.checkpoints, 1);
}

/// Another table between the votes and `finalize` changes no weight.
#[tokio::test]
async fn a_round_keeps_its_table() {
    let mut scene = Scene::new().await;
    let (at, height) = (scene.at, scene.next_height().await);
    let first = scene.table;
    scene.vote(&at, height, &[(0, Content::EMPTY), (1, Content::EMPTY), (2, Content::EMPTY)]).await;
    // A later table of three operators, adopted within the window: with it the three would be all of the weight.
    scene.adopt(3).await;
    let late = scene.voting(&at, height, &[(3, LIE)]);
    scene.refused("keeper", &late, BridgeNcnError::WrongTable).await;
    let finalize = scene.finalizing(&at, height, &Content::EMPTY);
    scene.refused("keeper", &[finalize], BridgeNcnError::WrongTable).await;
    let second = std::mem::replace(&mut scene.table, first);
    let finalize = scene.finalizing(&at, height, &Content::EMPTY);
    scene.refused("keeper", &[finalize], BridgeNcnError::NoQuorum).await;
    scene.vote(&at, height, &[(3, Content::EMPTY)]).await;
    let finalize = scene.finalizing(&at, height, &Content::EMPTY);
    scene.run("keeper", &[finalize]).await;
    assert_eq!(scene.checkpoint(&at, height).await.total_weight, 5 * STAKE);
    // The next height has the later table, in which the others have no entry.
    let height = scene.next_height().await;
    let old = scene.voting(&at, height, &[(0, LIE)]);
    scene.refused("keeper", &old, BridgeNcnError::WrongTable).await;
    scene.table = second;
    let stranger = scene.voting(&at, height, &[(3, LIE)]);
    scene.refused("keeper", &stranger, BridgeNcnError::WrongOperator).await;
}

/// The NCN's admin can close a table. The rounds of it then become neither final nor judged, and nobody is absent.
#[tokio::test]
async fn a_closed_table_ends_its_rounds() {
    let mut scene = Scene::new().await;
    let (at, height, admin) = (scene.at, scene.next_height().await, id("ncn"));
    let votes: Vec<_> = (0..4).map(|number| (number, Content::EMPTY)).collect();
    scene.vote(&at, height, &votes).await;
    let close = table::close(&admin, &scene.ncn, &scene.table, &admin);
    scene.bank.by("ncn", close).await;
    let finalize = scene.finalizing(&at, height, &Content::EMPTY);
    scene.refused("keeper", &[finalize], BridgeNcnError::NotATable).await;
    scene.pass(HEIGHT).await;
    let judge = scene.judging(&at, height, 4);
    scene.refused("mallory", &[judge], BridgeNcnError::NotATable).await;
}

/// The account of an open round takes no later height, or one vote would erase what the others said.
#[tokio::test]
async fn one_vote_makes_nobody_absent_and_erases_nothing() {
    let mut scene = Scene::new().await;
    let (at, height) = (scene.at, scene.next_height().await);
    scene.vote(&at, height, &[(0, LIE)]).await;
    scene.pass(HEIGHT).await;
    let judge = scene.judging(&at, height, 1);
    scene.refused("mallory", &[judge], BridgeNcnError::NotFinal).await;
    // Out of its window no vote is entered, and the ring returns much later.
    let late = scene.voting(&at, height, &[(1, LIE)]);
    scene.refused("mallory", &late, BridgeNcnError::WindowClosed).await;
    while scene.next_height().await < height + ROUNDS {}
    scene.vote(&at, height + ROUNDS, &[(0, Content::EMPTY)]).await;
    let old = scene.voting(&at, height, &[(1, LIE)]);
    scene.refused("mallory", &old, BridgeNcnError::OldHeight).await;
    // The evidence is the vote, so the lost round saves nobody.
    let prove = scene.proving(height, 0, &LIE);
    scene.run("reporter", &prove).await;
}

/// A checkpoint is worth the stake that a lie would cost. Under a policy that cannot slash, no height opens.
#[tokio::test]
async fn a_policy_that_cannot_slash_gives_no_checkpoint() {
    let mut scene = Scene::new().await;
    let (at, height) = (scene.at, scene.next_height().await);
    let vote = scene.voting(&at, height, &[(0, Content::EMPTY)]);
    let right = policy(&scene.ncn);
    let wrong = [
        (PolicyArgs { slasher: id("mallory"), ..right.clone() }, BridgeNcnError::NotSlasher),
        (
            PolicyArgs { max_fraction: slash::WHOLE - 1, equivocation_fraction: 1, ..right.clone() },
            BridgeNcnError::PolicyFraction,
        ),
        (PolicyArgs { min_fraction: RULES.adjudicated_fraction + 1, ..right.clone() }, BridgeNcnError::PolicyFraction),
        (PolicyArgs { equivocation_fraction: 0, ..right.clone() }, BridgeNcnError::PolicyFraction),
        (
            PolicyArgs { challenge_seconds: right.challenge_seconds - 1, ..right.clone() },
            BridgeNcnError::ShortChallenge,
        ),
        (PolicyArgs { cooldown_seconds: RULES.certain_seconds + 1, ..right.clone() }, BridgeNcnError::LongCooldown),
        (PolicyArgs { height_zero: right.height_zero + 1, ..right.clone() }, BridgeNcnError::OtherHeights),
        (PolicyArgs { height_millis: right.height_millis + 1, ..right.clone() }, BridgeNcnError::OtherHeights),
    ];
    for (args, error) in wrong {
        scene.in_force(args).await;
        scene.refused("keeper", &vote, error).await;
    }
    scene.in_force(right).await;
    scene.run("keeper", &vote).await;
}

/// The stake behind a vote can be slashed long enough after it.
#[tokio::test]
async fn a_table_of_stake_that_may_leave_opens_no_height() {
    let mut scene = Scene::new().await;
    let now = scene.bank.now().await;
    let uncertain = scene.new_table_until(OPERATORS, now + 10).await;
    let adopt = scene.at.adopt_table(&uncertain);
    scene.refused("mallory", &[adopt], BridgeNcnError::NotCertain).await;
    // A minute beyond what the rules ask for now: the height after the next is too late.
    let now = scene.bank.now().await;
    let until = now + 10 + 2 * HEIGHT + RULES.certain_seconds as i64;
    scene.table = scene.new_table_until(OPERATORS, until).await;
    let adopt = scene.at.adopt_table(&scene.table);
    scene.run("keeper", &[adopt]).await;
    let at = scene.at;
    let height = scene.next_height().await;
    scene.vote(&at, height, &[(0, Content::EMPTY)]).await;
    let late = scene.next_height().await;
    let vote = scene.voting(&at, late, &[(0, Content::EMPTY)]);
    scene.refused("keeper", &vote, BridgeNcnError::NotCertain).await;
}

/// An outbox whose history is too short for the evidence is not opened, nor is one used before its history is whole.
#[tokio::test]
async fn a_short_history_is_refused() {
    let mut scene = Scene::new().await;
    let own = Place::new(scene.ncn, id("ncn"), 9, true);
    // Six minutes, and an entry for the height to come.
    let short = SourceFigures { history: 6, ..local_figures() };
    scene.refused("ncn", &[own.open_source(short)], BridgeNcnError::HistoryTooShort).await;
    let long = SourceFigures { history: 403, ..local_figures() };
    scene.run("ncn", &[own.open_source(long)]).await;
    scene.run("keeper", &[own.open_round(&id("keeper"), 0)]).await;
    while !scene.next_height().await.is_multiple_of(ROUNDS) {}
    let height = (scene.bank.now().await - GENESIS) as u64 / HEIGHT as u64;
    let vote = own.enter(&scene.table, height, &[(&voter(0), Content::EMPTY)]);
    scene.refused("keeper", &vote, BridgeNcnError::NoOutbox).await;
    scene.run("mallory", &[own.open_outbox(&id("mallory"))]).await;
    let post = own.post(&id("sender"), &[1]);
    for _ in 0..2 {
        scene.refused("sender", std::slice::from_ref(&post), BridgeNcnError::OutboxGrowing).await;
        scene.run("mallory", &[own.grow_outbox(&id("mallory"))]).await;
    }
    scene.refused("mallory", &[own.grow_outbox(&id("mallory"))], BridgeNcnError::OutboxGrown).await;
    scene.run("sender", &[post]).await;
    let outbox = scene.bank.account(&own.outbox()).await.expect("an outbox");
    assert_eq!(outbox.data.len(), 8 + 1_648 + 8 + 403 * 48);
}

/// The account of an open round takes no later height before a second window is over.
#[tokio::test]
async fn a_round_is_not_overwritten_before_it_could_be_final() {
    let mut scene = Scene::new().await;
    let (at, height) = (scene.at, scene.next_height().await);
    scene.vote(&at, height, &[(0, Content::EMPTY), (1, Content::EMPTY), (2, Content::EMPTY)]).await;
    scene.vote(&at, height, &[(3, Content::EMPTY)]).await;
    // As if the window had just ended when the ring returns to the account.
    while scene.next_height().await < height + ROUNDS {}
    let now = scene.bank.now().await;
    let mut account = scene.bank.account(&at.round(height)).await.expect("a round");
    let closes_at = 8 + 80 + 184;
    account.data[closes_at..closes_at + 8].copy_from_slice(&(now - HEIGHT + 1).to_le_bytes());
    scene.bank.put(&at.round(height), account);
    let later = scene.voting(&at, height + ROUNDS, &[(0, LIE)]);
    scene.refused("keeper", &later, BridgeNcnError::AccountBusy).await;
    let finalize = scene.finalizing(&at, height, &Content::EMPTY);
    scene.run("keeper", &[finalize]).await;
    scene.run("keeper", &later).await;
}

/// A signature that the Ed25519 program verified elsewhere, or parts of it, is no vote.
#[tokio::test]
async fn a_signature_in_another_instruction_is_no_vote() {
    let mut scene = Scene::new().await;
    let height = scene.next_height().await;
    let message = scene.at.message(height, &LIE);
    let mut elsewhere = Signatures::of(&[(&voter(0), &message)]);
    // The transaction's instruction 1 is this one itself.
    elsewhere.offsets[0].message_instruction_index = 1;
    let [[_, enter], [_, prove]] = signed(&scene, height, &message);
    for (name, instruction) in [("keeper", enter), ("reporter", prove)] {
        let both = [elsewhere.instruction(), instruction];
        scene.refused(name, &both, BridgeNcnError::WrongSignature).await;
    }
}
