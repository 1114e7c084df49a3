//! Draws: one for each bond, for any caller and at any time.

use availability_client::challenge::SLOT_MILLIS;
use availability_client::{AvailabilityNcnError, INCINERATOR};
use restaking_tests::id;
use solana_clock::Clock;

use crate::archive::{close_challenge, draw};
use crate::attacks::with;
use crate::scene::{BOND, DRAW_SLOTS, Scene, blob};

/// Another leader's slot draws than the one that may have taken the bond into its block.
#[test]
#[expect(deprecated, reason = "the crate that has it now is agave's own")]
fn a_draw_is_two_turns_of_leaders_later() {
    const { assert!(DRAW_SLOTS == 2 * solana_clock::NUM_CONSECUTIVE_LEADER_SLOTS) };
}

#[test]
fn the_time_to_answer_is_by_slots_of_nominal_length() {
    assert_eq!(SLOT_MILLIS, solana_clock::DEFAULT_MS_PER_SLOT);
}

#[test]
fn what_is_burned_goes_to_the_incinerator() {
    assert_eq!(INCINERATOR, solana_program::incinerator::ID);
}

/// The draw is by the first slot with a block from its own on. A challenger that waits, or lets slots pass without a block before it
/// asks, gets the same chunk.
#[tokio::test]
async fn nobody_chooses_among_slots() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let challenge = scene.challenge("mallory", &stored, 0).await;
    let target = scene.read_challenge(&challenge).await.challenge.draw_slot;
    let skipped = [target, target + 1];
    let by = Scene::slot_hash(target + 2);
    let expected = availability_client::drawn(&by, &challenge, blob().len() as u64);
    let clock = scene.bank.clock().await;
    // While the slots of the draw are skipped, there is nothing to draw by.
    for slot in target..=target + 2 {
        scene.bank.set_clock(&Clock { slot, ..clock.clone() });
        scene.put_slot_hashes(slot, &skipped).await;
        scene.refused("mallory", &[draw(&challenge)], AvailabilityNcnError::EarlyDraw).await;
    }
    let before = scene.bank.account(&challenge).await.expect("a challenge");
    // The last slot in which the sysvar still has one before the draw's: 512 slots with a block, of which 510 are from the draw's on.
    for slot in [target + 3, target + 4, target + 100, target + 513] {
        scene.bank.set_clock(&Clock { slot, ..clock.clone() });
        scene.put_slot_hashes(slot, &skipped).await;
        scene.run("mallory", &[draw(&challenge)]).await;
        assert_eq!(scene.read_challenge(&challenge).await.challenge.chunk, expected, "{slot}");
        scene.bank.put(&challenge, before.clone());
    }
    scene.bank.set_clock(&Clock { slot: target + 514, ..clock.clone() });
    scene.put_slot_hashes(target + 514, &skipped).await;
    scene.refused("mallory", &[draw(&challenge)], AvailabilityNcnError::SlotGone).await;
}

/// A challenger that dislikes its chunk and lets the draw lapse has lost its bond: the next draw costs another.
#[tokio::test]
async fn a_second_draw_costs_a_second_bond() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let before = scene.bank.lamports(&id("mallory")).await;
    let challenge = scene.challenge("mallory", &stored, 0).await;
    let operator = scene.operator(0);
    let lapse = scene.at.lapse(&challenge, &operator);
    scene.slots(DRAW_SLOTS, &[]).await;
    scene.refused("mallory", std::slice::from_ref(&lapse), AvailabilityNcnError::SlotKnown).await;
    // All of the time in which the draw can be asked for, nobody can let it lapse.
    scene.slots(511, &[]).await;
    scene.refused("mallory", std::slice::from_ref(&lapse), AvailabilityNcnError::SlotKnown).await;
    scene.refused("mallory", &[close_challenge(&challenge, &id("mallory"))], AvailabilityNcnError::StillOpen).await;
    scene.slots(1, &[]).await;
    let burned = scene.bank.lamports(&INCINERATOR).await;
    scene.refused("mallory", &[with(&lapse, 3, id("mallory"))], AvailabilityNcnError::NotIncinerator).await;
    scene.run("mallory", &[lapse]).await;
    scene.run("mallory", &[close_challenge(&challenge, &id("mallory"))]).await;
    assert_eq!(scene.bank.lamports(&id("mallory")).await, before - BOND);
    let custody = scene.custody(0).await;
    assert_eq!((custody.bonds, custody.lapsed, custody.steps), (0, 1, 0));
    assert_eq!(scene.bank.lamports(&INCINERATOR).await, burned + BOND);
    let again = scene.drawn("mallory", &stored, 0).await;
    assert_eq!(again, challenge, "the address is free again");
    let answer = scene.answering(&again, &blob()).await;
    scene.run("keeper", &[answer]).await;
    assert_eq!(scene.custody(0).await.bonds, BOND);
}

/// Challenges of one slot have chunks of their own: one lucky hash answers for no other challenge.
#[tokio::test]
async fn one_hash_draws_another_chunk_for_each_challenge() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let names = ["alice", "bob", "mallory", "reporter", "keeper"];
    let mut challenges = vec![];
    for name in names {
        challenges.push(scene.challenge(name, &stored, 0).await);
    }
    scene.slots(DRAW_SLOTS + 1, &[]).await;
    let mut chunks = vec![];
    for challenge in &challenges {
        scene.run("keeper", &[draw(challenge)]).await;
        chunks.push(scene.read_challenge(challenge).await.challenge.chunk);
    }
    assert!(chunks.iter().any(|chunk| *chunk != chunks[0]), "{chunks:?}");
    assert!(chunks.iter().all(|chunk| *chunk < 21));
}
