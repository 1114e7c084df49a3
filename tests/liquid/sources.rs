//! Sources beside stake pools: single-validator pools, Marinade, reported prices, and shares of a placement's vault.
//!
//! Single-validator pools and Marinade are accounts written by hand here: the pool reads them. On the real program of single-validator
//! pools, a stake account becomes LRT and stake again in the tests of native stake.

use harness::liquid::{
    LiquidPool, MARINADE, MarinadeFigures, POOL_BYTES, SINGLE_POOL_PROGRAM, STAKE_ACCOUNT_BYTES, STAKE_PROGRAM,
    SinglePool, marinade_state, program_data, program_data_of,
};
use harness::{Vault, pause, token};
use restaking_client::liquid::{AddReportedAssetInstructionArgs, Event, LiquidError, PoolRole};
use restaking_client::pda;
use restaking_tests::{EPOCH, PERCENT, WEALTH, id};
use solana_account::Account;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;

use crate::builders::with;
use crate::scene::{BAND, GUARDS, GuardsArgs, IN_SOL, NOTICE, OPEN, SOL, STAKED, Scene};

/// The place of the asset that a test adds.
const ADDED: u64 = 2;

async fn hold(scene: &mut Scene, name: &str, mint: &Pubkey) {
    scene.bank.put(&token::address(&id(name), mint), token::token_account(*mint, id(name), WEALTH));
}

async fn deposit_of(scene: &mut Scene, name: &str, mint: &Pubkey, tokens: u64) -> Instruction {
    let sources = scene.sources().await;
    scene.at().deposit(&id(name), mint, [tokens, 1], &sources)
}

/// What a deposit of `tokens` of `mint` by bob counts.
async fn value_of(scene: &mut Scene, mint: &Pubkey, tokens: u64) -> u64 {
    let deposit = deposit_of(scene, "bob", mint, tokens).await;
    let events = scene.by("bob", deposit).await;
    let [Event::PoolDeposited(event)] = events.as_slice() else { panic!("{events:?}") };
    event.value
}

fn stake_account(lamports: u64) -> Account {
    let rent = Rent::default().minimum_balance(STAKE_ACCOUNT_BYTES);
    Account {
        lamports: rent + lamports,
        data: vec![0; STAKE_ACCOUNT_BYTES],
        owner: STAKE_PROGRAM,
        ..Account::default()
    }
}

/// A pool with the token of a single-validator pool, which has 110 SOL for 99 SOL of tokens and those of its start.
async fn with_single_pool() -> (Scene, SinglePool) {
    let mut scene = Scene::new().await;
    let single = SinglePool::of(&id("vote account"));
    scene.bank.put(&program_data_of(&SINGLE_POOL_PROGRAM), program_data(0));
    let own =
        Account { lamports: 1 << 30, data: vec![1; POOL_BYTES], owner: SINGLE_POOL_PROGRAM, ..Account::default() };
    scene.bank.put(&single.pool, own);
    scene.bank.put(&single.mint, token::mint_account(9, single.mint_authority, None, 99_000_000_000));
    scene.bank.put(&single.stake, stake_account(108_000_000_000));
    scene.bank.put(&single.on_ramp, stake_account(2_000_000_000));
    hold(&mut scene, "bob", &single.mint).await;
    (scene, single)
}

#[tokio::test]
async fn a_single_validator_pool_is_worth_its_lamports_without_rent() {
    let (mut scene, single) = with_single_pool().await;
    scene.by("creator", scene.at().add_single_pool(&single, OPEN)).await;
    let asset = scene.read().await.assets[ADDED as usize].clone();
    assert_eq!((asset.source, asset.on_ramp, asset.kind), (single.stake, single.on_ramp, 2));
    assert_eq!(value_of(&mut scene, &single.mint, 1_000_000_000).await, 1_100_000_000);
    // No update is needed in the next epoch of the cluster; what the validator earned is in the lamports.
    scene
        .by("creator", scene.set_asset(STAKED, restaking_client::liquid::AssetTermsArgs { is_open: false, ..OPEN }))
        .await;
    scene.by("creator", scene.remove_placement(0)).await;
    scene.next_epoch().await;
    scene.bank.put(&single.stake, stake_account(108_000_000_000 + 110_000_000));
    assert_eq!(value_of(&mut scene, &single.mint, 1_000_000_000).await, 1_101_100_000);
}

