//! Attacks on tasks, each of which fails.

use harness::key;
use harness::keys::{Signatures, domain};
use inference_client::InferenceNcnError::*;
use inference_client::RuleFigures;
use inference_client::number_at_random;
use inference_client::votes::{COMMIT_KIND, commit_message, commitment, reveal_message};
use restaking_client::{StakeTable, signing_domain, vote_message};
use restaking_tests::{GENESIS, id};
use solana_program::instruction::Instruction;

use crate::scene::{A, ABSTAIN, Answer, B, HEIGHT_MILLIS, OPERATORS, RULES, SEATS, Scene, salt, voter};

/// The message, signed by operator 0, as a commitment.
fn carried(scene: &Scene, number: u64, message: &[u8]) -> [Instruction; 2] {
    let signer = voter(0);
    let signed = Signatures::of(&[(&signer, message)]).instruction();
    [signed, scene.at.carry_commits(number, std::iter::once(&signer))]
}

/// A copier knows a commitment, and cannot open it even when the output and the salt are public: it binds the operator.
#[tokio::test]
async fn a_copied_commitment_is_never_opened() {
    let mut scene = Scene::new().await;
    let number = scene.drawn(SEATS).await;
    scene.commit(number, &[(0, A), (1, A), (2, A), (3, A)]).await;
    let (ncn_domain, copier) = (domain(&scene.ncn), voter(4));
    let closed = commitment(&ncn_domain, number, &scene.splits[0].operator, &A, &salt(0));
    let copied = Signatures::of(&[(&copier, &commit_message(&ncn_domain, number, &closed))]).instruction();
    scene.run("mallory", &[copied, scene.at.carry_commits(number, std::iter::once(&copier))]).await;
    scene.end_window().await;
    scene.reveal(number, &[(0, A), (1, A), (2, A), (3, A)]).await;
    // What operator 0 revealed opens nothing for the copier.
    let answer = Answer { key: &copier, operator: scene.splits[4].operator, output: A, salt: salt(0) };
    let opened = scene.at.reveal(number, &[answer]);
    scene.refused("mallory", &opened, WrongOpening).await;
    scene.end_window().await;
    scene.run("keeper", &[scene.at.conclude(number)]).await;
    assert_eq!(scene.judge(number, 4, false).await, 3, "withheld");
}

#[tokio::test]
async fn a_reveal_needs_the_operators_own_commitment_of_this_task() {
    let mut scene = Scene::new().await;
    let number = scene.drawn(SEATS).await;
    scene.commit(number, &[(0, A)]).await;
    scene.end_window().await;
    // Without a commitment.
    let bare = scene.revealing(number, &[(1, A)]);
    scene.refused("keeper", &bare, NotCommitted).await;
    // Another output, and another salt.
    let other = scene.revealing(number, &[(0, B)]);
    scene.refused("keeper", &other, WrongOpening).await;
    let signer = voter(0);
    let answer = Answer { key: &signer, operator: scene.splits[0].operator, output: A, salt: [9; 32] };
    let salted = scene.at.reveal(number, &[answer]);
    scene.refused("keeper", &salted, WrongOpening).await;
    // The reveal of another task: its message states another number, and its commitment binds one.
    let [signed, _] = scene.revealing(number + 1, &[(0, A)]);
    let here = scene.at.carry_reveals(number, std::iter::once(&signer));
    scene.refused("mallory", &[signed, here], NotAVote).await;
    let ncn_domain = domain(&scene.ncn);
    let elsewhere = commitment(&ncn_domain, number + 1, &scene.splits[0].operator, &A, &salt(0));
    assert_ne!(elsewhere, scene.members(number).await[0].commitment);
    scene.reveal(number, &[(0, A)]).await;
}

#[tokio::test]
async fn commitments_and_reveals_outside_of_their_windows_are_refused() {
    let mut scene = Scene::new().await;
    let number = scene.post(SEATS).await;
    let early = scene.committing(number, &[(0, A)]);
    scene.refused("keeper", &early, NotDrawn).await;
    let early = scene.revealing(number, &[(0, A)]);
    scene.refused("keeper", &early, NotDrawn).await;
    scene.reach_draw(number).await;
    scene.run("keeper", &[scene.at.draw(&scene.table, number)]).await;
    scene.commit(number, &[(0, A), (1, A)]).await;
    let task = scene.task(number).await.task;
    let early = scene.revealing(number, &[(0, A)]);
    scene.bank.warp(task.commits_until - 1).await;
    scene.refused("keeper", &early, WindowClosed).await;
    scene.bank.warp(task.commits_until).await;
    // An operator that has seen a reveal commits no more.
    scene.reveal(number, &[(0, A)]).await;
    let late = scene.committing(number, &[(4, A)]);
    scene.refused("mallory", &late, WindowClosed).await;
    scene.bank.warp(task.reveals_until - 1).await;
    let open = scene.at.conclude(number);
    scene.refused("mallory", &[open], WindowOpen).await;
    scene.bank.warp(task.reveals_until).await;
    let late = scene.revealing(number, &[(1, A)]);
    scene.refused("keeper", &late, WindowClosed).await;
}

