//! Native stake: a validator's pool and vault, stake accounts in and out, and what is said of those that cannot.

use harness::{key, stake};
use restake_cli::chain::Chain;
use restaking_client::native_stake::{
    EPOCH_REWARDS, Phase, STAKE_ACCOUNT_BYTES, STAKE_PROGRAM, SinglePool, StakeAccount,
};
use restaking_client::pda;
use solana_account::Account;
use solana_program::pubkey::Pubkey;

use crate::world::{World, who};

/// Ten SOL, in lamports.
const TEN: u64 = 10_000_000_000;

/// When a locked account of these tests is free, in unix seconds: long after now.
const LOCKED_UNTIL: i64 = 4_000_000_000;

/// A world with the pool program and the validator "validator".
fn cluster() -> World {
    let world = World::new().with("curator").with("alice").with("bob");
    let rent = |bytes: usize| world.chain.rent(bytes).expect("the rent");
    for (address, account) in stake::program(rent) {
        world.chain.put(address, account);
    }
    for name in ["validator", "other validator"] {
        world.chain.put(who(name), stake::vote_account(&who("node"), []));
    }
    world
}

/// The same in the epoch after "curator" made the pool and a vault over its token; gives the vault.
fn founded() -> (World, Pubkey) {
    let mut world = cluster();
    world.ok("curator", &format!("stake create-pool {} --vault --epoch 100s", who("validator")));
    world.chain.next_epoch();
    (world, pda::vault(&who("curator"), 0))
}

/// Delegates ten SOL of `owner`'s in the stake account called `account`.
fn delegate(world: &World, owner: &str, account: &str, vote: &str, unix_timestamp: i64) {
    let rent = world.chain.rent(STAKE_ACCOUNT_BYTES).unwrap();
    let lockup = solana_stake_interface::state::Lockup { unix_timestamp, custodian: who("custodian"), epoch: 0 };
    let made = stake::delegate_new(&who(owner), &who(account), (TEN, rent), &who(vote), &lockup);
    world.chain.run(&made, &[&key(owner), &key(account)]);
}

fn stake_at(world: &World, address: &Pubkey) -> StakeAccount {
    let account = world.chain.account(address).unwrap().expect("a stake account");
    assert_eq!(account.owner, STAKE_PROGRAM);
    StakeAccount::decode(&account.data).expect("a stake account")
}

fn phase(world: &World, address: &Pubkey) -> Phase {
    stake_at(world, address).phase(world.chain.clock().epoch)
}

/// A pool and a vault with a term over its token, in one command.
#[test]
fn a_pools_vault_may_have_a_term() {
    let mut world = cluster();
    let now = world.chain.clock().unix_timestamp;
    let line = format!("stake create-pool {} --vault --epoch 100s", who("validator"));
    world.ok("curator", &format!("{line} --term-start {} --term-end {}", now + 500, now + 1_550));
    let vault = pda::vault(&who("curator"), 0);
    let made = world.json("alice", &format!("show {vault}"));
    let [start, end] = ["start", "end"].map(|name| made["derived"]["term"][name].as_str().unwrap().parse().unwrap());
    assert!((now + 500..now + 600).contains(&start) && (now + 1_450..=now + 1_550).contains(&end), "{made}");
}