#[tokio::test]
async fn accounts_of_a_single_validator_pool() {
    let (mut scene, single) = with_single_pool().await;
    let add = scene.at().add_single_pool(&single, OPEN);
    let other = SinglePool::of(&id("another vote account"));
    let own = scene.bank.account(&single.pool).await.unwrap();
    scene.bank.put(&other.pool, own);
    // The pool of another mint, another pool's accounts behind it, and none.
    scene.refuses("creator", with(&add, 5, other.pool), LiquidError::NotASource).await;
    scene.refuses("creator", with(&add, 9, other.stake), LiquidError::NotASource).await;
    scene.refuses("creator", with(&add, 10, other.on_ramp), LiquidError::NotASource).await;
    let mut fewer = add.clone();
    fewer.accounts.pop();
    scene.refuses("creator", fewer, LiquidError::MissingAccounts).await;
    scene.refuses("creator", with(&add, 6, program_data_of(&MARINADE)), LiquidError::NotProgramData).await;
    scene.by("creator", add).await;

    let deposit = deposit_of(&mut scene, "bob", &single.mint, 1_000).await;
    // Behind the stake pool's two: stake, on-ramp, mint, program data.
    for (slot, address, error) in [
        (9, other.stake, LiquidError::WrongSource),
        (10, other.on_ramp, LiquidError::WrongSource),
        (11, other.mint, LiquidError::WrongSource),
        (12, id("double"), LiquidError::NotProgramData),
    ] {
        scene.refuses("bob", with(&deposit, slot, address), error).await;
    }
    scene.bank.put(&program_data_of(&SINGLE_POOL_PROGRAM), program_data(7));
    scene.refuses("bob", deposit, LiquidError::SourceUpgraded).await;
}

/// Anyone can give lamports to a single-validator pool. A small one is no asset, and one that is next to nothing of the pool stops no one.
#[tokio::test]
async fn lamports_given_to_a_single_validator_pool_stop_neither_the_queue_nor_deposits() {
    let (mut scene, single) = with_single_pool().await;
    let add = scene.at().add_single_pool(&single, OPEN);
    scene.bank.put(&single.stake, stake_account(97_999_999_999));
    scene.refuses("creator", add.clone(), LiquidError::SourceTooSmall).await;
    scene.bank.put(&single.stake, stake_account(108_000_000_000));
    scene.by("creator", add).await;
    let deposit = scene.deposit("alice", IN_SOL, 1_000_000, 1).await;
    scene.by("alice", deposit).await;
    value_of(&mut scene, &single.mint, 1_000).await;
    let batch = scene.batch(IN_SOL).await;
    let queue = scene.queue_exit("alice", 0, IN_SOL, 1_000).await;
    scene.by("alice", queue).await;
    scene.pass(EPOCH).await;
    scene.bank.put(&single.stake, stake_account(111_000_000_000));
    let sources = scene.sources().await;
    let events = scene.by("mallory", scene.at().observe_rates(&sources)).await;
    let [Event::RatesObserved(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.rejected, event.quarantined), (ADDED + 1, ADDED + 1));
    let fill = scene.fill_batch(batch).await;
    scene.by("keeper", fill).await;
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    scene.by("bob", deposit).await;
    // With its own tokens no one enters at a rate that moved so far.
    let own = deposit_of(&mut scene, "bob", &single.mint, 1_000).await;
    scene.refuses("bob", own, LiquidError::RateRejected).await;
}

const MARINADE_FIGURES: MarinadeFigures = MarinadeFigures {
    active: 1_000_000_000_000,
    cooling_down: [60_000_000_000, 20_000_000_000],
    reserve: 50_000_000_000,
    tickets: 30_000_000_000,
    supply: 1_000_000_000_000,
    exit_fee: 0,
    is_paused: false,
};

