//! Roles, notices, fees and pauses.

use restaking_client::liquid::{self as client, Event, LiquidError, PoolRole};
use restaking_tests::{EPOCH, id};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::builders::initialize;
use crate::scene::{BAND, FeesArgs, GUARDS, GuardsArgs, IN_SOL, NO_FEES, NOTICE, OPEN, STAKED, Scene};

/// The year by which the management fee counts.
const YEAR: u64 = 365 * 86_400;

fn admins(scene: &Scene) -> Vec<Instruction> {
    vec![
        scene.set_asset(STAKED, OPEN),
        scene.set_targets([5_000, 5_000, 0, 0, 0, 0, 0, 0]),
        scene.set_placement(0, 4_000),
        scene.remove_placement(0),
        scene.set_guards(GUARDS),
        scene.set_fees(NO_FEES),
        scene.set_role(PoolRole::Curator, id("mallory")),
        scene.at().propose_admin(id("mallory")),
    ]
}

#[tokio::test]
async fn only_the_admin_does_what_is_the_admins() {
    let mut scene = Scene::begun().await;
    for mut instruction in admins(&scene) {
        instruction.accounts[0].pubkey = id("mallory");
        scene.refuses("mallory", instruction, LiquidError::NotPoolAdmin).await;
    }
    let vault = scene.split.vault.address;
    for mut instruction in [scene.add_asset(id("a mint"), OPEN), scene.add_placement(&vault, STAKED, 0)] {
        instruction.accounts[0].pubkey = id("mallory");
        instruction.accounts[1].pubkey = id("mallory");
        assert!(scene.bank.refuses("mallory", instruction).await.code() != Some(0), "refused");
    }
    let mut unsigned = scene.set_fees(NO_FEES);
    unsigned.accounts[0].is_signer = false;
    scene.bank.all_refused(&[unsigned], &[]).await;
}

#[tokio::test]
async fn an_admin_hands_over_in_two_steps() {
    let mut scene = Scene::new().await;
    scene.refuses("mallory", scene.at().accept_admin(&id("mallory")), LiquidError::NotPendingPoolAdmin).await;
    scene.by("creator", scene.at().propose_admin(id("bob"))).await;
    scene.refuses("mallory", scene.at().accept_admin(&id("mallory")), LiquidError::NotPendingPoolAdmin).await;
    scene.by("bob", scene.at().accept_admin(&id("bob"))).await;
    let pool = scene.read().await;
    assert_eq!((pool.admin, pool.pending_admin), (id("bob"), Pubkey::default()));
    scene.refuses("creator", scene.set_fees(NO_FEES), LiquidError::NotPoolAdmin).await;
}

#[tokio::test]
async fn a_pool_cannot_be_made_twice_or_with_a_short_notice() {
    let mut scene = Scene::new().await;
    let again = initialize(0);
    scene.bank.refuses("creator", again).await;
    let mut short = initialize(1);
    let end = short.data.len();
    short.data[end - 8..].copy_from_slice(&(EPOCH - 1).to_le_bytes());
    scene.refuses("creator", short, LiquidError::NoticeOutOfBounds).await;
    let mut stolen = initialize(1);
    stolen.accounts[1].pubkey = id("mallory");
    scene.bank.all_refused(&[stolen], &[&harness::key("creator"), &harness::key("mallory")]).await;
}

/// A fee rises after the notice and falls at once; the holders' own shares pay it.
#[tokio::test]
async fn fees_rise_late_and_are_collected_as_shares() {
    let mut scene = Scene::begun().await;
    let over = scene.set_fees(FeesArgs { management_bps: 201, ..NO_FEES });
    scene.refuses("creator", over, LiquidError::FeeOverCap).await;
    scene.by("creator", scene.set_fees(FeesArgs { management_bps: 200, ..NO_FEES })).await;
    scene.pass(NOTICE - 1).await;
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    scene.by("bob", deposit).await;
    assert_eq!(scene.read().await.ledger.fee_shares, 0);
    scene.refuses("keeper", scene.collect_fees(), LiquidError::Zero).await;
    scene.pass(1 + YEAR / 4).await;
    scene.figures(crate::source::RATE).await;
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    scene.by("bob", deposit).await;
    // Half a percent of 2,201,000 shares in a quarter of a year, and what the last second of the notice adds.
    let due = scene.read().await.ledger.fee_shares;
    assert!(due.abs_diff(11_005) <= 1, "{due}");
    let mut stolen = scene.collect_fees();
    stolen.accounts[2].pubkey = scene.lrt_of("mallory");
    scene.refuses("keeper", stolen, LiquidError::WrongFeeWallet).await;
    scene.by("keeper", scene.collect_fees()).await;
    assert_eq!(scene.balance(scene.lrt_of("fees")).await, due);
}