#[tokio::test]
async fn a_vote_counts_for_its_own_ncn_kind_and_task_alone() {
    let mut scene = Scene::new().await;
    let number = scene.drawn(SEATS).await;
    let (ncn_domain, content) = (domain(&scene.ncn), [7; 32]);
    for message in [
        vote_message(&domain(&id("another NCN")), COMMIT_KIND, number, &content),
        vote_message(&signing_domain(&[1; 32], &scene.ncn), COMMIT_KIND, number, &content),
        vote_message(&ncn_domain, COMMIT_KIND + 1, number, &content),
        vote_message(&ncn_domain, COMMIT_KIND, number + 1, &content),
        vote_message(&ncn_domain, COMMIT_KIND, number, &[]),
        reveal_message(&ncn_domain, number, &A, &salt(0)),
        vec![7; 20],
    ] {
        scene.refused("keeper", &carried(&scene, number, &message), NotAVote).await;
    }
    for content in [&[7; 31][..], &[7; 33]] {
        let message = vote_message(&ncn_domain, COMMIT_KIND, number, content);
        scene.refused("keeper", &carried(&scene, number, &message), WrongContent).await;
    }
    // The signature of another key, no signature, and more keys than votes.
    let message = commit_message(&ncn_domain, number, &content);
    let [signed, carry] = carried(&scene, number, &message);
    let forged = Signatures::of(&[(&key("mallory"), &message)]).instruction();
    scene.refused("keeper", &[forged, carry.clone()], WrongKey).await;
    scene.refused("keeper", std::slice::from_ref(&carry), NoSignatures).await;
    let mut more = carry.clone();
    more.accounts.push(more.accounts[2].clone());
    scene.refused("keeper", &[signed.clone(), more], MissingAccounts).await;
    scene.run("keeper", &[signed, carry]).await;
}

/// In the second of a rotation both keys are active. Weight is the operator's: its second key adds nothing.
#[tokio::test]
async fn an_operator_with_many_keys_has_its_seats_once() {
    let mut scene = Scene::new().await;
    let (number, next) = (scene.post(SEATS).await, key("next voter"));
    let begins_at = scene.task(number).await.task.begins_at;
    scene.bank.warp(begins_at).await;
    scene.register(0, &next, Some(&voter(0))).await;
    scene.reach_draw(number).await;
    scene.run("keeper", &[scene.at.draw(&scene.table, number)]).await;
    scene.commit(number, &[(0, A)]).await;
    let operator = scene.splits[0].operator;
    let second = Answer { key: &next, operator, output: B, salt: [8; 32] };
    let again = scene.at.commit(number, &[second]);
    scene.refused("keeper", &again, NothingNew).await;
    // Beside a vote that is new it is skipped.
    let other = voter(1);
    let answer = Answer { key: &other, operator: scene.splits[1].operator, output: A, salt: salt(1) };
    let both = scene.at.commit(number, &[second, answer]);
    scene.run("keeper", &both).await;
    let members = scene.members(number).await;
    assert_eq!(members[0].commitment, commitment(&domain(&scene.ncn), number, &operator, &A, &salt(0)));
    assert_eq!(scene.task(number).await.task.committed_seats, 4);
}

/// A key counts by the time of the task's number, as for the core's proof of two votes.
#[tokio::test]
async fn a_key_that_was_rotated_after_the_post_votes_for_the_task() {
    let mut scene = Scene::new().await;
    let number = scene.drawn(SEATS).await;
    let next = key("next voter");
    scene.register(0, &next, Some(&voter(0))).await;
    let answer = Answer { key: &next, operator: scene.splits[0].operator, output: A, salt: salt(0) };
    let by_new = scene.at.commit(number, &[answer]);
    scene.refused("keeper", &by_new, KeyNotActive).await;
    scene.commit(number, &[(0, A)]).await;
}

