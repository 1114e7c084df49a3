//! A liquid pool over wrapped SOL and the token of a real stake pool, from its creation to its last exit, and what is said of those that
//! cannot.

use harness::liquid::{LIQUID, LiquidPool, SOL, program_data_of};
use harness::{StakePool, key, liquid, metadata, stake_pool, token};
use restake_cli::chain::{Chain, Past};
use restake_cli::command::watch::Follower;
use restake_cli::command::watch_all::Everything;
use restake_cli::plain::Plain;
use restake_cli::signer::Signers;
use restaking_client::liquid::Pool;
use restaking_client::liquid::stake_pool::STAKE_POOLS;
use restaking_client::pda;
use restaking_client::{Program, Vault};
use serde_json::Value;
use solana_account::Account;
use solana_program::pubkey::Pubkey;
use solana_system_interface::instruction::transfer;

use crate::world::{World, who};

pub const ONE: u64 = 1_000_000_000;

/// The stake pool of "manager", and its token.
pub fn stake_pool() -> StakePool {
    let own = ["list", "stake reserve", "staked mint"].map(who);
    StakePool::new(who("stake pool"), own, who("manager"))
}

/// A world with the program, the stake pool with rates of one, and people with 20 staked tokens each.
fn cluster() -> World {
    let mut world = World::new().with("weaver").with("harper").with("alice").with("bob").with("keeper");
    let rent = |bytes: usize| world.chain.rent(bytes).expect("the rent");
    let pool = stake_pool();
    let programs = liquid::program(rent).into_iter().chain(stake_pool::program(rent)).chain(metadata::program(rent));
    let accounts: Vec<_> = programs.chain(pool.accounts(rent)).collect();
    accounts.into_iter().for_each(|(address, account)| world.chain.put(address, account));
    world.chain.put(SOL, token::mint_account(9, Pubkey::default(), None, 0));
    world.chain.fund(&who("manager"));
    world.chain.run(&[pool.initialize(0)], &[&key("manager")]);
    for name in ["alice", "bob", "harper"] {
        let owner = who(name);
        world.chain.put(token::address(&owner, &pool.mint), token::token_account(pool.mint, owner, 0));
        world.chain.run(&[pool.deposit_sol(&owner, 20 * ONE)], &[&key(name)]);
    }
    world.ok("harper", &format!("vault create {} --epoch 100s", pool.mint));
    world
}

/// The vault of "harper", and the pool of "weaver".
pub fn places() -> (Pubkey, LiquidPool) {
    (pda::vault(&who("harper"), 0), LiquidPool::new(who("weaver"), 0))
}

fn state(world: &World) -> Pool {
    let account = world.chain.account(&places().1.address).unwrap().expect("a pool");
    Pool::from_bytes(&account.data).unwrap()
}

