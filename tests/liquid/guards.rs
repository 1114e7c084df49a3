//! What bounds a source: its freshness, its code, and how far its rate may move.

use restaking_client::liquid::LiquidError;
use restaking_tests::id;

use crate::scene::{BAND, IN_SOL, STAKED, Scene};
use crate::source::{Figures, RATE};

fn moved(bps: i64) -> Figures {
    Figures { lamports: (RATE.lamports as i64 + RATE.lamports as i64 / 10_000 * bps) as u64, ..RATE }
}

#[tokio::test]
async fn a_lagging_stake_pool_stops_what_needs_its_value() {
    let mut scene = Scene::begun().await;
    scene.next_epoch().await;
    for name in ["deposit", "instant exit"] {
        let stale = match name {
            "deposit" => scene.deposit("bob", IN_SOL, 1_000, 1).await,
            _ => scene.leave_instantly("alice", IN_SOL, 1_000, u64::MAX).await,
        };
        let who = if name == "deposit" { "bob" } else { "alice" };
        scene.refuses(who, stale, LiquidError::StaleSource).await;
    }
    scene.figures(moved(4)).await;
    let fresh = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    scene.by("bob", fresh).await;
}

#[tokio::test]
async fn a_rate_within_its_band_is_taken_and_one_unit_over_is_not() {
    let mut scene = Scene::begun().await;
    scene.figures(moved(25)).await;
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    scene.by("bob", deposit).await;
    let guard = scene.read().await.ledger.assets[1].guard.clone();
    assert_eq!((guard.accepted.value, guard.suspect.value), (moved(25).lamports, 0));
    let over = Figures { lamports: moved(25).lamports + 1, ..RATE };
    scene.figures(over).await;
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    scene.by("bob", deposit).await;
    let guard = scene.read().await.ledger.assets[1].guard.clone();
    assert_eq!((guard.accepted.value, guard.suspect.value), (moved(25).lamports, over.lamports));
}

/// Entering pays by the higher of the two rates, leaving is paid by the lower.
#[tokio::test]
async fn a_quarantined_rate_is_used_against_those_that_move() {
    for bps in [50, -60] {
        let mut scene = Scene::begun().await;
        scene.figures(moved(bps)).await;
        let deposit = scene.deposit("bob", STAKED, 1_000_000, 1).await;
        let events = scene.by("bob", deposit).await;
        let Some(restaking_client::liquid::Event::PoolDeposited(event)) = events.first() else { panic!("{events:?}") };
        let (lower, higher) = if bps > 0 { (1_200_000, 1_206_000) } else { (1_192_800, 1_200_000) };
        assert_eq!((event.value, event.before.high), (lower, 1_000_000 + higher), "{bps}");
        let out = scene.leave_instantly("bob", STAKED, 500_000, u64::MAX).await;
        let events = scene.by("bob", out).await;
        let Some(restaking_client::liquid::Event::LeftInstantly(event)) = events.first() else { panic!("{events:?}") };
        assert_eq!(event.value, higher / 2, "{bps}");
    }
}

#[tokio::test]
async fn a_rate_far_outside_opens_only_exits_in_kind_until_it_is_accepted() {
    let mut scene = Scene::begun().await;
    let far = moved(101);
    scene.figures(far).await;
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    scene.refuses("bob", deposit.clone(), LiquidError::RateRejected).await;
    let exit = scene.leave_in_kind("alice", 100_000, 0).await;
    scene.by("alice", exit).await;
    // A refused transaction notes nothing, so placing does, which needs no price of the asset itself.
    let place = scene.place("curator", 1_000).await;
    scene.by("curator", place).await;
    let suspect = scene.read().await.ledger.assets[1].guard.suspect.clone();
    assert_eq!(suspect.value, far.lamports);
    let mallory = scene.accept_rate("mallory", STAKED, [far.lamports, far.supply]);
    scene.refuses("mallory", mallory, LiquidError::NotPoolGuardian).await;
    let other = scene.accept_rate("guardian", STAKED, [far.lamports + 1, far.supply]);
    scene.refuses("guardian", other, LiquidError::OtherRate).await;
    scene.by("guardian", scene.accept_rate("guardian", STAKED, [far.lamports, far.supply])).await;
    scene.by("bob", deposit).await;
}