#[tokio::test]
async fn an_operator_without_a_seat_has_no_vote() {
    let mut scene = Scene::new().await;
    scene.table = scene.new_table(4).await;
    scene.run("keeper", &[scene.at.adopt_table(&scene.table)]).await;
    let number = scene.drawn(12).await;
    let stranger = scene.committing(number, &[(4, A)]);
    scene.refused("mallory", &stranger, NotAMember).await;
}

/// It sees that its output loses, and does not reveal it: that costs a jail in time, and the fee at once.
#[tokio::test]
async fn a_withheld_reveal_when_losing_is_marked_and_unpaid() {
    let mut scene = Scene::new().await;
    let number = scene.concluded_with(&[Some(A), Some(A), Some(A), Some(A), Some(B)], &[4]).await;
    let pay = scene.paying(number, 4);
    scene.refused("operator", &[pay], NotWinner).await;
    assert_eq!(scene.judge(number, 4, false).await, 3);
    let score = scene.score(4).await;
    assert_eq!((score.missed, score.withheld, score.offenses), (1, 1, 0));
}

/// An operator with all seats agrees with itself. That concludes nothing, pays nothing and slashes nobody.
#[tokio::test]
async fn all_seats_with_one_operator_conclude_nothing() {
    let mut scene = Scene::new().await;
    // Number 0 has all of the weight but for a unit of each other's.
    let table = scene.table;
    let mut account = scene.bank.account(&table).await.expect("a table");
    let at = StakeTable::LEN + 8;
    let head = StakeTable::from_bytes(&account.data[..StakeTable::LEN]).expect("a table");
    for place in 0..OPERATORS {
        let own = if place == 0 { head.total_weight - OPERATORS as u64 + 1 } else { 1 };
        let weight = at + 88 * place + 32;
        account.data[weight..weight + 8].copy_from_slice(&own.to_le_bytes());
    }
    scene.bank.put(&table, account);
    let number = scene.drawn(SEATS).await;
    let members = scene.members(number).await;
    assert_eq!(members.iter().map(|member| member.seats).collect::<Vec<_>>(), [SEATS]);
    scene.commit(number, &[(0, A)]).await;
    scene.end_window().await;
    scene.reveal(number, &[(0, A)]).await;
    scene.end_window().await;
    scene.run("keeper", &[scene.at.conclude(number)]).await;
    let task = scene.task(number).await.task;
    assert_eq!((task.winning_seats, task.output, task.revealed_seats), (0, [0; 32], SEATS));
    assert_eq!(scene.judge(number, 0, false).await, 4);
    let pay = scene.paying(number, 0);
    scene.refused("operator", &[pay], NotWinner).await;
}

/// Exactly two thirds are no quorum, so exactly a third is never slashed.
#[tokio::test]
async fn a_minority_of_exactly_one_third_is_not_slashed() {
    let mut scene = Scene::with(RuleFigures { min_members: 2, ..RULES }, 3).await;
    let number = scene.drawn(9).await;
    assert_eq!(scene.members(number).await.iter().map(|member| member.seats).collect::<Vec<_>>(), [3; 3]);
    let outputs = [(0, A), (1, A), (2, B)];
    scene.commit(number, &outputs).await;
    scene.end_window().await;
    scene.reveal(number, &outputs).await;
    scene.end_window().await;
    scene.run("keeper", &[scene.at.conclude(number)]).await;
    for operator in 0..3 {
        let invented = scene.judging("mallory", number, operator, true);
        scene.refused("mallory", &[invented], NotAnOffense).await;
        assert_eq!(scene.judge(number, operator, false).await, 4);
    }
}

/// A requester with an operator of its own knows the answer to a task that nobody else can run. The honest abstain, and lose nothing.
#[tokio::test]
async fn a_requester_that_is_an_operator_gains_no_slash_and_its_own_part_alone() {
    let mut scene = Scene::new().await;
    scene.bank.fund(&id("operator"));
    let number = scene.next_number().await;
    let open = scene.at.open_task(&id("operator"), &scene.table, (number, SEATS), crate::scene::figures());
    scene.run("operator", &[open]).await;
    scene.reach_draw(number).await;
    scene.run("keeper", &[scene.at.draw(&scene.table, number)]).await;
    let outputs = [(0, B), (1, ABSTAIN), (2, ABSTAIN), (3, ABSTAIN), (4, ABSTAIN)];
    scene.commit(number, &outputs).await;
    scene.end_window().await;
    scene.reveal(number, &outputs).await;
    scene.end_window().await;
    scene.run("keeper", &[scene.at.conclude(number)]).await;
    for (operator, verdict) in [4, 1, 1, 1, 1].into_iter().enumerate() {
        let invented = scene.judging("mallory", number, operator, true);
        scene.refused("mallory", &[invented], NotAnOffense).await;
        assert_eq!(scene.judge(number, operator, false).await, verdict);
    }
    let pay = scene.paying(number, 0);
    scene.refused("operator", &[pay], NotWinner).await;
    assert_eq!(scene.score(1).await.missed, 0, "an abstention is no absence");
}