/// A pool with Marinade's token: 1.1 SOL a token.
async fn with_marinade() -> (Scene, Pubkey) {
    let mut scene = Scene::new().await;
    let mint = id("marinade's mint");
    scene.bank.put(&mint, token::mint_account(9, id("creator"), None, 1 << 50));
    scene.bank.put(&program_data_of(&MARINADE), program_data(0));
    scene.bank.put(&id("state"), marinade_state(&mint, MARINADE_FIGURES));
    hold(&mut scene, "bob", &mint).await;
    scene.by("creator", scene.at().add_marinade(&mint, id("state"), OPEN)).await;
    (scene, mint)
}

#[tokio::test]
async fn marinades_state_as_read_is_worth_what_it_controls_less_what_tickets_are_owed() {
    let (mut scene, mint) = with_marinade().await;
    assert_eq!(value_of(&mut scene, &mint, 1_000_000).await, 1_100_000);
    // Redeeming costs 0.2%, which is 2,000 hundredths of a basis point; a deposit counts by what redeeming gives.
    scene.bank.put(&id("state"), marinade_state(&mint, MarinadeFigures { exit_fee: 2_000, ..MARINADE_FIGURES }));
    assert_eq!(value_of(&mut scene, &mint, 1_000_000).await, 1_097_800);
    scene.bank.put(&id("state"), marinade_state(&mint, MarinadeFigures { is_paused: true, ..MARINADE_FIGURES }));
    let paused = deposit_of(&mut scene, "bob", &mint, 1_000).await;
    scene.refuses("bob", paused, LiquidError::StaleSource).await;
    // More owed than there is: nothing is behind the tokens.
    let owed = MarinadeFigures { tickets: u64::MAX, ..MARINADE_FIGURES };
    scene.bank.put(&id("state"), marinade_state(&mint, owed));
    let worthless = deposit_of(&mut scene, "bob", &mint, 1_000).await;
    scene.refuses("bob", worthless, LiquidError::RateRejected).await;
}

#[tokio::test]
async fn accounts_of_marinade() {
    let (mut scene, mint) = with_marinade().await;
    let deposit = deposit_of(&mut scene, "bob", &mint, 1_000).await;
    scene.bank.put(&id("double"), marinade_state(&mint, MARINADE_FIGURES));
    scene.refuses("bob", with(&deposit, 9, id("double")), LiquidError::WrongSource).await;
    let genuine = scene.bank.account(&id("state")).await.unwrap();
    let mut tagged = genuine.clone();
    tagged.data[0] ^= 1;
    let mut short = genuine.clone();
    short.data.truncate(600);
    let foreign = Account { owner: id("a program"), ..genuine.clone() };
    for (changed, error) in [
        (tagged, LiquidError::NotASource),
        (short, LiquidError::NotASource),
        (foreign, LiquidError::NotASource),
        (marinade_state(&id("another mint"), MARINADE_FIGURES), LiquidError::WrongSource),
    ] {
        scene.bank.put(&id("state"), changed);
        scene.refuses("bob", deposit.clone(), error).await;
    }
    scene.bank.put(&id("state"), genuine);
    scene.by("bob", deposit).await;
    // Its state with another mint is no source of the mint.
    let other = id("another mint");
    scene.bank.put(&other, token::mint_account(9, id("creator"), None, 1 << 50));
    let add = scene.at().add_marinade(&other, id("state"), OPEN);
    scene.refuses("creator", add, LiquidError::NotASource).await;
}

pub const REPORTED: AddReportedAssetInstructionArgs =
    AddReportedAssetInstructionArgs { limits: OPEN, value: 2_000_000, tokens: 1_000_000, max_age_seconds: EPOCH };

/// A pool with an asset of which "reporter" reports the price: 2 lamports a token.
async fn with_report() -> (Scene, Pubkey) {
    let mut scene = Scene::new().await;
    let mint = id("reported mint");
    scene.bank.put(&mint, token::mint_account(8, id("creator"), None, 1 << 50));
    hold(&mut scene, "bob", &mint).await;
    scene.bank.fund(&id("reporter"));
    scene.by("creator", scene.at().add_reported_asset(&mint, REPORTED)).await;
    scene.by("creator", scene.set_role(PoolRole::PriceReporter, id("reporter"))).await;
    (scene, mint)
}

