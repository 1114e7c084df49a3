//! Attacks on votes, keys and tables, each of which fails.

use availability_client::{AvailabilityNcnError, Content, content, tree_of};
use harness::equivocation::Votes;
use harness::slash::WHOLE;
use harness::{Signatures, key, table};
use restaking_tests::id;
use solana_clock::Clock;

use super::with;
use crate::scene::{STAKE, Scene, Stored, blob, voter, voters};

/// A certificate keeps its table. Without the table nobody attests any more, and challenges go on.
#[tokio::test]
async fn a_table_that_is_swapped_or_closed_frees_nobody() {
    let mut scene = Scene::new().await;
    let stored = scene.signed(&blob(), &[0, 1, 2, 3]).await;
    let first = scene.table;
    let second = scene.new_table(3).await;
    scene.run("mallory", &[scene.at.adopt_table(&second)]).await;
    let swapped = scene.at.attest(&second, &stored, &voters(&[4]));
    scene.refused("keeper", &swapped, AvailabilityNcnError::WrongTable).await;
    let close = table::close(&id("ncn"), &scene.ncn, &first, &id("ncn"));
    scene.bank.by("ncn", close).await;
    let closed = scene.at.attest(&first, &stored, &voters(&[4]));
    scene.refused("keeper", &closed, AvailabilityNcnError::NotATable).await;
    let challenge = scene.failed("alice", &stored, 3).await;
    let slash = scene.slashing(&challenge, 3).await;
    scene.run("keeper", &[slash]).await;
}

/// A vote counts for its own NCN, kind, height and content, by an active key of an operator of the table.
#[tokio::test]
async fn a_vote_or_a_key_of_another_ncn_is_refused() {
    let mut scene = Scene::new().await;
    let stored = scene.storing(&blob()).await;
    let open = scene.opening("keeper", &stored);
    scene.run("keeper", &[open]).await;
    let own = scene.add_archive("mallory").await;
    let [_, carry] = scene.at.attest(&scene.table, &stored, &voters(&[0]));
    let wrong = [
        own.message(&stored),
        scene.at.message(&Stored { kind: stored.kind + 1, ..stored.clone() }),
        scene.at.message(&Stored { height: stored.height + 1, ..stored.clone() }),
        vec![7; 20],
    ];
    for message in wrong {
        let signed = Signatures::of(&[(&voter(0), &message)]).instruction();
        scene.refused("keeper", &[signed, carry.clone()], AvailabilityNcnError::NotAVote).await;
    }
    for content in [
        Content { expiry: stored.content.expiry + 1, ..stored.content.clone() },
        Content { size: stored.content.size + 1, ..stored.content.clone() },
        Content { root: [1; 32], ..stored.content.clone() },
    ] {
        let message = scene.at.message(&Stored { content, ..stored.clone() });
        let signed = Signatures::of(&[(&voter(0), &message)]).instruction();
        scene.refused("keeper", &[signed, carry.clone()], AvailabilityNcnError::WrongContent).await;
    }
    let message = scene.at.message(&stored);
    let forged = Signatures::of(&[(&key("mallory"), &message)]).instruction();
    scene.refused("keeper", &[forged, carry.clone()], AvailabilityNcnError::WrongKey).await;
    let signed = Signatures::of(&[(&voter(0), &message)]).instruction();
    // The account of another NCN's key, with the same key.
    let account = carry.accounts[5].pubkey;
    let mut foreign = scene.bank.account(&account).await.expect("a key");
    foreign.data[16] ^= 1;
    scene.bank.put(&id("foreign key"), foreign);
    let other = with(&carry, 5, id("foreign key"));
    scene.refused("keeper", &[signed.clone(), other], AvailabilityNcnError::WrongNcn).await;
    // A key that was rotated inside the window votes for the heights before, and the operator has one vote.
    let next = key("next voter");
    scene.pass(10).await;
    scene.register(0, &next, Some(&voter(0))).await;
    let by_next = scene.at.attest(&scene.table, &stored, std::slice::from_ref(&next));
    scene.refused("keeper", &by_next, AvailabilityNcnError::KeyNotActive).await;
    scene.run("keeper", &[signed.clone(), carry.clone()]).await;
    scene.refused("keeper", &[signed, carry], AvailabilityNcnError::NothingNew).await;
    assert_eq!(scene.certificate(&stored).await.certificate.weight, STAKE);
}

/// Two contents for one kind and height are the core's equivocation: the whole stake.
#[tokio::test]
async fn an_equivocating_attester_is_slashed_by_the_core() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    // Another blob at the same height has a certificate of its own, with votes of its own.
    let other =
        Stored { content: content(&tree_of(&[3; 999]).expect("a tree"), stored.content.expiry), ..stored.clone() };
    let open = scene.opening("mallory", &other);
    scene.run("mallory", &[open]).await;
    let both = scene.at.attest(&scene.table, &other, &voters(&[1]));
    scene.run("mallory", &both).await;
    let (ncn, operator) = (scene.ncn, scene.operator(1));
    let messages = [scene.at.message(&stored), scene.at.message(&other)];
    let conflicting = Votes::conflicting(&ncn, &operator, &voter(1), stored.height);
    let votes = Votes { kind: stored.kind, messages, ..conflicting };
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
    assert_eq!((event.slash.stake, event.fraction), (STAKE, WHOLE));
}
