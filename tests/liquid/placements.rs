//! Assets in vaults of the core, and back.

use harness::fee;
use restaking_client::RestakingError;
use restaking_client::liquid::{Event, LiquidError};
use restaking_tests::{EPOCH, PERCENT, id};

use crate::scene::{GUARDS, GuardsArgs, IN_SOL, NOTICE, STAKED, Scene};

#[tokio::test]
async fn tokens_go_into_a_vault_and_come_back() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 400_000).await;
    let events = scene.by("curator", place).await;
    let Some(Event::Placed(event)) = events.first() else { panic!("{events:?}") };
    assert_eq!((event.tokens, event.vault_shares, event.gain), (400_000, 400_000, 400_000));
    let unplace = scene.unplace("curator", 150_000).await;
    let events = scene.by("curator", unplace).await;
    let Some(Event::Unplaced(event)) = events.first() else { panic!("{events:?}") };
    assert_eq!((event.vault_shares, event.ticket_shares, event.slot), (150_000, 150_000, 0));
    scene.pass(2 * EPOCH).await;
    // Anyone may settle a matured ticket: the pool counts what it is owed all the same.
    let vault = scene.split.vault;
    let ticket = vault.ticket(&scene.pool, 0);
    let epoch = scene.bank.read::<restaking_client::ExitTicket>(&ticket).await.unwrap().ticket.epoch;
    scene.bank.send(&[vault.settle_exits(epoch, &[ticket])], &[]).await.unwrap();
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    let events = scene.by("bob", deposit).await;
    let Some(Event::PoolDeposited(event)) = events.first() else { panic!("{events:?}") };
    assert!(2_200_000 - event.before.low <= 4, "{}", event.before.low);
    let collect = scene.collect_exit("keeper", 0, 0, "curator").await;
    let events = scene.by("keeper", collect).await;
    let Some(Event::ExitCollected(event)) = events.first() else { panic!("{events:?}") };
    assert_eq!((event.idle, event.given), (150_000, 0));
    assert_eq!(scene.read().await.ledger.assets[1].idle, 750_000);
    let again = scene.collect_exit("keeper", 0, 0, "curator").await;
    scene.refuses("keeper", again, LiquidError::WrongTicket).await;
}

#[tokio::test]
async fn anyone_places_up_to_the_target_and_takes_out_what_the_queue_waits_for() {
    let mut scene = Scene::begun().await;
    let over = scene.place("mallory", 500_001).await;
    scene.refuses("mallory", over, LiquidError::OverTarget).await;
    let within = scene.place("mallory", 500_000).await;
    scene.by("mallory", within).await;
    let more = scene.place("mallory", 1).await;
    scene.refuses("mallory", more, LiquidError::OverTarget).await;
    let none = scene.unplace("mallory", 1_000).await;
    scene.refuses("mallory", none, LiquidError::OverTarget).await;
    // 720,000 lamports are 600,000 tokens: 100,000 more than the reserve has.
    let queue = scene.queue_exit("alice", 0, STAKED, 720_000).await;
    scene.by("alice", queue).await;
    let over = scene.unplace("mallory", 100_001).await;
    scene.refuses("mallory", over, LiquidError::OverTarget).await;
    // A smaller exit would use up one of three slots.
    let part = scene.unplace("mallory", 60_000).await;
    scene.refuses("mallory", part, LiquidError::OverTarget).await;
    let whole = scene.unplace("mallory", 100_000).await;
    scene.by("mallory", whole).await;
    // What is on its way counts, and the other slots are the curator's.
    let queue = scene.queue_exit("alice", 1, STAKED, 12_000).await;
    scene.by("alice", queue).await;
    let second = scene.unplace("mallory", 10_000).await;
    scene.refuses("mallory", second, LiquidError::OverTarget).await;
    let unplace = scene.unplace("curator", 10_000).await;
    scene.by("curator", unplace).await;
}

/// Permissionless placing accepts no risk that the vault announced after the curator placed last.
#[tokio::test]
async fn strangers_accept_no_risk_that_the_curator_has_not_seen() {
    let mut scene = Scene::begun().await;
    let place = scene.place("mallory", 1_000).await;
    scene.by("mallory", place).await;
    let fees = fee::set_fees(&scene.split.vault, &id("creator"), fee::args(0, 50, 0, EPOCH));
    scene.bank.by("creator", fees).await;
    let place = scene.place("mallory", 1_000).await;
    let failure = scene.bank.refuses("mallory", place).await;
    assert_eq!(failure.restaking(), Some(RestakingError::RiskChanged));
    let place = scene.place("curator", 1_000).await;
    scene.by("curator", place).await;
    let place = scene.place("mallory", 1_000).await;
    scene.by("mallory", place).await;
}