/// A vault over the token of a validator's pool, in one command; ten SOL of stake in, and out again as active stake.
#[test]
fn stay_with_your_validator() {
    let mut world = cluster();
    let pool = SinglePool::of(&who("validator"));
    assert_eq!(world.ok("alice", "stake pools"), "There is no pool of that description on this cluster.\n");
    let told = world.ok("curator", &format!("stake create-pool {} --vault --epoch 100s", pool.vote));
    let vault = pda::vault(&who("curator"), 0);
    assert!(
        told.starts_with(&format!(
            "Create the pool of validator {} with the token {}, create its on-ramp, make vault {vault} over its token",
            pool.vote, pool.mint
        )),
        "{told}"
    );
    assert!(told.contains("note: 1 SOL of it stay in the pool permanently"), "{told}");
    let again = world.refused("curator", &format!("stake create-pool {}", pool.vote));
    assert_eq!(again, format!("validator {} has its pool already: its token is {}", pool.vote, pool.mint));

    world.chain.next_epoch();
    delegate(&world, "alice", "stake", "validator", 0);
    world.chain.next_epoch();
    let before = world.chain.balance(&who("alice"));
    let told = world.json("alice", &format!("stake deposit {} {vault}", who("stake")));
    assert_eq!(told["events"][0]["name"], "Deposited");
    assert_eq!(told["events"][0]["data"]["assets"], "10000000000");
    let vrt = harness::token::address(&who("alice"), &pda::vrt_mint(&vault));
    assert_eq!(world.balance(&vrt), TEN);
    assert_eq!(world.chain.account(&who("stake")).unwrap(), None);
    assert!(
        world.chain.balance(&who("alice")) < before,
        "two token accounts cost more than one stake account gives back"
    );

    let listed = world.json("alice", "stake pools");
    assert_eq!(listed[0]["validator"], pool.vote.to_string());
    assert_eq!(listed[0]["lamports"], "11000000000");
    assert_eq!((&listed[0]["lamports_per_token"], &listed[0]["stake"]), (&"1000000000".into(), &"active".into()));
    assert_eq!(listed[0]["vaults"][0], vault.to_string());
    let shown = world.ok("alice", &format!("stake pools --validator {}", pool.vote));
    assert!(shown.contains("worth 1 SOL each; 11 SOL, active; vaults: "), "{shown}");

    let none = world.refused("bob", &format!("stake withdraw {vault}"));
    assert!(none.contains("has no exit tickets of vault"), "{none}");
    world.ok("alice", &format!("exit request {vault} 4"));
    let early = world.refused("alice", &format!("stake withdraw {vault}"));
    assert!(early.starts_with(&format!("none of your tickets of vault {vault} can be claimed yet")), "{early}");
    world.chain.wait(200);
    let told = world.ok("alice", &format!("stake withdraw {vault}"));
    let out = Pubkey::create_with_seed(&who("alice"), "restake 0", &STAKE_PROGRAM).unwrap();
    assert!(
        told.starts_with(&format!(
            "Withdraw 4 pool tokens of validator {} as 4 SOL of stake in the new stake account {out}",
            pool.vote
        )),
        "{told}"
    );
    assert_eq!(phase(&world, &out), Phase::Active);
    let delegation = stake_at(&world, &out).delegation.unwrap();
    assert_eq!((delegation.vote, delegation.stake), (pool.vote, 4_000_000_000));

    // A part of what the tickets pay; the rest next time, into another account.
    world.ok("alice", &format!("exit request {vault} all"));
    world.chain.wait(200);
    world.ok("alice", &format!("stake withdraw {vault} --amount 2.5 --validator {}", pool.vote));
    let told = world.ok("alice", &format!("stake withdraw {vault}"));
    assert!(told.contains("Withdraw 3.5 pool tokens"), "{told}");
    // And back in.
    world.ok("alice", &format!("stake deposit {out} {vault}"));
    assert_eq!(world.balance(&vrt), 4_000_000_000);
}

#[test]
fn a_part_of_a_stake_account_enters() {
    let (mut world, vault) = founded();
    delegate(&world, "alice", "stake", "validator", 0);
    world.chain.next_epoch();
    let over = world.refused("alice", &format!("stake deposit {} {vault} --amount 10.5", who("stake")));
    assert!(over.ends_with("has 10 SOL of stake, and you want to deposit 10.5"), "{over}");
    let told = world.json("alice", &format!("stake deposit {} {vault} --amount 3.5", who("stake")));
    assert_eq!(told["events"][0]["data"]["assets"], "3500000000");
    assert_eq!(stake_at(&world, &who("stake")).delegation.unwrap().stake, 6_500_000_000);
    assert_eq!(phase(&world, &who("stake")), Phase::Active);
    // All of the rest, with the pool tokens that are there already.
    world.ok("alice", &format!("exit request {vault} 1"));
    world.chain.wait(200);
    world.ok("alice", "exit claim");
    let told = world.ok("alice", &format!("stake deposit {} {vault} --amount all", who("stake")));
    assert!(told.contains("note: the 1 pool tokens in"), "{told}");
    let vrt = harness::token::address(&who("alice"), &pda::vrt_mint(&vault));
    assert_eq!(world.balance(&vrt), TEN);
}

/// A lamport for the pool between the question and the answer takes nothing but its own part.
#[test]
fn a_donation_between_quote_and_landing_stops_no_deposit() {
    let (mut world, vault) = founded();
    delegate(&world, "alice", "stake", "validator", 0);
    world.chain.next_epoch();
    world.ok("alice", &format!("stake deposit {} {vault} --min-out 9.9 --dry-run", who("stake")));
    let pool = SinglePool::of(&who("validator"));
    let gift = solana_system_interface::instruction::transfer(&who("bob"), &pool.stake, 1);
    world.chain.run(&[gift], &[&key("bob")]);
    world.ok("alice", &format!("stake deposit {} {vault} --min-out 9.9", who("stake")));
    let vrt = harness::token::address(&who("alice"), &pda::vrt_mint(&vault));
    assert_eq!(world.balance(&vrt), TEN - 10);
}