/// The same with the pool: no holders yet, so all that is set is active at once.
pub fn founded() -> World {
    let mut world = cluster();
    let (vault, LiquidPool { address: pool, .. }) = places();
    let (staked, source) = (stake_pool().mint, stake_pool().address);
    let told =
        world.ok("weaver", "liquid create --batch 100s --stream 100s --notice 300s --name Tide_SOL --symbol tSOL");
    assert!(told.starts_with(&format!("Create the liquid pool {pool}\n")), "{told}");
    assert!(told.contains("The LRT is tSOL, named “Tide_SOL”"), "{told}");
    let none = world.refused("alice", &format!("liquid deposit {pool} {SOL} 1"));
    assert_eq!(none, format!("the pool {pool} has no assets yet"));
    let unnamed = world.refused("weaver", &format!("liquid add-asset {pool} {staked}"));
    assert!(unnamed.contains("name the stake pool that gives its rate with --stake-pool"), "{unnamed}");
    world.ok("weaver", &format!("liquid add-asset {pool} {SOL}"));
    world.ok("weaver", &format!("liquid add-asset {pool} {staked} --stake-pool {source} --max 90%"));
    let told = world.ok("weaver", &format!("liquid set-asset {pool} {staked} --max 100% --cap 5000"));
    assert!(told.contains("takes deposits up to 100% of the pool and 5000 tokens"), "{told}");
    let closing = world.ok("weaver", &format!("liquid set-asset {pool} {staked} --open false --max 60% --dry-run"));
    assert!(closing.contains("it takes no deposits; once open, up to 60% of the pool and 5000 tokens"), "{closing}");
    let half = world.refused("weaver", &format!("liquid set-targets {pool} {SOL}=50%"));
    assert_eq!(half, "Weights do not total 10,000, or exceed it (got 5000, limit 10000)");
    world.ok("weaver", &format!("liquid set-targets {pool} {SOL}=50% {staked}=50%"));
    world.ok("weaver", &format!("liquid add-vault {pool} {vault} --target 10%"));
    world.ok("weaver", &format!("liquid set-vault {pool} {vault} --target 50%"));
    world.ok("harper", &format!("vault create {staked} --epoch 100s"));
    let second = pda::vault(&who("harper"), 1);
    world.ok("weaver", &format!("liquid add-vault {pool} {second} --target 10%"));
    world.ok("weaver", &format!("liquid remove-vault {pool} {second}"));
    let gone = world.refused("weaver", &format!("liquid set-vault {pool} {second} --target 1%"));
    assert!(gone.starts_with(&format!("{second} is no vault of the pool {pool}")), "{gone}");
    world.ok("weaver", &format!("liquid set-guards {pool} --outflow 10 --refill 1d --place-loss 0.05%"));
    world.ok("weaver", &format!("liquid set-fees {pool} --management 2% --instant 1%"));
    for (role, holder) in [("curator", "harper"), ("guardian", "bob"), ("fee-wallet", "keeper")] {
        world.ok("weaver", &format!("liquid set-role {pool} {role} {}", who(holder)));
    }
    world
}

/// A pool's whole life, by every command.
pub fn lived() -> World {
    let mut world = founded();
    let (vault, at) = places();
    let (pool, staked) = (at.address, stake_pool().mint);
    let told = world.ok("alice", &format!("liquid deposit {pool} {SOL} 8"));
    assert!(told.contains("deposited 8 tokens of mint So11…1112, worth 8 SOL, for 8 LRT\n"), "{told}");
    world.ok("bob", &format!("liquid deposit {pool} {staked} 6"));

    // Anyone places up to the target, and the curator more.
    let told = world.ok("keeper", &format!("liquid place {pool} {vault}"));
    assert!(told.starts_with(&format!("Place 3 tokens in vault {vault}\n")), "{told}");
    let again = world.refused("keeper", &format!("liquid place {pool} {vault}"));
    assert!(again.ends_with("nothing is to be placed"), "{again}");
    let over = world.refused("keeper", &format!("liquid place {pool} {vault} 1"));
    assert_eq!(over, "Tokens exceed what anyone may move (got 1000000000, limit 0)");
    world.ok("harper", &format!("liquid place {pool} {vault} 1"));

    looks(&mut world);
    ways_out(&mut world);
    guarded(&mut world);
    kept(&mut world);
    handed_over(&mut world);
    watched(&world);
    world
}

