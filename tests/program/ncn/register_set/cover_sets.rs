//! A vault's acceptance of sets: its signer, its start, and its effect on readings of them.

use super::*;

#[tokio::test]
async fn only_the_vaults_admin_covers_sets_with_the_notice_of_a_rise() {
    let mut scene = Scene::uncovered().await;
    let set = scene.sets[0];
    for name in ["ncn", "mallory", "slasher", "operator", "alice"] {
        scene.bank.fund(&id(name));
        let failure = scene.bank.refuses(name, scene.cover_by(name, true)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotVaultAdmin), "{name}");
    }
    scene.later().await;
    assert_eq!(scene.stake(&set, 0).await.stakes, [0], "allocated and agreed, and not covered");
    scene.refuses(&set, RestakingError::NoOptIn).await;
    let version = |vault: restaking_client::Vault| vault.ledger.risk_version;
    let before = version(scene.bank.read(&scene.parent.vault.address).await.expect("the vault"));
    let (events, now, epoch) = (scene.opt_in().await.events, scene.bank.now().await, scene.bank.epoch().await);
    let event = scene.covers(true).await;
    let rise = GENESIS + ((epoch + 3) * EPOCH) as i64;
    let [_, _, (vault, ncn)] = scene.parent.opt_ins();
    assert_eq!((event.opt_in, event.vault, event.ncn), (pda::opt_in(&vault, &ncn), vault, ncn));
    assert_eq!((event.number, event.time, event.before.next), (events + 1, now, 0));
    assert_eq!((event.after.current, event.after.next, event.after.effective), (0, 1, rise));
    let after = version(scene.bank.read(&scene.parent.vault.address).await.expect("the vault"));
    assert_eq!(after, before + 1, "a deposit can bind that its signer saw no such word");
    for (time, stake) in [(rise - 1, 0), (rise, 200_000)] {
        scene.bank.warp(time).await;
        assert_eq!(scene.stake(&set, 0).await.stakes, [stake]);
    }
    // The parent's own stake never waited.
    assert_eq!(scene.stake(&scene.parent.clone(), 0).await.stakes, [200_000]);
}

#[tokio::test]
async fn to_cover_none_any_more_takes_effect_as_an_exit_and_is_not_taken_back() {
    let mut scene = Scene::new().await;
    let (set, epoch) = (scene.sets[0], scene.bank.epoch().await);
    let fall = GENESIS + ((epoch + 2) * EPOCH) as i64;
    let event = scene.covers(false).await;
    assert_eq!((event.after.current, event.after.next, event.after.effective), (1, 0, fall));
    let failure = scene.bank.refuses("creator", scene.cover_by("creator", true)).await;
    let now = scene.bank.now().await;
    assert_refused(&failure, RestakingError::FallPending, now as u64, fall as u64);
    for (until, stake) in [(fall - 1, 200_000), (fall, 0)] {
        assert_eq!(scene.stake(&set, until).await.stakes, [stake], "certain until {until}");
    }
    scene.bank.warp(fall - 1).await;
    assert_eq!(scene.stake(&set, 0).await.stakes, [200_000]);
    scene.bank.warp(fall).await;
    assert_eq!(scene.stake(&set, 0).await.stakes, [0]);
    scene.refuses(&set, RestakingError::NoOptIn).await;
    let parent = scene.parent;
    assert_eq!(scene.stake(&parent, 0).await.stakes, [200_000], "the parent's own opt-in stands");
    scene.covers(true).await;
}

#[tokio::test]
async fn a_retired_parent_is_covered_no_more_and_no_less() {
    let mut scene = Scene::uncovered().await;
    scene.bank.by("ncn", entity::retire_ncn(&id("ncn"), &scene.parent.ncn)).await;
    let failure = scene.bank.refuses("creator", scene.cover_by("creator", true)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::Retired));
    scene.covers(false).await;
    let mut scene = Scene::new().await;
    scene.bank.by("ncn", entity::retire_ncn(&id("ncn"), &scene.parent.ncn)).await;
    scene.covers(false).await;
}

/// Nobody has to wait once more for a new set: its stake is announced by its allocation.
#[tokio::test]
async fn a_new_set_reaches_stake_by_an_allocation_alone() {
    let mut scene = Scene::new().await;
    let parent = scene.parent;
    scene.bank.by("ncn", entity::register_set(&id("ncn"), 5, &id("ncn"), &parent.ncn, harsh())).await;
    let fresh = Split { ncn: pda::ncn(&id("ncn"), 5), ..parent };
    scene.bank.agree((fresh.operator, fresh.ncn), ["operator", "ncn"]).await;
    scene.bank.open_record(&fresh).await;
    scene.bank.by("creator", fresh.open_allocation(&id("creator"))).await;
    scene.later().await;
    let failure = scene.slash(&fresh, WHOLE, 0).await;
    let failure = scene.bank.refuses("slasher", failure).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NothingToSlash));
    let epoch = scene.bank.epoch().await;
    scene.bank.by("allocator", fresh.allocate(&id("allocator"), WHOLE)).await;
    for (second, stake) in [(-1, 0), (0, 200_000)] {
        scene.bank.warp_to(epoch + 3, second).await;
        assert_eq!(scene.stake(&fresh, 0).await.stakes, [stake]);
    }
}
