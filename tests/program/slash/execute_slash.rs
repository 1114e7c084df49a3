//! The outcome of an executed slash: burned and divided to the token, with any recipients and whether their accounts take
//! tokens or not. No recipient holds a slash up, and none is paid twice.

mod pay_slash_share;

use harness::{Split, Vault, slash::WHOLE, token};
use restaking_client::{PolicyArgs, RestakingError};
use restaking_tests::{Bank, CHALLENGE, PERCENT, RECIPIENTS, SETTLED, WEALTH, id, policy};
use solana_program::pubkey::Pubkey;

use super::paid;

/// The usual policy with a part for "harmed".
fn divided(burn_bps: u64, reporter_bps: u64, insurance_bps: u64, redistribution_bps: u64) -> PolicyArgs {
    PolicyArgs { burn_bps, reporter_bps, insurance_bps, redistribution_bps, redistribution: id("harmed"), ..policy() }
}

#[tokio::test]
async fn parts_are_rounded_down_and_what_they_leave_is_burned() {
    for (bps, fraction, stake, burn, owed) in [
        // 3 units: 0.15, 0.6 and nothing.
        ([7_500, 500, 2_000, 0], WHOLE / 1_000_000 * 3, 3, 3, [0, 0, 0]),
        // 29: 1.45 and 5.8.
        ([7_500, 500, 2_000, 0], WHOLE / 1_000_000 * 29, 29, 23, [1, 5, 0]),
        ([7_500, 500, 2_000, 0], 10 * PERCENT, 100_000, 75_000, [5_000, 20_000, 0]),
        // 99,999: 4,999.95, 19,999.8 and 59,999.4, and the burned part gets 1.15 for the roundings on top of 14,999.85.
        ([1_500, 500, 2_000, 6_000], WHOLE / 1_000_000 * 99_999, 99_999, 15_002, [4_999, 19_999, 59_999]),
        ([0, 500, 4_750, 4_750], WHOLE / 1_000_000 * 21, 21, 2, [1, 9, 9]),
        ([10_000, 0, 0, 0], 10 * PERCENT, 100_000, 100_000, [0; 3]),
        ([0, 0, 10_000, 0], 10 * PERCENT, 100_000, 0, [0, 100_000, 0]),
        ([0, 0, 0, 10_000], 10 * PERCENT, 100_000, 0, [0, 0, 100_000]),
    ] {
        let (mut bank, split) = Bank::with_slasher(divided(bps[0], bps[1], bps[2], bps[3])).await;
        let event = bank.propose(&split, 0, fraction).await;
        assert_eq!((event.slash.stake, event.burn, event.owed), (stake, burn, owed), "{bps:?}");
        bank.execute(&split, 0).await;
        assert_eq!(paid(&mut bank, &split.vault).await, owed.map(|part| part as i64), "{bps:?}");
        assert_eq!((bank.burned(&split.vault).await, bank.taken(&split.vault).await), (burn, 0), "{bps:?}");
        bank.audit(&split.vault).await;
    }
}

#[tokio::test]
async fn without_a_reporter_its_part_is_burned() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let mut cause = bank.cause(0, 10 * PERCENT).await;
    cause.reporter = Pubkey::default();
    let instruction = bank.proposing_for(&split, cause).await;
    bank.by("slasher", instruction).await;
    let made = bank.slash(&split, 0).await;
    assert_eq!((made.reporter, made.burn, made.owed), (Pubkey::default(), 80_000, [0, 20_000, 0]));
    bank.execute(&split, 0).await;
    assert_eq!(paid(&mut bank, &split.vault).await, [0, 20_000, 0]);
    assert_eq!(bank.burned(&split.vault).await, 80_000);
    bank.audit(&split.vault).await;
}