/// What lists, the pool's page and a portfolio say.
fn looks(world: &mut World) {
    let (vault, LiquidPool { address: pool, lrt_mint, .. }) = places();
    let listed = world.json("alice", "list liquid-pools");
    assert_eq!(
        (&listed[0]["address"], &listed[0]["derived"]["value"]),
        (&pool.to_string().into(), &"14000000000".into())
    );
    let shown = world.json("alice", &format!("show {pool}"));
    let assets = &shown["pool"]["assets"];
    assert_eq!((&assets[0]["tokens"], &assets[1]["tokens"]), (&"8000000000".into(), &"6000000000".into()), "{shown}");
    assert_eq!(shown["pool"]["vaults"][0]["vault"], vault.to_string());
    measured(world);
    let text = world.ok("alice", &format!("show {pool}"));
    for line in ["Its assets:", "Its vaults:", "Its queue:\n  nobody waits", "all stake pools are of this epoch"] {
        assert!(text.contains(line), "{line}: {text}");
    }
    let csv = world.ok("alice", "portfolio --csv");
    assert!(csv.lines().any(|line| line.starts_with("LRT,") && line.contains(&pool.to_string())), "{csv}");
    let rows = world.json("alice", "portfolio");
    assert_eq!((&rows[0]["kind"], &rows[0]["mint"]), (&"lrt".into(), &lrt_mint.to_string().into()), "{rows}");
    assert_eq!(rows[0]["worth"]["amount"], "8000000000");
    let ways =
        world.ask_by(Signers::nobody(), &format!("liquid exit quote {pool} 1 --owner {}", who("alice")), "").unwrap();
    for way in ["in kind", "at once", "queue", "the reserve has the tokens"] {
        assert!(ways.contains(way), "{ways}");
    }
    let ways = world.json("alice", &format!("liquid exit quote {pool} 1"));
    assert_eq!(ways.as_array().unwrap().len(), 5, "{ways}");
    assert_eq!((&ways[1]["way"], &ways[3]["pays"][0]["amount"]), (&"at_once".into(), &"1000000000".into()));
}

/// The metrics are the pool's books.
fn measured(world: &mut World) {
    let (vault, LiquidPool { address: pool, .. }) = places();
    let mut once =
        |more: &str| world.ask_by(Signers::nobody(), &format!("exporter --once {more}"), "").expect("the metrics");
    let (all, own) = (once(""), once(&format!("--pool {pool}")));
    let staked = stake_pool().mint;
    let [of_pool, of_asset] = [format!("{{pool=\"{pool}\"}}"), format!("{{mint=\"{staked}\",pool=\"{pool}\"}}")];
    for line in [
        format!("restake_pool_value_sol{of_pool} 14"),
        format!("restake_pool_supply_tokens{of_pool} 14"),
        format!("restake_pool_rate{of_pool} 1"),
        format!("restake_pool_blocked{of_pool} 0"),
        format!("restake_pool_paused{of_pool} 0"),
        format!("restake_pool_outflow_room_sol{of_pool} 10"),
        format!("restake_pool_asset_tokens{of_asset} 6"),
        format!("restake_pool_free_tokens{of_asset} 2"),
        format!("restake_pool_queued_tokens{of_asset} 0"),
        format!("restake_pool_quarantined{of_asset} 0"),
        format!("restake_pool_quarantine_end_seconds{of_asset} 0"),
        format!("restake_pool_placed_tokens{{pool=\"{pool}\",vault=\"{vault}\"}} 4"),
    ] {
        for text in [&all, &own] {
            assert!(text.lines().any(|found| found == line), "{line} in {text}");
        }
    }
    // A pool that cannot be read stops no other figure.
    let account = world.chain.account(&pool).unwrap().expect("a pool");
    let torn = Account { data: account.data[..account.data.len() / 2].to_vec(), ..account };
    world.chain.put(who("torn pool"), torn);
    let text = world.ask_by(Signers::nobody(), "exporter --once", "").expect("the metrics");
    world.chain.put(who("torn pool"), Account::default());
    for line in [
        format!("restake_pool_blocked{{pool=\"{}\"}} 1", who("torn pool")),
        format!("restake_pool_blocked{of_pool} 0"),
        format!("restake_pool_value_sol{of_pool} 14"),
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in {text}");
    }
    assert!(text.contains("restake_vault_stake_tokens"), "{text}");
    assert!(all.contains("restake_vault_stake_tokens") && !own.contains("restake_vault_stake_tokens"));
    let of_vault = world.ask_by(Signers::nobody(), &format!("exporter --once --vault {vault}"), "").unwrap();
    assert!(!of_vault.contains("restake_pool"), "of a vault, its own alone");
    let refused = world.refused("alice", &format!("exporter --once --pool {vault}"));
    assert!(refused.starts_with(&format!("{vault} is no")), "{refused}");
}

