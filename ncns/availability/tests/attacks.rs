//! Attacks on challenges and answers, each of which fails.

mod offenses;
mod policies;
mod prices;
mod vetoes;
mod votes;

use availability_client::blob::chunk;
use availability_client::{AvailabilityNcnError, SLOT_HASHES, sha256, tree, tree_of};
use harness::{key, table};
use restaking_client::PolicyArgs;
use restaking_tests::id;
use solana_account::Account;
use solana_clock::Clock;
use solana_program::instruction::Instruction;
use solana_program::rent::Rent;

use crate::archive::{draw, return_bond};
use crate::scene::{AVAILABILITY, BOND, DRAW_SLOTS, RULES, Scene, blob, policy, voters};

/// `right` with another account at `place`.
pub fn with(right: &Instruction, place: usize, account: solana_program::pubkey::Pubkey) -> Instruction {
    let mut changed = right.clone();
    changed.accounts[place].pubkey = account;
    changed
}

/// Each challenge costs a bond, which the operator wins with an answer, and many at a time cost more and more.
#[tokio::test]
async fn challenge_spam_costs_more_with_each_and_pays_the_operator() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let second = scene.signed(&[9; 600], &[0, 1, 2, 3, 4]).await;
    // The open challenges are counted over all certificates: a second one is no way around the price.
    let all = [("mallory", &stored), ("bob", &second), ("alice", &stored), ("mallory", &second), ("bob", &stored)];
    let mut bonds = vec![];
    for (name, stored) in all {
        let challenge = scene.challenge(name, stored, 1).await;
        bonds.push(scene.read_challenge(&challenge).await.challenge.bond);
    }
    assert_eq!(bonds, [BOND, BOND, 2 * BOND, 2 * BOND, 4 * BOND]);
    // One at a time for each challenger, certificate and operator.
    let again = scene.challenging("mallory", &stored, 1);
    let failure = scene.bank.refused(again, &[&key("mallory")]).await;
    assert_eq!(failure.code(), Some(0), "the account is in use: {:#?}", failure.logs);
    // The others' operators are not dearer for it.
    let other = scene.challenge("mallory", &stored, 2).await;
    assert_eq!(scene.read_challenge(&other).await.challenge.bond, BOND);
    // A challenger that saw a lower price is not charged more.
    let operator = scene.operator(1);
    let slow = scene.at.open_challenge(&stored, (1, &operator), &id("keeper"), 4 * BOND - 1);
    scene.refused("keeper", &[slow], AvailabilityNcnError::HighBond).await;
    scene.slots(DRAW_SLOTS + 1, &[]).await;
    for (name, each) in all {
        let challenge = scene.at.challenge(each, &operator, &id(name));
        scene.run("keeper", &[draw(&challenge)]).await;
        let data = if std::ptr::eq(each, &stored) { blob() } else { vec![9; 600] };
        let answer = scene.answering(&challenge, &data).await;
        scene.run("keeper", &[answer]).await;
    }
    assert_eq!(scene.custody(1).await.bonds, 10 * BOND);
    // To the lamport: beside their rent, the custody holds the bonds that it won, and the challenges nothing.
    let (at, custody) = (scene.at, scene.at.custody(&operator));
    assert_eq!(scene.beside_rent(&custody).await, 10 * BOND);
    for (name, each) in all {
        assert_eq!(scene.beside_rent(&at.challenge(each, &operator, &id(name))).await, 0);
    }
    let challenge = scene.challenge("keeper", &stored, 1).await;
    assert_eq!(scene.read_challenge(&challenge).await.challenge.bond, BOND, "the price fell with the answers");
}

/// A bond is worth more than the fee of an answer, and any address can receive it: it is more than the rent of an empty account.
#[tokio::test]
async fn the_least_bond_pays_for_an_answer_and_reaches_any_wallet() {
    let mut scene = Scene::new().await;
    assert!(BOND > Rent::default().minimum_balance(0));
    let stored = scene.stored().await;
    let challenge = scene.failed("alice", &stored, 3).await;
    // The challenger has emptied its wallet meanwhile.
    scene.bank.put(&id("alice"), Account::default());
    scene.run("keeper", &[return_bond(&challenge, &id("alice"))]).await;
    assert_eq!(scene.bank.lamports(&id("alice")).await, BOND);
}

