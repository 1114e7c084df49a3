//! A liquid pool with an asset of every source, with VRT as a deposit, and with rewards that are claimed, sold and streamed.

use harness::liquid::{
    LIQUID, LiquidPool, MARINADE, MarinadeFigures, POOL_BYTES, SINGLE_POOL_PROGRAM, SOL, STAKE_ACCOUNT_BYTES,
    STAKE_PROGRAM, SinglePool, marinade_state, program_data, program_data_of,
};
use harness::token;
use restake_cli::chain::Chain;
use restaking_client::liquid::Event;
use restaking_client::pda;
use solana_account::Account;
use solana_program::pubkey::Pubkey;

use crate::liquid::{ONE, founded, places, stake_pool, watched};
use crate::world::{World, file, who};

/// A single-validator pool, of which the account is full of ones.
fn single() -> SinglePool {
    SinglePool::in_account(&[1; POOL_BYTES]).expect("a single-validator pool")
}

/// Puts a single-validator pool with 110 SOL for 100 tokens, and Marinade with 1,200 SOL for 1,000, on the chain. Both are written by
/// hand: the pool reads them.
fn sources(world: &World) {
    let single = single();
    for program in [SINGLE_POOL_PROGRAM, MARINADE] {
        world.chain.put(program_data_of(&program), program_data(0));
    }
    let rent = world.chain.rent(STAKE_ACCOUNT_BYTES).unwrap();
    let account =
        |lamports, bytes: usize, owner| Account { lamports, data: vec![1; bytes], owner, ..Account::default() };
    world.chain.put(single.pool, account(ONE, POOL_BYTES, SINGLE_POOL_PROGRAM));
    world.chain.put(single.stake, account(rent + 108 * ONE, STAKE_ACCOUNT_BYTES, STAKE_PROGRAM));
    world.chain.put(single.on_ramp, account(rent + 2 * ONE, STAKE_ACCOUNT_BYTES, STAKE_PROGRAM));
    world.chain.put(single.mint, token::mint_account(9, single.mint_authority, None, 99 * ONE));
    let figures = MarinadeFigures {
        active: 1_190 * ONE,
        cooling_down: [10 * ONE, 5 * ONE],
        reserve: 20 * ONE,
        tickets: 25 * ONE,
        supply: 1_000 * ONE,
        exit_fee: 1_000,
        is_paused: false,
    };
    world.chain.put(who("marinade"), marinade_state(&who("staked by marinade"), figures));
    for mint in [who("staked by marinade"), who("far token")] {
        world.chain.put(mint, token::mint_account(9, who("marinade"), None, 1_000 * ONE));
    }
    for mint in [single.mint, who("staked by marinade"), who("far token")] {
        world.chain.put(token::address(&who("bob"), &mint), token::token_account(mint, who("bob"), 20 * ONE));
    }
}

/// Assets of every source, VRT and rewards, by every command.
pub fn valued() -> World {
    let mut world = founded();
    let (_, LiquidPool { address: pool, .. }) = places();
    sources(&world);
    let (single, marinade, far) = (single(), who("staked by marinade"), who("far token"));
    let other = world.refused("weaver", &format!("liquid add-asset {pool} {far} --stake-pool {}", single.pool));
    assert_eq!(other, "Account is not a price source of the mint");
    world.ok("weaver", &format!("liquid add-asset {pool} {} --stake-pool {}", single.mint, single.pool));
    world.ok("weaver", &format!("liquid add-asset {pool} {marinade} --stake-pool {}", who("marinade")));
    let old = world.refused("weaver", &format!("liquid add-reported-asset {pool} {far} 0.02 --max-age 30d"));
    assert!(old.starts_with("Limit is out of bounds"), "{old}");
    let zero = world.refused("weaver", &format!("liquid add-reported-asset {pool} {far} 0"));
    assert_eq!(zero, "a price is not zero, and not of zero tokens");
    let told =
        world.ok("weaver", &format!("liquid add-reported-asset {pool} {far} 20 --per 1000 --max-age 1d --max 50%"));
    assert!(told.contains("reported at 20 SOL for 1000 tokens and every 1 d: it takes deposits up to 50%"), "{told}");
    let told = world.ok("weaver", &format!("liquid set-role {pool} price-reporter {}", who("keeper")));
    assert!(told.contains("price reporter of the pool") && told.contains("at once"), "{told}");

    world.ok("alice", &format!("liquid deposit {pool} {SOL} 8"));
    world.ok("bob", &format!("liquid deposit {pool} {} 6", stake_pool().mint));
    for (mint, amount, worth) in [(single.mint, 1, "1.1"), (marinade, 1, "1.1988"), (far, 5, "0.1")] {
        let told = world.ok("bob", &format!("liquid deposit {pool} {mint} {amount}"));
        assert!(told.contains(&format!("worth {worth} SOL")), "{mint}: {told}");
    }
    observed(&mut world, 8 * ONE + 6 * ONE + 1_100_000_000 + 1_198_800_000 + 100_000_000);
    reported(&mut world);
    of_a_vault(&mut world);
    rewarded(&mut world);
    watched(&world);
    world
}

