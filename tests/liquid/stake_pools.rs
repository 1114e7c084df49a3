//! Stake pools as SPL's own program keeps them: rates, updates, announced fees, donations.

use harness::{deploy, key, stake_pool_path, token};
use restaking_client::liquid::{Event, LiquidError};
use restaking_tests::id;
use solana_account::Account;
use solana_loader_v3_interface::instruction as loader;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;

use crate::scene::{IN_SOL, OPEN, STAKED, Scene};
use crate::source::STAKE_POOLS;

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);
const STAKE: Pubkey = solana_program::pubkey!("Stake11111111111111111111111111111111111111");
const CLOCK: Pubkey = solana_program::pubkey!("SysvarC1ock11111111111111111111111111111111");
const HISTORY: Pubkey = solana_program::pubkey!("SysvarStakeHistory1111111111111111111111111");

/// The bytes of a stake account, and what keeps one alive.
const STAKE_BYTES: usize = 200;

/// The validators that the pool has room for.
const VALIDATORS: u32 = 5;

const SOL: u64 = 1_000_000_000;

/// The place of the real pool's token among the assets.
const REAL: u64 = 2;

/// The addresses of the stake pool.
struct Real {
    pool: Pubkey,
    authority: Pubkey,
    list: Pubkey,
    reserve: Pubkey,
    mint: Pubkey,
    fees: Pubkey,
}

impl Real {
    fn new() -> Self {
        let pool = id("real stake pool");
        let authority = Pubkey::find_program_address(&[pool.as_ref(), b"withdraw"], &STAKE_POOLS).0;
        let (mint, manager) = (id("real mint"), id("manager"));
        Self {
            pool,
            authority,
            list: id("validators"),
            reserve: id("stake reserve"),
            mint,
            fees: token::address(&manager, &mint),
        }
    }

    fn instruction(&self, accounts: Vec<AccountMeta>, data: Vec<u8>) -> Instruction {
        Instruction { program_id: STAKE_POOLS, accounts, data }
    }

    /// A fee of a thousandth on rewards, none on deposits, and one of `thousandths` on withdrawals of stake.
    fn initialize(&self, thousandths: u64) -> Instruction {
        let mut data = vec![0];
        for figure in [1_000, 1, 1_000, thousandths, 0, 0] {
            data.extend_from_slice(&u64::to_le_bytes(figure));
        }
        data.push(0);
        data.extend_from_slice(&VALIDATORS.to_le_bytes());
        let accounts = vec![
            AccountMeta::new(self.pool, false),
            AccountMeta::new_readonly(id("manager"), true),
            AccountMeta::new_readonly(id("manager"), false),
            AccountMeta::new_readonly(self.authority, false),
            AccountMeta::new(self.list, false),
            AccountMeta::new_readonly(self.reserve, false),
            AccountMeta::new(self.mint, false),
            AccountMeta::new(self.fees, false),
            AccountMeta::new_readonly(token::PROGRAM, false),
        ];
        self.instruction(accounts, data)
    }

    fn update(&self) -> Instruction {
        let accounts = vec![
            AccountMeta::new(self.pool, false),
            AccountMeta::new_readonly(self.authority, false),
            AccountMeta::new(self.list, false),
            AccountMeta::new_readonly(self.reserve, false),
            AccountMeta::new(self.fees, false),
            AccountMeta::new(self.mint, false),
            AccountMeta::new_readonly(token::PROGRAM, false),
        ];
        self.instruction(accounts, vec![7])
    }

    fn deposit(&self, name: &str, lamports: u64) -> Instruction {
        let tokens = token::address(&id(name), &self.mint);
        let accounts = vec![
            AccountMeta::new(self.pool, false),
            AccountMeta::new_readonly(self.authority, false),
            AccountMeta::new(self.reserve, false),
            AccountMeta::new(id(name), true),
            AccountMeta::new(tokens, false),
            AccountMeta::new(self.fees, false),
            AccountMeta::new(self.fees, false),
            AccountMeta::new(self.mint, false),
            AccountMeta::new_readonly(SYSTEM, false),
            AccountMeta::new_readonly(token::PROGRAM, false),
        ];
        self.instruction(accounts, [&[14][..], &lamports.to_le_bytes()].concat())
    }

    fn withdraw(&self, name: &str, tokens: u64) -> Instruction {
        let accounts = vec![
            AccountMeta::new(self.pool, false),
            AccountMeta::new_readonly(self.authority, false),
            AccountMeta::new_readonly(id(name), true),
            AccountMeta::new(token::address(&id(name), &self.mint), false),
            AccountMeta::new(self.reserve, false),
            AccountMeta::new(id("receiver"), false),
            AccountMeta::new(self.fees, false),
            AccountMeta::new(self.mint, false),
            AccountMeta::new_readonly(CLOCK, false),
            AccountMeta::new_readonly(HISTORY, false),
            AccountMeta::new_readonly(STAKE, false),
            AccountMeta::new_readonly(token::PROGRAM, false),
        ];
        self.instruction(accounts, [&[16][..], &tokens.to_le_bytes()].concat())
    }

