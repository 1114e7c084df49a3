//! From a stake account to the shares of a liquid pool through SPL's own program of stake pools, and back to an active stake account of
//! a validator in the stake pool's list: one transaction each, exact to the lamport within the stake pool's fees.

use harness::liquid::{LIQUID, LiquidPool};
use harness::stake_pool::StakePool;
use harness::{key, stake, stake_pool, token};
use restaking_client::liquid::stake_pool::{
    NoDeposit, STAKE_POOLS, StakePool as State, Validator, all_validators_are_updated, kept, validators,
};
use restaking_client::liquid::{StakeRoute, StakeWays};
use restaking_client::native_stake::Phase;
use restaking_tests::id;
use solana_account::Account;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;
use solana_stake_interface::state::Lockup;

use crate::liquid::{OPEN, open, sources};
use crate::scene::{Scene, TEN, size};

/// The bytes of each way with a compute budget, in a pool of wrapped SOL and of the stake pool's token; then those with the updates of a
/// new epoch before them.
const BYTES: [usize; 2] = [1_008, 967];
const BYTES_WITH_UPDATES: [usize; 2] = [1_069, 1_092];

/// The most units of each way. They differ with the bumps of addresses.
const MOST_UNITS: [u64; 2] = [130_000, 130_000];

/// The stake pool's errors.
const VALIDATOR_NOT_FOUND: u32 = 14;
const OUT_OF_DATE: u32 = 17;
const NOT_THE_LEAST: u32 = 23;
const NOT_PREFERRED: u32 = 25;

/// The least delegation of the stake program on these chains, where its rise to one SOL is active.
const LEAST_DELEGATION: u64 = TEN / 10;
const EXCEEDED_SLIPPAGE: u32 = 39;

/// What a way may bring less than expected, in basis points.
const SLIPPAGE: u64 = 50;

/// A thousandth on withdrawals of stake, two on deposits of stake, three on deposits of SOL.
const WITHDRAWAL: u64 = 1;
const DEPOSITS: [u64; 2] = [2, 3];

/// A liquid pool of wrapped SOL and of a stake pool's token, where alice has ten SOL of active stake of a validator that is in the stake
/// pool's list. The stake pool has earned: its tokens are worth more than a lamport.
async fn with_pool() -> (Scene, LiquidPool, StakePool) {
    let rent = |bytes| Rent::default().minimum_balance(bytes);
    let [list, reserve, mint] = ["validators", "stake reserve", "stake pool's mint"].map(id);
    let spl = StakePool::new(id("stake pool"), [list, reserve, mint], id("manager"));
    let mut scene = Scene::with(|chain| {
        let programs = harness::liquid::program(rent).into_iter().chain(stake_pool::program(rent));
        programs.chain(spl.accounts(rent)).for_each(|(at, account)| chain.add_account(at, account));
    })
    .await;
    scene.bank.fund(&id("manager"));
    for name in ["alice", "bob"] {
        scene.bank.put(&token::address(&id(name), &spl.mint), token::token_account(spl.mint, id(name), 0));
    }
    scene.bank.by("manager", spl.initialize(WITHDRAWAL)).await;
    scene.bank.by("bob", spl.deposit_sol(&id("bob"), 3 * TEN)).await;
    for fee in spl.set_deposit_fees(DEPOSITS) {
        scene.bank.by("manager", fee).await;
    }
    scene.bank.by("manager", spl.add_validator(&scene.pool.vote)).await;
    scene.delegate("alice", "stake", TEN, "validator", &Lockup::default()).await;
    scene.next_epoch().await;
    earn(&mut scene, &spl, 12_345_678).await;
    update(&mut scene, &spl).await;
    let pool = open(&mut scene, |pool| pool.add_asset(&spl.mint, Some(spl.address), OPEN)).await;
    (scene, pool, spl)
}

/// What the stake pool's reserve earned, in lamports.
async fn earn(scene: &mut Scene, spl: &StakePool, lamports: u64) {
    let account = scene.bank.account(&spl.reserve).await.expect("a reserve");
    scene.bank.put(&spl.reserve, Account { lamports: account.lamports + lamports, ..account });
}

/// The updates that anyone sends in a new epoch.
async fn updates(scene: &mut Scene, spl: &StakePool) -> Vec<Instruction> {
    vec![spl.update_validators(&listed(scene, spl).await), spl.update()]
}

async fn update(scene: &mut Scene, spl: &StakePool) {
    let updates = updates(scene, spl).await;
    scene.bank.send(&updates, &[]).await.unwrap_or_else(|why| panic!("{why}: {:#?}", why.logs));
}

