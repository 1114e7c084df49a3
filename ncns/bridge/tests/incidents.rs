//! Incidents: what one slash covers, and what is another one.

use borsh::BorshDeserialize;
use bridge_client::{BridgeNcnError, Content, RuleFigures, attempt};
use harness::{key, slash};
use restaking_client::{Config, NcnAllocation, RestakingError, pda};
use restaking_tests::{EPOCH, EVIDENCE_NEEDED, id};
use solana_program::pubkey::Pubkey;

use crate::scene::{LIE, Place, RULES, STAKE, Scene, local_figures, voter};

/// Proves that operator `number` signed the lie at the next height of the source; gives the height.
async fn prove_next(scene: &mut Scene, number: usize) -> u64 {
    let height = scene.next_height().await;
    let prove = scene.proving(height, number, &LIE);
    scene.run("reporter", &prove).await;
    height
}

/// What a slash of operator `number` for its false root at `height` took, after vetoes of its incident.
async fn taken(scene: &mut Scene, height: u64, number: usize, vetoes: u64) -> u64 {
    let at = scene.at;
    let incident = attempt(scene.false_root(&at, height, number).await.incident, vetoes);
    let split = scene.splits[number];
    scene.bank.slash(&split, incident).await.slash.stake
}

/// Changes an account of the core.
async fn change<T: BorshDeserialize + borsh::BorshSerialize>(
    scene: &mut Scene,
    address: &Pubkey,
    by: impl FnOnce(&mut T),
) {
    let mut account = scene.bank.account(address).await.expect("an account");
    let mut head = T::deserialize(&mut account.data.as_slice()).expect("its type");
    by(&mut head);
    let head = borsh::to_vec(&head).expect("its type");
    account.data[..head.len()].copy_from_slice(&head);
    scene.bank.put(address, account);
}

/// An operator proves a lie against itself while it has dust at stake. Its lies after that slash are another incident.
#[tokio::test]
async fn an_incident_is_not_spent_in_advance() {
    let mut scene = Scene::new().await;
    let at = scene.at;
    let earlier = prove_next(&mut scene, 0).await;
    let spent = prove_next(&mut scene, 0).await;
    let (allocation, now) = (scene.splits[0].allocation(), scene.bank.now().await);
    // One unit is allocated, and all of the rest in half a minute.
    change::<NcnAllocation>(&mut scene, &allocation, |each| {
        let magnitude = &mut each.allocation.magnitude;
        (magnitude.current, magnitude.next, magnitude.effective) = (slash::WHOLE / STAKE, slash::WHOLE, now + 30);
    })
    .await;
    let sham = scene.slashing(&at, spent, 0).await;
    scene.run("keeper", &[sham]).await;
    assert_eq!(taken(&mut scene, spent, 0, 0).await, 1);

    let lie = prove_next(&mut scene, 0).await;
    // A lie for a height from before the slash is of the same incident.
    let same = scene.slashing(&at, earlier, 0).await;
    let failure = scene.bank.refused(same, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::AlreadySlashed), "{:#?}", failure.logs);
    let slash = scene.slashing(&at, lie, 0).await;
    scene.run("keeper", &[slash]).await;
    assert_eq!(taken(&mut scene, lie, 0, 0).await, STAKE - 1);
    assert_eq!(scene.record(0).await.slashes, 2);
}

/// The resolver forgives what it objects to, and not what else the operator signed.
#[tokio::test]
async fn a_veto_saves_one_false_root_alone() {
    // Half of the stake at each slash, so that something is left to take.
    let half = RuleFigures { false_root_fraction: slash::WHOLE / 2, ..RULES };
    let mut scene = Scene::with(half).await;
    let at = scene.at;
    let heights = [prove_next(&mut scene, 0).await, prove_next(&mut scene, 0).await, prove_next(&mut scene, 0).await];
    let incident = scene.false_root(&at, heights[0], 0).await.incident;
    let split = scene.splits[0];
    let first = scene.slashing(&at, heights[0], 0).await;
    scene.run("keeper", std::slice::from_ref(&first)).await;
    // An open slash is no vetoed one.
    let early = scene.slashing_after(&at, heights[1], 0, 1).await;
    scene.refused("keeper", &[early], BridgeNcnError::NotVetoed).await;
    let veto = scene.bank.vetoing(&split, incident).await;
    scene.bank.by("resolver", veto).await;

    let own = scene.slashing_after(&at, heights[0], 0, 1).await;
    scene.refused("keeper", &[own], BridgeNcnError::Forgiven).await;
    let plain = scene.slashing(&at, heights[1], 0).await;
    for again in [first, plain] {
        let failure = scene.bank.refused(again, &[&key("keeper")]).await;
        assert_eq!(failure.restaking(), Some(RestakingError::AlreadySlashed), "{:#?}", failure.logs);
    }
    let second = scene.slashing_after(&at, heights[1], 0, 1).await;
    // The same one twice, and one of another allocation.
    let vetoed = second.accounts.last().expect("the vetoed one").clone();
    let mut twice = scene.slashing_after(&at, heights[1], 0, 2).await;
    let place = twice.accounts.len() - 1;
    twice.accounts[place] = vetoed;
    scene.refused("keeper", &[twice], BridgeNcnError::NotVetoed).await;
    let mut others = second.clone();
    others.accounts[7].pubkey = scene.splits[1].allocation();
    scene.refused("keeper", &[others], BridgeNcnError::NotVetoed).await;
    scene.run("keeper", &[second]).await;
    assert_eq!(taken(&mut scene, heights[1], 0, 1).await, STAKE / 2);
    // The rest of the incident was slashed by that.
    let third = scene.slashing_after(&at, heights[2], 0, 1).await;
    let failure = scene.bank.refused(third, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::AlreadySlashed), "{:#?}", failure.logs);
    // A second veto saves a second one, and the third still pays.
    let veto = scene.bank.vetoing(&split, attempt(incident, 1)).await;
    scene.bank.by("resolver", veto).await;
    let third = scene.slashing_after(&at, heights[2], 0, 2).await;
    scene.run("keeper", &[third]).await;
    assert_eq!(taken(&mut scene, heights[2], 0, 2).await, STAKE / 2);
}