/// In kind with an exit on its way and with tokens set aside, at once, and by the queue.
fn ways_out(world: &mut World) {
    let (vault, LiquidPool { address: pool, .. }) = places();
    let staked = stake_pool().mint;
    let dear = world.refused("harper", &format!("liquid unplace {pool} {vault} 2 --min-out 2.1"));
    assert!(dear.starts_with("Result is below the requested minimum"), "{dear}");
    let told = world.ok("harper", &format!("liquid unplace {pool} {vault} 2"));
    assert!(told.starts_with("Request an exit of 2 VRT from vault"), "{told}");
    let told = world.ok("bob", &format!("liquid exit in-kind {pool} 1.4"));
    assert!(told.contains("a part of 1 exits on their way is yours"), "{told}");
    let early = world.refused("bob", "liquid exit claim");
    assert!(early.starts_with("nothing can be claimed yet: 1 of yours wait"), "{early}");
    let early = world.refused("keeper", &format!("liquid collect {pool} {vault}"));
    assert!(early.contains("has matured: the first does"), "{early}");
    world.ok("bob", &format!("liquid exit in-kind {pool} 1 --set-aside {staked}"));
    let rows = world.json("bob", "portfolio");
    let of = |kind: &str| rows.as_array().unwrap().iter().find(|row| row["kind"] == kind).cloned().expect("a row");
    assert_eq!(
        (&of("exit_part")["claimable_at"], &of("exit_part")["mint"]),
        (&Value::Null, &staked.to_string().into())
    );
    assert_eq!(of("set_aside")["mint"], staked.to_string());
    assert_ne!(of("set_aside")["claimable_at"], Value::Null);
    world.ok("bob", &format!("liquid exit claim --pool {pool}"));
    world.chain.wait(200);
    world.ok("keeper", &format!("liquid collect {pool} {vault}"));
    let told = world.ok("bob", "liquid exit claim");
    assert!(told.contains("for its part of the exit with ticket"), "{told}");
    let nothing = world.refused("bob", "liquid exit claim");
    assert_eq!(nothing, format!("{} has no queued exit, no part of an exit and nothing set aside", who("bob")));

    let none = world.refused("harper", &format!("liquid exit instant {pool} {SOL} 1"));
    assert_eq!(none, format!("you have no LRT of the pool {pool}"));
    let told = world.ok("alice", &format!("liquid exit instant {pool} {SOL} 1"));
    assert!(told.contains("left at once with") && told.contains("for 1 tokens of mint So11…1112, fee"), "{told}");
    let dear = world.refused("alice", &format!("liquid exit instant {pool} {SOL} 1 --max-in 0.5"));
    assert!(dear.starts_with("Cost exceeds the requested maximum"), "{dear}");
    let over = world.refused("alice", &format!("liquid exit instant {pool} {SOL} 7"));
    assert!(over.starts_with("Tokens exceed the free reserve"), "{over}");

    let told = world.ok("alice", &format!("liquid exit queue {pool} {staked} 2"));
    assert!(told.contains("filled in") && told.contains("without a fee"), "{told}");
    let batch = world.json("alice", "list batches")[0]["address"].as_str().unwrap().to_owned();
    let early = world.refused("keeper", &format!("liquid fill {pool} {staked}"));
    assert!(early.starts_with(&format!("batch {batch} collects requests until")), "{early}");
    world.ok("bob", &format!("liquid exit queue {pool} {staked} 0.5"));
    let canceled = world.json("bob", &format!("list queued-exits --owner {}", who("bob")))[0]["address"].clone();
    let foreign = world.refused("alice", &format!("liquid exit cancel {}", canceled.as_str().unwrap()));
    assert!(foreign.contains(&format!("is {}'s, and the signer is", who("bob"))), "{foreign}");
    let canceled = canceled.as_str().unwrap();
    let foreign = world.refused("alice", &format!("liquid exit transfer {canceled} {}", who("alice")));
    assert!(foreign.contains(&format!("is {}'s, and the signer is", who("bob"))), "{foreign}");
    let told = world.ok("bob", &format!("liquid exit transfer {canceled} {}", who("alice")));
    assert!(told.contains("transferred queued exit"), "{told}");
    let former = world.refused("bob", &format!("liquid exit cancel {canceled}"));
    assert!(former.contains(&format!("is {}'s, and the signer is", who("alice"))), "{former}");
    world.ok("alice", &format!("liquid exit cancel {canceled}"));
    world.chain.wait(100);
    world.ok("keeper", &format!("liquid fill {pool} {staked}"));
    let rows = world.json("alice", "portfolio");
    let paid = rows.as_array().unwrap().iter().find(|row| row["kind"] == "queue_pays").expect("a filled request");
    assert_eq!(paid["mint"], staked.to_string());
    let told = world.ok("alice", "liquid exit claim");
    assert!(told.contains("of queued exit"), "{told}");
    world.ok("keeper", &format!("liquid close-batch {batch}"));
}