async fn listed(scene: &mut Scene, spl: &StakePool) -> Vec<Validator> {
    let list = scene.bank.account(&spl.list).await.expect("a list");
    validators(&list.data).expect("a list")
}

async fn state(scene: &mut Scene, spl: &StakePool) -> State {
    let account = scene.bank.account(&spl.address).await.expect("a stake pool");
    State::decode(&account.data).expect("a stake pool")
}

/// Calls `with` with alice's ways, where the stake pool may give no less than `least`.
async fn ways<T>(
    scene: &mut Scene,
    pool: &LiquidPool,
    (spl, least): (&StakePool, u64),
    with: impl FnOnce(StakeWays) -> T,
) -> T {
    let (state, list) = (state(scene, spl).await, listed(scene, spl).await);
    let (program, address, state, validator) = (STAKE_POOLS, spl.address, &state, &list[0]);
    let route = StakeRoute::Pool { program, address, state, validator, least };
    let alice = id("alice");
    let tokens = token::address(&alice, &spl.mint);
    with(StakeWays { liquid: &LIQUID, pool: pool.address, route, owner: alice, tokens, shares: pool.shares_of(&alice) })
}

async fn entering(scene: &mut Scene, pool: &LiquidPool, spl: &StakePool, min_shares: u64) -> Vec<Instruction> {
    let rent = scene.rent;
    let least = state(scene, spl).await.least_tokens_for(TEN, rent, SLIPPAGE).expect("tokens");
    let sources = sources(scene, pool).await;
    ways(scene, pool, (spl, least), |ways| ways.enter(&id("stake"), min_shares, &sources)).await
}

async fn leaving(scene: &mut Scene, pool: &LiquidPool, spl: &StakePool, amounts: [u64; 2]) -> Vec<Instruction> {
    let epoch = scene.epoch().await;
    let least = state(scene, spl).await.least_stake_for(amounts[0], epoch, SLIPPAGE).expect("stake");
    leaving_with(scene, pool, (spl, least), amounts).await
}

/// The same with at least `least` lamports of stake.
async fn leaving_with(
    scene: &mut Scene,
    pool: &LiquidPool,
    (spl, least): (&StakePool, u64),
    amounts: [u64; 2],
) -> Vec<Instruction> {
    let sources = sources(scene, pool).await;
    let mut out = stake::create_seeded(&id("alice"), "out", scene.rent).to_vec();
    let to = stake::seeded(&id("alice"), "out");
    out.extend(ways(scene, pool, (spl, least), |ways| ways.leave(&to, amounts, &sources)).await);
    out
}

async fn send(scene: &mut Scene, all: &[Instruction]) -> u64 {
    let done = scene.bank.send(all, &[&key("alice")]).await;
    done.unwrap_or_else(|why| panic!("{why}: {:#?}", why.logs)).compute
}

async fn tokens_of(scene: &mut Scene, owner: &Pubkey, spl: &StakePool) -> u64 {
    scene.bank.balance(&token::address(owner, &spl.mint)).await
}

