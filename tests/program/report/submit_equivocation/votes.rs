//! The messages that are votes of one kind at one height: the operator of each, and the rule.

use harness::keys::domain;
use restaking_client::{signing_domain, vote_message};
use restaking_tests::SLOWEST_RISE;

use super::*;

/// The fewest bytes of a vote: the domain, kind, height, and something said.
const LEAST: u64 = 32 + 1 + 8 + 1;

impl Scene {
    /// Has these two messages, which "key" signs, refused as votes of kind 0 at [`HEIGHT`].
    async fn refuses_messages(&mut self, messages: [&[u8]; 2], length: u64) {
        let votes = Votes { messages: messages.map(<[u8]>::to_vec), ..self.votes() };
        self.refuses_votes(&votes, RestakingError::NotAVote, length, LEAST).await;
    }

    /// Has `wrong` refused as either of the two votes, and as both.
    async fn refuses_message(&mut self, wrong: &[u8]) {
        let right = &self.votes().messages[0].clone()[..];
        let length = wrong.len() as u64;
        self.refuses_messages([wrong, right], length).await;
        self.refuses_messages([right, wrong], length).await;
        let other = [&wrong[..wrong.len().saturating_sub(1)], &[99]].concat();
        self.refuses_messages([wrong, &other], length).await;
    }
}

#[tokio::test]
async fn votes_are_of_one_ncn_kind_and_height_and_say_something() {
    let mut scene = scene().await;
    let (ncn, said) = (scene.splits[0].ncn, [1; 32]);
    scene.refuses_message(&vote_message(&scene.splits[0].operator.to_bytes(), 0, HEIGHT, &said)).await;
    scene.refuses_message(&vote_message(&domain(&ncn), 1, HEIGHT, &said)).await;
    for height in [HEIGHT - 1, HEIGHT + 1, HEIGHT.swap_bytes(), HEIGHT + (1 << 32)] {
        scene.refuses_message(&vote_message(&domain(&ncn), 0, height, &said)).await;
    }
    // What the same key signs for the same NCN on another cluster, or for the NCN's bare address.
    scene.refuses_message(&vote_message(&signing_domain(&[9; 32], &ncn), 0, HEIGHT, &said)).await;
    scene.refuses_message(&vote_message(&ncn.to_bytes(), 0, HEIGHT, &said)).await;
    // Every bit of the head counts.
    let right = vote_message(&domain(&ncn), 0, HEIGHT, &said);
    for at in [0, 31, 32, 33, 40] {
        let mut wrong = right.clone();
        wrong[at] ^= 0x80;
        scene.refuses_message(&wrong).await;
    }
    // One that says nothing, and what is too short for a head, or empty, or has something before it.
    scene.refuses_message(&right[..41]).await;
    scene.refuses_message(&right[..40]).await;
    scene.refuses_message(&right[..32]).await;
    scene.refuses_messages([b"", &right], 0).await;
    scene.refuses_messages([&right, b""], 0).await;
    scene.refuses_message(&right[1..]).await;
    scene.refuses_message(&[&[0], &right[..]].concat()).await;
    assert_eq!(scene.bank.record(&scene.splits[0].clone()).await.equivocations, 0);

    // A byte each is enough.
    let short = [1, 2].map(|said| vote_message(&domain(&ncn), 0, HEIGHT, &[said]));
    let votes = Votes { messages: short, ..scene.votes() };
    assert_eq!(scene.proves(&votes).await.incident, 1);
}

#[tokio::test]
async fn kind_and_height_are_those_of_the_votes() {
    let mut scene = scene().await;
    let votes = scene.votes();
    scene.reports(&votes).await;
    for wrong in [
        Votes { kind: 1, ..votes.clone() },
        Votes { height: HEIGHT - 1, ..votes.clone() },
        Votes { height: HEIGHT + (1 << 32), ..votes.clone() },
    ] {
        let failure = scene.refused(&scene.shows(&wrong)).await;
        assert_refused(&failure, RestakingError::NotAVote, 73, LEAST);
    }
    // Each kind has its own heights, to the last.
    for kind in [255, 0, 1] {
        let messages = [[1; 32], [2; 32]].map(|said| vote_message(&domain(&votes.ncn), kind, HEIGHT, &said));
        let of_kind = Votes { kind, messages, ..votes.clone() };
        if kind != 0 {
            scene.reports(&of_kind).await;
        }
        let event = scene.shown(&scene.shows(&of_kind)).await;
        assert_eq!((event.kind, event.incident), (kind.into(), 1));
        // All are the key's, which is slashed once in each vault.
        let [first, second] = scene.splits;
        match kind {
            255 => assert_eq!(scene.slashes(&first, &of_kind, 1).await.reason, 255),
            0 => assert_eq!(scene.slashes(&second, &of_kind, 1).await.reason, 0),
            _ => {
                let slash = scene.slashing(&first, &of_kind, 1).await;
                scene.denies(slash, RestakingError::AlreadySlashed).await;
            }
        }
    }
}