/// A lagging stake pool is updated on the way; a suspect rate and an upgraded program are accepted; pauses.
fn guarded(world: &mut World) {
    let (_, LiquidPool { address: pool, .. }) = places();
    let (staked, source) = (stake_pool().mint, stake_pool());
    world.chain.next_epoch();
    world.ok("bob", &format!("liquid deposit {pool} {staked} 1"));
    assert_eq!(world.ok("bob", &format!("liquid update {pool}")), "All stake pools of the pool are up to date.\n");

    // A gift of half a percent is quarantined.
    world.chain.next_epoch();
    world.chain.run(&[transfer(&who("manager"), &source.reserve, 300_000_000)], &[&key("manager")]);
    world.ok("keeper", &format!("liquid update {pool}"));
    let none = world.refused("bob", &format!("liquid accept-rate {pool} {staked}"));
    assert_eq!(none, format!("no rate of {staked} waits to be accepted in the pool {pool}"));
    world.ok("bob", &format!("liquid deposit {pool} {staked} 1"));
    let text = world.ok("bob", &format!("show {pool}"));
    assert!(text.contains("BLOCKED") && text.contains("moved too far"), "{text}");
    let stranger = world.refused("alice", &format!("liquid accept-rate {pool} {staked}"));
    assert_eq!(stranger, "Signer is neither guardian nor admin");
    let told = world.ok("bob", &format!("liquid accept-rate {pool} {staked}"));
    assert!(told.contains("SOL a token of") && told.contains(", after 1\n"), "{told}");

    let data = program_data_of(&STAKE_POOLS);
    let mut account = world.chain.account(&data).unwrap().expect("the program's data");
    let none = world.refused("bob", &format!("liquid acknowledge {pool} {staked}"));
    assert!(none.ends_with("was not upgraded since slot 0"), "{none}");
    account.data[4] = 1;
    world.chain.put(data, account);
    let refused = world.refused("bob", &format!("liquid deposit {pool} {SOL} 1"));
    assert_eq!(refused, "Price source's program was upgraded: acknowledge it first");
    let ways = world.json("alice", &format!("liquid exit quote {pool} 1"));
    let is_closed = |way: &&Value| way["note"].as_str().unwrap().starts_with("closed: the program of");
    assert_eq!(ways.as_array().unwrap().iter().filter(is_closed).count(), 4, "{ways}");
    assert_eq!(
        world.ok("keeper", &format!("liquid upkeep {pool}")),
        format!("Nothing is to be done for the pool {pool} now.\n")
    );
    world.ok("bob", &format!("liquid acknowledge {pool} {staked}"));

    world.ok("bob", &format!("liquid pause {pool} deposits placing --for 1h"));
    let paused = world.refused("alice", &format!("liquid deposit {pool} {SOL} 1"));
    assert!(paused.starts_with("Action is paused"), "{paused}");
    assert!(world.ok("bob", &format!("show {pool}")).contains("deposits, placing, until in 1 h"));
    world.ok("bob", &format!("liquid unpause {pool}"));
    let told = world.ok("harper", &format!("liquid swap {pool} {SOL} 0.5 {staked} 0.5"));
    assert!(told.contains("swapped 0.5 tokens of mint") && told.contains("for 0.5 tokens of mint So11…1112"), "{told}");
    let same = world.refused("harper", &format!("liquid swap {pool} {SOL} 1 {SOL} 1"));
    assert_eq!(same, format!("a swap is of two assets, and both are {SOL}"));
}