/// The slot of the draw begins after the bond is locked, and its hash is not there before it ends.
#[tokio::test]
async fn the_index_is_not_known_before_the_bond() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let locked = scene.bank.clock().await.slot;
    scene.put_slot_hashes(locked, &[]).await;
    let challenge = scene.challenge("mallory", &stored, 0).await;
    let target = scene.read_challenge(&challenge).await.challenge.draw_slot;
    assert_eq!(target, locked + DRAW_SLOTS);
    for _ in 0..DRAW_SLOTS {
        scene.refused("mallory", &[draw(&challenge)], AvailabilityNcnError::EarlyDraw).await;
        scene.slots(1, &[]).await;
    }
    // The slot runs, so its hash is still unknown.
    assert_eq!(scene.bank.clock().await.slot, target);
    scene.refused("mallory", &[draw(&challenge)], AvailabilityNcnError::EarlyDraw).await;
    scene.slots(1, &[]).await;
    scene.run("mallory", &[draw(&challenge)]).await;
    // Another draw does not change it.
    scene.slots(1, &[]).await;
    scene.refused("mallory", &[draw(&challenge)], AvailabilityNcnError::AlreadyDrawn).await;
}

/// Without the data, no other chunk, tree or size passes for an answer.
#[tokio::test]
async fn another_chunk_tree_or_size_is_no_answer() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let challenge = scene.drawn("alice", &stored, 0).await;
    let (data, operator) = (blob(), scene.operator(0));
    let own = tree_of(&data).expect("a tree");
    // As if this chunk were drawn, whose neighbor is the short one.
    let (index, other) = (19, 20);
    let mut account = scene.bank.account(&challenge).await.expect("a challenge");
    let mut read = scene.read_challenge(&challenge).await;
    read.challenge.chunk = index;
    account.data = borsh::to_vec(&read).expect("a challenge");
    scene.bank.put(&challenge, account);
    let (right, proof) = (chunk(&data, index), own.proof(index).expect("a proof"));
    let another = scene.at.answer(&challenge, &operator, chunk(&data, other), own.proof(other).expect("a proof"));
    scene.refused("mallory", &[another], AvailabilityNcnError::ChunkSize).await;
    let another = scene.at.answer(&challenge, &operator, chunk(&data, 18), own.proof(18).expect("a proof"));
    scene.refused("mallory", &[another], AvailabilityNcnError::NotInBlob).await;
    let mut foreign = data.clone();
    foreign[0] ^= 1;
    let foreign = tree_of(&foreign).expect("a tree").proof(index).expect("a proof");
    assert_ne!(foreign, proof);
    let foreign = scene.at.answer(&challenge, &operator, right, foreign);
    scene.refused("mallory", &[foreign], AvailabilityNcnError::NotInBlob).await;
    for (chunk, error) in [
        (&right[1..], AvailabilityNcnError::ChunkSize),
        (&[right, &[0]].concat()[..], AvailabilityNcnError::ChunkSize),
        (&[][..], AvailabilityNcnError::ChunkSize),
    ] {
        let answer = scene.at.answer(&challenge, &operator, chunk, proof.clone());
        scene.refused("mallory", &[answer], error).await;
    }
    for proof in [proof[1..].to_vec(), [&proof[..], &[[0; 32]]].concat(), vec![]] {
        let answer = scene.at.answer(&challenge, &operator, right, proof);
        scene.refused("mallory", &[answer], AvailabilityNcnError::ProofLength).await;
    }
    // The node above the chunk, as if it were a chunk: it has another size, and with any bytes behind it another hash.
    let node = [&[1][..], &proof[0], &tree::leaf(&sha256, right)].concat();
    let above = [&node[..], &[0; 256 - 65]].concat();
    for (node, error) in [(node, AvailabilityNcnError::ChunkSize), (above, AvailabilityNcnError::NotInBlob)] {
        let answer = scene.at.answer(&challenge, &operator, &node, proof.clone());
        scene.refused("mallory", &[answer], error).await;
    }
    let answer = scene.at.answer(&challenge, &operator, right, proof);
    scene.run("keeper", &[answer]).await;
}

