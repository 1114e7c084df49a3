//! Rewards in other tokens: claimed and collected by anyone, sold by a falling price, and streamed to the holders.

use harness::tree::RewardTree;
use harness::{token, token_2022};
use restaking_client::liquid::{AddReportedAssetInstructionArgs, AssetTermsArgs, Event, LiquidError, RewardAuction};
use restaking_client::{RestakingError, merkle};
use restaking_tests::{EPOCH, WEALTH, id};
use solana_program::instruction::{Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_transaction_error::TransactionError;

use crate::builders::initialize;
use crate::builders::with;
use crate::scene::{IN_SOL, LIQUID, NOTICE, OPEN, SOL, STAKED, Scene};
use crate::sources::REPORTED;

/// The rewards that were sent to the pool.
const SENT: u64 = 1_000_000;

/// The seconds in which the price of a lot halves.
const HALVING: u64 = 1_350;

/// Errors of Anchor: an account at another address, another program, and an account that is named twice.
const WRONG_ADDRESS: u32 = 2_012;
const WRONG_PROGRAM: u32 = 2_007;
const NAMED_TWICE: u32 = 2_040;

/// SPL Token's refusal of another mint, and the system program's of an account that is there.
const WRONG_TOKENS: u32 = 3;
const IN_USE: u32 = 0;

/// The mint of the rewards.
fn reward() -> Pubkey {
    id("reward mint")
}

/// A pool with an open auction and an airdrop in an account of its own.
async fn sent() -> Scene {
    let mut scene = Scene::begun().await;
    let mint = reward();
    scene.bank.put(&mint, token::mint_account(6, id("creator"), None, 1 << 50));
    let found = token::address(&scene.pool, &mint);
    scene.bank.put(&found, token::token_account(mint, scene.pool, SENT));
    for name in ["bob", "alice", "mallory"] {
        scene.bank.put(&token::address(&id(name), &mint), token::token_account(mint, id(name), 0));
    }
    let events = scene.by("keeper", scene.at().open_auction(&id("keeper"), &mint)).await;
    let [Event::AuctionOpened(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.mint, event.treasury), (mint, LIQUID.treasury(&scene.pool, &mint)));
    scene
}

/// The same with the airdrop in a lot.
async fn for_sale() -> Scene {
    let mut scene = sent().await;
    let (found, treasury) = (token::address(&scene.pool, &reward()), LIQUID.treasury(&scene.pool, &reward()));
    let events = scene.by("keeper", scene.at().collect_airdrop(&found, &treasury)).await;
    let [Event::AirdropCollected(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.tokens, event.to), (SENT, treasury));
    let events = scene.by("keeper", scene.at().begin_lot(&reward())).await;
    let [Event::LotBegun(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.tokens, event.asset_mint), (SENT, SOL));
    scene
}

fn sell(scene: &Scene, name: &str, amounts: [u64; 2]) -> Instruction {
    scene.at().sell_reward(&id(name), [&reward(), &SOL], amounts)
}

async fn auction(scene: &mut Scene) -> RewardAuction {
    let account = scene.bank.account(&LIQUID.auction(&scene.pool, &reward())).await.expect("an auction");
    RewardAuction::from_bytes(&account.data).expect("an auction")
}

#[tokio::test]
async fn a_lot_is_sold_at_the_price_that_it_fell_to_and_streams() {
    let mut scene = for_sale().await;
    scene.pass(45 * HALVING).await;
    // 2^61 halved 45 times is 65,536 for the whole lot: bought in parts, each rounded up.
    let short = sell(&scene, "bob", [400_000, 26_214]);
    scene.refuses("bob", short, LiquidError::AboveMaximum).await;
    let events = scene.by("bob", sell(&scene, "bob", [400_000, 26_215])).await;
    let [Event::RewardSold(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.buyer, event.tokens, event.cost, event.left), (id("bob"), 400_000, 26_215, 600_000));
    scene.by("bob", sell(&scene, "bob", [600_000, u64::MAX])).await;
    let cost = 26_215 + 39_322;
    assert_eq!(scene.balance(token::address(&id("bob"), &reward())).await, SENT);
    assert_eq!(scene.balance(scene.tokens_of("bob", IN_SOL)).await, WEALTH - cost);
    let asset = scene.read().await.ledger.assets[0].clone();
    assert_eq!((asset.idle, asset.stream.left), (1_000_000, cost));
    // Half of the stream's time later, half of it is the holders'.
    scene.pass(EPOCH / 2).await;
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    scene.by("bob", deposit).await;
    let asset = scene.read().await.ledger.assets[0].clone();
    assert_eq!((asset.idle, asset.stream.left), (1_001_000 + cost / 2, cost - cost / 2));
}

/// A deposit just before a sale takes out what it put in.
#[tokio::test]
async fn a_deposit_around_a_sale_gains_nothing() {
    let mut scene = for_sale().await;
    scene.pass(40 * HALVING).await;
    let deposit = scene.deposit("mallory", IN_SOL, 10_000_000, 1).await;
    scene.by("mallory", deposit).await;
    scene.by("bob", sell(&scene, "bob", [SENT, u64::MAX])).await;
    let shares = scene.balance(scene.lrt_of("mallory")).await;
    let leave = scene.leave_in_kind("mallory", shares, 0).await;
    scene.by("mallory", leave).await;
    let [sol, staked] = [
        scene.balance(scene.tokens_of("mallory", IN_SOL)).await as i128 - i128::from(WEALTH),
        scene.balance(scene.tokens_of("mallory", STAKED)).await as i128 - i128::from(WEALTH),
    ];
    // A staked token is worth 1.2 lamports.
    assert!(sol + staked * 6 / 5 <= 0, "gained {sol} and {staked}");
}

#[tokio::test]
async fn after_a_day_a_lot_costs_nothing() {
    let mut scene = for_sale().await;
    scene.pass(86_400).await;
    let events = scene.by("bob", sell(&scene, "bob", [SENT, 0])).await;
    let [Event::RewardSold(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.cost, event.left), (0, 0));
    let lot = auction(&mut scene).await.auction;
    assert_eq!((lot.left, lot.paid, lot.size), (0, 0, SENT));
}

/// An accomplice buys the rest of a lot of dust for more than its worth, or a lot for nothing: the next lot begins as high as ever.
#[tokio::test]
async fn a_sale_sets_no_price_for_the_next_lot() {
    for after in [37 * HALVING, 86_400] {
        let mut scene = for_sale().await;
        scene.pass(after).await;
        scene.by("mallory", sell(&scene, "mallory", [SENT, 1 << 24])).await;
        let treasury = LIQUID.treasury(&scene.pool, &reward());
        scene.bank.put(&treasury, token::token_account(reward(), scene.pool, SENT / 2));
        scene.by("keeper", scene.at().begin_lot(&reward())).await;
        let cheap = sell(&scene, "mallory", [SENT / 2, (1 << 61) - 1]);
        scene.refuses("mallory", cheap, LiquidError::AboveMaximum).await;
        scene.pass(20 * HALVING).await;
        let cheap = sell(&scene, "mallory", [SENT / 2, (1 << 41) - 1]);
        scene.refuses("mallory", cheap, LiquidError::AboveMaximum).await;
    }
}

/// The rest of a lot blocks no larger one.
#[tokio::test]
async fn a_lot_begins_anew_for_as_much_again() {
    let mut scene = for_sale().await;
    scene.pass(45 * HALVING).await;
    scene.by("bob", sell(&scene, "bob", [SENT - 10, u64::MAX])).await;
    let treasury = LIQUID.treasury(&scene.pool, &reward());
    scene.bank.put(&treasury, token::token_account(reward(), scene.pool, 19));
    scene.refuses("keeper", scene.at().begin_lot(&reward()), LiquidError::LotForSale).await;
    scene.bank.put(&treasury, token::token_account(reward(), scene.pool, 20));
    scene.by("keeper", scene.at().begin_lot(&reward())).await;
    assert_eq!(auction(&mut scene).await.auction.left, 20);
}

/// Tokens in an auction become an asset: they are no reward any more, and stream as what was found.
#[tokio::test]
async fn an_auction_of_what_became_an_asset_ends() {
    let mut scene = for_sale().await;
    scene.by("creator", scene.at().add_reported_asset(&reward(), REPORTED)).await;
    let [treasury, reserve] = [LIQUID.treasury(&scene.pool, &reward()), LIQUID.reserve(&scene.pool, &reward())];
    let right = sell(&scene, "bob", [1_000, u64::MAX]);
    scene.refuses("bob", right, LiquidError::TwiceInPool).await;
    scene.refuses("keeper", scene.at().begin_lot(&reward()), LiquidError::TwiceInPool).await;
    let found = token::address(&scene.pool, &reward());
    scene.bank.put(&found, token::token_account(reward(), scene.pool, 1));
    scene.refuses("keeper", scene.at().collect_airdrop(&found, &treasury), LiquidError::TwiceInPool).await;
    scene.refuses("keeper", scene.at().collect_airdrop(&treasury, &reserve), LiquidError::NotActiveYet).await;
    scene.pass(NOTICE).await;
    scene.by("keeper", scene.at().collect_airdrop(&treasury, &reserve)).await;
    assert_eq!(scene.read().await.ledger.assets[2].stream.left, SENT);
}

/// A reporter sets the price of its asset, so no reward is sold for it.
#[tokio::test]
async fn a_reported_asset_pays_for_no_reward() {
    let mut scene = for_sale().await;
    let mint = id("reported mint");
    scene.bank.put(&mint, token::mint_account(8, id("creator"), None, 1 << 50));
    scene.by("creator", scene.at().add_reported_asset(&mint, REPORTED)).await;
    scene.pass(NOTICE).await;
    for place in [IN_SOL, STAKED] {
        scene.by("creator", scene.set_asset(place, AssetTermsArgs { is_open: false, ..OPEN })).await;
    }
    scene.refuses("keeper", scene.at().begin_lot(&reward()), LiquidError::AssetClosed).await;
}

/// The admin gives a worthless token a price and sends it to the pool: its holders leave before it counts.
#[tokio::test]
async fn an_airdrop_of_an_asset_in_its_notice_is_not_collected() {
    let mut scene = Scene::begun().await;
    let mint = id("reported mint");
    scene.bank.put(&mint, token::mint_account(8, id("creator"), None, 1 << 50));
    let found = token::address(&scene.pool, &mint);
    scene.bank.put(&found, token::token_account(mint, scene.pool, 1 << 40));
    let limits = AssetTermsArgs { deposit_cap: 1_000, ..OPEN };
    let add = AddReportedAssetInstructionArgs { limits, ..REPORTED };
    scene.by("creator", scene.at().add_reported_asset(&mint, add)).await;
    let collect = scene.at().collect_airdrop(&found, &LIQUID.reserve(&scene.pool, &mint));
    scene.refuses("creator", collect.clone(), LiquidError::NotActiveYet).await;
    // Its price grows old meanwhile, and blocks no one: there is nothing of it.
    scene.pass(NOTICE - 1).await;
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1_000).await;
    scene.by("bob", deposit).await;
    scene.refuses("creator", collect.clone(), LiquidError::NotActiveYet).await;
    scene.pass(1).await;
    scene.refuses("creator", collect.clone(), LiquidError::OverCap).await;
    scene.bank.put(&found, token::token_account(mint, scene.pool, 1_000));
    scene.by("creator", collect).await;
}