/// The client values the pool as the program does: `low` at least.
fn observed(world: &mut World, low: u64) {
    let pool = places().1.address;
    world.ok("keeper", &format!("liquid observe {pool}"));
    let logs = world.chain.last().logs;
    let events = LIQUID.events(&logs);
    let [Event::RatesObserved(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.worth.low, event.rejected, event.quarantined), (low, 0, 0));
    let listed = world.json("alice", "list liquid-pools");
    assert_eq!(listed[0]["derived"]["value"], low.to_string());
}

/// A report grows old, and is repeated by its reporter alone.
fn reported(world: &mut World) {
    let (pool, far) = (places().1.address, who("far token"));
    world.chain.wait(86_401);
    let old = world.refused("bob", &format!("liquid deposit {pool} {far} 1 --min-out 0.01"));
    assert_eq!(old, "Price source is not updated in this epoch");
    let text = world.ok("bob", &format!("show {pool}"));
    assert!(text.contains("BLOCKED") && text.contains("a report is too old, or Marinade is paused"), "{text}");
    let stranger = world.refused("bob", &format!("liquid report-price {pool} {far} 0.02"));
    assert_eq!(stranger, "Signer is not the pool's price reporter");
    let here = world.refused("keeper", &format!("liquid report-price {pool} {SOL} 1"));
    assert_eq!(here, format!("the price of {SOL} is not reported: its source is on this chain"));
    let told = world.ok("keeper", &format!("liquid report-price {pool} {far} 0.02"));
    assert!(told.starts_with(&format!("Report 0.02 SOL for 1 tokens of mint {far}\n")), "{told}");
    world.ok("bob", &format!("liquid deposit {pool} {far} 1"));
}

/// VRT of the pool's vault.
fn of_a_vault(world: &mut World) {
    let (vault, LiquidPool { address: pool, .. }) = places();
    world.ok("bob", &format!("deposit {vault} 1"));
    let much = world.refused("bob", &format!("liquid deposit-vrt {pool} {vault} 2"));
    assert_eq!(much, format!("you have 1 VRT of vault {vault}, and want to deposit 2"));
    let told = world.ok("bob", &format!("liquid deposit-vrt {pool} {vault} all"));
    assert!(told.contains("of vault") && told.contains("worth 1 SOL"), "{told}");
}