    /// Announces a fee on withdrawals of stake.
    fn announce(&self, [denominator, numerator]: [u64; 2]) -> Instruction {
        let accounts = vec![AccountMeta::new(self.pool, false), AccountMeta::new_readonly(id("manager"), true)];
        let data = [&[12, 3][..], &denominator.to_le_bytes(), &numerator.to_le_bytes()].concat();
        self.instruction(accounts, data)
    }
}

/// A pool of wrapped SOL and of a real stake pool's token, with nothing in it. "alice" and "bob" have six tokens each.
async fn scene(thousandths: u64) -> (Scene, Real) {
    let elf = std::fs::read(stake_pool_path()).expect("SPL's stake pool program, fetched with `cargo xtask test`");
    let program = deploy::founded(&elf, &STAKE_POOLS, Some(&id("pools' deployer")), |bytes| {
        Rent::default().minimum_balance(bytes)
    });
    let mut scene =
        Scene::with(|chain| program.into_iter().for_each(|(at, account)| chain.add_account(at, account))).await;
    let real = Real::new();
    let owned =
        |bytes: usize| Account { lamports: 1 << 40, data: vec![0; bytes], owner: STAKE_POOLS, ..Account::default() };
    scene.bank.put(&real.pool, owned(611));
    scene.bank.put(&real.list, owned(9 + 73 * VALIDATORS as usize));
    scene.bank.put(&real.mint, token::mint_account(9, real.authority, None, 0));
    scene.bank.put(&real.fees, token::token_account(real.mint, id("manager"), 0));
    // An initialized stake account of the pool's authority: a tag, the rent, staker and withdrawer, no lockup.
    let rent = Rent::default().minimum_balance(STAKE_BYTES);
    let mut data = vec![1, 0, 0, 0];
    data.extend_from_slice(&rent.to_le_bytes());
    data.extend_from_slice(real.authority.as_ref());
    data.extend_from_slice(real.authority.as_ref());
    data.resize(STAKE_BYTES, 0);
    scene.bank.put(&real.reserve, Account { lamports: rent, data, owner: STAKE, ..Account::default() });
    scene.bank.fund(&id("manager"));
    scene.bank.by("manager", real.initialize(thousandths)).await;
    for name in ["alice", "bob"] {
        scene.bank.put(&token::address(&id(name), &real.mint), token::token_account(real.mint, id(name), 0));
        scene.bank.by(name, real.deposit(name, 6 * SOL)).await;
    }
    scene.by("creator", scene.at().add_asset(&real.mint, Some(real.pool), OPEN)).await;
    (scene, real)
}

async fn deposit(scene: &mut Scene, real: &Real, name: &str, tokens: u64) -> Instruction {
    let sources = scene.sources().await;
    scene.at().deposit(&id(name), &real.mint, [tokens, 1], &sources)
}

/// What the reserve earned, in lamports.
async fn earn(scene: &mut Scene, real: &Real, lamports: u64) {
    let mut reserve = scene.bank.account(&real.reserve).await.expect("a reserve");
    reserve.lamports += lamports;
    scene.bank.put(&real.reserve, reserve);
}

fn value_of(events: &[Event]) -> u64 {
    let Some(Event::PoolDeposited(event)) = events.first() else { panic!("{events:?}") };
    event.value
}

#[tokio::test]
async fn a_token_is_worth_what_the_stake_pool_pays_for_it() {
    let (mut scene, real) = scene(0).await;
    let first = deposit(&mut scene, &real, "alice", 2 * SOL).await;
    assert_eq!(value_of(&scene.by("alice", first).await), 2 * SOL);
    scene.next_epoch().await;
    earn(&mut scene, &real, 7_654_321).await;
    scene.bank.send(&[real.update()], &[]).await.expect("an update");
    scene.figures(crate::source::RATE).await;
    let second = deposit(&mut scene, &real, "alice", SOL).await;
    let value = value_of(&scene.by("alice", second).await);
    assert!(value > SOL);
    let before = scene.bank.lamports(&id("receiver")).await;
    scene.bank.by("bob", real.withdraw("bob", SOL)).await;
    assert_eq!(scene.bank.lamports(&id("receiver")).await - before, value, "to the lamport");
}

