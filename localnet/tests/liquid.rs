//! The example's liquid pool, on the real program of stake pools.

mod common;

use borsh::BorshDeserialize;
use common::World;
use harness::liquid::LIQUID;
use harness::token;
use localnet::example::liquid::plan::{ASSETS, PLACEMENTS, STAKE_POOLS};
use localnet::example::liquid::{pool, stake_pools};
use localnet::example::plan::{DAY, SOL};
use localnet::keys::address;
use restaking_client::liquid::stake_pool::StakePool;
use restaking_client::liquid::value::state::batch::Batch;
use restaking_client::liquid::{CollectedExit, ExitBatch, Pool, QueuedExit};
use solana_program::pubkey::Pubkey;

fn read<T: BorshDeserialize>(world: &World, at: &Pubkey) -> T {
    let account = world.chain.account(at).unwrap().unwrap_or_else(|| panic!("there is nothing at {at}"));
    T::deserialize(&mut account.data.as_slice()).unwrap()
}

fn state(world: &World) -> Pool {
    read(world, &pool().address)
}

/// The books are covered by what the pool's accounts hold, and each placement has about its part.
#[test]
fn the_books_of_the_pool_are_its_tokens() {
    let world = World::with_a_liquid_pool();
    let (pool, balance) = (state(&world), |at: &Pubkey| world.chain.balance(at).unwrap());
    for (place, asset) in pool.known_assets().enumerate() {
        let books = &pool.ledger.assets[place];
        assert_eq!(balance(&asset.reserve), books.idle + books.owed + books.stream.left, "{}", ASSETS[place].0);
    }
    for (place, (name, ..)) in PLACEMENTS.iter().enumerate() {
        let shares = pool.ledger.placements[place].shares;
        assert_eq!(balance(&pool.placements[place].vrt_account), shares, "{name}");
        assert!(shares > 200 * SOL, "{name}");
    }
    let holders = ["heidi", "ivan", "judy", "weaver"];
    let held: u64 = holders.iter().map(|name| balance(&token::address(&address(name), &pool.lrt_mint))).sum();
    assert_eq!(held + balance(&pool.escrow) + pool.ledger.fee_shares, pool.ledger.supply);
    assert_eq!(world.manifest.liquid_pools["tide"].address, pool_address());
    assert_eq!(world.manifest.liquid_program, Some(LIQUID.to_string()));
}

fn pool_address() -> String {
    pool().address.to_string()
}

/// One request is filled, one waits for a vault, one for its period, and a part of a collected exit is judy's.
#[test]
fn what_waits_is_what_it_should_be() {
    let world = World::with_a_liquid_pool();
    let batch_of = |name: &str| {
        let request: QueuedExit = read(&world, &world.manifest.queued_exits[name].address.parse().unwrap());
        let batch: ExitBatch = read(&world, &request.batch);
        (Batch::from(&batch.batch), request.request.shares)
    };
    let (filled, shares) = batch_of("filled");
    assert_eq!((filled.waiting(), shares), (0, 50 * SOL));
    assert!(filled.paid > 45 * SOL, "{filled:?}");
    let (waiting, shares) = batch_of("waiting");
    assert_eq!((waiting.waiting(), shares), (190 * SOL, 190 * SOL));
    let pool = state(&world);
    assert!(pool.ledger.assets[1].idle < 180 * SOL, "the reserve is too short");
    assert!(pool.placements[2].tickets.iter().any(|ticket| *ticket != Pubkey::default()), "an exit is on its way");
    let (new, _) = batch_of("new");
    assert!(new.period * pool.ledger.batch_seconds + 2 * DAY.unsigned_abs() > world.manifest.now.unsigned_abs());
    let part = &world.manifest.exit_parts["judy"];
    let collected: CollectedExit = read(&world, &LIQUID.collected_exit(&part.ticket.parse().unwrap()));
    assert!(collected.tokens > SOL, "{}", collected.tokens);
    assert!(!world.manifest.queued_exits.contains_key("early"), "it was claimed");
}

/// The stake pools are of this epoch at the end of the example, and again after each epoch that passes.
#[test]
fn stake_pools_are_kept_up_to_date() {
    let world = World::with_a_liquid_pool();
    let lagging = || {
        let epoch = world.chain.clock().unwrap().epoch;
        let updated = STAKE_POOLS.iter().map(|plan| {
            let account = world.chain.account(&stake_pools::of(plan).address).unwrap().unwrap();
            StakePool::decode(&account.data).unwrap().updated_in
        });
        updated.filter(|updated| *updated < epoch).count()
    };
    assert_eq!(lagging(), 0);
    world.chain.travel(world.manifest.now + 3 * DAY).unwrap();
    assert_eq!(lagging(), 2, "an epoch has passed");
    stake_pools::keep(&world.chain).unwrap();
    assert_eq!(lagging(), 0);
}