#[tokio::test]
async fn limits_that_let_more_leave_wait_and_stricter_ones_do_not() {
    let mut scene = Scene::begun().await;
    scene.by("creator", scene.set_guards(GuardsArgs { outflow_capacity: 100, ..GUARDS })).await;
    let over = scene.leave_instantly("alice", IN_SOL, 101, u64::MAX).await;
    scene.refuses("alice", over, LiquidError::OverOutflow).await;
    scene.by("creator", scene.set_guards(GUARDS)).await;
    let over = scene.leave_instantly("alice", IN_SOL, 101, u64::MAX).await;
    scene.refuses("alice", over.clone(), LiquidError::OverOutflow).await;
    scene.pass(NOTICE).await;
    scene.by("alice", over).await;
    for band in [
        client::BandTermsArgs { rise_bps: 10_001, ..BAND },
        client::BandTermsArgs { reject_bps: 24, ..BAND },
        client::BandTermsArgs { period_seconds: 0, ..BAND },
        client::BandTermsArgs { quarantine_seconds: 61 * 86_400, ..BAND },
    ] {
        let out = scene.set_guards(GuardsArgs { band, ..GUARDS });
        scene.refuses("creator", out, LiquidError::GuardOutOfBounds).await;
    }
    let out = scene.set_guards(GuardsArgs { place_loss_bps: 501, ..GUARDS });
    scene.refuses("creator", out, LiquidError::GuardOutOfBounds).await;
}

#[tokio::test]
async fn a_pause_stops_what_can_wait_and_ends_by_itself() {
    let mut scene = Scene::begun().await;
    let mallory = scene.pause("mallory", 1, 60);
    scene.refuses("mallory", mallory, LiquidError::NotPoolGuardian).await;
    for (flags, seconds) in [(0, 60), (4, 60), (1, 7 * 86_400 + 1), (1, 0)] {
        let strange = scene.pause("guardian", flags, seconds);
        scene.refuses("guardian", strange, LiquidError::PauseRefused).await;
    }
    let events = scene.by("guardian", scene.pause("guardian", 11, 86_400)).await;
    assert!(matches!(events.first(), Some(Event::PoolPaused(event)) if event.after.flags == 11), "{events:?}");
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    scene.refuses("bob", deposit.clone(), LiquidError::Paused).await;
    let exit = scene.leave_instantly("alice", IN_SOL, 1_000, u64::MAX).await;
    scene.refuses("alice", exit, LiquidError::Paused).await;
    let place = scene.place("curator", 1_000).await;
    scene.refuses("curator", place, LiquidError::Paused).await;
    // The queue and exits in kind have no pause.
    let at = scene.batch(IN_SOL).await;
    let queue = scene.queue_exit("alice", 0, IN_SOL, 1_000).await;
    scene.by("alice", queue).await;
    scene.pass(EPOCH).await;
    let fill = scene.fill_batch(at).await;
    scene.by("keeper", fill).await;
    scene.by("alice", scene.claim_queued_exit("alice", 0, IN_SOL, at)).await;
    let exit = scene.leave_in_kind("alice", 1_000, 0).await;
    scene.by("alice", exit).await;
    scene.by("guardian", scene.pause("guardian", 0, 0)).await;
    scene.by("bob", deposit).await;
    let again = scene.pause("guardian", 1, 60);
    scene.refuses("guardian", again, LiquidError::PauseRefused).await;
}

#[tokio::test]
async fn targets_are_a_whole() {
    let mut scene = Scene::begun().await;
    let short = scene.set_targets([5_000, 4_999, 0, 0, 0, 0, 0, 0]);
    scene.refuses("creator", short, LiquidError::WeightsNotWhole).await;
    let absent = scene.set_targets([5_000, 4_000, 1_000, 0, 0, 0, 0, 0]);
    scene.refuses("creator", absent, LiquidError::NoAsset).await;
    let absent = scene.set_asset(2, OPEN);
    scene.refuses("creator", absent, LiquidError::NoAsset).await;
    let absent = scene.set_placement(1, 0);
    scene.refuses("creator", absent, LiquidError::NoPlacement).await;
}

/// Taking the assets away from their targets costs, and in parts no less.
#[tokio::test]
async fn imbalance_costs_and_splitting_never_pays() {
    let mut shares = [0; 2];
    for (parts, minted) in [(1, 0), (10, 1)] {
        let mut scene = Scene::new().await;
        let fees = FeesArgs { imbalance_bps: 1_000, ..NO_FEES };
        scene.by("creator", scene.set_fees(fees)).await;
        let first = scene.deposit("alice", IN_SOL, 1_000_000, 1).await;
        scene.by("alice", first).await;
        let second = scene.deposit("alice", STAKED, 833_333, 1).await;
        scene.by("alice", second).await;
        for _ in 0..parts {
            let deposit = scene.deposit("bob", IN_SOL, 500_000 / parts, 1).await;
            scene.by("bob", deposit).await;
        }
        shares[minted] = scene.balance(scene.lrt_of("bob")).await;
    }
    assert!(shares[0] < 500_000 && shares[1] <= shares[0], "{shares:?}");
}