#[tokio::test]
async fn a_stake_pool_is_updated_in_the_transaction_that_needs_it() {
    let (mut scene, real) = scene(0).await;
    let first = deposit(&mut scene, &real, "alice", 2 * SOL).await;
    scene.by("alice", first).await;
    scene.next_epoch().await;
    scene.figures(crate::source::RATE).await;
    earn(&mut scene, &real, 1_000_000).await;
    // Before the update, the newcomer would take a part of the epoch's yield.
    let early = deposit(&mut scene, &real, "bob", SOL).await;
    scene.refuses("bob", early.clone(), LiquidError::StaleSource).await;
    scene.bank.send(&[real.update(), early], &[&key("bob")]).await.expect("updated in time");
}

/// The loader puts other code in the stake pool program's place: its rates wait until the guardian has looked at it, and holders leave in
/// kind meanwhile.
#[tokio::test]
async fn an_upgrade_by_the_loader_waits_to_be_acknowledged() {
    let (mut scene, real) = scene(0).await;
    let first = deposit(&mut scene, &real, "alice", 2 * SOL).await;
    scene.by("alice", first).await;

    let (deployer, buffer) = (id("pools' deployer"), id("newer code"));
    // Another program's code. Today's loader takes no more code of the version that the stake pool program is compiled to.
    let elf = std::fs::read(harness::gate_path()).expect("the upgrade gate, made by `cargo xtask build`");
    let code = deploy::buffer(&elf, &deployer, |bytes| Rent::default().minimum_balance(bytes));
    scene.bank.put(&buffer, code);
    scene.bank.fund(&deployer);
    scene.bank.pass_a_slot().await;
    scene.bank.by("pools' deployer", loader::upgrade(&STAKE_POOLS, &buffer, &deployer, &deployer)).await;
    let deployed_in = scene.bank.clock().await.slot;
    scene.bank.pass_a_slot().await;
    scene.figures(crate::source::RATE).await;

    scene.bank.send(&[real.update()], &[]).await.expect_err("the gate updates no stake pool");
    let early = deposit(&mut scene, &real, "bob", SOL).await;
    scene.refuses("bob", early.clone(), LiquidError::SourceUpgraded).await;
    let exit = scene.leave_in_kind("alice", SOL, 0).await;
    scene.by("alice", exit).await;
    // Both assets name pools of the program.
    for place in [STAKED, REAL] {
        let earlier = scene.acknowledge("guardian", place, deployed_in - 1);
        scene.refuses("guardian", earlier, LiquidError::OtherCode).await;
        scene.by("guardian", scene.acknowledge("guardian", place, deployed_in)).await;
    }
    scene.by("bob", early).await;
}

/// A fee that is announced takes effect two epochs later, and enters the value at once; one that is taken back first leaves no trace.
#[tokio::test]
async fn an_announced_fee_counts_at_once() {
    let (mut scene, real) = scene(1).await;
    let first = deposit(&mut scene, &real, "alice", SOL).await;
    assert_eq!(value_of(&scene.by("alice", first).await), SOL - SOL / 1_000);
    scene.bank.by("manager", real.announce([2_000, 3])).await;
    let second = deposit(&mut scene, &real, "alice", SOL).await;
    assert_eq!(value_of(&scene.by("alice", second).await), SOL - SOL * 3 / 2_000);
    scene.bank.by("manager", real.announce([10_000, 1])).await;
    let third = deposit(&mut scene, &real, "alice", SOL).await;
    assert_eq!(
        value_of(&scene.by("alice", third).await),
        SOL - SOL / 1_000,
        "a lower one does not count before its time"
    );
}

/// Lamports that are given to a stake pool raise its rate with the next update: a large gift is quarantined.
#[tokio::test]
async fn a_gift_to_a_stake_pool_is_quarantined() {
    let (mut scene, real) = scene(0).await;
    let first = deposit(&mut scene, &real, "alice", 2 * SOL).await;
    scene.by("alice", first).await;
    scene.next_epoch().await;
    scene.figures(crate::source::RATE).await;
    earn(&mut scene, &real, 60_000_000).await;
    scene.bank.send(&[real.update()], &[]).await.expect("an update");
    // Half a percent up: who enters pays by it, and brings by the old rate.
    let enter = deposit(&mut scene, &real, "bob", SOL).await;
    let events = scene.by("bob", enter).await;
    assert_eq!(value_of(&events), SOL);
    let Some(Event::PoolDeposited(event)) = events.first() else { panic!("{events:?}") };
    assert!(event.before.high > 2_009_000_000 && event.before.low == 2 * SOL, "{event:?}");
    let other = scene.deposit("mallory", IN_SOL, SOL, 1).await;
    scene.by("mallory", other).await;
}
