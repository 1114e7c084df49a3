//! The draw of a committee: one for a task, known to nobody before, and a task without one ends.

use inference_client::InferenceNcnError::*;
use inference_client::{Event, INCINERATOR, SLOT_HASHES};
use restaking_tests::id;

use crate::scene::{DRAW_SLOTS, FEE, OPERATORS, SEATS, Scene, slot_hashes};

/// The seats follow the weights, and all of them are given.
#[tokio::test]
async fn operators_with_equal_stake_have_equal_seats() {
    let mut scene = Scene::new().await;
    let number = scene.drawn(SEATS).await;
    let members = scene.members(number).await;
    assert_eq!(members.iter().map(|member| member.seats).collect::<Vec<_>>(), [2; OPERATORS]);
    let operators: Vec<_> = scene.splits.iter().map(|split| split.operator).collect();
    assert_eq!(members.iter().map(|member| member.operator).collect::<Vec<_>>(), operators);
    // Nine seats of five operators: by the hash.
    scene.renew_table().await;
    let number = scene.drawn(9).await;
    let members = scene.members(number).await;
    assert_eq!(members.iter().map(|member| member.seats).sum::<u64>(), 9);
    assert!(members.iter().all(|member| (1..=3).contains(&member.seats)));
}

/// Anyone computes the committee from the slot hash, and another hash gives another.
#[tokio::test]
async fn the_slot_hash_alone_decides() {
    let mut scene = Scene::new().await;
    let mut found = std::collections::BTreeSet::new();
    let number = scene.post(64).await;
    let at = scene.at.task(number);
    let fresh = scene.bank.account(&at).await.expect("a task");
    scene.pass(20).await;
    for byte in 0..12 {
        scene.put_hash(number, [byte; 32]).await;
        let draw = scene.at.draw(&scene.table, number);
        scene.run("keeper", &[draw]).await;
        let seats: Vec<u64> = scene.members(number).await.iter().map(|member| member.seats).collect();
        assert_eq!(seats.iter().sum::<u64>(), 64);
        // 12.8 seats each: all parts within an operator's weight, and those at its ends by chance.
        assert!(seats.len() == OPERATORS && seats.iter().all(|seats| (11..=14).contains(seats)), "{seats:?}");
        found.insert(seats);
        scene.bank.put(&at, fresh.clone());
    }
    assert!(found.len() > 4, "{found:?}");
}

/// The hash is that of a slot after the post, so a requester does not know it: there is no draw before.
#[tokio::test]
async fn grinding_the_draw_finds_no_hash_to_choose_from() {
    let mut scene = Scene::new().await;
    let slot = scene.bank.clock().await.slot;
    let number = scene.post(SEATS).await;
    let task = scene.task(number).await.task;
    assert!(task.draw_slot >= slot + DRAW_SLOTS);
    let draw = scene.at.draw(&scene.table, number);
    // Every hash up to the slot before is known, and none of them draws.
    scene.pass(16).await;
    scene.bank.put(&SLOT_HASHES, slot_hashes(&[(task.draw_slot - 1, [1; 32]), (task.draw_slot - 9, [2; 32])]));
    scene.refused("mallory", std::slice::from_ref(&draw), HashToCome).await;
    scene.bank.put(&SLOT_HASHES, slot_hashes(&[]));
    scene.refused("mallory", std::slice::from_ref(&draw), HashToCome).await;
    // A later block's hash is another one. The first from the slot on counts, whenever anyone draws.
    let mut seats = vec![];
    let at = scene.at.task(number);
    let fresh = scene.bank.account(&at).await.expect("a task");
    for blocks in [3, 9, 200] {
        let mut all = vec![(task.draw_slot + 1, [3; 32]), (task.draw_slot - 2, [4; 32])];
        for block in 0..blocks {
            all.insert(0, (task.draw_slot + 2 + block, [5 + block as u8; 32]));
        }
        scene.bank.put(&SLOT_HASHES, slot_hashes(&all));
        scene.run("mallory", std::slice::from_ref(&draw)).await;
        seats.push(scene.members(number).await);
        scene.bank.put(&at, fresh.clone());
    }
    assert!(seats.windows(2).all(|pair| pair[0] == pair[1]));
    scene.run("keeper", std::slice::from_ref(&draw)).await;
    scene.refused("mallory", &[draw], AlreadyDrawn).await;
    let void = scene.at.void(&scene.table, number, &id("requester"));
    scene.refused("requester", &[void], AlreadyDrawn).await;
}