#[tokio::test]
async fn a_lot_is_sold_once_and_only_what_there_is() {
    let mut scene = for_sale().await;
    scene.refuses("keeper", scene.at().begin_lot(&reward()), LiquidError::LotForSale).await;
    for (amounts, error) in [([0, 0], LiquidError::Zero), ([SENT + 1, u64::MAX], LiquidError::NoLot)] {
        let wrong = sell(&scene, "bob", amounts);
        scene.refuses("bob", wrong, error).await;
    }
    scene.pass(86_400).await;
    scene.by("bob", sell(&scene, "bob", [SENT, 0])).await;
    let again = sell(&scene, "bob", [1, 0]);
    scene.refuses("bob", again, LiquidError::NoLot).await;
    scene.refuses("keeper", scene.at().begin_lot(&reward()), LiquidError::Zero).await;
}

/// The first asset that takes deposits pays; a lot of an asset that is closed begins again for another.
#[tokio::test]
async fn a_closed_asset_pays_for_nothing() {
    let mut scene = for_sale().await;
    let closed = AssetTermsArgs { is_open: false, ..OPEN };
    scene.by("creator", scene.set_asset(IN_SOL, closed.clone())).await;
    let to_closed = sell(&scene, "bob", [1, u64::MAX]);
    scene.refuses("bob", to_closed, LiquidError::AssetClosed).await;
    let events = scene.by("keeper", scene.at().begin_lot(&reward())).await;
    let [Event::LotBegun(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.asset_mint, event.tokens), (scene.mint(STAKED), SENT));
    scene.pass(86_400).await;
    let staked = scene.at().sell_reward(&id("bob"), [&reward(), &scene.mint(STAKED)], [SENT, 0]);
    scene.by("bob", staked).await;
    scene.by("creator", scene.set_asset(STAKED, closed)).await;
    scene.refuses("keeper", scene.at().begin_lot(&reward()), LiquidError::AssetClosed).await;
}