/// Rewards of a tree are claimed, put up for sale and bought; an asset that was sent to the pool streams.
fn rewarded(world: &mut World) {
    let (pool, mint) = (places().1.address, world.mint);
    world.chain.fund(&who("service"));
    world.ok("service", "ncn register");
    let ncn = pda::ncn(&who("service"), 0);
    world.ok("service", &format!("rewards tree open {ncn} {mint} --disputer {} --delay 1h", who("bob")));
    let tree = pda::reward_tree(&ncn, &mint);
    let lines = file("earned-by-pool.csv", format!("{pool},10\n"));
    let path =
        file("earned-by-pool.json", world.ok("service", &format!("rewards tree list {tree} {}", lines.display())));
    world.chain.put(token::address(&who("service"), &mint), token::token_account(mint, who("service"), 10_000_000));
    world.ok("service", &format!("rewards tree publish {tree} --list {}", path.display()));
    world.chain.wait(3_600);
    world.ok("keeper", &format!("liquid rewards claim {pool} {tree} --list {}", path.display()));
    assert_eq!(world.balance(&token::address(&pool, &mint)), 10_000_000);
    let foreign = file("earned-by-bob.csv", format!("{},10\n", who("bob")));
    let foreign = world.ok("service", &format!("rewards tree list {tree} {}", foreign.display()));
    let foreign = file("earned-by-bob.json", foreign);
    let none = world.refused("keeper", &format!("liquid rewards claim {pool} {tree} --list {}", foreign.display()));
    assert_eq!(none, format!("the pool {pool} is not in {}", foreign.display()));

    let early = world.refused("keeper", &format!("liquid rewards collect {pool} {mint}"));
    assert!(early.contains("have no auction yet: open it with"), "{early}");
    let asset = world.refused("keeper", &format!("liquid rewards open-auction {pool} {SOL}"));
    assert!(asset.ends_with("its rewards stream, without an auction"), "{asset}");
    world.ok("keeper", &format!("liquid rewards open-auction {pool} {mint}"));
    let empty = world.refused("keeper", &format!("liquid rewards begin-lot {pool} {mint}"));
    assert!(empty.starts_with(&format!("the auction of mint {mint} has no tokens")), "{empty}");
    let told = world.ok("keeper", &format!("liquid rewards collect {pool} {mint}"));
    assert!(told.starts_with(&format!("Move 10 tokens of mint {mint} to their auction\n")), "{told}");
    let gone = world.refused("keeper", &format!("liquid rewards collect {pool} {mint}"));
    assert!(gone.ends_with("is empty: nothing is to be collected"), "{gone}");
    let none = world.refused("alice", &format!("liquid rewards buy {pool} {mint} all"));
    assert!(none.starts_with(&format!("no rewards in mint {mint} are for sale")), "{none}");
    world.ok("keeper", &format!("liquid rewards begin-lot {pool} {mint}"));
    let dear = world.refused("alice", &format!("liquid rewards buy {pool} {mint} all --max-in 1"));
    assert!(dear.contains("(at most 1): the price halves every 22.5 minutes"), "{dear}");

    // Half a day later the whole lot costs 2^29 lamports.
    world.chain.wait(43_200);
    let told = world.ok("alice", &format!("liquid rewards buy {pool} {mint} 5"));
    assert!(
        told.contains("bought 5 reward tokens of mint") && told.contains("for 0.268435456 tokens of mint So11"),
        "{told}"
    );
    let much = world.refused("alice", &format!("liquid rewards buy {pool} {mint} 6"));
    assert!(much.starts_with("the lot has fewer tokens"), "{much}");
    world.ok("alice", &format!("liquid rewards buy {pool} {mint} all --max-in 1"));
    assert_eq!(world.tokens_of("alice"), 1_000 * 1_000_000 + 10_000_000);
    let auction = LIQUID.auction(&pool, &mint);
    assert!(world.ok("alice", &format!("show {auction}")).contains(&pool.to_string()));

    let staked = stake_pool().mint;
    let sent = token::address(&pool, &staked);
    world.chain.put(sent, token::token_account(staked, pool, ONE));
    let told = world.ok("keeper", &format!("liquid rewards collect {pool} {staked}"));
    assert!(told.starts_with(&format!("Stream 1 tokens of mint {staked} to the pool's holders\n")), "{told}");
    let none: Pubkey = who("nothing");
    let foreign = world.refused("keeper", &format!("liquid rewards collect {pool} {staked} --account {none}"));
    assert_eq!(foreign, format!("{none} is no token account of the pool {pool} for mint {staked}"));
}