#[tokio::test]
async fn ten_sol_of_stake_become_lrt_and_active_stake_again() {
    let (mut scene, pool, spl) = with_pool().await;
    let (alice, rent) = (id("alice"), scene.rent);
    let before = state(&mut scene, &spl).await;
    assert!(before.lamports > before.supply, "the stake pool has earned");
    let lamports = scene.bank.lamports(&alice).await;
    let expected = before.tokens_for(TEN, rent).expect("tokens");
    // Two thousandths of the stake's tokens and three of the rent's. The crate rounds each fee up, and this program of version 1.0.0 down.
    let minted =
        |lamports: u64| (u128::from(lamports) * u128::from(before.supply) / u128::from(before.lamports)) as u64;
    let (whole, of_stake) = (minted(TEN + rent), minted(TEN));
    assert_eq!(expected, whole - (of_stake * 2).div_ceil(1_000) - ((whole - of_stake) * 3).div_ceil(1_000));
    let minted = whole - of_stake * 2 / 1_000 - (whole - of_stake) * 3 / 1_000;
    assert!((expected..=expected + 2).contains(&minted));

    let into = entering(&mut scene, &pool, &spl, 1).await;
    let entered = send(&mut scene, &into).await;
    assert_eq!(scene.bank.balance(&pool.reserve(&spl.mint)).await, minted, "to the unit");
    assert_eq!(tokens_of(&mut scene, &alice, &spl).await, 0);
    assert_eq!(scene.bank.account(&id("stake")).await, None, "merged into the validator's");
    assert_eq!(scene.bank.lamports(&alice).await, lamports, "the rent is in the tokens");
    let shares = scene.bank.balance(&pool.shares_of(&alice)).await;
    // A token is worth what the stake pool pays for it: the withdrawal fee is off.
    let worth = u128::from(minted) * u128::from(before.lamports) / u128::from(before.supply);
    assert!((worth * 999 / 1_000).abs_diff(u128::from(shares)) <= 2, "{shares} for {worth}");

    let after = state(&mut scene, &spl).await;
    let amount = minted / 2;
    let worth = |burned: u64| (u128::from(burned) * u128::from(after.lamports) / u128::from(after.supply)) as u64;
    assert_eq!(after.stake_for(amount), Some(worth(amount - amount.div_ceil(1_000))), "the client rounds the fee up");
    let stake = worth(amount - amount / 1_000);
    let out = leaving(&mut scene, &pool, &spl, [amount, shares]).await;
    let left = send(&mut scene, &out).await;
    let (account, held) = scene.stake(&stake::seeded(&alice, "out")).await;
    let delegation = account.delegation.expect("delegated");
    assert_eq!(account.phase(scene.epoch().await), Phase::Active, "no epoch is lost");
    assert_eq!((delegation.vote, delegation.stake, held), (scene.pool.vote, stake, stake + rent), "to the lamport");
    assert_eq!((account.staker, account.withdrawer), (alice, alice));
    assert_eq!(tokens_of(&mut scene, &alice, &spl).await, 0);
    assert_eq!(scene.bank.balance(&pool.reserve(&spl.mint)).await, minted - amount);
    assert_eq!([size(&into, "alice"), size(&out, "alice")], BYTES);
    for ((name, units), most) in [("in", entered), ("out", left)].into_iter().zip(MOST_UNITS) {
        let all = [entered, left];
        assert!(units <= most && units > most / 2, "the way {name} takes {units} units of {most}: {all:?}");
    }
}

/// A stake pool waits for its updates after each of the cluster's boundaries: they fit before either way.
#[tokio::test]
async fn each_way_fits_one_transaction_with_the_updates_of_a_new_epoch() {
    let (mut scene, pool, spl) = with_pool().await;
    scene.next_epoch().await;
    let into = entering(&mut scene, &pool, &spl, 1).await;
    assert_eq!(scene.refused(&into, &["alice"]).await.code(), Some(OUT_OF_DATE));
    let list = scene.bank.account(&spl.list).await.expect("a list").data;
    assert_eq!(all_validators_are_updated(&list, scene.epoch().await), Some(false));
    let into = [updates(&mut scene, &spl).await, into].concat();
    send(&mut scene, &into).await;

    scene.next_epoch().await;
    let shares = scene.bank.balance(&pool.shares_of(&id("alice"))).await;
    let out = leaving(&mut scene, &pool, &spl, [TEN / 2, shares]).await;
    let out = [updates(&mut scene, &spl).await, out].concat();
    send(&mut scene, &out).await;
    let stake = state(&mut scene, &spl).await.stake_for(TEN / 2).expect("stake");
    let (account, _) = scene.stake(&stake::seeded(&id("alice"), "out")).await;
    assert!(account.delegation.expect("delegated").stake.abs_diff(stake) <= 2);
    assert_eq!([size(&into, "alice"), size(&out, "alice")], BYTES_WITH_UPDATES);
}

/// Lamports that reach the stake pool between quote and landing change the rate, and delay no deposit: the whole balance enters.
#[tokio::test]
async fn a_donation_before_the_way_in_does_not_stop_it() {
    let (mut scene, pool, spl) = with_pool().await;
    let quoted = state(&mut scene, &spl).await.tokens_for(TEN, scene.rent).expect("tokens");
    let into = entering(&mut scene, &pool, &spl, TEN * 99 / 100).await;
    earn(&mut scene, &spl, 1_000_000).await;
    update(&mut scene, &spl).await;
    let rent = scene.rent;
    let expected = state(&mut scene, &spl).await.tokens_for(TEN, rent).expect("tokens");
    assert!(expected < quoted);
    send(&mut scene, &into).await;
    let entered = scene.bank.balance(&pool.reserve(&spl.mint)).await;
    assert!((expected..=expected + 2).contains(&entered), "{entered}");
    assert_eq!(tokens_of(&mut scene, &id("alice"), &spl).await, 0);
}