fn report(scene: &Scene, mint: &Pubkey, value: u64) -> Instruction {
    scene.at().report_price(&id("reporter"), mint, [value, 1_000_000])
}

#[tokio::test]
async fn a_reported_price_passes_the_band_and_grows_old() {
    let (mut scene, mint) = with_report().await;
    assert_eq!(value_of(&mut scene, &mint, 1_000_000).await, 2_000_000);
    let rise = report(&scene, &mint, 2_004_000);
    scene.refuses("reporter", rise.clone(), LiquidError::ReportTooSoon).await;
    scene.pass(BAND.period_seconds).await;
    let events = scene.by("reporter", rise.clone()).await;
    let [Event::PriceReported(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.before.value, event.after.value, event.mint), (2_000_000, 2_004_000, mint));
    // A deposit counts by the lower of two prices in a row, and it pays by the higher.
    let deposit = deposit_of(&mut scene, "bob", &mint, 1_000_000).await;
    let events = scene.by("bob", deposit).await;
    let [Event::PoolDeposited(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.value, event.before.low, event.before.high), (2_000_000, 2_000_000, 2_004_000));
    scene.pass(BAND.period_seconds).await;
    scene.by("reporter", rise).await;
    assert_eq!(value_of(&mut scene, &mint, 1_000_000).await, 2_004_000);
    // Half a percent waits: a deposit counts by the lower rate. Two percent is no price.
    scene.pass(BAND.period_seconds).await;
    scene.by("reporter", report(&scene, &mint, 2_014_000)).await;
    assert_eq!(value_of(&mut scene, &mint, 1_000_000).await, 2_004_000);
    scene.pass(BAND.period_seconds).await;
    scene.by("reporter", report(&scene, &mint, 2_044_000)).await;
    let deposit = deposit_of(&mut scene, "bob", &mint, 1_000).await;
    scene.refuses("bob", deposit.clone(), LiquidError::RateRejected).await;
    scene.pass(BAND.period_seconds).await;
    scene.by("reporter", report(&scene, &mint, 2_004_000)).await;
    scene.pass(EPOCH).await;
    scene.by("bob", deposit.clone()).await;
    scene.pass(1).await;
    scene.refuses("bob", deposit, LiquidError::StaleSource).await;
}

/// A reporter's accomplice enters at the lower price and leaves at the higher one.
#[tokio::test]
async fn a_price_that_goes_to_and_fro_pays_no_one() {
    let (mut scene, mint) = with_report().await;
    value_of(&mut scene, &mint, 1_000_000).await;
    let deposit = scene.deposit("alice", IN_SOL, 1_000_000, 1).await;
    scene.by("alice", deposit).await;
    let fall = report(&scene, &mint, 1_996_000);
    scene.pass(BAND.period_seconds).await;
    scene.by("reporter", fall).await;
    let deposit = scene.deposit("mallory", IN_SOL, 1_000_000, 1).await;
    scene.by("mallory", deposit).await;
    let rise = report(&scene, &mint, 2_000_000);
    scene.refuses("reporter", rise.clone(), LiquidError::ReportTooSoon).await;
    scene.pass(BAND.period_seconds).await;
    scene.by("reporter", rise).await;
    let shares = scene.balance(scene.lrt_of("mallory")).await;
    let gain = scene.leave_instantly("mallory", IN_SOL, 1_000_001, shares).await;
    scene.refuses("mallory", gain, LiquidError::AboveMaximum).await;
}

