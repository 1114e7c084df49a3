//! A root that the disputer strikes.

use super::*;

#[tokio::test]
async fn a_root_is_struck_in_its_last_second_and_no_later() {
    for second in [-1, 0, 1] {
        let mut scene = Scene::new().await;
        let first = scene.publish(&[("alice", 600)]).await;
        scene.wait(DELAY + second).await;
        let strike = scene.tree.strike(&id("disputer"), first.root());
        if second < 0 {
            scene.bank.by("disputer", strike).await;
            scene.wait(DELAY).await;
            assert_error(&scene.refused("alice", proof(&first, "alice")).await, RestakingError::NoRoot);
        } else {
            let failure = scene.bank.refuses("disputer", strike.clone()).await;
            let (now, from) = ((GENESIS + DELAY + second) as u64, (GENESIS + DELAY) as u64);
            assert_refused(&failure, RestakingError::RootActive, now, from);
            // It is the same once somebody has claimed by it.
            assert_eq!(scene.claim("alice", &first).await, 600);
            assert_refused(&scene.bank.refuses("disputer", strike).await, RestakingError::RootActive, now, from);
        }
        scene.balances().await;
    }
}

/// What came in for a root that was struck pays for the next.
#[tokio::test]
async fn a_struck_roots_funds_stay_for_the_next() {
    let mut scene = Scene::new().await;
    let first = scene.active(&[("alice", 600)]).await;
    let bad = scene.publish(&[("alice", 600), ("mallory", 5_000)]).await;
    scene.bank.by("disputer", scene.tree.strike(&id("disputer"), bad.root())).await;
    assert_eq!(scene.tokens("publisher").await, WEALTH - 5_600);
    // The root before counts on.
    assert_eq!(scene.claim("alice", &first).await, 600);
    let good = scene.publish(&[("alice", 700), ("bob", 4_800)]).await;
    assert_eq!(scene.tokens("publisher").await, WEALTH - 5_600, "nothing was missing");
    scene.wait(DELAY).await;
    assert_eq!([scene.claim("alice", &good).await, scene.claim("bob", &good).await], [100, 4_800]);
    let books = scene.books().await;
    assert_eq!((books.funded, books.paid, books.active_total), (5_600, 5_500, 5_500));
    scene.balances().await;
}

#[tokio::test]
async fn a_strike_names_the_root_and_hits_no_other() {
    let mut scene = Scene::new().await;
    let disputer = id("disputer");
    let bad = scene.publish(&[("mallory", 600)]).await;
    // The publisher was first to see it.
    let good = scene.publish(&[("alice", 600)]).await;
    for root in [bad.root(), [0; 32], [7; 32]] {
        let failure = scene.bank.refuses("disputer", scene.tree.strike(&disputer, root)).await;
        assert_refused(&failure, RestakingError::RootNotPending, 0, 1);
    }
    scene.wait(DELAY).await;
    assert_eq!(scene.claim("alice", &good).await, 600);
    // Nothing is pending.
    let failure = scene.bank.refuses("disputer", scene.tree.strike(&disputer, bad.root())).await;
    assert_refused(&failure, RestakingError::RootNotPending, 0, 1);
}

#[tokio::test]
async fn only_the_disputer_strikes() {
    let mut scene = Scene::new().await;
    let bad = scene.publish(&[("mallory", 600)]).await;
    for name in ["publisher", "ncn", "mallory", "alice"] {
        let failure = scene.bank.refuses(name, scene.tree.strike(&id(name), bad.root())).await;
        assert_error(&failure, RestakingError::NotDisputer);
    }
}