/// What anyone does for a pool: the fees, and all else at once.
fn kept(world: &mut World) {
    let (vault, LiquidPool { address: pool, lrt_mint, .. }) = places();
    let staked = stake_pool().mint;
    world.ok("keeper", &format!("liquid collect-fees {pool}"));
    assert!(world.balance(&token::address(&who("keeper"), &lrt_mint)) > 0);
    world.ok("alice", &format!("liquid exit queue {pool} {staked} 1.6"));
    world.chain.wait(100);
    world.chain.next_epoch();
    let told = world.ok("keeper", &format!("liquid upkeep {pool}"));
    assert!(told.contains("Update stake pool ") && told.contains("Fill batch"), "{told}");
    let waits = |world: &World| state(world).ledger.assets[1].requested > state(world).ledger.assets[1].filled;
    let mut told = vec![];
    while waits(world) {
        world.chain.wait(200);
        told.push(world.ok("keeper", &format!("liquid upkeep {pool}")));
        assert!(told.len() < 10, "the queue is not filled: {told:?}");
    }
    world.ok("alice", "liquid exit claim");
    world.ok("keeper", &format!("liquid upkeep {pool}"));
    let nothing = world.ok("keeper", &format!("liquid upkeep {pool}"));
    assert_eq!(nothing, format!("Nothing is to be done for the pool {pool} now.\n"));
    let none = world.refused("keeper", &format!("liquid unplace {pool} {vault}"));
    assert!(none.starts_with("the queue waits for nothing from vault"), "{none}");

    // Nor where a slash made one share worth less than the smallest unit.
    assert!(state(world).ledger.placements[0].shares > 0);
    let whole = world.chain.account(&vault).unwrap().expect("a vault");
    let mut books = Vault::from_bytes(&whole.data).unwrap();
    books.ledger.books.active /= 2;
    let mut slashed = whole.clone();
    let bytes = borsh::to_vec(&books).unwrap();
    slashed.data[..bytes.len()].copy_from_slice(&bytes);
    world.chain.put(vault, slashed);
    let none = world.refused("keeper", &format!("liquid unplace {pool} {vault}"));
    assert!(none.starts_with("the queue waits for nothing from vault"), "{none}");
    world.chain.put(vault, whole);
}

/// The role of the admin.
fn handed_over(world: &mut World) {
    let (_, LiquidPool { address: pool, .. }) = places();
    let told = world.ok("weaver", &format!("liquid metadata {pool} --uri https://tide.example/lrt.json"));
    assert!(told.contains("named “Tide_SOL”, described at https://tide.example/lrt.json"), "{told}");
    let same = world.refused("weaver", &format!("liquid metadata {pool}"));
    let named = format!("the LRT of the pool {pool} has metadata");
    assert_eq!(same, format!("{named}: give --name, --symbol or --uri to change it"));
    let stranger = world.refused("bob", &format!("liquid metadata {pool} --symbol bSOL"));
    assert_eq!(stranger, "Signer is not the pool's admin");
    // A pool that was created without a name has one later.
    world.ok("weaver", "liquid create --index 7 --batch 100s --stream 100s --notice 300s");
    let late = LiquidPool::new(who("weaver"), 7).address;
    let told = world.ok("weaver", &format!("liquid metadata {late} --name Ebb_SOL --symbol eSOL"));
    assert!(told.contains("named “Ebb_SOL”"), "{told}");
    world.ok("weaver", &format!("liquid propose-admin {pool} {}", who("alice")));
    let other = world.refused("bob", &format!("liquid accept-admin {pool}"));
    assert_eq!(other, "Signer is not the proposed admin");
    let told = world.ok("alice", &format!("liquid accept-admin {pool}"));
    assert!(told.ends_with(&format!("in place of {}\n", who("weaver"))) || told.contains("in place of"), "{told}");
    let former = world.refused("weaver", &format!("liquid set-fees {pool} --management 1%"));
    assert_eq!(former, "Signer is not the pool's admin");
    let wrong = world.refused("alice", &format!("liquid set-fees {} --management 1%", who("nothing")));
    assert_eq!(wrong, format!("there is no liquid pool at {} on this cluster", who("nothing")));
}

