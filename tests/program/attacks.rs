//! Attacks by a party that wants more than its due, named after failures of other protocols (docs/design.md, "Pitfalls"): here
//! the rate and the amounts; exits and addresses have files of their own.
//!
//! V is 1,000 throughout. A vault that has seen fees holds 2,033,334 assets for 2,000,000 shares.

mod addresses;
mod curve;
mod exits;
mod holders;

use harness::{Vault, key, token};
use restaking_client::{Event, LimitsArgs, RestakingError};
use restaking_tests::{Bank, OPEN, WEALTH, assert_refused, id, owed};
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

/// The highest fee.
const DEAR: LimitsArgs = LimitsArgs { instant_fee_bps: 1_000, ..OPEN };

/// A vault in which alice has 2,000,000 shares, worth more than that by the fee that bob left behind: a third of the stake
/// went, reach 333,334, fee 33,334. A second later the allowance has forgotten it. "mallory" has an account too.
async fn with_fees() -> (Bank, Vault) {
    let (mut bank, vault) = Bank::with_vault(DEAR).await;
    bank.open_accounts(&vault, &id("mallory"), WEALTH).await;
    bank.by("alice", vault.deposit(&id("alice"), 2_000_000, 0, false)).await;
    bank.by("bob", vault.deposit(&id("bob"), 1_000_000, 0, false)).await;
    bank.by("bob", vault.exit_instantly(&id("bob"), 1_000_000, 966_666)).await;
    bank.warp_to(0, 1).await;
    (bank, vault)
}

/// What `name` has gained in assets since it was funded.
async fn gained(bank: &mut Bank, vault: &Vault, name: &str) -> i64 {
    bank.balance(&vault.assets_of(&id(name))).await as i64 - WEALTH as i64
}

/// Moves lamports; `from` signs.
fn pay(from: &Pubkey, to: &Pubkey, lamports: u64) -> Instruction {
    let mut data = vec![2, 0, 0, 0];
    data.extend_from_slice(&lamports.to_le_bytes());
    let accounts = vec![AccountMeta::new(*from, true), AccountMeta::new(*to, false)];
    Instruction { program_id: Pubkey::default(), accounts, data }
}

/// What `name` gets for all its shares if it leaves at once, and leaves again as it was: the transaction is not sent for
/// its result but for its refusal, which names the figure.
async fn worth(bank: &mut Bank, vault: &Vault, name: &str) -> u64 {
    let shares = bank.balance(&vault.shares_of(&id(name))).await;
    let epoch = bank.books(vault).await.epoch + 1;
    let failure = bank.refuses(name, vault.request_exit(&id(name), 99, shares, u64::MAX, epoch)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::BelowMinimum));
    let sentence = failure.to_string();
    let figure = sentence.split_once("(got ").and_then(|(_, figures)| figures.split(',').next());
    figure.and_then(|figure| figure.parse().ok()).expect("a value and a limit")
}

#[tokio::test]
async fn first_depositor_inflation_by_a_donation_takes_nothing_from_the_next() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let (alice, bob) = (id("alice"), id("bob"));
    bank.by("alice", vault.deposit(&alice, 1, 1, false)).await;
    let donation = token::transfer(&vault.assets_of(&alice), &vault.asset_account, &alice, 1_000_000_000);
    bank.by("alice", donation).await;
    // The victim does not even ask for a minimum.
    bank.by("bob", vault.deposit(&bob, 1_000_000, 0, false)).await;
    assert_eq!(worth(&mut bank, &vault, "bob").await, 1_000_000);
    assert_eq!(worth(&mut bank, &vault, "alice").await, 1);
    for name in ["bob", "alice"] {
        let shares = bank.balance(&vault.shares_of(&id(name))).await;
        bank.by(name, vault.request_exit(&id(name), 0, shares, shares, 1)).await;
    }
    bank.warp_to(2, 0).await;
    for name in ["bob", "alice"] {
        bank.by(name, vault.claim_exit(&id(name), &vault.ticket(&id(name), 0), &id(name), 1)).await;
    }
    assert_eq!(gained(&mut bank, &vault, "bob").await, 0);
    assert_eq!(gained(&mut bank, &vault, "alice").await, -1_000_000_000);
    assert_eq!(bank.balance(&vault.asset_account).await, 1_000_000_000);
}

