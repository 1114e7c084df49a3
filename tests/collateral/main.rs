//! A lending program that takes a vault's shares as collateral, and asks the program by CPI what they are worth: the example in
//! `examples/program`, compiled and deployed.

use harness::fee::{self, pay_reward, set_fees};
use harness::{Split, Vault, collateral_path, deploy, slash};
use restaking_client::ledger::state::rates::Rates;
use restaking_client::{ID, RateReport, ShareRate};
use restaking_tests::{Bank, EPOCH, OPEN, PERCENT, SETTLED, id, policy};
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;

/// A day, in seconds.
const DAY: u64 = 86_400;

/// The codes of the example's errors, in their order.
const WRONG_VAULT: u32 = 6_000;
const WRONG_PROGRAM: u32 = 6_001;
const TOO_SLOW: u32 = 6_002;

/// The example's address.
fn program() -> Pubkey {
    id("collateral")
}

fn market(vault: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[b"market", vault.as_ref()], &program()).0
}

fn open(vault: &Pubkey, seconds: u64) -> Instruction {
    let accounts = vec![
        AccountMeta::new(id("alice"), true),
        AccountMeta::new_readonly(*vault, false),
        AccountMeta::new(market(vault), false),
        AccountMeta::new_readonly(Pubkey::default(), false),
    ];
    Instruction { program_id: program(), accounts, data: [&[0][..], &seconds.to_le_bytes()].concat() }
}

fn value(vault: &Pubkey, shares: u64) -> Instruction {
    let accounts = [market(vault), *vault, ID].map(|at| AccountMeta::new_readonly(at, false)).into();
    Instruction { program_id: program(), accounts, data: [&[1][..], &shares.to_le_bytes()].concat() }
}

/// The usual slashed vault with a breaker that lets slashes take `breaker_bps` in an epoch, and a market of its shares that leaves
/// within `seconds`.
async fn scene(breaker_bps: u64, seconds: u64) -> (Bank, Split) {
    let elf = std::fs::read(collateral_path()).expect("the example, built with `cargo xtask test`");
    let accounts = deploy::founded(&elf, &program(), None, |bytes| Rent::default().minimum_balance(bytes));
    let mut bank =
        Bank::beside(|chain| accounts.into_iter().for_each(|(at, account)| chain.add_account(at, account))).await;
    bank.configure().await;
    let split = bank.add_slasher(policy()).await;
    bank.by("creator", slash::set_breaker(&split.vault, breaker_bps, breaker_bps)).await;
    bank.begin_with_a_million(&split.vault).await;
    bank.by("alice", open(&split.vault.address, seconds)).await;
    (bank, split)
}

async fn worth(bank: &mut Bank, vault: &Vault, shares: u64) -> u64 {
    bank.view(value(&vault.address, shares)).await
}

/// What an exit with `shares` would bring at a time, or now for zero.
async fn exit_at(bank: &mut Bank, vault: &Vault, shares: u64, at: i64) -> u64 {
    let report: RateReport = bank.view(vault.rates(at)).await;
    Rates::from(&report).assets_for(shares).unwrap()
}

#[tokio::test]
async fn shares_are_worth_what_an_exit_brings_after_the_most_that_slashes_can_take() {
    let (mut bank, split) = scene(1_000, DAY).await;
    let vault = split.vault;
    // A tenth in the epoch of the request, and a tenth of the rest in the next.
    assert_eq!(worth(&mut bank, &vault, 1_000_000).await, 810_000);
    // floor(floor(7·0.9)·0.9) = floor(6·0.9)
    assert_eq!(worth(&mut bank, &vault, 7).await, 5);
    assert_eq!(worth(&mut bank, &vault, 0).await, 0);
}

#[tokio::test]
async fn shares_of_a_vault_that_slashes_may_take_whole_are_worth_nothing() {
    let (mut bank, split) = scene(10_000, DAY).await;
    assert_eq!(worth(&mut bank, &split.vault, 1_000_000).await, 0);
}