/// The admin, or the guardian with a reporter of its own, would reprice an asset in one transaction.
#[tokio::test]
async fn no_role_accepts_a_reported_price() {
    let (mut scene, mint) = with_report().await;
    value_of(&mut scene, &mint, 1_000_000).await;
    scene.pass(BAND.period_seconds).await;
    scene.by("reporter", report(&scene, &mint, 4_000_000)).await;
    for name in ["creator", "guardian"] {
        let accept = scene.accept_rate(name, ADDED, [4_000_000, 1_000_000]);
        scene.refuses(name, accept, LiquidError::ReportedRate).await;
    }
    // The report began its quarantine by itself, which alone accepts it.
    scene.pass(BAND.quarantine_seconds - 1).await;
    scene.by("reporter", report(&scene, &mint, 4_000_000)).await;
    assert_eq!(scene.read().await.ledger.assets[ADDED as usize].guard.accepted.value, 2_000_000);
    scene.pass(1).await;
    let deposit = deposit_of(&mut scene, "bob", &mint, 1_000).await;
    scene.by("bob", deposit).await;
    assert_eq!(scene.read().await.ledger.assets[ADDED as usize].guard.accepted.value, 4_000_000);
}

#[tokio::test]
async fn a_new_reporter_waits_for_the_notice_and_none_does_not() {
    let (mut scene, mint) = with_report().await;
    value_of(&mut scene, &mint, 1_000_000).await;
    scene.bank.fund(&id("mallory"));
    let old = report(&scene, &mint, 2_000_000);
    let new = with(&old, 0, id("mallory"));
    let now = scene.bank.now().await;
    let events = scene.by("creator", scene.set_role(PoolRole::PriceReporter, id("mallory"))).await;
    let [Event::PoolRoleSet(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.before, event.after), (id("reporter"), id("mallory")));
    assert_eq!(event.effective_from, now + NOTICE as i64);
    scene.pass(NOTICE - 1).await;
    scene.refuses("mallory", new.clone(), LiquidError::NotPriceReporter).await;
    scene.by("reporter", old.clone()).await;
    scene.pass(1).await;
    scene.refuses("reporter", old, LiquidError::NotPriceReporter).await;
    scene.by("mallory", new.clone()).await;
    scene.by("creator", scene.set_role(PoolRole::PriceReporter, Pubkey::default())).await;
    scene.refuses("mallory", new, LiquidError::NotPriceReporter).await;
}

#[tokio::test]
async fn only_the_reporter_reports_and_only_a_price() {
    let (mut scene, mint) = with_report().await;
    let right = scene.at().report_price(&id("reporter"), &mint, [2_000_001, 1_000_000]);
    scene.refuses("mallory", with(&right, 0, id("mallory")), LiquidError::NotPriceReporter).await;
    for figures in [[0, 1], [1, 0]] {
        let none = scene.at().report_price(&id("reporter"), &mint, figures);
        scene.refuses("reporter", none, LiquidError::NoRate).await;
    }
    // Another pool of the same creator, which reporter reports for too.
    scene.by("creator", crate::builders::initialize(1)).await;
    (scene.pool, scene.index) = (crate::scene::LIQUID.pool(&id("creator"), 1), 1);
    scene.bank.by("creator", scene.set_role(PoolRole::PriceReporter, id("reporter"))).await;
    let other = with(&right, 1, scene.pool);
    scene.refuses("reporter", other, LiquidError::WrongReport).await;
    scene.bank.refuses("reporter", with(&right, 2, scene.pool)).await;
}