#[tokio::test]
async fn one_account_may_be_paid_as_two_or_three_recipients() {
    let args =
        PolicyArgs { insurance: id("reporter"), redistribution: id("reporter"), ..divided(2_500, 500, 3_000, 4_000) };
    let (mut bank, split) = Bank::with_slasher(args).await;
    bank.propose(&split, 0, 10 * PERCENT).await;
    bank.warp_to(SETTLED, CHALLENGE as i64).await;
    let execute = split.execute_slash(&split.proposal(0), SETTLED, [id("reporter"); 3]);
    bank.send(&[execute], &[]).await.unwrap();
    assert_eq!(paid(&mut bank, &split.vault).await, [75_000, 0, 0]);
    assert_eq!(bank.burned(&split.vault).await, 25_000);
    bank.audit(&split.vault).await;
}

#[tokio::test]
async fn the_sender_of_an_execution_chooses_no_account_of_a_recipients() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    // Mallory makes a token account and names the reporter as its owner, without the reporter's knowledge.
    let planted = id("planted by mallory");
    bank.put(&planted, token::token_account(split.vault.asset_mint, id("reporter"), 5));
    bank.propose(&split, 0, 10 * PERCENT).await;
    bank.warp_to(SETTLED, CHALLENGE as i64).await;
    let mut execute = bank.executing(&split, 0).await;
    place(&mut execute, &split.vault, 0, planted);
    bank.send(&[execute], &[]).await.unwrap();
    assert_eq!((bank.balance(&planted).await, paid(&mut bank, &split.vault).await), (5, [0, 20_000, 0]));
    assert_eq!(bank.slash(&split, 0).await.owed, [5_000, 0, 0], "it waits for the reporter's own account");
    bank.send(
        &[split.pay_slash_share(&split.proposal(0), restaking_client::SlashRecipient::Reporter, &id("reporter"))],
        &[],
    )
    .await
    .unwrap();
    assert_eq!(paid(&mut bank, &split.vault).await, [5_000, 20_000, 0]);
}

/// Passes `account` for recipient `place` of an execution.
fn place(execute: &mut solana_program::instruction::Instruction, vault: &Vault, place: usize, account: Pubkey) {
    let usual = vault.assets_of(&id(RECIPIENTS[place]));
    let at = execute.accounts.iter().position(|meta| meta.pubkey == usual).expect("the usual account");
    execute.accounts[at].pubkey = account;
}

