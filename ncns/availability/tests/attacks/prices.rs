//! Operators that raise the price of their challenges, to keep others away.

use availability_client::{AvailabilityNcnError, INCINERATOR, RuleFigures};
use restaking_tests::{SLOWEST_RISE, id};

use crate::archive::close_challenge;
use crate::scene::{BOND, DRAW_SLOTS, RULES, Scene, blob};

/// The wallets of the operator's accomplices.
const WALLETS: [&str; 4] = ["alice", "bob", "mallory", "reporter"];

/// Challenges that nobody draws raise the price while they are open. They cost what they lock: the operator has none of it.
#[tokio::test]
async fn an_operator_pays_for_challenges_of_its_own_that_lapse() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let operator = scene.operator(3);
    let mut before = 0;
    for name in WALLETS {
        before += scene.bank.lamports(&id(name)).await;
    }
    let mut challenges = vec![];
    for name in WALLETS {
        challenges.push(scene.challenge(name, &stored, 3).await);
    }
    let burned = scene.bank.lamports(&INCINERATOR).await;
    scene.slots(DRAW_SLOTS + 513, &[]).await;
    let mut after = 0;
    for (name, challenge) in WALLETS.iter().zip(&challenges) {
        let lapse = scene.at.lapse(challenge, &operator);
        scene.run("keeper", &[lapse]).await;
        scene.run("keeper", &[close_challenge(challenge, &id(name))]).await;
        after += scene.bank.lamports(&id(name)).await;
    }
    // Two at the plain bond, two at twice as much.
    assert_eq!(before - after, 6 * BOND);
    assert_eq!(scene.bank.lamports(&INCINERATOR).await, burned + 6 * BOND);
    let collect = scene.at.collect(&operator, &id("operator"));
    scene.refused("keeper", &[collect], AvailabilityNcnError::NoBond).await;
    let custody = scene.custody(3).await;
    assert_eq!((custody.won, custody.lapsed, custody.open, custody.steps), (0, 4, 0, 0));
}

/// Challenges by rules that double late raise the price of a certificate that doubles early by their own small steps.
#[tokio::test]
async fn cheap_challenges_close_no_certificate_of_other_rules() {
    let mut scene = Scene::with(RuleFigures { doubling: 1_024, ..RULES }).await;
    let from = scene.bank.now().await + SLOWEST_RISE;
    scene.run("ncn", &[scene.at.set_rules(RULES)]).await;
    scene.bank.warp(from - 300).await;
    let cheap = scene.stored_anew().await;
    for name in WALLETS {
        scene.challenge(name, &cheap, 3).await;
    }
    scene.bank.warp(from).await;
    let dear = scene.signed(&blob(), &[0, 1, 2, 3, 4]).await;
    let mut bonds = vec![];
    for name in WALLETS {
        let challenge = scene.challenge(name, &dear, 3).await;
        bonds.push(scene.read_challenge(&challenge).await.challenge.bond);
    }
    assert_eq!(bonds, [BOND, BOND, 2 * BOND, 2 * BOND]);
}