/// Income of a pool without holders would be nobody's.
#[tokio::test]
async fn a_pool_without_holders_sells_nothing() {
    let mut scene = for_sale().await;
    let shares = scene.balance(scene.lrt_of("alice")).await;
    let leave = scene.leave_in_kind("alice", shares, 0).await;
    scene.by("alice", leave).await;
    scene.pass(50 * HALVING).await;
    let wrong = sell(&scene, "bob", [1, u64::MAX]);
    scene.refuses("bob", wrong, LiquidError::NoHolders).await;
}

#[tokio::test]
async fn accounts_of_a_sale() {
    let mut scene = for_sale().await;
    scene.pass(45 * HALVING).await;
    scene.by("creator", initialize(1)).await;
    let other = LIQUID.pool(&id("creator"), 1);
    let right = sell(&scene, "bob", [400_000, u64::MAX]);
    for (slot, address, error) in [
        (1, other, LiquidError::WrongPool),
        (3, token::address(&id("alice"), &reward()), LiquidError::WrongTreasury),
        (4, scene.reserve(STAKED), LiquidError::WrongReserve),
        (5, scene.staked_of("bob"), LiquidError::WrongMint),
        (5, scene.tokens_of("alice", IN_SOL), LiquidError::NotHolder),
    ] {
        scene.refuses("bob", with(&right, slot, address), error).await;
    }
    // Another kind of account, tokens of another mint, another program; to the treasury itself, or paid by the reserve to itself.
    for (slot, address, why) in [
        (2, other, InstructionError::InvalidAccountData),
        (6, scene.staked_of("bob"), InstructionError::Custom(WRONG_TOKENS)),
        (7, id("a program"), InstructionError::Custom(WRONG_PROGRAM)),
        (6, right.accounts[3].pubkey, InstructionError::Custom(NAMED_TWICE)),
        (5, scene.reserve(IN_SOL), InstructionError::Custom(NAMED_TWICE)),
    ] {
        let failure = scene.bank.refuses("bob", with(&right, slot, address)).await;
        let TransactionError::InstructionError(_, found) = &failure.error else { panic!("{failure}") };
        assert_eq!(*found, why, "{slot}: {:#?}", failure.logs);
    }
    let begin = scene.at().begin_lot(&reward());
    scene.refuses("keeper", with(&begin, 0, other), LiquidError::WrongPool).await;
    let found = token::address(&id("bob"), &reward());
    scene.refuses("keeper", with(&begin, 2, found), LiquidError::WrongTreasury).await;
    scene.by("bob", right).await;
}