/// Without a guardian, a rate that has stood for the quarantine is accepted by itself: no guard traps.
#[tokio::test]
async fn a_rate_that_stands_is_accepted_by_itself() {
    let mut scene = Scene::begun().await;
    scene.figures(moved(1_000)).await;
    let place = scene.place("curator", 1_000).await;
    scene.by("curator", place).await;
    scene.pass(BAND.quarantine_seconds - 1).await;
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    scene.refuses("bob", deposit.clone(), LiquidError::RateRejected).await;
    scene.pass(1).await;
    scene.by("bob", deposit).await;
    assert_eq!(scene.read().await.ledger.assets[1].guard.accepted.value, moved(1_000).lamports);
}

/// Of two observations in a row, only the one that stands can be accepted.
#[tokio::test]
async fn the_older_of_two_suspects_cannot_be_accepted() {
    let mut scene = Scene::begun().await;
    for figures in [moved(60), moved(99)] {
        scene.figures(figures).await;
        let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
        scene.by("bob", deposit).await;
    }
    let older = scene.accept_rate("guardian", STAKED, [moved(60).lamports, RATE.supply]);
    scene.refuses("guardian", older, LiquidError::OtherRate).await;
    scene.by("guardian", scene.accept_rate("guardian", STAKED, [moved(99).lamports, RATE.supply])).await;
}

#[tokio::test]
async fn an_upgraded_source_waits_to_be_acknowledged() {
    let mut scene = Scene::begun().await;
    scene.deployed_in(123);
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    scene.refuses("bob", deposit.clone(), LiquidError::SourceUpgraded).await;
    let exit = scene.leave_in_kind("alice", 100_000, 0).await;
    scene.by("alice", exit).await;
    let mallory = scene.acknowledge("mallory", STAKED, 123);
    scene.refuses("mallory", mallory, LiquidError::NotPoolGuardian).await;
    // The guardian acknowledges what it saw, not what came after.
    scene.deployed_in(124);
    let older = scene.acknowledge("guardian", STAKED, 123);
    scene.refuses("guardian", older, LiquidError::OtherCode).await;
    scene.by("guardian", scene.acknowledge("guardian", STAKED, 124)).await;
    scene.by("bob", deposit).await;
    let mut other = scene.acknowledge("guardian", STAKED, 124);
    other.accounts[2].pubkey = id("stake pool");
    scene.refuses("guardian", other, LiquidError::NotProgramData).await;
}

/// A source that says nothing stops all that needs a value; once its asset is closed and gone, it stops nothing.
#[tokio::test]
async fn an_empty_stake_pool_of_a_closed_asset_stops_nothing() {
    let mut scene = Scene::new().await;
    let deposit = scene.deposit("alice", IN_SOL, 1_000_000, 1).await;
    scene.by("alice", deposit).await;
    scene.figures(Figures { lamports: 5, supply: 0, fee: [0; 4] }).await;
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    scene.refuses("bob", deposit.clone(), LiquidError::RateRejected).await;
    let closed = restaking_client::liquid::AssetTermsArgs { is_open: false, ..crate::scene::OPEN };
    scene.by("creator", scene.set_asset(STAKED, closed)).await;
    scene.by("bob", deposit).await;
    // In no vault either, its source may be gone, and its program's data too.
    scene.by("creator", scene.remove_placement(0)).await;
    let (source, program_data) = (scene.source(), crate::source::data_of(&crate::source::STAKE_POOLS));
    [source, program_data].iter().for_each(|at| scene.bank.put(at, solana_account::Account::default()));
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    scene.by("bob", deposit).await;
}