#[test]
fn what_keeps_a_stake_account_out_is_a_sentence() {
    let (mut world, vault) = founded();
    let [validator, other, stake] = ["validator", "other validator", "stake"].map(who);
    delegate(&world, "alice", "stake", "validator", 0);
    delegate(&world, "alice", "locked", "validator", LOCKED_UNTIL);
    delegate(&world, "alice", "foreign", "other validator", 0);
    let mut said = |name: &str, line: String| world.refused(name, &line);
    let early = said("alice", format!("stake deposit {stake} {vault}"));
    assert!(early.starts_with(&format!("stake account {stake} is active from the cluster's next epoch, ")), "{early}");
    assert_eq!(
        said("alice", format!("stake deposit {} {vault}", who("foreign"))),
        format!(
            "stake account {} is delegated to validator {other}: vault {vault} does not take its stake; no vault does yet",
            who("foreign")
        )
    );
    assert_eq!(
        said("bob", format!("stake deposit {stake} {vault}")),
        format!(
            "only its withdrawer {} can deposit stake account {stake}, and you act as {}",
            who("alice"),
            who("bob")
        )
    );
    let locked = said("alice", format!("stake deposit {} {vault}", who("locked")));
    assert!(locked.ends_with(&format!("its custodian {} has to lift the lockup first", who("custodian"))), "{locked}");
    let nowhere = who("nowhere");
    assert_eq!(
        said("alice", format!("stake deposit {nowhere} {vault}")),
        format!("there is no stake account at {nowhere} on this cluster")
    );
    let wallet = said("alice", format!("stake deposit {} {vault}", who("bob")));
    assert!(
        wallet.starts_with(&format!("{} is not a stake account: it belongs to the program 1111", who("bob"))),
        "{wallet}"
    );
    assert_eq!(
        said("alice", format!("stake withdraw {vault} --validator {other}")),
        format!(
            "vault {vault} does not take the stake of validator {other}: its asset is {}",
            SinglePool::of(&validator).mint
        )
    );
    assert_eq!(
        said("alice", format!("stake replenish {other}")),
        format!(
            "validator {other} has no single-validator pool on this cluster: `restake stake create-pool {other}` creates it"
        )
    );
    let nobody = said("curator", format!("stake create-pool {}", who("bob")));
    assert!(nobody.starts_with(&format!("{} is not a vote account", who("bob"))), "{nobody}");
    let tokens = world.vault("bob", "");
    let plain = world.refused("alice", &format!("stake withdraw {tokens}"));
    assert_eq!(plain, format!("mint {} is not a token of a single-validator pool on this cluster", world.mint));

    // Vaults that take it are named.
    world.ok("bob", &format!("stake create-pool {other} --vault --epoch 100s"));
    let named = world.refused("alice", &format!("stake deposit {} {vault}", who("foreign")));
    assert!(named.ends_with(&format!("; vault {} does", pda::vault(&who("bob"), 1))), "{named}");
    // A pool of this epoch takes what is activated with it.
    world.ok("alice", &format!("stake deposit {} {}", who("foreign"), pda::vault(&who("bob"), 1)));

    world.chain.next_epoch();
    let off = solana_stake_interface::instruction::deactivate_stake(&stake, &who("alice"));
    world.chain.run(&[off], &[&key("alice")]);
    let off = world.refused("alice", &format!("stake deposit {stake} {vault}"));
    assert!(off.ends_with("is deactivated: delegate it again, and wait for the cluster's next epoch"), "{off}");
}

/// In an epoch's first slots nothing of it is even tried.
#[test]
fn while_rewards_are_paid_it_says_to_wait() {
    let (mut world, vault) = founded();
    delegate(&world, "alice", "stake", "validator", 0);
    world.chain.next_epoch();
    let sysvar = world.chain.account(&EPOCH_REWARDS).unwrap().expect("the sysvar");
    let mut data = sysvar.data.clone();
    data[80] = 1;
    world.chain.put(EPOCH_REWARDS, Account { data, ..sysvar });
    let wait = "stake accounts stand still while the last epoch's rewards are paid: try again in some minutes";
    for line in [
        format!("stake deposit {} {vault}", who("stake")),
        format!("stake withdraw {vault}"),
        format!("stake replenish {}", who("validator")),
        format!("stake create-pool {}", who("other validator")),
    ] {
        assert_eq!(world.refused("alice", &line), wait, "{line}");
    }
}

/// What a validator earned is put to work by anyone.
#[test]
fn a_pool_is_replenished_by_anyone() {
    let (mut world, _) = founded();
    let pool = SinglePool::of(&who("validator"));
    let tips = solana_system_interface::instruction::transfer(&who("bob"), &pool.stake, 2_000_000_000);
    world.chain.run(&[tips], &[&key("bob")]);
    world.ok("alice", &format!("stake replenish {}", pool.vote));
    assert_eq!(phase(&world, &pool.on_ramp), Phase::Activating);
}