/// A policy may name the vault itself. Its part waits in its account: none of the vault's own accounts is its associated one,
/// and nobody loses more by it than the slash.
#[tokio::test]
async fn a_part_for_the_vault_itself_counts_for_nothing() {
    let mut bank = Bank::bare().await;
    bank.configure().await;
    let vault = Vault::new(id("creator"), 0, Pubkey::default());
    let split = bank.add_slasher(PolicyArgs { insurance: vault.address, ..policy() }).await;
    bank.warp_to(SETTLED, 0).await;
    bank.by("alice", split.vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
    let before = bank.propose(&split, 0, 10 * PERCENT).await.books_after;
    bank.warp_to(SETTLED, CHALLENGE as i64).await;
    let mut execute = bank.executing(&split, 0).await;
    // Its account is named already, and no account may be named twice that changes.
    let usual = split.vault.assets_of(&id(RECIPIENTS[1]));
    let at = execute.accounts.iter().position(|meta| meta.pubkey == usual).expect("the usual account");
    execute.accounts[at].pubkey = split.vault.asset_account;
    assert_eq!(bank.refused(execute.clone(), &[]).await.code(), Some(NAMED_TWICE));
    execute.accounts[at].pubkey = id("nothing is here");
    bank.send(&[execute], &[]).await.unwrap();
    let ledger = bank.ledger(&split.vault).await;
    assert_eq!((&ledger.books, ledger.unpaid), (&before, 20_000));
    assert_eq!(bank.taken(&split.vault).await, 20_000);
}

/// Anchor's error for an account that is passed twice where it changes.
const NAMED_TWICE: u32 = 2_040;

#[tokio::test]
async fn donations_while_a_slash_is_open_change_nothing() {
    for vetoed in [true, false] {
        let (mut bank, split) = Bank::with_slasher(policy()).await;
        let (vault, mallory) = (split.vault, id("mallory"));
        let mut donated = 0;
        let gift = |amount| token::transfer(&vault.assets_of(&mallory), &vault.asset_account, &mallory, amount);
        for round in 0..3 {
            bank.by("mallory", gift(1_000 + round)).await;
            donated += 1_000 + round;
            match (round, vetoed) {
                (0, _) => assert_eq!(bank.propose(&split, 0, 10 * PERCENT).await.slash.stake, 100_000),
                (1, true) => drop(bank.veto(&split, 0).await),
                (1, false) => drop(bank.execute(&split, 0).await),
                _ => {}
            }
        }
        let ledger = bank.ledger(&vault).await;
        assert_eq!((ledger.contested, ledger.escrowed, ledger.unpaid), (0, 0, 0));
        assert_eq!(ledger.books.active, if vetoed { 1_000_000 } else { 900_000 });
        assert_eq!(bank.taken(&vault).await, donated);
        let parts = if vetoed { [0; 3] } else { [5_000, 20_000, 0] };
        assert_eq!(
            (paid(&mut bank, &vault).await, bank.burned(&vault).await),
            (parts, if vetoed { 0 } else { 75_000 })
        );
        assert_eq!(bank.gained(&vault, "mallory").await, -(donated as i64));
    }
}

/// The mint of wrapped SOL.
const NATIVE: Pubkey = solana_program::pubkey!("So11111111111111111111111111111111111111112");

/// An account of wrapped SOL: its tokens are lamports on top of its rent, which SPL Token notes in it.
fn wrapped(owner: Pubkey, amount: u64) -> solana_account::Account {
    let mut account = token::token_account(NATIVE, owner, amount);
    account.data[109] = 1;
    account.data[113..121].copy_from_slice(&account.lamports.to_le_bytes());
    account.lamports += amount;
    account
}

#[tokio::test]
async fn of_wrapped_sol_the_burned_part_stays_in_the_vaults_account_for_nobody() {
    let mut bank = Bank::bare().await;
    bank.configure().await;
    let creator = id("creator");
    bank.fund(&creator);
    bank.put(&NATIVE, token::mint_account(9, Pubkey::default(), None, 0));
    let vault = Vault::new(creator, 0, NATIVE);
    let limits = restaking_client::LimitsArgs { instant_fee_bps: 0, ..restaking_tests::OPEN };
    bank.by("creator", vault.initialize(restaking_tests::EPOCH, limits)).await;
    for name in ["alice", "reporter", "insurance"] {
        bank.fund(&id(name));
        bank.put(&vault.assets_of(&id(name)), wrapped(id(name), if name == "alice" { WEALTH } else { 0 }));
        bank.put(&vault.shares_of(&id(name)), token::token_account(vault.vrt_mint, id(name), 0));
    }
    let (operator, ncn) = (bank.add_operator("operator", 0).await, bank.add_policy("ncn", 0, policy()).await);
    for name in ["slasher", "resolver", "allocator"] {
        bank.fund(&id(name));
    }
    let split = Split { vault, operator, ncn };
    bank.expose(&split, WHOLE, WHOLE).await;
    bank.warp_to(SETTLED, 0).await;
    bank.by("alice", vault.deposit(&id("alice"), 1_000_000, 0, false)).await;

    bank.propose(&split, 0, 10 * PERCENT).await;
    bank.propose(&split, 1, 10 * PERCENT).await;
    assert_eq!(bank.taken(&vault).await, 190_000);
    bank.veto(&split, 1).await;
    bank.execute(&split, 0).await;
    let ledger = bank.ledger(&vault).await;
    assert_eq!((ledger.books.active, ledger.escrowed, ledger.unpaid), (900_000, 0, 0));
    assert_eq!(bank.taken(&vault).await, 75_000);
    for (name, gets) in [("reporter", 5_000), ("insurance", 20_000)] {
        assert_eq!(bank.balance(&vault.assets_of(&id(name))).await, gets);
    }
    // It has no owner: no later slash is paid of it, and it is not owed.
    for place in 0..3 {
        let failure = bank.refused(split.pay_slash_share(&split.proposal(0), place.into(), &id("reporter")), &[]).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NothingOwed));
    }
    bank.propose(&split, 2, WHOLE).await;
    bank.veto(&split, 2).await;
    assert_eq!(bank.taken(&vault).await, 75_000);
}