/// A requester that draws no committee, because it does not like it, pays for the next one: there is no second draw.
#[tokio::test]
async fn a_task_that_nobody_draws_is_void_and_costs_a_part_of_its_fee() {
    let mut scene = Scene::new().await;
    let requester = id("requester");
    let before = scene.bank.lamports(&requester).await;
    let number = scene.post(SEATS).await;
    let (draw, void) = (scene.at.draw(&scene.table, number), scene.at.void(&scene.table, number, &requester));
    scene.reach_draw(number).await;
    scene.refused("requester", std::slice::from_ref(&void), DrawOpen).await;
    // The hash has left the sysvar: the first block from the slot on is unknown.
    let slot = scene.task(number).await.task.draw_slot;
    scene.bank.put(&SLOT_HASHES, slot_hashes(&[(slot + 600, [1; 32]), (slot + 1, [2; 32])]));
    scene.refused("mallory", &[draw], DrawOver).await;
    let mut stolen = void.clone();
    stolen.accounts[3].pubkey = id("mallory");
    scene.refused("mallory", &[stolen], WrongRequester).await;
    let mut kept = void.clone();
    kept.accounts[4].pubkey = id("mallory");
    scene.refused("mallory", &[kept], NotIncinerator).await;
    let burnt = scene.bank.lamports(&INCINERATOR).await;
    let events = scene.run("mallory", &[void]).await;
    let Some(Event::TaskVoided(event)) = events.last() else { panic!("an end") };
    assert_eq!((event.burned, event.returned), (FEE / 100, FEE - FEE / 100));
    assert_eq!(scene.bank.lamports(&INCINERATOR).await, burnt + FEE / 100);
    assert_eq!(scene.bank.lamports(&requester).await, before - FEE / 100);
    let at = scene.at.task(number);
    assert!(scene.bank.account(&at).await.is_none());
    // Its number cannot be asked for again.
    let again = scene.at.open_task(&requester, &scene.table, (number, SEATS), crate::scene::figures());
    scene.refused("requester", &[again], NumberTime).await;
}

/// The NCN closes the table once it knows the committee. That is no fault of the requester, which has its whole fee again.
#[tokio::test]
async fn a_task_of_a_table_that_is_closed_costs_its_requester_nothing() {
    let mut scene = Scene::new().await;
    let (requester, table) = (id("requester"), scene.table);
    let before = scene.bank.lamports(&requester).await;
    let number = scene.post(SEATS).await;
    let (draw, void) = (scene.at.draw(&table, number), scene.at.void(&table, number, &requester));
    scene.bank.put(&table, solana_account::Account::default());
    scene.reach_draw(number).await;
    scene.refused("keeper", &[draw], NotATable).await;
    // Another account is not the task's table.
    let mut other = void.clone();
    other.accounts[1].pubkey = id("nothing");
    scene.refused("requester", &[other], WrongTable).await;
    scene.refused("requester", std::slice::from_ref(&void), DrawOpen).await;
    let until = scene.task(number).await.task.draw_until;
    scene.bank.warp(until).await;
    let events = scene.run("mallory", &[void]).await;
    let Some(Event::TaskVoided(event)) = events.last() else { panic!("an end") };
    assert_eq!((event.burned, event.returned), (0, FEE));
    assert_eq!(scene.bank.lamports(&requester).await, before);
}

/// The time to draw ends as well, where a chain stands still: then the table's guarantee might not last.
#[tokio::test]
async fn a_draw_has_an_end_in_time() {
    let mut scene = Scene::new().await;
    let number = scene.post(SEATS).await;
    let task = scene.task(number).await.task;
    let draw = scene.at.draw(&scene.table, number);
    scene.put_hash(number, [1; 32]).await;
    scene.bank.warp(task.begins_at - 1).await;
    scene.refused("keeper", std::slice::from_ref(&draw), EarlyDraw).await;
    scene.bank.warp(task.draw_until).await;
    scene.refused("keeper", std::slice::from_ref(&draw), DrawOver).await;
    scene.bank.warp(task.draw_until - 1).await;
    scene.run("keeper", &[draw]).await;
    // All of the members' time is left.
    let drawn = scene.task(number).await.task;
    assert_eq!((drawn.commits_until, drawn.reveals_until), (task.draw_until + 59, task.draw_until + 119));
}

/// The table is fixed with the post. A table that suits better, adopted once the hash is known, draws nothing.
#[tokio::test]
async fn a_table_that_is_swapped_after_the_post_draws_nothing() {
    let mut scene = Scene::new().await;
    let number = scene.post(SEATS).await;
    let first = scene.table;
    scene.table = scene.new_table(3).await;
    let adopt = scene.at.adopt_table(&scene.table);
    scene.run("mallory", &[adopt]).await;
    scene.reach_draw(number).await;
    let swapped = scene.at.draw(&scene.table, number);
    scene.refused("mallory", &[swapped], WrongTable).await;
    let draw = scene.at.draw(&first, number);
    scene.run("keeper", &[draw]).await;
    assert_eq!(scene.members(number).await.len(), OPERATORS);
}