/// A program that nobody looked at gives no price to place or to leave by.
#[tokio::test]
async fn nothing_is_placed_by_an_upgraded_source() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 500_000).await;
    scene.by("curator", place).await;
    let queue = scene.queue_exit("alice", 0, STAKED, 720_000).await;
    scene.by("alice", queue).await;
    scene.deployed_in(7);
    for name in ["curator", "mallory"] {
        let place = scene.place(name, 1_000).await;
        scene.refuses(name, place, LiquidError::SourceUpgraded).await;
    }
    let unplace = scene.unplace("mallory", 100_000).await;
    scene.refuses("mallory", unplace, LiquidError::SourceUpgraded).await;
    let unplace = scene.unplace("curator", 100_000).await;
    scene.by("curator", unplace).await;
}

/// A veto gives to those that stay: while a slash is open, no stranger decides that the pool leaves.
#[tokio::test]
async fn strangers_take_nothing_out_during_a_slash() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 500_000).await;
    scene.by("curator", place).await;
    let queue = scene.queue_exit("alice", 0, STAKED, 900_000).await;
    scene.by("alice", queue).await;
    let split = scene.split;
    scene.bank.propose(&split, 0, 20 * PERCENT).await;
    let unplace = scene.unplace("mallory", 100_000).await;
    scene.refuses("mallory", unplace, LiquidError::ExitContested).await;
    let unplace = scene.unplace("curator", 100_000).await;
    scene.by("curator", unplace).await;
}

#[tokio::test]
async fn placing_is_refused_where_it_loses_value() {
    let mut scene = Scene::begun().await;
    let fees = fee::set_fees(&scene.split.vault, &id("creator"), fee::args(50, 0, 0, EPOCH));
    scene.bank.by("creator", fees).await;
    scene.pass(4 * EPOCH).await;
    let dear = scene.place("curator", 400_000).await;
    scene.refuses("curator", dear, LiquidError::ValueLost).await;
    let guards = GuardsArgs { place_loss_bps: 60, ..GUARDS };
    scene.by("creator", scene.set_guards(guards)).await;
    let early = scene.place("curator", 400_000).await;
    scene.refuses("curator", early, LiquidError::ValueLost).await;
    scene.pass(NOTICE).await;
    let place = scene.place("curator", 400_000).await;
    scene.by("curator", place).await;
}

#[tokio::test]
async fn only_free_tokens_are_placed() {
    let mut scene = Scene::begun().await;
    let queue = scene.queue_exit("alice", 0, STAKED, 720_000).await;
    scene.by("alice", queue).await;
    let over = scene.place("curator", 400_001).await;
    scene.refuses("curator", over, LiquidError::OverReserve).await;
    let place = scene.place("curator", 400_000).await;
    scene.by("curator", place).await;
}

#[tokio::test]
async fn a_placement_waits_for_the_notice_and_is_removed_when_it_is_empty() {
    let mut scene = Scene::begun().await;
    let vault = scene.split.vault.address;
    let twice = scene.add_placement(&vault, STAKED, 5_000);
    scene.refuses("creator", twice, LiquidError::TwiceInPool).await;
    scene.by("creator", scene.remove_placement(0)).await;
    let other = scene.add_placement(&vault, IN_SOL, 5_000);
    scene.refuses("creator", other, LiquidError::WrongVault).await;
    let events = scene.by("creator", scene.add_placement(&vault, STAKED, 10_000)).await;
    let Some(Event::PlacementAdded(event)) = events.first() else { panic!("{events:?}") };
    assert_eq!((event.place, event.active_from - event.time), (0, NOTICE as i64));
    let early = scene.place("curator", 400_000).await;
    scene.refuses("curator", early.clone(), LiquidError::NotActiveYet).await;
    scene.pass(NOTICE).await;
    scene.by("curator", early).await;
    let used = scene.remove_placement(0);
    scene.refuses("creator", used, LiquidError::PlacementInUse).await;
    scene.by("creator", scene.set_placement(0, 0)).await;
    let over = scene.set_placement(0, 10_001);
    scene.refuses("creator", over, LiquidError::WeightsNotWhole).await;
    let unplace = scene.unplace("curator", 400_000).await;
    scene.by("curator", unplace).await;
    let used = scene.remove_placement(0);
    scene.refuses("creator", used, LiquidError::PlacementInUse).await;
    scene.pass(2 * EPOCH).await;
    let collect = scene.collect_exit("keeper", 0, 0, "curator").await;
    scene.by("keeper", collect).await;
    scene.by("creator", scene.remove_placement(0)).await;
}