/// Every command of the guide, in its order; the comments between them name the actor and the events in between.
#[test]
fn the_guides_commands_are_as_it_says() {
    let guide = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/native-stake.md");
    let text = std::fs::read_to_string(guide).expect("the guide");
    let mut world = cluster();
    let vault = pda::vault(&who("curator"), 0);
    let [validator, stake, other] = ["validator", "stake", "other stake"].map(who);
    let (mut acting, mut ran) = ("nobody", 0);
    for line in text.lines().filter_map(|line| line.strip_prefix("    ")) {
        if let Some(happens) = line.strip_prefix("# ") {
            match happens {
                "the validator's operator" => acting = "curator",
                "the cluster's next epoch" => world.chain.next_epoch(),
                "a staker" => {
                    acting = "alice";
                    delegate(&world, "alice", "stake", "validator", 0);
                    delegate(&world, "alice", "other stake", "validator", 0);
                    world.chain.next_epoch();
                }
                "the ticket can be claimed" => world.chain.wait(2 * 86_400),
                unknown => panic!("the guide says `{unknown}`, which happens in no test"),
            }
        }
        let Some(command) = line.strip_prefix("restake ") else { continue };
        let named =
            [("$VALIDATOR", validator), ("$VAULT", vault), ("$STAKE_ACCOUNT", stake), ("$OTHER_ACCOUNT", other)];
        let command = named.iter().fold(command.to_owned(), |line, (name, is)| line.replace(name, &is.to_string()));
        // This world's epochs are short.
        world.ok(acting, &command.replace("--epoch 2d", "--epoch 1000s"));
        ran += 1;
    }
    assert_eq!(ran, 8, "the guide's commands");
    let out = Pubkey::create_with_seed(&who("alice"), "restake 0", &STAKE_PROGRAM).unwrap();
    assert_eq!(stake_at(&world, &out).delegation.unwrap().stake, 3_000_000_000);
}

/// Tickets that have no room beside the withdrawal are claimed in transactions before it.
#[test]
fn any_number_of_tickets_is_withdrawn() {
    let (mut world, vault) = founded();
    let validator = who("validator");
    delegate(&world, "alice", "stake", "validator", 0);
    world.chain.next_epoch();
    world.ok("alice", &format!("stake deposit {} {vault}", who("stake")));
    for _ in 0..40 {
        world.ok("alice", &format!("exit request {vault} 0.25"));
    }
    world.chain.wait(200);
    let line = format!("stake withdraw {vault}");
    let before = world.chain.sent.borrow().len();

    // Too much is refused before any claim is sent.
    let over = world.refused("alice", &format!("{line} --amount 10.5"));
    assert_eq!(over, "you have 10 pool tokens with what the tickets pay, and want to withdraw 10.5");
    let whole = format!("withdraws 10 pool tokens of validator {validator} as 10 SOL of stake");
    let dry = world.ok("alice", &format!("{line} --dry-run"));
    let count = dry.matches("Nothing was sent.").count() + 1;
    assert!(count > 2, "{dry}");
    for place in 1..count {
        assert!(dry.contains(&format!("before the withdrawal, in transaction {place} of {count}\n")), "{dry}");
    }
    // A node cuts logs, and events are in them.
    assert!(dry.contains("note: the log of the simulation was cut: more happens than is shown"), "{dry}");
    assert_eq!(dry.matches(&format!("note: the last of the {count} transactions claims ")).count(), count - 1, "{dry}");
    assert_eq!(dry.matches(&format!("{whole}: it can be simulated when the others have landed")).count(), count - 1);
    let export = format!("{line} --as {} --export", who("alice"));
    let export = world.ask_by(key("alice").into(), &export, "").unwrap();
    assert_eq!(export.matches("Message (base64): ").count(), count - 1, "{export}");
    assert_eq!(export.matches(&whole).count(), count - 1, "{export}");
    assert_eq!(world.chain.sent.borrow().len(), before);

    let told = world.ok("alice", &line);
    assert_eq!(world.chain.sent.borrow().len() - before, count, "{told}");
    let last = told.split("Done: ").nth(count - 1).expect("as many transactions");
    let withdraws =
        format!("Withdraw 10 pool tokens of validator {validator} as 10 SOL of stake in the new stake account ");
    assert!(last.contains(&withdraws), "{told}");
    let out = Pubkey::create_with_seed(&who("alice"), "restake 0", &STAKE_PROGRAM).unwrap();
    assert_eq!(stake_at(&world, &out).delegation.unwrap().stake, TEN);
    let none = world.refused("alice", &line);
    assert!(none.contains("has no exit tickets of vault"), "{none}");
}