/// A member is judged once, after the reveals, by its own score, and an offense with its account alone.
#[tokio::test]
async fn a_member_is_judged_once_and_only_after_the_end() {
    let mut scene = Scene::new().await;
    let number = scene.drawn(SEATS).await;
    let outputs = [(0, A), (1, A), (2, A), (3, A), (4, B)];
    scene.commit(number, &outputs).await;
    scene.end_window().await;
    scene.reveal(number, &outputs).await;
    let early = scene.judging("mallory", number, 4, true);
    scene.refused("mallory", std::slice::from_ref(&early), NotConcluded).await;
    scene.refused("mallory", &[scene.at.conclude(number)], WindowOpen).await;
    scene.end_window().await;
    scene.refused("mallory", &[early], NotConcluded).await;
    scene.run("keeper", &[scene.at.conclude(number)]).await;
    scene.refused("mallory", &[scene.at.conclude(number)], AlreadyConcluded).await;
    let hidden = scene.judging("mallory", number, 4, false);
    scene.refused("mallory", &[hidden], NotAnOffense).await;
    let invented = scene.judging("mallory", number, 0, true);
    scene.refused("mallory", &[invented], NotAnOffense).await;
    let mut other = scene.judging("mallory", number, 4, true);
    other.accounts[2].pubkey = scene.at.score(&scene.splits[0].operator);
    scene.refused("mallory", &[other], WrongScore).await;
    let nobody = scene.at.judge(&id("mallory"), number, (5, scene.splits[0].operator), false);
    scene.refused("mallory", &[nobody], NoMember).await;
    assert_eq!(scene.judge(number, 4, true).await, 5);
    let again = scene.judging("mallory", number, 4, true);
    scene.refused("mallory", &[again], AlreadyJudged).await;
}

/// While a task is there, its number is taken; afterwards it is past.
#[tokio::test]
async fn a_task_is_not_initialized_again() {
    let mut scene = Scene::new().await;
    let number = scene.post(SEATS).await;
    let again = scene.at.open_task(&id("mallory"), &scene.table, (number, SEATS), crate::scene::figures());
    let failure = scene.bank.refused(again.clone(), &[&key("mallory")]).await;
    assert_eq!(failure.code(), Some(0), "{:#?}", failure.logs);
    scene.pass(3).await;
    let failure = scene.bank.refused(again, &[&key("mallory")]).await;
    assert_eq!(failure.code(), Some(0), "{:#?}", failure.logs);
}

/// Mallory takes a number before its requester does. Thousands of others are free.
#[tokio::test]
async fn a_number_that_is_taken_leaves_others() {
    let mut scene = Scene::new().await;
    let now = scene.bank.now().await;
    let number = number_at_random(GENESIS, HEIGHT_MILLIS, now, 7).expect("a number");
    let open = |scene: &Scene, name: &str, number: u64| {
        scene.at.open_task(&id(name), &scene.table, (number, SEATS), crate::scene::figures())
    };
    scene.run("mallory", &[open(&scene, "mallory", number)]).await;
    let taken = open(&scene, "requester", number);
    let failure = scene.bank.refused(taken, &[&key("requester")]).await;
    assert_eq!(failure.code(), Some(0), "{:#?}", failure.logs);
    let other = number_at_random(GENESIS, HEIGHT_MILLIS, now, 8).expect("a number");
    assert_ne!(number, other);
    scene.run("requester", &[open(&scene, "requester", other)]).await;
}

/// In a task that no output won, silence is no fault: the chain may have stood still, or the model be nobody's.
#[tokio::test]
async fn a_task_that_nobody_can_answer_marks_nobody() {
    let mut scene = Scene::new().await;
    let number = scene.concluded_with(&[Some(A), Some(A), Some(A), Some(ABSTAIN), None], &[0, 1, 2]).await;
    for (operator, verdict) in [4, 4, 4, 1, 4].into_iter().enumerate() {
        assert_eq!(scene.judge(number, operator, false).await, verdict);
        assert_eq!(scene.score(operator).await.missed, 0);
    }
}
