//! What somebody tries with instant exits: to pay a lower fee, or to earn the fee of another.

use super::*;

/// Takes 500,000 of alice's million shares, half of the stake, in equal steps within a second. Returns what she gets, and
/// what the fees of her own steps gave the shares that had not left yet, by the figures of the events.
async fn leave_in(steps: u64) -> (u64, u64) {
    let (mut bank, vault) = Bank::with_vault(DEAR).await;
    let alice = id("alice");
    for name in ["alice", "bob"] {
        bank.by(name, vault.deposit(&id(name), 500_000, 0, false)).await;
    }
    let (mut paid, mut back, mut left) = (0, 0, 500_000);
    for _ in 0..steps {
        let done = bank.by("alice", vault.exit_instantly(&alice, 500_000 / steps, 0)).await;
        let [Event::ExitedInstantly(exit)] = &done.events[..] else { panic!("{:?}", done.events) };
        paid += exit.assets;
        left -= exit.shares;
        // Rounded up for each step: what follows is a bound.
        back += (exit.fee * left).div_ceil(exit.after.supply);
    }
    (paid, back)
}

#[tokio::test]
async fn an_instant_exit_in_many_steps_saves_no_more_than_the_fees_that_come_back() {
    // Half of the stake at once: reach 250,000, fee 25,000.
    assert_eq!(leave_in(1).await, (475_000, 0));
    let (ten, back) = leave_in(10).await;
    assert_eq!(ten, 479_708);
    assert!(ten - 475_000 <= back, "{ten} and {back}");
    // A tenth of the size saves little more: there is a limit to it, and each step rounds against its taker.
    let (hundred, back) = leave_in(100).await;
    assert_eq!(hundred, 480_317);
    assert!(hundred - 475_000 <= back, "{hundred} and {back}");
}

#[tokio::test]
async fn instant_exits_stop_at_the_allowance_and_go_on_as_it_refills() {
    // 100,000 that refill by 100 a second.
    let limits = LimitsArgs { instant_capacity: 100_000, instant_refill_seconds: 1_000, ..DEAR };
    let (mut bank, vault) = Bank::with_vault(limits).await;
    let (alice, bob) = (id("alice"), id("bob"));
    for name in ["alice", "bob"] {
        bank.by(name, vault.deposit(&id(name), 500_000, 0, false)).await;
    }
    let failure = bank.refuses("alice", vault.exit_instantly(&alice, 100_001, 0)).await;
    assert_refused(&failure, RestakingError::OverAllowance, 100_001, 100_000);
    // The allowance counts the fee of 1,000: the whole of it is gone, for everybody.
    bank.by("alice", vault.exit_instantly(&alice, 100_000, 99_000)).await;
    let failure = bank.refuses("bob", vault.exit_instantly(&bob, 1, 0)).await;
    assert_refused(&failure, RestakingError::OverAllowance, 1, 0);
    // 901,000 for 900,000 shares: 249 are worth 249, 250 are worth 250.
    bank.warp_to(0, 2).await;
    let failure = bank.refuses("bob", vault.exit_instantly(&bob, 201, 0)).await;
    assert_refused(&failure, RestakingError::OverAllowance, 201, 200);
    // 99,800 are still used: reach 200 · 199,800/1,000,800 = 39.9, fee 4.
    bank.by("bob", vault.exit_instantly(&bob, 200, 196)).await;
    let failure = bank.refuses("bob", vault.exit_instantly(&bob, 1, 0)).await;
    assert_refused(&failure, RestakingError::OverAllowance, 1, 0);
    // Never more than the whole of it, however long nobody leaves.
    bank.warp_to(500, 0).await;
    let failure = bank.refuses("bob", vault.exit_instantly(&bob, 100_000, 0)).await;
    assert_refused(&failure, RestakingError::OverAllowance, 100_111, 100_000);
}

#[tokio::test]
async fn stepping_in_front_of_anothers_instant_exit_for_its_fee_does_not_pay() {
    for amount in [1_000, 100_000, 2_000_000, 50_000_000, WEALTH] {
        let (mut bank, vault) = with_fees().await;
        let (alice, mallory) = (id("alice"), id("mallory"));
        bank.by("mallory", vault.deposit(&mallory, amount, 0, false)).await;
        bank.by("alice", vault.exit_instantly(&alice, 1_000_000, 0)).await;
        let shares = bank.balance(&vault.shares_of(&mallory)).await;
        bank.by("mallory", vault.exit_instantly(&mallory, shares, 0)).await;
        let gained = gained(&mut bank, &vault, "mallory").await;
        assert!(gained < 0, "{amount} gained {gained}");
    }
}
