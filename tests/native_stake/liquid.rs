//! From a stake account to the shares of a liquid pool, and back to an active stake account: one transaction each, exact to the lamport.

use harness::liquid::{LIQUID, LiquidPool, SOL, native_account};
use harness::{key, liquid, stake, token};
use restaking_client::liquid::{
    AssetTermsArgs, BandTermsArgs, InitializePoolInstructionArgs, Pool, SetGuardsInstructionArgs, StakeRoute, StakeWays,
};
use restaking_client::native_stake::Phase;
use restaking_tests::{EPOCH, WEALTH, id};
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;
use solana_stake_interface::state::Lockup;

use crate::scene::{Scene, TEN, size};

/// The bytes of each way with a compute budget, in a pool of wrapped SOL and of one validator's tokens.
const BYTES: [usize; 2] = [936, 1_006];

/// The most units of each way. They differ with the bumps of addresses.
const MOST_UNITS: [u64; 2] = [102_000, 97_000];

pub const OPEN: AssetTermsArgs = AssetTermsArgs { max_bps: 10_000, deposit_cap: u64::MAX, is_open: true };

const BAND: BandTermsArgs =
    BandTermsArgs { rise_bps: 25, reject_bps: 100, fall_bps: 50, period_seconds: 172_800, quarantine_seconds: 604_800 };

/// "creator"'s liquid pool of wrapped SOL and of the validator's tokens, where alice has ten SOL of active stake and bob has shares.
async fn with_pool() -> (Scene, LiquidPool) {
    let program = liquid::program(|bytes| Rent::default().minimum_balance(bytes));
    let mut scene = Scene::with(|chain| {
        program.into_iter().for_each(|(at, account)| chain.add_account(at, account));
    })
    .await;
    // A pool takes no token of a validator with less than a hundred SOL.
    scene.delegate("bob", "large stake", 10 * TEN, "validator", &Lockup::default()).await;
    scene.delegate("alice", "stake", TEN, "validator", &Lockup::default()).await;
    scene.next_epoch().await;
    scene.enter("bob", "large stake", 0).await;
    let single = scene.pool;
    let pool = open(&mut scene, |pool| pool.add_single_pool(&single, OPEN)).await;
    (scene, pool)
}

/// "creator"'s liquid pool of wrapped SOL, of which bob has shares, and of the asset that `add` adds.
pub async fn open(scene: &mut Scene, add: impl FnOnce(&LiquidPool) -> Instruction) -> LiquidPool {
    let pool = LiquidPool::new(id("creator"), 0);
    scene.bank.put(&SOL, token::mint_account(9, Pubkey::default(), None, 0));
    scene.bank.put(&token::address(&id("bob"), &SOL), native_account(id("bob"), WEALTH));
    for name in ["alice", "bob"] {
        scene.bank.put(&pool.shares_of(&id(name)), token::token_account(pool.lrt_mint, id(name), 0));
    }
    let args = InitializePoolInstructionArgs {
        index: 0,
        band: BAND,
        batch_seconds: EPOCH,
        stream_seconds: EPOCH,
        notice_seconds: 3 * EPOCH,
    };
    let guards = SetGuardsInstructionArgs {
        band: BAND,
        outflow_capacity: 1 << 60,
        outflow_refill_seconds: 86_400,
        watermark_bps: 0,
        place_loss_bps: 0,
    };
    for instruction in [pool.initialize(args), pool.add_asset(&SOL, None, OPEN), add(&pool), pool.set_guards(guards)] {
        scene.bank.by("creator", instruction).await;
    }
    let deposit = pool.deposit(&id("bob"), &SOL, [1_000_000, 1], &sources(scene, &pool).await);
    scene.bank.by("bob", deposit).await;
    pool
}

/// The accounts that value the pool.
pub async fn sources(scene: &mut Scene, pool: &LiquidPool) -> Vec<AccountMeta> {
    let account = scene.bank.account(&pool.address).await.expect("a pool");
    let pool = Pool::from_bytes(&account.data).expect("a pool");
    pool.sources(&restaking_client::Program::LOCAL, |_| 0)
}

fn ways<'a>(scene: &'a Scene, pool: &LiquidPool, name: &str) -> StakeWays<'a> {
    StakeWays {
        liquid: &LIQUID,
        pool: pool.address,
        route: StakeRoute::Single(&scene.pool),
        owner: id(name),
        tokens: scene.vault.assets_of(&id(name)),
        shares: pool.shares_of(&id(name)),
    }
}

async fn entering(scene: &mut Scene, pool: &LiquidPool, account: &Pubkey, min_shares: u64) -> Vec<Instruction> {
    let sources = sources(scene, pool).await;
    ways(scene, pool, "alice").enter(account, min_shares, &sources)
}

async fn leaving(scene: &mut Scene, pool: &LiquidPool, amounts: [u64; 2]) -> Vec<Instruction> {
    let sources = sources(scene, pool).await;
    let mut out = stake::create_seeded(&id("alice"), "out", scene.rent).to_vec();
    out.extend(ways(scene, pool, "alice").leave(&stake::seeded(&id("alice"), "out"), amounts, &sources));
    out
}