#[tokio::test]
async fn first_depositor_inflation_by_fees_costs_a_thousand_times_what_it_takes() {
    // The one way to lift a rate from outside: leave instantly with all but one share, and pay a tenth of it all.
    let (mut bank, vault) = Bank::with_vault(DEAR).await;
    let (alice, bob) = (id("alice"), id("bob"));
    bank.by("alice", vault.deposit(&alice, 1_000_000_000, 0, false)).await;
    bank.by("alice", vault.exit_instantly(&alice, 999_999_999, 899_999_999)).await;
    // A minimum stops the victim's deposit: floor(150,000 · 1,001/100,001,001) = 1.
    let failure = bank.refuses("bob", vault.deposit(&bob, 150_000, 2, false)).await;
    assert_refused(&failure, RestakingError::BelowMinimum, 1, 2);
    // A deposit without a minimum is left with floor(100,151,001/1,002) = 99,951: 50,049 less.
    bank.by("bob", vault.deposit(&bob, 150_000, 0, false)).await;
    assert_eq!(worth(&mut bank, &vault, "bob").await, 99_951);
    // Nearly all that the attacker paid is the virtual shares', and out of its reach.
    assert_eq!(worth(&mut bank, &vault, "alice").await, 99_951);
    assert_eq!(gained(&mut bank, &vault, "alice").await, -100_000_001);
}

#[tokio::test]
async fn a_donation_changes_no_rate_and_no_figure() {
    let (mut bank, vault) = with_fees().await;
    let before = (bank.books(&vault).await, worth(&mut bank, &vault, "alice").await);
    let bob = id("bob");
    bank.by("bob", token::transfer(&vault.assets_of(&bob), &vault.asset_account, &bob, 7_777_777)).await;
    assert_eq!((bank.books(&vault).await, worth(&mut bank, &vault, "alice").await), before);
    // floor(10^6 · 2,001,000/2,034,334) = 983,614, as without it.
    bank.by("bob", vault.deposit(&bob, 1_000_000, 983_614, false)).await;
    assert_eq!(bank.balance(&vault.shares_of(&bob)).await, 983_614);
    let books = bank.books(&vault).await;
    assert_eq!(bank.balance(&vault.asset_account).await, owed(&books) + 7_777_777);
}

#[tokio::test]
async fn shares_burned_behind_the_programs_back_are_their_holders_loss_alone() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let (alice, bob) = (id("alice"), id("bob"));
    for name in ["alice", "bob"] {
        bank.by(name, vault.deposit(&id(name), 1_000, 0, false)).await;
    }
    bank.by("alice", token::burn(&vault.shares_of(&alice), &vault.vrt_mint, &alice, 400)).await;
    let books = bank.books(&vault).await;
    assert_eq!((books.active, books.supply), (2_000, 2_000));
    // Nobody got them: bob's are worth what they were, and a newcomer pays the old rate.
    assert_eq!(worth(&mut bank, &vault, "bob").await, 1_000);
    bank.by("bob", vault.deposit(&bob, 500, 500, false)).await;
    // Alice cannot leave with what she has burned: SPL Token's insufficient funds.
    let failure = bank.refuses("alice", vault.request_exit(&alice, 0, 601, 0, 1)).await;
    assert_eq!((failure.restaking(), failure.code()), (None, Some(1)));
    let failure = bank.refuses("alice", vault.exit_instantly(&alice, 601, 0)).await;
    assert_eq!(failure.code(), Some(1));
    // All that can leave leaves, and the 400 stay on the books with nobody to claim them.
    bank.by("alice", vault.request_exit(&alice, 0, 600, 600, 1)).await;
    bank.by("bob", vault.request_exit(&bob, 0, 1_500, 1_500, 1)).await;
    let books = bank.books(&vault).await;
    assert_eq!((books.active, books.supply, books.exiting), (400, 400, [0, 2_100]));
    bank.by("bob", vault.deposit(&bob, 100, 100, false)).await;
}

