//! The largest table that a round has room for: what each instruction takes with it.

use restaking_tests::id;
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use template_client::{RuleFigures, TemplateNcnError};

use crate::scene::{A, B, HEIGHT, PROGRAM, RULES, Scene, voter};

/// The most operators of a round, in `program/src/state/round.rs`.
const MOST: usize = 249;

/// Runs instructions, and holds the units that the program takes, with those of its calls, against a bound.
async fn bounded(scene: &mut Scene, name: &str, by: &str, instructions: &[Instruction], most: u64) {
    let logs = scene.by(by, instructions).await;
    let consumed = format!("Program {} consumed ", *PROGRAM);
    let line = logs.iter().rev().find_map(|line| line.strip_prefix(&consumed)).expect("the units");
    let units: u64 = line.split(' ').next().and_then(|units| units.parse().ok()).expect("a number");
    println!("{name}: {units}");
    assert!(units <= most, "{name} takes {units} units, {most} at most");
}

#[tokio::test]
async fn the_largest_table_is_served_within_bounds() {
    // One more than a round has room for.
    let mut scene = Scene::of(MOST + 1, RuleFigures { min_table_weight: 1, ..RULES }).await;
    let (at, keeper) = (scene.at, id("keeper"));
    let larger = scene.new_table(MOST + 1).await;
    scene.refused("keeper", &[at.adopt_table(&larger)], TemplateNcnError::TableTooLarge).await;
    let table = scene.new_table(MOST).await;
    bounded(&mut scene, "adopt_table", "keeper", &[at.adopt_table(&table)], 1_000).await;
    scene.table = table;

    let height = scene.next_height().await;
    bounded(&mut scene, "open_round", "keeper", &[at.open_round(&keeper, &table, height)], 12_000).await;
    // The last operator of the table signs another value, and the one before it nothing.
    let (cheat, absent) = (MOST - 1, MOST - 2);
    let voters: Vec<(Keypair, [u8; 32])> = (0..MOST)
        .filter(|&number| number != absent)
        .map(|number| (voter(number), if number == cheat { B } else { A }))
        .collect();
    for votes in voters.chunks(3) {
        let votes: Vec<(&Keypair, [u8; 32])> = votes.iter().map(|(voter, value)| (voter, *value)).collect();
        let both = at.report(&table, height, &votes);
        if votes.iter().any(|vote| vote.1 == B) {
            let name = format!("report, {} of the last votes", votes.len());
            bounded(&mut scene, &name, "keeper", &both, 3_500).await;
        } else {
            scene.run("keeper", &both).await;
        }
    }
    bounded(&mut scene, "finalize", "keeper", &[at.finalize(&table, height, 0)], 10_000).await;
    let round = scene.read_round(height).await;
    assert_eq!((round.is_final, round.value, round.votes), (1, A, MOST as u64 - 1));
    scene.pass(HEIGHT).await;

    for (number, name) in [(cheat, "judge, an offense"), (absent, "judge, an absence")] {
        let judge = scene.judging(height, number);
        bounded(&mut scene, name, "keeper", &[judge], 1_600).await;
    }
    let slash = scene.slashing(height, cheat).await;
    bounded(&mut scene, "slash_offense", "reporter", &[slash], 13_500).await;
    assert_eq!([scene.score(cheat).await.offenses, scene.score(absent).await.absences], [1, 1]);
}