#[tokio::test]
async fn ten_sol_of_stake_become_lrt_and_ten_sol_of_active_stake_again() {
    let (mut scene, pool) = with_pool().await;
    let (alice, rent, main) = (id("alice"), scene.rent, scene.pool.stake);
    let (before, pool_before) = (scene.bank.lamports(&alice).await, scene.stake(&main).await);
    let into = entering(&mut scene, &pool, &id("stake"), TEN).await;
    let entered = scene.bank.send(&into, &[&key("alice")]).await.unwrap_or_else(|why| panic!("{why}: {:#?}", why.logs));
    assert_eq!(scene.bank.balance(&pool.shares_of(&alice)).await, TEN);
    assert_eq!(scene.bank.balance(&pool.reserve(&scene.pool.mint)).await, TEN);
    assert_eq!(scene.tokens("alice").await[0], 0);
    assert_eq!(scene.bank.account(&id("stake")).await, None, "merged into the pool's");
    assert_eq!(scene.bank.lamports(&alice).await, before + rent, "what was no stake comes back");

    let out = leaving(&mut scene, &pool, [TEN, TEN]).await;
    let left = scene.bank.send(&out, &[&key("alice")]).await.unwrap_or_else(|why| panic!("{why}: {:#?}", why.logs));
    let (account, lamports) = scene.stake(&stake::seeded(&alice, "out")).await;
    let delegation = account.delegation.expect("delegated");
    assert_eq!(account.phase(scene.epoch().await), Phase::Active, "no epoch is lost");
    assert_eq!((delegation.vote, delegation.stake, lamports), (scene.pool.vote, TEN, TEN + rent));
    assert_eq!((account.staker, account.withdrawer), (alice, alice));
    assert_eq!(scene.bank.balance(&pool.shares_of(&alice)).await, 0);
    assert_eq!(scene.bank.balance(&pool.reserve(&scene.pool.mint)).await, 0);
    assert_eq!(scene.stake(&main).await, pool_before, "the validator's pool is as it was");
    for ((name, units), most) in [("in", entered.compute), ("out", left.compute)].into_iter().zip(MOST_UNITS) {
        assert!(units <= most && units > most / 2, "the way {name} takes {units} units of {most}");
    }
    assert_eq!([size(&into, "alice"), size(&out, "alice")], BYTES);
}

/// A stranger's lamport in the validator's pool changes the rate, but holds nobody up: the whole balance enters.
#[tokio::test]
async fn a_donation_before_the_way_in_does_not_stop_it() {
    let (mut scene, pool) = with_pool().await;
    let into = entering(&mut scene, &pool, &id("stake"), TEN - 1_000).await;
    scene.pay_pool(1).await;
    scene.bank.send(&into, &[&key("alice")]).await.unwrap_or_else(|why| panic!("{why}: {:#?}", why.logs));
    let shares = scene.bank.balance(&pool.shares_of(&id("alice"))).await;
    assert!((TEN - 20..=TEN).contains(&shares), "{shares}");
    assert_eq!(scene.tokens("alice").await[0], 0);
}

/// What the validator earns raises the rate in proportion, within the band.
#[tokio::test]
async fn rewards_of_the_validator_are_the_holders() {
    let (mut scene, pool) = with_pool().await;
    let into = entering(&mut scene, &pool, &id("stake"), TEN).await;
    scene.bank.send(&into, &[&key("alice")]).await.unwrap_or_else(|why| panic!("{why}: {:#?}", why.logs));
    // A thousandth of the 111 SOL that the validator's pool has.
    scene.reward_pool(111_000_000).await;
    let out = leaving(&mut scene, &pool, [TEN / 2, TEN]).await;
    scene.bank.send(&out, &[&key("alice")]).await.unwrap_or_else(|why| panic!("{why}: {:#?}", why.logs));
    let (account, _) = scene.stake(&stake::seeded(&id("alice"), "out")).await;
    assert_eq!(account.delegation.expect("delegated").stake, TEN / 2 / 1_000 * 1_001);
    // Shares for it: its worth at the rate of now, in which bob's million lamports have a part of the gain.
    let shares = scene.bank.balance(&pool.shares_of(&id("alice"))).await;
    assert!((TEN / 2 - 1_000..=TEN / 2).contains(&shares), "{shares}");
}

#[tokio::test]
async fn no_less_than_the_minimum_and_no_more_than_the_maximum() {
    let (mut scene, pool) = with_pool().await;
    let into = entering(&mut scene, &pool, &id("stake"), TEN + 1).await;
    assert_eq!(scene.refused(&into, &["alice"]).await.place(), Some(4));
    let into = entering(&mut scene, &pool, &id("stake"), TEN).await;
    scene.bank.send(&into, &[&key("alice")]).await.unwrap_or_else(|why| panic!("{why}: {:#?}", why.logs));
    let out = leaving(&mut scene, &pool, [TEN, TEN - 1]).await;
    assert_eq!(scene.refused(&out, &["alice"]).await.place(), Some(3));
}