#[tokio::test]
async fn the_slippage_check_takes_the_exact_result_and_not_one_more() {
    let (mut bank, vault) = with_fees().await;
    let (alice, bob) = (id("alice"), id("bob"));
    // 983,614.2 shares for a million: rounded up they would be one more.
    let failure = bank.refuses("bob", vault.deposit(&bob, 1_000_000, 983_615, false)).await;
    assert_refused(&failure, RestakingError::BelowMinimum, 983_614, 983_615);
    // floor(500,001 · 2,034,334/2,001,000) = 508,330.
    let failure = bank.refuses("alice", vault.request_exit(&alice, 0, 500_001, 508_331, 1)).await;
    assert_refused(&failure, RestakingError::BelowMinimum, 508_330, 508_331);
    bank.by("alice", vault.request_exit(&alice, 0, 500_001, 508_330, 1)).await;
    // floor(508,330 · 1,500,999/1,526,004) = 500,000: one fewer than it cost.
    let ticket = vault.ticket(&alice, 0);
    let failure = bank.refuses("alice", vault.cancel_exit(&alice, &ticket, &alice, 1, 500_001)).await;
    assert_refused(&failure, RestakingError::BelowMinimum, 500_000, 500_001);
    bank.by("alice", vault.cancel_exit(&alice, &ticket, &alice, 1, 500_000)).await;
    // 101,665 assets of 2,033,334: reach 5,084, fee 509.
    let failure = bank.refuses("alice", vault.exit_instantly(&alice, 100_000, 101_157)).await;
    assert_refused(&failure, RestakingError::BelowMinimum, 101_156, 101_157);
    bank.by("alice", vault.exit_instantly(&alice, 100_000, 101_156)).await;
}

#[tokio::test]
async fn dust_buys_nothing_and_is_not_taken() {
    let (mut bank, vault) = with_fees().await;
    let (alice, bob) = (id("alice"), id("bob"));
    // One asset is worth 0.98 of a share, and one share's asset pays a fee of one.
    let failure = bank.refuses("bob", vault.deposit(&bob, 1, 0, false)).await;
    assert_refused(&failure, RestakingError::Dust, 1, 1);
    let failure = bank.refuses("alice", vault.exit_instantly(&alice, 1, 0)).await;
    assert_refused(&failure, RestakingError::Dust, 1, 1);
    bank.by("bob", vault.deposit(&bob, 2, 1, false)).await;
    bank.by("alice", vault.exit_instantly(&alice, 2, 1)).await;
    // The asset behind one share buys no share back: the ticket stands, and is paid.
    bank.by("alice", vault.request_exit(&alice, 0, 1, 1, 1)).await;
    let ticket = vault.ticket(&alice, 0);
    let failure = bank.refuses("alice", vault.cancel_exit(&alice, &ticket, &alice, 1, 0)).await;
    assert_refused(&failure, RestakingError::Dust, 1, 1);
    bank.warp_to(2, 0).await;
    bank.by("alice", vault.claim_exit(&alice, &ticket, &alice, 1)).await;
}

#[tokio::test]
async fn an_amount_of_zero_moves_nothing() {
    let (mut bank, vault) = with_fees().await;
    let alice = id("alice");
    for instruction in
        [vault.deposit(&alice, 0, 0, false), vault.request_exit(&alice, 0, 0, 0, 1), vault.exit_instantly(&alice, 0, 0)]
    {
        assert_refused(&bank.refuses("alice", instruction).await, RestakingError::Zero, 0, 1);
    }
}

#[tokio::test]
async fn the_largest_amounts_overflow_into_a_refusal() {
    const MAX: u64 = u64::MAX;
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let alice = id("alice");
    bank.open_accounts(&vault, &id("whale"), MAX).await;
    let whale = id("whale");
    // A vault leaves room for the virtual assets.
    let failure = bank.refuses("whale", vault.deposit(&whale, MAX, 0, false)).await;
    assert_refused(&failure, RestakingError::Overflow, MAX, 1_000);
    let failure = bank.refuses("whale", vault.deposit(&whale, MAX - 999, 0, false)).await;
    assert_refused(&failure, RestakingError::Overflow, MAX - 999, 1_000);
    bank.by("alice", vault.deposit(&alice, 5, 5, false)).await;
    let failure = bank.refuses("whale", vault.deposit(&whale, MAX, 0, false)).await;
    assert_refused(&failure, RestakingError::Overflow, 5, MAX);
    let failure = bank.refuses("alice", vault.deposit(&alice, WEALTH, MAX, false)).await;
    assert_refused(&failure, RestakingError::BelowMinimum, WEALTH, MAX);
    for instruction in [vault.request_exit(&alice, 0, MAX, 0, 1), vault.exit_instantly(&alice, MAX, 0)] {
        assert_refused(&bank.refuses("alice", instruction).await, RestakingError::OverSupply, MAX, 5);
    }
    // The fullest vault works in both directions.
    bank.by("whale", vault.deposit(&whale, MAX - 1_005, MAX - 1_005, false)).await;
    let failure = bank.refuses("alice", vault.deposit(&alice, 1, 0, false)).await;
    assert_refused(&failure, RestakingError::Overflow, MAX - 999, 1_000);
    bank.by("alice", vault.request_exit(&alice, 0, 5, 5, 1)).await;
    bank.by("whale", vault.request_exit(&whale, 0, MAX - 1_005, MAX - 1_005, 1)).await;
    bank.warp_to(2, 0).await;
    bank.by("whale", vault.claim_exit(&whale, &vault.ticket(&whale, 0), &whale, 1)).await;
    assert_eq!((bank.balance(&vault.assets_of(&whale)).await, bank.balance(&vault.asset_account).await), (MAX, 5));
}

