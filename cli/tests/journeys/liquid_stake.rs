//! Stake accounts into a liquid pool through a stake pool and back, and what is said of those that cannot.

use harness::liquid::SOL;
use harness::{StakePool, key, stake, token};
use restake_cli::chain::Chain;
use restaking_client::native_stake::{Phase, STAKE_ACCOUNT_BYTES, STAKE_PROGRAM, StakeAccount};
use solana_account::Account;
use solana_program::pubkey::Pubkey;
use solana_stake_interface::state::Lockup;

use crate::liquid::{ONE, founded, places, stake_pool};
use crate::world::{World, who};

/// Delegates ten SOL of `owner`'s in the stake account called `account`.
fn delegate(world: &World, owner: &str, account: &str, vote: &str) {
    let rent = world.chain.rent(STAKE_ACCOUNT_BYTES).unwrap();
    let made = stake::delegate_new(&who(owner), &who(account), (10 * ONE, rent), &who(vote), &Lockup::default());
    world.chain.run(&made, &[&key(owner), &key(account)]);
}

/// The pool with holders, and a validator in its stake pool's list; ten SOL of alice's stake of that validator are active.
fn staking() -> World {
    let mut world = founded();
    for name in ["validator", "other validator"] {
        world.chain.put(who(name), stake::vote_account(&who("node"), []));
    }
    world.chain.run(&[stake_pool().add_validator(&who("validator"))], &[&key("manager")]);
    delegate(&world, "alice", "stake", "validator");
    delegate(&world, "bob", "far stake", "other validator");
    world.ok("alice", &format!("liquid deposit {} {SOL} 8", places().1.address));
    world.chain.next_epoch();
    world
}

#[test]
fn stake_enters_through_a_stake_pool_and_leaves_as_active_stake() {
    let mut world = staking();
    let (pool, staked) = (places().1.address, stake_pool().mint);
    let rent = world.chain.rent(STAKE_ACCOUNT_BYTES).unwrap();
    let (stake, validator) = (who("stake"), who("validator"));
    let told = world.ok("alice", &format!("liquid deposit-stake {pool} {stake} --dry-run"));
    assert!(told.contains(&format!("note: your 20 tokens of mint {staked} are deposited as well")), "{told}");
    let note = format!("note: {} SOL that is no stake enters as well, for a fee of 0%", rent as f64 / ONE as f64);
    assert!(told.contains(&note), "{told}");
    // Nobody means to deposit what was sent there by mistake.
    let account = world.chain.account(&stake).unwrap().expect("a stake account");
    let gift = Account { lamports: account.lamports + ONE, ..account.clone() };
    world.chain.put(stake, gift);
    let told = world.ok("alice", &format!("liquid deposit-stake {pool} {stake} --dry-run"));
    assert!(told.contains("note: 1.00228288 SOL that is no stake enters as well"), "{told}");
    world.chain.put(stake, account);
    // The validator and the stake pool lag: both are updated on the way.
    let told = world.json("alice", &format!("liquid deposit-stake {pool} {stake}"));
    let events = told["events"].as_array().unwrap();
    let deposited = events.iter().find(|event| event["name"] == "PoolDeposited").expect("a deposit");
    // A rate of one and no fees: the stake, the rent, which enters as well, and what she had.
    assert_eq!(deposited["data"]["tokens"], (30 * ONE + rent).to_string());
    assert_eq!(world.chain.account(&stake).unwrap(), None);

    let told = world.ok("alice", &format!("liquid exit stake {pool} {staked} 4"));
    let out = Pubkey::create_with_seed(&who("alice"), "restake 0", &STAKE_PROGRAM).unwrap();
    let what = format!(
        "Leave the pool {pool} at once with 4 tokens of mint {staked}, as 4 SOL of stake of validator {validator} in the new stake account {out}"
    );
    assert!(told.starts_with(&what), "{told}");
    assert!(told.contains(", of at least 3.98 SOL (at most "), "half a percent less: {told}");
    let account = world.chain.account(&out).unwrap().expect("a stake account");
    let found = StakeAccount::decode(&account.data).expect("a stake account");
    assert_eq!(found.phase(world.chain.clock().epoch), Phase::Active);
    let delegation = found.delegation.unwrap();
    assert_eq!((delegation.vote, delegation.stake, found.withdrawer), (validator, 4 * ONE, who("alice")));

    // A part of it enters again.
    let part = format!("liquid deposit-stake {pool} {out} --amount 1.5 --mint {staked}");
    let told = world.ok("alice", &format!("{part} --dry-run"));
    assert!(told.contains(&note), "what is split off has its rent alone: {told}");
    world.ok("alice", &part);
    let account = world.chain.account(&out).unwrap().expect("the rest");
    assert_eq!(StakeAccount::decode(&account.data).unwrap().delegation.unwrap().stake, 2_500_000_000);
}