/// Assets and the LRT are not sold; an auction is opened once.
#[tokio::test]
async fn an_auction_is_of_another_mint() {
    let mut scene = sent().await;
    for mint in [SOL, scene.mint(STAKED), scene.lrt] {
        let open = scene.at().open_auction(&id("keeper"), &mint);
        scene.refuses("keeper", open, LiquidError::TwiceInPool).await;
    }
    let again = scene.at().open_auction(&id("keeper"), &reward());
    assert_eq!(scene.bank.refuses("keeper", again).await.code(), Some(IN_USE));
}

/// A mint of Token-2022, here one that takes a fee of each transfer, has no auction: a lot would pay less than was bought.
#[tokio::test]
async fn a_mint_with_fees_has_no_auction() {
    let mut scene = Scene::begun().await;
    let mint = id("a mint with fees");
    scene.bank.put(&mint, token_2022::mint_with_fee(&id("creator"), 100));
    let open = scene.at().open_auction(&id("keeper"), &mint);
    for program in [token::PROGRAM, token_2022::PROGRAM] {
        let failure = scene.bank.refuses("keeper", with(&open, 5, program)).await;
        let TransactionError::InstructionError(_, found) = &failure.error else { panic!("{failure}") };
        assert_eq!(*found, InstructionError::IllegalOwner, "{program}: {:#?}", failure.logs);
    }
}