/// An operator that signs a size which is not the root's has signed what it cannot answer for.
#[tokio::test]
async fn a_size_that_is_not_the_roots_is_answered_by_nobody() {
    let mut scene = Scene::new().await;
    let mut stored = scene.storing(&blob()).await;
    stored.content.size += 1;
    let open = scene.opening("keeper", &stored);
    scene.run("keeper", &[open]).await;
    let both = scene.at.attest(&scene.table, &stored, &voters(&[0, 1, 2, 3]));
    scene.run("keeper", &both).await;
    let challenge = scene.drawn("alice", &stored, 0).await;
    let mut longer = blob();
    longer.push(0);
    for data in [blob(), longer] {
        let index = scene.read_challenge(&challenge).await.challenge.chunk;
        let proof = tree_of(&data).and_then(|tree| tree.proof(index)).expect("a chunk");
        let operator = scene.operator(0);
        let answer = scene.at.answer(&challenge, &operator, chunk(&data, index), proof);
        let signers = [&key("keeper")];
        let failure = scene.bank.all_refused(&[answer], &signers[..0]).await;
        let codes = [AvailabilityNcnError::NotInBlob as u32, AvailabilityNcnError::ChunkSize as u32];
        assert!(failure.code().is_some_and(|code| codes.contains(&code)), "{:#?}", failure.logs);
    }
}

#[tokio::test]
async fn a_challenge_after_the_expiry_is_refused() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    scene.bank.warp(stored.content.expiry - 1).await;
    // In the last second it is taken, and must be answered though the certificate expires meanwhile and is closed.
    let challenge = scene.challenge("alice", &stored, 0).await;
    scene.pass(1).await;
    let late = scene.challenging("bob", &stored, 0);
    scene.refused("bob", &[late], AvailabilityNcnError::Expired).await;
    let close = scene.at.close_certificate(&stored, &id("keeper"));
    scene.run("mallory", &[close]).await;
    scene.slots(DRAW_SLOTS + 1, &[]).await;
    scene.run("keeper", &[draw(&challenge)]).await;
    let answer = scene.answering(&challenge, &blob()).await;
    scene.run("keeper", &[answer]).await;
}

#[tokio::test]
async fn an_answer_after_the_deadline_is_refused() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let challenge = scene.drawn("alice", &stored, 0).await;
    let answer = scene.answering(&challenge, &blob()).await;
    scene.time_out(&challenge).await;
    scene.refused("keeper", &[answer], AvailabilityNcnError::TooLate).await;
}

/// A chain that stands still lets nobody answer, so it uses up no time to answer.
#[tokio::test]
async fn a_chain_that_stands_still_fails_nobody() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let challenge = scene.drawn("alice", &stored, 0).await;
    let (clock, read) = (scene.bank.clock().await, scene.read_challenge(&challenge).await.challenge);
    let judge = scene.at.judge(&challenge, &scene.operator(0));
    // The chain stands still for longer than the time to answer. From then on, it has to run for all of it: 600 s in slots of 400 ms.
    for slots in [1, 750, 1_499] {
        let unix_timestamp = read.deadline + 5_000 + slots as i64 * 2 / 5;
        scene.bank.set_clock(&Clock { unix_timestamp, slot: clock.slot + slots, ..clock.clone() });
        scene.refused("mallory", std::slice::from_ref(&judge), AvailabilityNcnError::SlotsLeft).await;
    }
    let answer = scene.answering(&challenge, &blob()).await;
    scene.run("keeper", &[answer]).await;
    scene.refused("mallory", &[judge], AvailabilityNcnError::Settled).await;
}