#[tokio::test]
async fn a_height_is_proven_once_for_an_operator_and_a_kind() {
    let mut scene = scene().await;
    let votes = scene.votes();
    scene.proves(&votes).await;
    // The same votes, in either order, and others.
    let [one, two] = votes.messages.clone();
    let three = vote_message(&domain(&votes.ncn), 0, HEIGHT, &[3; 32]);
    for messages in [[one.clone(), two.clone()], [two, one.clone()], [one, three]] {
        let again = Votes { messages, ..votes.clone() };
        scene.reports(&again).await;
        assert_occupied(&scene.refused(&scene.shows(&again)).await, 2);
    }
    // By another key of the operator's as well.
    let first = scene.splits[0];
    scene.registers(&first, "next", None).await;
    let next = scene.votes_of(&first, "next", HEIGHT);
    scene.reports(&next).await;
    assert_occupied(&scene.refused(&scene.shows_by("next", &next)).await, 2);
    // Another height is another proof, and another operator's is its own.
    assert_eq!(scene.proves(&scene.votes_at(HEIGHT - 1)).await.incident, 1);
    assert_eq!(scene.bank.record(&first).await.equivocations, 2);
    scene.bank.warp(OFFENSE - 1).await;
    let other = scene.another(1, false, "another's").await;
    scene.bank.warp(OFFENSE).await;
    let others = scene.votes_of(&other, "another's", HEIGHT);
    scene.reports(&others).await;
    assert_eq!(scene.shown(&scene.shows_by("another's", &others)).await.incident, 1);
}

#[tokio::test]
async fn no_vote_is_of_a_height_to_come() {
    let mut scene = scene().await;
    let first = scene.splits[0];
    for (name, height) in [("key", HEIGHT + 1), ("next", HEIGHT + 1_000)] {
        if name == "next" {
            // The proof ended the first.
            scene.registers(&first, name, None).await;
        }
        let votes = scene.votes_of(&first, name, height);
        let shows = scene.shows_by(name, &votes);
        let now = OFFENSE as u64;
        let at = now + height - HEIGHT;
        scene.reports(&votes).await;
        assert_refused(&scene.refused(&shows).await, RestakingError::OffenseToCome, at, now);
        // A second before, and in its second.
        scene.bank.warp(at as i64 - 1).await;
        assert_refused(&scene.refused(&shows).await, RestakingError::OffenseToCome, at, at - 1);
        scene.bank.warp(at as i64).await;
        scene.shown(&shows).await;
        scene.bank.warp(OFFENSE).await;
    }
    // A height that is never.
    let votes = scene.votes_at(u64::MAX);
    scene.refuses_votes(&votes, RestakingError::OffenseToCome, i64::MAX as u64, OFFENSE as u64).await;
}

/// Five heights in two seconds: height h is in second floor(0.4·h).
#[tokio::test]
async fn a_height_is_in_the_second_that_the_rule_says_rounded_down() {
    let policy = PolicyArgs { height_millis: 400, height_zero: OFFENSE - 2, ..rule() };
    let mut scene = scene_of(policy).await;
    let seconds = [(0, -2), (1, -2), (2, -2), (3, -1), (4, -1), (5, 0), (7, 0)];
    for (height, second) in seconds {
        let event = scene.proves(&scene.votes_at(height)).await;
        assert_eq!((event.offense_at, event.incident), (OFFENSE + second, 1), "height {height}");
    }
    let next = scene.votes_at(8);
    scene.refuses_votes(&next, RestakingError::OffenseToCome, OFFENSE as u64 + 1, OFFENSE as u64).await;
}

#[tokio::test]
async fn without_a_rule_nothing_is_proven() {
    let mut scene = scene_of(policy()).await;
    let votes = scene.votes();
    scene.reports(&votes).await;
    let shows = scene.shows(&votes);
    scene.refuses(&shows, RestakingError::NoRule).await;
    // One that is announced does not count yet.
    scene.bank.by("ncn", slash::set_policy(&id("ncn"), &votes.ncn, rule())).await;
    scene.refuses(&shows, RestakingError::NoRule).await;
    scene.bank.warp(OFFENSE + SLOWEST_RISE - 1).await;
    scene.refuses(&shows, RestakingError::NoRule).await;
    scene.bank.warp(OFFENSE + SLOWEST_RISE).await;
    // What was before it counted is proven for the record, and too old to be slashed.
    scene.shown(&shows).await;
    let first = scene.splits[0];
    let figures = (SLOWEST_RISE as u64, EPOCH);
    scene.spares(&first, &votes, 1, RestakingError::OffenseTooOld, figures).await;
}

#[tokio::test]
async fn a_rule_that_is_withdrawn_proves_and_slashes_nothing_more() {
    let mut scene = scene().await;
    let first = scene.splits[0];
    scene.bank.by("ncn", slash::set_policy(&id("ncn"), &first.ncn, policy())).await;
    let last = HEIGHT + SLOWEST_RISE as u64 - 1;
    scene.bank.warp(OFFENSE + SLOWEST_RISE - 1).await;
    let [proven, late] = [last, last - 1].map(|height| scene.votes_at(height));
    scene.proves(&proven).await;
    scene.reports(&late).await;
    scene.slashes(&first, &proven, 1).await;
    scene.bank.warp(OFFENSE + SLOWEST_RISE).await;
    scene.refuses(&scene.shows(&late), RestakingError::NoRule).await;
    let second = scene.splits[1];
    let slash = scene.slashing(&second, &proven, 1).await;
    scene.denies(slash, RestakingError::NoRule).await;
}