/// All events of the pool as sentences, none of them by its name alone.
pub fn watched(world: &World) {
    let mut out = Plain(vec![]);
    let pool = places().1.address;
    let mut follower = Follower::of(&world.chain, Some(LIQUID), pool, Some(1), false).unwrap();
    follower.conclude(&world.chain, &mut out).unwrap();
    let text = String::from_utf8(out.0).unwrap();
    assert_eq!(text.lines().count() as u64, state(world).events, "{text}");
    for line in text.lines() {
        let (_, sentence) = line.split_once("  #").unwrap();
        assert!(!sentence.contains(": pool: "), "{line}");
    }
    // Among all events, with those of the core.
    let mut out = Plain(vec![]);
    Everything::past(&world.chain, Some(LIQUID), false).conclude(&world.chain, &mut out).unwrap();
    let all = String::from_utf8(out.0).unwrap();
    let own = all.lines().filter(|line| line.contains(&format!("  {pool}  #")));
    assert_eq!(own.count() as u64, state(world).events, "{all}");
    assert!(all.contains(&format!("  {}  #1  ", places().0)), "{all}");
    let program = Program::at(LIQUID.address());
    assert!(program.event_bytes(&world.chain.last().logs).len() == 1);
}

/// Of a program without transactions all is to come, whatever other programs did before.
#[test]
fn a_watcher_misses_nothing_of_a_program_without_a_past() {
    let mut world = cluster();
    let pool = places().1.address;
    let mut live = Everything::coming(&world.chain, Some(LIQUID), true).unwrap();
    world.ok("weaver", "liquid create --batch 100s --stream 100s --notice 300s");
    world.ok("weaver", &format!("liquid add-asset {pool} {SOL}"));
    let Past { logs, signature, .. } = world.chain.last();
    let mut out = vec![];
    let missed = live.take(&world.chain, &LIQUID, (&logs, &signature), &mut out);
    assert_eq!((missed, out.len()), (Ok(true), 0), "the pool's first event");
    live.catch_up(&world.chain, &mut out).unwrap();
    let lines = String::from_utf8(out).unwrap();
    let events = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let own = events.filter(|event| event["account"] == pool.to_string()).map(|event| event["number"].clone());
    assert_eq!(own.collect::<Vec<_>>(), ["1", "2"]);
}

#[test]
fn a_signer_is_asked_before_an_exit() {
    let mut world = founded();
    let pool = places().1.address;
    world.ok("alice", &format!("liquid deposit {pool} {SOL} 8"));
    let no = world.ask("alice", &format!("liquid exit in-kind {pool} all"), "n\n").unwrap_err();
    assert!(no.is_declined(), "{no}");
    let much = world.refused("alice", &format!("liquid exit in-kind {pool} 9"));
    assert_eq!(much, "you have 8 LRT of this pool, and want to leave with 9");
    let poor = world.refused("alice", &format!("liquid deposit {pool} {} 21", stake_pool().mint));
    assert!(poor.contains("you have 20 tokens of the mint"), "{poor}");
    let all = world.refused("bob", &format!("liquid deposit {pool} {SOL} all"));
    assert!(all.contains("name how much of it to wrap"), "{all}");
    let dry = world.ok("alice", &format!("liquid exit instant {pool} {SOL} 0.5 --dry-run"));
    assert!(dry.ends_with("Nothing was sent.\n"), "{dry}");
}