#[tokio::test]
async fn a_placement_has_three_exits_at_once() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 400_000).await;
    scene.by("curator", place).await;
    for _ in 0..3 {
        let unplace = scene.unplace("curator", 1_000).await;
        scene.by("curator", unplace).await;
    }
    let fourth = scene.unplace("curator", 1_000).await;
    scene.refuses("curator", fourth, LiquidError::TooManyExits).await;
    scene.pass(2 * EPOCH).await;
    let collect = scene.collect_exit("keeper", 1, 1, "curator").await;
    scene.by("keeper", collect).await;
    let unplace = scene.unplace("curator", 1_000).await;
    let events = scene.by("curator", unplace).await;
    assert!(matches!(events.first(), Some(Event::Unplaced(event)) if event.slot == 1), "{events:?}");
}

/// What the core refuses, the pool does not do.
#[tokio::test]
async fn a_paused_vault_takes_nothing_and_gives_everything_back() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 400_000).await;
    scene.by("curator", place).await;
    let (creator, vault) = (id("creator"), scene.split.vault.address);
    scene.bank.by("creator", harness::pause::set_guardian(&creator, &vault, &creator)).await;
    scene.bank.by("creator", harness::pause::raise(&creator, &vault, harness::pause::ALL, 86_400)).await;
    let paused = scene.place("curator", 1_000).await;
    let failure = scene.bank.refuses("curator", paused).await;
    assert_eq!(failure.restaking(), Some(RestakingError::Paused));
    let unplace = scene.unplace("curator", 400_000).await;
    scene.by("curator", unplace).await;
    scene.pass(2 * EPOCH).await;
    let collect = scene.collect_exit("keeper", 0, 0, "curator").await;
    scene.by("keeper", collect).await;
    assert_eq!(scene.read().await.ledger.assets[1].idle, 1_000_000);
}

/// An executed slash lowers the rate of all holders, and a vetoed one leaves it as it was.
#[tokio::test]
async fn a_slash_passes_through_to_the_rate() {
    for is_vetoed in [true, false] {
        let mut scene = Scene::begun().await;
        let place = scene.place("curator", 500_000).await;
        scene.by("curator", place).await;
        let split = scene.split;
        scene.bank.propose(&split, 0, 20 * PERCENT).await;
        let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
        let events = scene.by("bob", deposit).await;
        let Some(Event::PoolDeposited(open)) = events.first() else { panic!("{events:?}") };
        // Leaving counts it as executed, entering as vetoed.
        assert!(open.before.low.abs_diff(2_080_000) <= 2 && open.before.high.abs_diff(2_200_000) <= 2, "{open:?}");
        if is_vetoed {
            scene.bank.veto(&split, 0).await;
        } else {
            scene.bank.execute(&split, 0).await;
        }
        let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
        let events = scene.by("bob", deposit).await;
        let Some(Event::PoolDeposited(after)) = events.first() else { panic!("{events:?}") };
        let worth = 1_000 + if is_vetoed { 2_200_000 } else { 2_080_000 };
        // Entering a vault that was slashed counts its thousand virtual shares: less than a hundred lamports here.
        assert!(after.before.low.abs_diff(worth) <= 2 && after.before.high - after.before.low <= 100, "{after:?}");
    }
}

/// Asking and canceling would waste the fee of a vault again and again: there, only the curator requests exits.
#[tokio::test]
async fn strangers_take_nothing_out_of_a_vault_that_charges_for_it() {
    for [entering, leaving] in [[50, 0], [0, 50]] {
        let mut scene = Scene::begun().await;
        let place = scene.place("curator", 500_000).await;
        scene.by("curator", place).await;
        let fees = fee::set_fees(&scene.split.vault, &id("creator"), fee::args(entering, leaving, 0, EPOCH));
        scene.bank.by("creator", fees).await;
        scene.pass(4 * EPOCH).await;
        let queue = scene.queue_exit("alice", 0, STAKED, 900_000).await;
        scene.by("alice", queue).await;
        let shares = scene.read().await.ledger.placements[0].shares;
        let costly = scene.unplace("mallory", shares).await;
        scene.refuses("mallory", costly, LiquidError::OverTarget).await;
        let unplace = scene.unplace("curator", 100_000).await;
        scene.by("curator", unplace).await;
    }
}

/// During a term a vault pays no exit, so a placement there could hold the queue up for years.
#[tokio::test]
async fn a_vault_with_a_term_takes_no_placement_before_its_end() {
    let mut scene = Scene::begun().await;
    let now = scene.bank.now().await;
    let vault = harness::Vault::new(id("creator"), 77, scene.split.vault.asset_mint);
    let term = [now + 3 * EPOCH as i64, now + 8 * EPOCH as i64];
    scene.bank.by("creator", vault.initialize_for(EPOCH, restaking_tests::OPEN, term)).await;
    let add = scene.add_placement(&vault.address, STAKED, 0);
    scene.refuses("creator", add.clone(), LiquidError::VaultHasTerm).await;
    scene.pass(8 * EPOCH - 1).await;
    scene.refuses("creator", add.clone(), LiquidError::VaultHasTerm).await;
    scene.pass(1).await;
    scene.by("creator", add).await;
}