#[tokio::test]
async fn no_less_than_the_minimum_and_no_more_than_the_maximum() {
    let (mut scene, pool, spl) = with_pool().await;
    let into = entering(&mut scene, &pool, &spl, TEN * 2).await;
    assert_eq!(scene.refused(&into, &["alice"]).await.place(), Some(4));
    assert_eq!(scene.stake(&id("stake")).await.0.withdrawer, id("alice"), "nothing happened");
    let into = entering(&mut scene, &pool, &spl, 1).await;
    send(&mut scene, &into).await;
    let out = leaving(&mut scene, &pool, &spl, [TEN / 2, TEN / 4]).await;
    assert_eq!(scene.refused(&out, &["alice"]).await.place(), Some(3));
}

#[tokio::test]
async fn stake_of_another_validator_is_refused() {
    let (mut scene, pool, spl) = with_pool().await;
    scene.bank.put(&id("another validator"), stake::vote_account(&id("another node"), []));
    scene.delegate("alice", "far stake", TEN, "another validator", &Lockup::default()).await;
    scene.next_epoch().await;
    update(&mut scene, &spl).await;
    let (found, list) = (state(&mut scene, &spl).await, listed(&mut scene, &spl).await);
    let at = [&STAKE_POOLS, &spl.address];
    assert_eq!(found.refuses(at, &list, &scene.pool.vote), None);
    assert_eq!(found.refuses(at, &list, &id("another validator")), Some(NoDeposit::Unlisted));
    let far = Validator { vote: id("another validator"), ..list[0] };
    let account = far.stake_account(&STAKE_POOLS, &spl.address);
    // A stake account at the address of a validator that is not in the list.
    let own = scene.bank.account(&id("far stake")).await.expect("a stake account");
    scene.bank.put(&account, own);
    let sources = sources(&mut scene, &pool).await;
    let (program, address, state, validator) = (STAKE_POOLS, spl.address, &found, &far);
    let route = StakeRoute::Pool { program, address, state, validator, least: 1 };
    let tokens = token::address(&id("alice"), &spl.mint);
    let shares = pool.shares_of(&id("alice"));
    let ways = StakeWays { liquid: &LIQUID, pool: pool.address, route, owner: id("alice"), tokens, shares };
    let into = ways.enter(&id("far stake"), 1, &sources);
    let failure = scene.refused(&into, &["alice"]).await;
    assert_eq!((failure.place(), failure.code()), (Some(3), Some(VALIDATOR_NOT_FOUND)));
}

/// The manager may raise a fee on deposits at once. The depositor's minimum stops a deposit behind it, and no other.
#[tokio::test]
async fn a_deposit_fee_that_is_raised_in_front_stops_the_way_in() {
    let (mut scene, pool, spl) = with_pool().await;
    let (alice, rent) = (id("alice"), scene.rent);
    let into = entering(&mut scene, &pool, &spl, 1).await;
    for fee in spl.set_deposit_fees([20, 20]) {
        scene.bank.by("manager", fee).await;
    }
    let before = scene.bank.account(&id("stake")).await;
    let failure = scene.refused(&into, &["alice"]).await;
    assert_eq!((failure.place(), failure.code()), (Some(3), Some(EXCEEDED_SLIPPAGE)));
    assert_eq!(scene.bank.account(&id("stake")).await, before, "alice's as before");
    for fee in spl.set_deposit_fees([6, 6]) {
        scene.bank.by("manager", fee).await;
    }
    // Half of the fee goes back to alice, its referrer: more than the program compares.
    scene.bank.by("manager", spl.set_referral(50)).await;
    let state = state(&mut scene, &spl).await;
    let expected = state.tokens_for(TEN, rent).expect("tokens");
    let compared = state.least_tokens_for(TEN, rent, 0).expect("tokens");
    assert!(expected - compared > TEN / 1_000 * 2, "{expected} of {compared}");
    send(&mut scene, &into).await;
    let entered = scene.bank.balance(&pool.reserve(&spl.mint)).await;
    assert!((expected..=expected + 2).contains(&entered), "{entered} for {expected}");
    assert_eq!(tokens_of(&mut scene, &alice, &spl).await, 0);
}