#[tokio::test]
async fn a_reported_asset_is_added_by_the_admin_with_a_price_and_an_age() {
    let (mut scene, mint) = with_report().await;
    let again = scene.at().add_reported_asset(&mint, REPORTED);
    scene.bank.refuses("creator", again).await;
    let other = id("another mint");
    scene.bank.put(&other, token::mint_account(9, id("creator"), None, 1 << 50));
    for args in [
        AddReportedAssetInstructionArgs { max_age_seconds: 0, ..REPORTED },
        AddReportedAssetInstructionArgs { max_age_seconds: BAND.period_seconds + 1, ..REPORTED },
    ] {
        let wrong = scene.at().add_reported_asset(&other, args);
        scene.refuses("creator", wrong, LiquidError::GuardOutOfBounds).await;
    }
    let none = scene.at().add_reported_asset(&other, AddReportedAssetInstructionArgs { tokens: 0, ..REPORTED });
    scene.refuses("creator", none, LiquidError::NoRate).await;
    let dear = AddReportedAssetInstructionArgs { value: 1_001, tokens: 1, ..REPORTED };
    let dear = scene.at().add_reported_asset(&other, dear);
    scene.refuses("creator", dear, LiquidError::ReportOutOfBounds).await;
    let own = scene.at().add_reported_asset(&scene.lrt, REPORTED);
    scene.refuses("creator", own, LiquidError::TwiceInPool).await;
    let mut stolen = scene.at().add_reported_asset(&other, REPORTED);
    stolen.accounts[0].pubkey = id("mallory");
    stolen.accounts[1].pubkey = id("mallory");
    scene.refuses("mallory", stolen, LiquidError::NotPoolAdmin).await;
    let deposit = deposit_of(&mut scene, "bob", &mint, 1_000).await;
    let last = deposit.accounts.len() - 2;
    scene.refuses("bob", with(&deposit, last, id("double")), LiquidError::WrongSource).await;
    // Wrapped SOL is worth itself, in a pool without it too.
    scene.by("creator", crate::builders::initialize(1)).await;
    let sol = LiquidPool::new(id("creator"), 1).add_reported_asset(&SOL, REPORTED);
    scene.refuses("creator", sol, LiquidError::NotASource).await;
}

/// A pool with alice's deposits, a placement of at most half of the staked tokens, and a million VRT of bob's.
async fn with_vrt() -> Scene {
    let mut scene = Scene::begun().await;
    let vault = scene.split.vault;
    let enter = vault.deposit(&id("bob"), 1_000_000, 1, false);
    scene.bank.by("bob", enter).await;
    scene
}

async fn deposit_vrt(scene: &mut Scene, vault: &Vault, amounts: [u64; 3]) -> Instruction {
    let sources = scene.sources().await;
    scene.at().deposit_vrt(&id("bob"), vault, amounts, &sources)
}

#[tokio::test]
async fn shares_of_a_placements_vault_count_as_its_tokens_up_to_the_target() {
    let mut scene = with_vrt().await;
    let vault = scene.split.vault;
    // A million of the pool's staked tokens: half of two millions may be in the vault.
    let over = deposit_vrt(&mut scene, &vault, [0, 1_000_001, 1]).await;
    scene.refuses("bob", over, LiquidError::OverTarget).await;
    let right = deposit_vrt(&mut scene, &vault, [0, 400_000, 1]).await;
    let events = scene.by("bob", right).await;
    let [Event::VrtDeposited(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.vault, event.vault_shares, event.value), (vault.address, 400_000, 480_000));
    assert_eq!((event.shares, event.before.low), (480_000, 2_200_000));
    let pool = scene.read().await;
    assert_eq!((pool.ledger.placements[0].shares, pool.ledger.assets[1].idle), (400_000, 1_000_000));
    assert_eq!(scene.balance(crate::scene::LIQUID.vrt_account(&scene.pool, &vault.address)).await, 400_000);
    assert_eq!(scene.balance(scene.lrt_of("bob")).await, 480_000);
}

/// What its shares are worth depends on the end of a slash: none enter before.
#[tokio::test]
async fn vrt_does_not_enter_while_a_slash_is_open() {
    let mut scene = with_vrt().await;
    let (split, vault) = (scene.split, scene.split.vault);
    scene.bank.propose(&split, 0, 10 * PERCENT).await;
    let right = deposit_vrt(&mut scene, &vault, [0, 400_000, 1]).await;
    scene.refuses("bob", right.clone(), LiquidError::VaultContested).await;
    scene.bank.veto(&split, 0).await;
    scene.by("bob", right).await;
}

/// The brakes of the vault and of the core stop what would pass them by.
#[tokio::test]
async fn a_pause_of_the_core_stops_deposits_of_vrt() {
    let mut scene = with_vrt().await;
    let vault = scene.split.vault;
    for (admin, governed) in [("creator", vault.address), ("deployer", pda::config())] {
        scene.bank.fund(&id(admin));
        scene.bank.by(admin, pause::set_guardian(&id(admin), &governed, &id("guardian"))).await;
        let right = deposit_vrt(&mut scene, &vault, [0, 1_000, 1]).await;
        scene.bank.by("guardian", pause::raise(&id("guardian"), &governed, pause::DEPOSITS, 60)).await;
        scene.refuses("bob", right.clone(), LiquidError::Paused).await;
        scene.bank.by("guardian", pause::lift(&id("guardian"), &governed)).await;
        scene.by("bob", right).await;
    }
}