#[tokio::test]
async fn a_reward_counts_once_it_is_there() {
    let (mut bank, split) = scene(1_000, DAY).await;
    let vault = split.vault;
    bank.by("bob", pay_reward(&split, &id("bob"), 100_000)).await;
    let now = bank.now().await;
    assert_eq!(worth(&mut bank, &vault, 1_000_000).await, 810_000);
    let then = exit_at(&mut bank, &vault, 1_000_000, now + EPOCH as i64).await;
    assert!(then > 1_080_000, "by then it has come out: {then}");
    bank.warp(now + EPOCH as i64).await;
    assert_eq!(exit_at(&mut bank, &vault, 1_000_000, 0).await, then);
    assert_eq!(worth(&mut bank, &vault, 1_000_000).await, then * 9 / 10 * 9 / 10);
}

#[tokio::test]
async fn a_fee_that_is_announced_counts_as_soon_as_a_liquidation_could_pay_it() {
    // The fee counts from the start of the third epoch on.
    for (seconds, fee) in [(3 * EPOCH - 1, 0), (3 * EPOCH, 5_000)] {
        let (mut bank, split) = scene(1_000, seconds).await;
        bank.warp_to(SETTLED + 1, 0).await;
        bank.by("creator", set_fees(&split.vault, &id("creator"), fee::args(0, 50, 0, EPOCH))).await;
        let out = 1_000_000 - fee;
        assert_eq!(worth(&mut bank, &split.vault, 1_000_000).await, out * 9 / 10 * 9 / 10, "{seconds} s");
    }
}

#[tokio::test]
async fn what_an_open_slash_took_is_gone_until_it_is_vetoed() {
    let (mut bank, split) = scene(1_000, DAY).await;
    let vault = split.vault;
    bank.propose(&split, 0, 5 * PERCENT).await;
    let report: RateReport = bank.view(vault.rates(0)).await;
    assert_eq!((report.contested, report.loss_bps), (50_000, 1_000));
    assert_eq!(report.leaving, ShareRate { assets: 950_000, shares: 1_000_000 });
    assert_eq!(report.entering, ShareRate { assets: 1_001_000, shares: 1_001_000 });
    assert_eq!(worth(&mut bank, &vault, 1_000_000).await, 950_000 * 9 / 10 * 9 / 10);
    bank.veto(&split, 0).await;
    assert_eq!(worth(&mut bank, &vault, 1_000_000).await, 810_000);
}

#[tokio::test]
async fn an_exit_brings_what_was_told() {
    let (mut bank, split) = scene(1_000, DAY).await;
    let (vault, alice) = (split.vault, id("alice"));
    bank.propose(&split, 0, 7 * PERCENT).await;
    bank.execute(&split, 0).await;
    let (told, epoch) = (exit_at(&mut bank, &vault, 333_333, 0).await, bank.books(&vault).await.epoch);
    let before = bank.balance(&vault.assets_of(&alice)).await;
    let epoch = bank.ledger(&vault).await.books.epoch.max(epoch);
    bank.by("alice", vault.request_exit(&alice, 0, 333_333, told, epoch + 1)).await;
    bank.warp_to(epoch + 2, 0).await;
    bank.by("alice", vault.claim_exit(&alice, &vault.ticket(&alice, 0), &alice, epoch + 1)).await;
    assert_eq!(bank.balance(&vault.assets_of(&alice)).await - before, told);
}

#[tokio::test]
async fn a_market_is_of_one_vault_of_one_program() {
    let (mut bank, split) = scene(1_000, DAY).await;
    let other = bank.add_vault("creator", 1, OPEN).await;
    let asked = |place: usize, address: Pubkey| {
        let mut asked = value(&split.vault.address, 1);
        asked.accounts[place].pubkey = address;
        asked
    };
    for (place, address, code) in [(1, other.address, WRONG_VAULT), (2, program(), WRONG_PROGRAM)] {
        let failure = bank.refused(asked(place, address), &[]).await;
        assert_eq!(failure.code(), Some(code), "{place}");
    }
    let failure = bank.refuses("alice", open(&other.address, 30 * DAY + 1)).await;
    assert_eq!(failure.code(), Some(TOO_SLOW));
    // What is no vault of the program has no market.
    for address in [split.ncn, id("alice"), split.vault.vrt_mint] {
        bank.refuses("alice", open(&address, DAY)).await;
        assert_eq!(bank.account(&market(&address)).await, None);
    }
    bank.by("alice", open(&other.address, 30 * DAY)).await;
}