#[test]
fn stake_that_cannot_enter_or_leave_is_told_why() {
    let mut world = staking();
    let (pool, staked, source) = (places().1.address, stake_pool().mint, stake_pool().address);
    let (far, other) = (who("far stake"), who("other validator"));
    let unlisted = world.refused("bob", &format!("liquid deposit-stake {pool} {far}"));
    let why = format!("stake pool {source} does not have the validator in its list");
    assert_eq!(unlisted, format!("stake account {far} of validator {other} cannot enter: {why}"));
    let none = world.refused("bob", &format!("liquid deposit-stake {pool} {far} --mint {SOL}"));
    assert!(none.contains(&format!("the pool {pool} does not take its stake")), "{none}");
    let foreign = world.refused("bob", &format!("liquid deposit-stake {pool} {}", who("stake")));
    assert!(foreign.starts_with(&format!("only its withdrawer {} can deposit", who("alice"))), "{foreign}");
    delegate(&world, "alice", "young stake", "validator");
    let young = world.refused("alice", &format!("liquid deposit-stake {pool} {}", who("young stake")));
    assert!(young.contains("is active from the cluster's next epoch"), "{young}");
    let over = world.refused("alice", &format!("liquid deposit-stake {pool} {} --amount 10.5", who("stake")));
    assert!(over.ends_with("has 10 SOL of stake, and you want to deposit 10.5"), "{over}");

    world.ok("alice", &format!("liquid deposit-stake {pool} {}", who("stake")));
    let plain = world.refused("alice", &format!("liquid exit stake {pool} {SOL} 1"));
    assert!(plain.starts_with(&format!("mint {SOL} is the token of no stake pool")), "{plain}");
    let unlisted = world.refused("alice", &format!("liquid exit stake {pool} {staked} 1 --validator {other}"));
    assert_eq!(unlisted, format!("stake pool {source} does not have validator {other} in its list"));
    let over = world.refused("alice", &format!("liquid exit stake {pool} {staked} 50"));
    assert_eq!(over, format!("no validator of stake pool {source} has 50 SOL of stake to give: leave with less"));
    let dear = world.refused("alice", &format!("liquid exit stake {pool} {staked} 1 --max-in 0.5"));
    assert!(dear.starts_with("Cost exceeds the requested maximum"), "{dear}");

    let manager = key("manager");
    world.chain.run(&[stake_pool().add_validator(&other)], &[&manager]);
    world.chain.run(&[stake_pool().prefer_withdrawals(&who("validator"))], &[&manager]);
    let first = who("validator");
    let behind = world.refused("alice", &format!("liquid exit stake {pool} {staked} 1 --validator {other}"));
    // A SOL stays, the least that the stake program delegates.
    let why =
        format!("stake pool {source} gives the stake of its preferred validator {first} first: it has 10 SOL to give");
    assert_eq!(behind, why);
    let over = world.refused("alice", &format!("liquid exit stake {pool} {staked} 50"));
    assert_eq!(over, format!("validator {first} has 10 SOL of stake to give in stake pool {source}, not 50"));

    // A list that cannot be read is not one without validators.
    world.chain.next_epoch();
    let list = world.chain.account(&stake_pool().list).unwrap().expect("a list");
    world.chain.put(stake_pool().list, Account { data: vec![0; list.data.len()], ..list });
    let unread = world.refused("alice", &format!("liquid update {pool}"));
    assert_eq!(unread, format!("the list {} of validators of stake pool {source} cannot be read", stake_pool().list));
}

/// More stake pools lag than one transaction has room for: they are updated in several, and what needs them follows.
#[test]
fn stake_pools_are_updated_in_as_many_transactions_as_they_take() {
    let mut world = founded();
    let (pool, manager) = (places().1.address, key("manager"));
    let rent = |bytes: usize| world.chain.rent(bytes).expect("the rent");
    for name in ["validator", "other validator"] {
        world.chain.put(who(name), stake::vote_account(&who("node"), []));
    }
    let sources: Vec<StakePool> = ["second", "third", "fourth", "fifth"]
        .map(|name| {
            let own = ["list", "reserve", "mint"].map(|part| who(&format!("{name} {part}")));
            StakePool::new(who(name), own, who("manager"))
        })
        .into();
    for source in &sources {
        source.accounts(rent).into_iter().for_each(|(address, account)| world.chain.put(address, account));
        world.chain.run(&[source.initialize(0)], &[&manager]);
        let bobs = token::address(&who("bob"), &source.mint);
        world.chain.put(bobs, token::token_account(source.mint, who("bob"), 0));
        world.chain.run(&[source.deposit_sol(&who("bob"), 10 * ONE)], &[&key("bob")]);
    }
    for StakePool { mint, address, .. } in &sources {
        world.ok("weaver", &format!("liquid add-asset {pool} {mint} --stake-pool {address}"));
    }
    for source in std::iter::once(&stake_pool()).chain(&sources) {
        for name in ["validator", "other validator"] {
            world.chain.run(&[source.add_validator(&who(name))], &[&manager]);
        }
    }
    let deposit = format!("liquid deposit {pool} {SOL} 1");
    world.ok("alice", &deposit);

    world.chain.next_epoch();
    let dry = world.refused("alice", &format!("{deposit} --dry-run"));
    let first = format!("one transaction has no room for that: send `restake liquid update {pool}` first");
    assert_eq!(dry, format!("5 stake pools have to be updated before this, and {first}"));
    let sent = |world: &World| world.chain.sent.borrow().len();
    let before = sent(&world);
    let told = world.ok("keeper", &format!("liquid update {pool}"));
    assert!(sent(&world) > before + 1, "{told}");
    let current = "All stake pools of the pool are up to date.\n";
    assert_eq!(world.ok("keeper", &format!("liquid update {pool}")), current);

    world.chain.next_epoch();
    let before = sent(&world);
    world.ok("alice", &deposit);
    assert!(sent(&world) > before + 2);
    assert_eq!(world.ok("keeper", &format!("liquid update {pool}")), current);

    world.chain.next_epoch();
    let told = world.ok("keeper", &format!("liquid upkeep {pool}"));
    assert_eq!(told.matches("Update stake pool ").count(), 5, "{told}");
    assert_eq!(world.ok("keeper", &format!("liquid update {pool}")), current);
}