#[tokio::test]
async fn only_what_is_in_no_book_is_collected() {
    let mut scene = sent().await;
    let (mint, treasury) = (reward(), LIQUID.treasury(&scene.pool, &reward()));
    let place = scene.place("curator", 1_000).await;
    scene.by("curator", place).await;
    let vrt = LIQUID.vrt_account(&scene.pool, &scene.split.vault.address);
    for kept in [scene.reserve(IN_SOL), scene.reserve(STAKED), LIQUID.escrow(&scene.pool), vrt, scene.lrt_of("alice")] {
        let held = scene.bank.account(&kept).await.expect("an account");
        let kind = Pubkey::new_from_array(held.data[..32].try_into().expect("32 bytes"));
        let to = id("another account");
        scene.bank.put(&to, token::token_account(kind, scene.pool, 0));
        let wrong = scene.at().collect_airdrop(&kept, &to);
        scene.refuses("keeper", wrong, LiquidError::NotSweepable).await;
    }
    let found = token::address(&scene.pool, &mint);
    let stolen = scene.at().collect_airdrop(&found, &token::address(&id("bob"), &mint));
    scene.refuses("keeper", stolen, LiquidError::WrongTreasury).await;
    let wrong = scene.at().collect_airdrop(&found, &scene.reserve(IN_SOL));
    scene.refuses("keeper", wrong, LiquidError::WrongMint).await;
    scene.by("keeper", scene.at().collect_airdrop(&found, &treasury)).await;
    scene.refuses("keeper", scene.at().collect_airdrop(&found, &treasury), LiquidError::Zero).await;
}

/// What is an asset needs no auction: it streams. A closed asset takes none.
#[tokio::test]
async fn an_airdrop_of_an_asset_streams() {
    let mut scene = Scene::begun().await;
    let (mint, found) = (scene.mint(STAKED), token::address(&scene.pool, &scene.mint(STAKED)));
    scene.bank.put(&found, token::token_account(mint, scene.pool, 50_000));
    let collect = scene.at().collect_airdrop(&found, &scene.reserve(STAKED));
    scene.by("creator", scene.set_asset(STAKED, AssetTermsArgs { is_open: false, ..OPEN })).await;
    scene.refuses("keeper", collect.clone(), LiquidError::AssetClosed).await;
    scene.by("creator", scene.set_asset(STAKED, OPEN)).await;
    scene.by("keeper", collect).await;
    let asset = scene.read().await.ledger.assets[1].clone();
    assert_eq!((asset.idle, asset.stream.left), (1_000_000, 50_000));
    assert_eq!(scene.balance(scene.reserve(STAKED)).await, 1_050_000);
}

/// A reward tree of the core pays the pool; anyone claims for it, to the pool alone.
#[tokio::test]
async fn a_reward_tree_pays_the_pool() {
    let mut scene = sent().await;
    let (creator, ncn) = (id("creator"), scene.split.ncn);
    let tree = RewardTree::new(ncn, reward());
    scene.bank.put(&tree.tokens_of(&creator), token::token_account(reward(), creator, SENT));
    let open = tree.open(&id("ncn"), &creator, &id("keeper"), 3_600);
    scene.bank.by("ncn", open).await;
    let root = merkle::leaf(&tree.address, &scene.pool, 70_000);
    scene.bank.by("creator", tree.publish(&creator, root, 70_000)).await;
    scene.pass(86_400).await;
    let (found, keeper) = (token::address(&scene.pool, &reward()), id("keeper"));
    let claim = scene.at().claim_reward(&keeper, &tree.address, &found, 70_000);
    let stolen = with(&claim, 4, token::address(&keeper, &reward()));
    scene.bank.put(&token::address(&keeper, &reward()), token::token_account(reward(), keeper, 0));
    scene.refuses("keeper", stolen, LiquidError::NotSweepable).await;
    assert_eq!(scene.bank.refuses("keeper", with(&claim, 8, *LIQUID)).await.code(), Some(WRONG_ADDRESS));
    let events = scene.by("keeper", claim.clone()).await;
    let [Event::PoolRewardClaimed(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.tree, event.mint, event.tokens), (tree.address, reward(), 70_000));
    assert_eq!(scene.balance(found).await, SENT + 70_000);
    let paid = RestakingError::NothingEarned as u32;
    assert_eq!(scene.bank.refuses("keeper", claim).await.code(), Some(paid));
}