#[tokio::test]
async fn nobody_deposits_or_leaves_with_more_than_it_has() {
    let (mut bank, vault) = with_fees().await;
    let (alice, bob) = (id("alice"), id("bob"));
    let rich = bank.balance(&vault.assets_of(&bob)).await;
    for (name, instruction) in [
        ("bob", vault.deposit(&bob, rich + 1, 0, false)),
        ("bob", vault.exit_instantly(&bob, 100, 0)),
        ("bob", vault.request_exit(&bob, 0, 100, 0, 1)),
    ] {
        let failure = bank.refuses(name, instruction).await;
        assert_eq!((failure.restaking(), failure.code()), (None, Some(1)), "SPL Token's insufficient funds");
    }
    // Nor with what is another's: SPL Token's owner mismatch.
    let mut theft = vault.exit_instantly(&bob, 100, 0);
    theft.accounts[4].pubkey = vault.shares_of(&alice);
    assert_eq!(bank.refuses("bob", theft).await.restaking(), Some(RestakingError::NotHolder));
    let mut theft = vault.deposit(&bob, 100, 0, false);
    theft.accounts[4].pubkey = vault.assets_of(&alice);
    assert_eq!(bank.refuses("bob", theft).await.restaking(), Some(RestakingError::NotHolder));
}

#[tokio::test]
async fn a_deposit_and_an_instant_exit_in_one_transaction_never_profit() {
    // At three rates: none yet, risen by fees, and what a vault's last holders have left behind (5 assets, no shares).
    for scene in 0..3 {
        for fee in [0, 1_000] {
            let (mut bank, vault) = if scene == 1 { with_fees().await } else { Bank::with_vault(DEAR).await };
            let mallory = id("mallory");
            bank.open_accounts(&vault, &mallory, WEALTH).await;
            if scene == 2 {
                bank.by("alice", vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
                for shares in [100_000, 90_100, 809_900] {
                    bank.by("alice", vault.exit_instantly(&id("alice"), shares, 0)).await;
                }
                assert_eq!((bank.books(&vault).await.active, bank.books(&vault).await.supply), (5, 0));
                bank.warp_to(0, 2).await;
            }
            bank.by("creator", vault.set_limits(LimitsArgs { instant_fee_bps: fee, ..OPEN })).await;
            let mut went_through = 0;
            for assets in [2, 3, 59, 60, 61, 999, 1_000, 1_001, 123_457, 1_000_000, 987_654_321, WEALTH / 2] {
                let books = bank.books(&vault).await;
                let rate = [books.supply + 1_000, books.active + 1_000].map(u128::from);
                let shares = (u128::from(assets) * rate[0] / rate[1]) as u64;
                let before = gained(&mut bank, &vault, "mallory").await;
                let both = [vault.deposit(&mallory, assets, 0, false), vault.exit_instantly(&mallory, shares, 0)];
                // Refused for dust, or done at a loss or for nothing.
                match bank.send(&both, &[&key("mallory")]).await {
                    Ok(done) => {
                        assert!(matches!(done.events[..], [Event::Deposited(_), Event::ExitedInstantly(_)]));
                        went_through += 1;
                    }
                    Err(failure) => assert_eq!(failure.restaking(), Some(RestakingError::Dust), "{failure}"),
                }
                let after = gained(&mut bank, &vault, "mallory").await;
                assert!(after <= before, "{assets} assets became {}", assets as i64 + after - before);
            }
            assert!(went_through >= 10, "only {went_through} of 12 were tried in earnest");
        }
    }
}