/// The update of a new epoch begins an announced fee in the same transaction: the minimum knows of it.
#[tokio::test]
async fn an_announced_withdrawal_fee_begins_with_the_way_out() {
    let (mut scene, pool, spl) = with_pool().await;
    let into = entering(&mut scene, &pool, &spl, 1).await;
    send(&mut scene, &into).await;
    let shares = scene.bank.balance(&pool.shares_of(&id("alice"))).await;
    scene.bank.by("manager", spl.announce_withdrawal_fee([3, 2_000])).await;
    scene.next_epoch().await;
    update(&mut scene, &spl).await;
    let (now, announced) = (state(&mut scene, &spl).await, scene.epoch().await);
    assert_eq!((now.withdrawal_fee, now.exit_fee), ([1, 1_000], [3, 2_000]), "announced");
    scene.next_epoch().await;

    let amounts = [TEN / 2, shares];
    let now = state(&mut scene, &spl).await;
    // By the fee of before, the update breaks the promise.
    let before = now.least_stake_for(TEN / 2, announced, 0).expect("stake");
    assert_eq!(Some(before), now.stake_for(TEN / 2));
    let out = leaving_with(&mut scene, &pool, (&spl, before), amounts).await;
    let out = [updates(&mut scene, &spl).await, out].concat();
    let failure = scene.refused(&out, &["alice"]).await;
    assert_eq!(failure.code(), Some(EXCEEDED_SLIPPAGE), "{:#?}", failure.logs);

    let epoch = scene.epoch().await;
    let least = now.least_stake_for(TEN / 2, epoch, 0).expect("stake");
    assert!(least < before, "{least} of {before}");
    let out = leaving_with(&mut scene, &pool, (&spl, least), amounts).await;
    let out = [updates(&mut scene, &spl).await, out].concat();
    send(&mut scene, &out).await;
    assert_eq!(state(&mut scene, &spl).await.withdrawal_fee, [3, 2_000], "begun");
    let (account, _) = scene.stake(&stake::seeded(&id("alice"), "out")).await;
    let stake = account.delegation.expect("delegated").stake;
    assert!((least..=least + 2).contains(&stake), "{stake} for {least}");
}

/// What a validator may give, to the lamport, and from which one, by the program's own refusals.
#[tokio::test]
async fn stake_leaves_up_to_a_limit_and_of_the_preferred_validator_first() {
    let (mut scene, pool, spl) = with_pool().await;
    let (bob, rent) = (id("bob"), scene.rent);
    let into = entering(&mut scene, &pool, &spl, 1).await;
    send(&mut scene, &into).await;
    scene.bank.put(&id("another validator"), stake::vote_account(&id("another node"), []));
    scene.bank.by("manager", spl.add_validator(&id("another validator"))).await;
    let vote = scene.pool.vote;
    scene.bank.by("manager", spl.prefer_withdrawals(&vote)).await;
    let (found, list) = (state(&mut scene, &spl).await, listed(&mut scene, &spl).await);
    let [first, other] = [list[0], list[1]];
    // The stake program's least is larger here than the crate's.
    let stays = kept(rent, LEAST_DELEGATION);
    let spare = first.spare(stays);
    assert_eq!(spare, first.active - rent - LEAST_DELEGATION);
    assert_eq!(found.gives_first(&list, stays), Some(&first));
    // This program rounds the fee down.
    let stake_of = |tokens: u64| {
        (u128::from(tokens - tokens / 1_000) * u128::from(found.lamports) / u128::from(found.supply)) as u64
    };
    let about = found.supply as u128 * u128::from(spare) / u128::from(found.lamports) * 1_000 / 999;
    let most = (about as u64 - 10..).take_while(|tokens| stake_of(*tokens) <= spare).last().expect("less than it has");
    assert_eq!(stake_of(most), spare, "to the lamport");

    let tokens = token::address(&bob, &spl.mint);
    let leave = |validator: &Validator, amount: u64| {
        let mut out = stake::create_seeded(&bob, "out", rent).to_vec();
        let at = [&STAKE_POOLS, &spl.address];
        out.push(found.leave(at, validator, &stake::seeded(&bob, "out"), &bob, (&tokens, [amount, 1])));
        out
    };
    let (over, behind, whole) = (leave(&first, most + 2), leave(&other, TEN / 100), leave(&first, most));
    assert_eq!(scene.refused(&over, &["bob"]).await.code(), Some(NOT_THE_LEAST));
    assert_eq!(scene.refused(&behind, &["bob"]).await.code(), Some(NOT_PREFERRED));
    scene.bank.send(&whole, &[&key("bob")]).await.unwrap_or_else(|why| panic!("{why}: {:#?}", why.logs));
    let (account, _) = scene.stake(&stake::seeded(&bob, "out")).await;
    assert_eq!(account.delegation.expect("delegated").stake, spare);
}
