//! Proofs and the breaker: the limit for one slash may clip a proof's. What earlier slashes of the epoch took may clip it to
//! half of that, and else has it wait.

use harness::split;

use super::*;

/// The scene, in which a proof costs 20 %, and the first vault lets the NCN take 10 % by a slash and 15 % in an epoch.
async fn with_limits() -> Scene {
    with(1_000, 1_500).await
}

async fn with(incident_bps: u64, epoch_bps: u64) -> Scene {
    let mut scene = scene_of(slash::with_rule(policy(), 20 * PERCENT, GENESIS)).await;
    scene.bank.warp_to(SETTLED, 0).await;
    let first = scene.splits[0];
    let set = split::set_loss_limits(&id("creator"), &first.vault.address, &first.ncn, incident_bps, epoch_bps);
    scene.bank.by("creator", set).await;
    scene.bank.warp(OFFENSE).await;
    scene
}

#[tokio::test]
async fn the_limit_for_one_slash_clips_a_proofs() {
    let mut scene = with_limits().await;
    let [first, second] = scene.splits;
    let votes = scene.votes();
    scene.proves(&votes).await;
    let event = scene.slashes(&first, &votes, 1).await;
    assert_eq!((event.slash.stake, event.fraction, event.burn), (100_000, 20 * PERCENT, 75_000));
    // floor(2,345,678 / 5).
    assert_eq!(scene.slashes(&second, &votes, 1).await.slash.stake, 469_135);
    scene.audit().await;
}

/// 60,000 and 47,000 of the epoch's 150,000 are gone: of the 89,300 that one slash may take of 893,000, less than half is left.
#[tokio::test]
async fn a_proof_waits_for_the_next_epoch_rather_than_take_less() {
    let mut scene = with_limits().await;
    let first = scene.splits[0];
    let votes = scene.votes();
    scene.proves(&votes).await;
    assert_eq!(scene.bank.propose(&first, 0, 6 * PERCENT).await.slash.stake, 60_000);
    assert_eq!(scene.bank.propose(&first, 1, 5 * PERCENT).await.slash.stake, 47_000);
    scene.spares(&first, &votes, 1, RestakingError::BelowMinimum, (43_000, 44_650)).await;
    // All of it is gone: 20 % of 850,000 are asked for.
    assert_eq!(scene.bank.propose(&first, 2, 50 * PERCENT).await.slash.stake, 43_000);
    scene.spares(&first, &votes, 1, RestakingError::OverLossLimit, (170_000, 0)).await;
    scene.bank.warp_to(SETTLED + 3, -1).await;
    scene.spares(&first, &votes, 1, RestakingError::OverLossLimit, (170_000, 0)).await;
    scene.bank.warp_to(SETTLED + 3, 0).await;
    // 10 % of 850,000.
    assert_eq!(scene.slashes(&first, &votes, 1).await.slash.stake, 85_000);
    scene.audit().await;
}

/// What is left of the epoch is enough: 15 % less 9 % of 1,000,000 are over half of 10 % of 910,000.
#[tokio::test]
async fn a_proof_does_not_wait_where_enough_is_left() {
    let mut scene = with_limits().await;
    let first = scene.splits[0];
    let votes = scene.votes();
    scene.proves(&votes).await;
    assert_eq!(scene.bank.propose(&first, 0, 9 * PERCENT).await.slash.stake, 90_000);
    assert_eq!(scene.slashes(&first, &votes, 1).await.slash.stake, 60_000);
    // A second proof of the key takes nothing, in this epoch or in the next.
    let next = scene.votes_at(HEIGHT - 1);
    scene.proves(&next).await;
    for epoch in [SETTLED + 2, SETTLED + 3] {
        scene.bank.warp_to(epoch, 100).await;
        let slash = scene.slashing(&first, &next, 1).await;
        scene.denies(slash, RestakingError::AlreadySlashed).await;
    }
    scene.audit().await;
}

#[tokio::test]
async fn the_vaults_own_breaker_clips_a_proof_and_has_it_wait_likewise() {
    let mut scene = scene().await;
    let [first, second] = scene.splits;
    scene.bank.warp_to(SETTLED, 0).await;
    scene.bank.by("creator", slash::set_breaker(&first.vault, 500, 800)).await;
    scene.bank.warp(OFFENSE).await;
    let votes = scene.votes();
    scene.proves(&votes).await;
    assert_eq!(scene.bank.propose(&first, 0, 4 * PERCENT).await.slash.stake, 40_000);
    assert_eq!(scene.bank.propose(&first, 1, 3 * PERCENT).await.slash.stake, 28_800);
    // Half of 5 % of 931,200; of the epoch's 80,000 are less left.
    scene.spares(&first, &votes, 1, RestakingError::BelowMinimum, (11_200, 23_280)).await;
    assert_eq!(scene.slashes(&second, &votes, 1).await.slash.stake, 234_567);
    scene.bank.warp_to(SETTLED + 3, 0).await;
    assert_eq!(scene.slashes(&first, &votes, 1).await.slash.stake, 46_560);
    scene.audit().await;
}

/// A vault that lets the NCN take nothing loses nothing.
#[tokio::test]
async fn where_a_slash_may_take_nothing_a_proof_takes_nothing() {
    let mut scene = with(0, 0).await;
    let first = scene.splits[0];
    let votes = scene.votes();
    scene.proves(&votes).await;
    scene.spares(&first, &votes, 1, RestakingError::OverLossLimit, (200_000, 0)).await;
}