/// All false roots of a kind in a period are one incident, whatever their source. What an adjudicator states is another.
#[tokio::test]
async fn an_incident_spans_the_sources_of_its_kind() {
    let half = RuleFigures { false_root_fraction: slash::WHOLE / 2, ..RULES };
    let mut scene = Scene::with(half).await;
    let (at, foreign) = (scene.at, scene.foreign);
    let other = Place::new(scene.ncn, id("ncn"), 9, true);
    scene.run("ncn", &[other.open_source(local_figures())]).await;
    scene.run("keeper", &[other.open_outbox(&id("keeper"))]).await;
    let height = prove_next(&mut scene, 0).await;
    let (operator, reporter) = (scene.splits[0].operator, id("reporter"));
    let prove = other.prove(&reporter, height, (&voter(0), &operator), &LIE);
    scene.run("reporter", &prove).await;
    let state = scene.adjudicating(height, 0, [&LIE, &Content::EMPTY]);
    scene.run("adjudicator", &state).await;
    let slash = scene.slashing(&at, height, 0).await;
    scene.run("keeper", &[slash]).await;
    let second = scene.slashing(&other, height, 0).await;
    let failure = scene.bank.refused(second, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::AlreadySlashed), "{:#?}", failure.logs);
    let stated = scene.slashing(&foreign, height, 0).await;
    scene.run("keeper", &[stated]).await;
    assert_eq!(scene.record(0).await.slashes, 2);
}

/// A slash that is vetoed later hides the stake from another one meanwhile. That one's proof waits for it.
#[tokio::test]
async fn a_proof_outlives_the_slash_that_delays_its_own() {
    let mut scene = Scene::new().await;
    let at = scene.at;
    // A protocol whose longest epoch is the vault's.
    change::<Config>(&mut scene, &pda::config(), |config| config.max_epoch_seconds = EPOCH).await;
    let first = prove_next(&mut scene, 0).await;
    let slash = scene.slashing(&at, first, 0).await;
    scene.run("keeper", &[slash]).await;
    let second = prove_next(&mut scene, 0).await;
    let proven_at = scene.bank.now().await;
    let slash = scene.slashing(&at, second, 0).await;
    let failure = scene.bank.refused(slash, &[&key("keeper")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NothingToSlash), "{:#?}", failure.logs);

    scene.pass(6 * 86_400).await;
    let operator = scene.splits[0].operator;
    let closes = [first, second].map(|height| at.close_false_root(height, &operator, &id("reporter")));
    for close in &closes {
        scene.refused("mallory", std::slice::from_ref(close), BridgeNcnError::ProofLive).await;
    }
    let incident = scene.false_root(&at, first, 0).await.incident;
    let split = scene.splits[0];
    let veto = scene.bank.vetoing(&split, incident).await;
    scene.bank.by("resolver", veto).await;
    let slash = scene.slashing(&at, second, 0).await;
    scene.run("keeper", &[slash]).await;
    assert_eq!(taken(&mut scene, second, 0, 0).await, STAKE);

    let needed = proven_at + EVIDENCE_NEEDED - 30 * 86_400 + EPOCH as i64;
    scene.bank.warp(needed - 1).await;
    scene.refused("mallory", &closes[1..], BridgeNcnError::ProofLive).await;
    scene.bank.warp(needed).await;
    scene.run("mallory", &closes).await;
}