/// Nobody can stop an answer: it takes no signature, no wallet, no table, no policy and no certificate.
#[tokio::test]
async fn anyone_answers_for_the_operator_and_nobody_can_stop_it() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let challenge = scene.drawn("mallory", &stored, 0).await;
    let answer = scene.answering(&challenge, &blob()).await;
    assert_eq!(answer.accounts.iter().filter(|meta| meta.is_signer).count(), 0);
    assert_eq!(answer.accounts.len(), 2);
    // The challenger closes its wallet, the NCN's admin its table and its policy, and the certificate is over.
    scene.bank.put(&id("mallory"), Account::default());
    let close = table::close(&id("ncn"), &scene.ncn, &scene.table, &id("ncn"));
    scene.bank.by("ncn", close).await;
    let other = PolicyArgs { slasher: id("mallory"), ..policy(&scene.ncn) };
    scene.in_force(other).await;
    let at = scene.at.certificate(&stored);
    scene.bank.put(&at, Account::default());
    scene.run("keeper", &[answer]).await;
    assert_eq!(scene.custody(0).await.bonds, BOND);
}

/// A challenge keeps what it was opened for: no other certificate, custody or operator can stand in for it.
#[tokio::test]
async fn a_certificate_that_is_swapped_changes_nothing() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let small = scene.signed(&[5; 100], &[1, 0, 2, 3, 4]).await;
    // The place in one certificate is another operator's in the other.
    let (zero, one) = (scene.operator(0), scene.operator(1));
    let wrong = scene.at.open_challenge(&small, (0, &zero), &id("alice"), u64::MAX);
    scene.refused("alice", &[wrong], AvailabilityNcnError::WrongCustody).await;
    let challenge = scene.drawn("alice", &stored, 0).await;
    let right = scene.answering(&challenge, &blob()).await;
    let custody = scene.at.custody(&one);
    scene.refused("mallory", &[with(&right, 1, custody)], AvailabilityNcnError::WrongCustody).await;
    // The small blob's only chunk answers the small blob's challenge alone.
    let answer = scene.at.answer(&challenge, &zero, &[5; 100], vec![]);
    scene.refused("mallory", &[answer], AvailabilityNcnError::ChunkSize).await;
    scene.run("keeper", &[right]).await;
}

/// A sysvar of an attacker's making draws nothing.
#[tokio::test]
async fn a_forged_sysvar_draws_nothing() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let challenge = scene.challenge("mallory", &stored, 0).await;
    scene.slots(DRAW_SLOTS + 1, &[]).await;
    let real = scene.bank.account(&SLOT_HASHES).await.expect("the sysvar");
    scene.bank.put(&id("forged"), real);
    let forged = with(&draw(&challenge), 1, id("forged"));
    scene.refused("mallory", &[forged], AvailabilityNcnError::NotSlotHashes).await;
    let lapse = scene.at.lapse(&challenge, &scene.operator(0));
    scene.refused("mallory", &[with(&lapse, 2, id("forged"))], AvailabilityNcnError::NotSlotHashes).await;
    scene.refused("mallory", &[lapse], AvailabilityNcnError::SlotKnown).await;
}

/// An archive of a stranger harms nobody: its certificates, challenges and custodies have no effect here.
#[tokio::test]
async fn an_archive_of_a_stranger_harms_nobody() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let own = scene.add_archive("mallory").await;
    let operator = scene.operator(0);
    scene.run("mallory", &[own.open_custody(&id("mallory"), &operator)]).await;
    let right = scene.challenging("alice", &stored, 0);
    let custody = with(&right, 2, own.custody(&operator));
    let challenge = AVAILABILITY.challenge(&scene.at.certificate(&stored), &own.custody(&operator), &id("alice"));
    scene.refused("alice", &[with(&custody, 3, challenge)], AvailabilityNcnError::WrongCustody).await;
    // The archive of an NCN is its admin's alone.
    let mut other = scene.at.set_rules(RULES);
    other.accounts[0].pubkey = id("mallory");
    scene.refused("mallory", &[other], AvailabilityNcnError::NotNcnAdmin).await;
}