#[tokio::test]
async fn accounts_and_times_of_a_deposit_of_vrt() {
    let mut scene = with_vrt().await;
    let vault = scene.split.vault;
    let right = deposit_vrt(&mut scene, &vault, [0, 1_000, 1]).await;
    for (slot, address, error) in [
        (2, id("a vault"), LiquidError::WrongVault),
        (4, scene.vrt_of("alice"), LiquidError::WrongVrtAccount),
        (5, vault.vrt_mint, LiquidError::WrongLrtMint),
        (6, scene.staked_of("bob"), LiquidError::WrongMint),
        (6, scene.vrt_of("alice"), LiquidError::NotHolder),
        (7, scene.staked_of("bob"), LiquidError::WrongMint),
    ] {
        scene.refuses("bob", with(&right, slot, address), error).await;
    }
    let mut fewer = right.clone();
    fewer.accounts.pop();
    scene.refuses("bob", fewer, LiquidError::MissingAccounts).await;
    for (amounts, error) in [
        ([1, 1_000, 1], LiquidError::NoPlacement),
        ([0, 0, 0], LiquidError::Zero),
        ([0, 1_000, 1_201], LiquidError::BelowMinimum),
    ] {
        let wrong = deposit_vrt(&mut scene, &vault, amounts).await;
        scene.refuses("bob", wrong, error).await;
    }
    scene.by("bob", right).await;
}

/// A pause of deposits stops it, and so does one of placing.
#[tokio::test]
async fn a_pause_stops_deposits_of_vrt() {
    for flags in [1, 8] {
        let mut scene = with_vrt().await;
        let vault = scene.split.vault;
        let right = deposit_vrt(&mut scene, &vault, [0, 1_000, 1]).await;
        scene.by("guardian", scene.pause("guardian", flags, 60)).await;
        scene.refuses("bob", right.clone(), LiquidError::Paused).await;
        scene.by("guardian", scene.pause("guardian", 0, 0)).await;
        scene.by("bob", right).await;
    }
}

/// Anyone has the pool look, and the quarantine of a rejected rate begins.
#[tokio::test]
async fn anyone_notes_a_rejected_rate() {
    let mut scene = Scene::begun().await;
    let far = crate::source::Figures { lamports: crate::source::RATE.lamports / 50 * 51, ..crate::source::RATE };
    scene.figures(far).await;
    let sources = scene.sources().await;
    let observe = scene.at().observe_rates(&sources);
    let events = scene.by("keeper", observe.clone()).await;
    let [Event::RatesObserved(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.rejected, event.quarantined), (STAKED + 1, STAKED + 1));
    scene.pass(BAND.quarantine_seconds).await;
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    scene.by("bob", deposit).await;
    let mut fewer = observe.clone();
    fewer.accounts.pop();
    scene.refuses("keeper", fewer, LiquidError::MissingAccounts).await;
    scene.deployed_in(9);
    scene.refuses("keeper", observe, LiquidError::SourceUpgraded).await;
}

/// A wider band waits for the notice, as a wider outflow does.
#[tokio::test]
async fn a_wider_band_waits_and_a_narrower_one_does_not() {
    let mut scene = Scene::begun().await;
    let wide = restaking_client::liquid::BandTermsArgs { rise_bps: 100, fall_bps: 20, ..BAND };
    scene.by("creator", scene.set_guards(GuardsArgs { band: wide, ..GUARDS })).await;
    let band = scene.read().await.ledger.band.clone();
    assert_eq!((band.rise_bps, band.fall_bps), (BAND.rise_bps, 20));
    scene.pass(crate::scene::NOTICE).await;
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    scene.by("bob", deposit).await;
    let band = scene.read().await.ledger.band.clone();
    assert_eq!((band.rise_bps, band.fall_bps), (100, 20));
}
