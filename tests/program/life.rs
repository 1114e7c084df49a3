//! The life of a stake on the program that ships: every figure by hand, every balance to the token, every lamport of rent
//! back to its payer.
//!
//! Rates other than one to one come about as they do in practice: the fees of instant exits stay with the other holders.
//! V is 1,000 throughout.

mod rent;
mod transfer_exit_ticket;

use harness::Vault;
use restaking_client::{Books, ExitBucket, ExitTicket, LimitsArgs, RestakingError};
use restaking_tests::{Bank, OPEN, WEALTH, assert_refused, id, owed, untouched};

/// The highest fee, so that the rate moves by something.
const DEAR: LimitsArgs = LimitsArgs { instant_fee_bps: 1_000, ..OPEN };

/// Holds all that a vault's holders have against what is expected: what each gained or paid in assets, and its shares;
/// and the vault's books as `[active, supply, exiting this epoch, exiting next epoch, matured]`. The token account holds
/// what is owed exactly, and nobody but the holders has shares.
async fn check(bank: &mut Bank, vault: &Vault, holders: &[(&str, i64, u64)], figures: [u64; 5]) {
    let Books { active, supply, exiting, matured, .. } = bank.books(vault).await;
    assert_eq!([active, supply, exiting[0], exiting[1], matured], figures);
    for (name, gained, shares) in holders {
        let assets = bank.balance(&vault.assets_of(&id(name))).await;
        assert_eq!(assets as i64 - WEALTH as i64, *gained, "{name}'s assets");
        assert_eq!(bank.balance(&vault.shares_of(&id(name))).await, *shares, "{name}'s shares");
    }
    let books = bank.books(vault).await;
    assert_eq!(bank.balance(&vault.asset_account).await, owed(&books));
    assert_eq!(holders.iter().map(|(_, _, shares)| shares).sum::<u64>(), supply);
    let mint = bank.account(&vault.vrt_mint).await.expect("the VRT mint");
    assert_eq!(harness::token::supply(&mint.data), supply);
}

#[tokio::test]
async fn deposits_mint_shares_one_to_one_at_first() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    check(&mut bank, &vault, &[("alice", 0, 0), ("bob", 0, 0)], [0, 0, 0, 0, 0]).await;
    bank.by("alice", vault.deposit(&id("alice"), 1_000, 1_000, false)).await;
    check(&mut bank, &vault, &[("alice", -1_000, 1_000), ("bob", 0, 0)], [1_000, 1_000, 0, 0, 0]).await;
    bank.by("bob", vault.deposit(&id("bob"), 1, 1, false)).await;
    check(&mut bank, &vault, &[("alice", -1_000, 1_000), ("bob", -1, 1)], [1_001, 1_001, 0, 0, 0]).await;
}

#[tokio::test]
async fn four_stakers_at_a_rising_rate_leave_a_few_units_and_no_difference() {
    let (mut bank, vault) = Bank::with_vault(DEAR).await;
    for name in ["carol", "dave"] {
        bank.open_accounts(&vault, &id(name), WEALTH).await;
    }
    let (alice, bob, carol, dave) = (id("alice"), id("bob"), id("carol"), id("dave"));
    let v = &vault;

    bank.by("alice", vault.deposit(&alice, 1_000_000, 1_000_000, false)).await;
    bank.by("bob", vault.deposit(&bob, 3_000_000, 3_000_000, false)).await;
    let holders = [("alice", -1_000_000, 1_000_000), ("bob", -3_000_000, 3_000_000), ("carol", 0, 0), ("dave", 0, 0)];
    check(&mut bank, v, &holders, [4_000_000, 4_000_000, 0, 0, 0]).await;

    // A quarter of the idle stake: reach 10^12/(4·10^6) = 250,000, of which the fee is a tenth.
    bank.by("bob", vault.exit_instantly(&bob, 1_000_000, 975_000)).await;
    let holders = [("alice", -1_000_000, 1_000_000), ("bob", -2_025_000, 2_000_000), ("carol", 0, 0), ("dave", 0, 0)];
    check(&mut bank, v, &holders, [3_025_000, 3_000_000, 0, 0, 0]).await;

    // floor(10^6 · 3,001,000/3,026,000) and floor(500,000 · 3,992,738/4,026,000).
    bank.by("carol", vault.deposit(&carol, 1_000_000, 991_738, false)).await;
    bank.by("dave", vault.deposit(&dave, 500_000, 495_869, false)).await;
    let holders = [
        ("alice", -1_000_000, 1_000_000),
        ("bob", -2_025_000, 2_000_000),
        ("carol", -1_000_000, 991_738),
        ("dave", -500_000, 495_869),
    ];
    check(&mut bank, v, &holders, [4_525_000, 4_487_607, 0, 0, 0]).await;

    // floor(400,000 · 4,526,000/4,488,607) = 403,332 and floor(300,000 · 4,122,668/4,088,607) = 302,499.
    bank.by("alice", vault.request_exit(&alice, 0, 400_000, 403_332, 1)).await;
    bank.warp_to(1, -1).await;
    bank.by("carol", vault.request_exit(&carol, 0, 300_000, 302_499, 1)).await;
    let holders = [
        ("alice", -1_000_000, 600_000),
        ("bob", -2_025_000, 2_000_000),
        ("carol", -1_000_000, 691_738),
        ("dave", -500_000, 495_869),
    ];
    check(&mut bank, v, &holders, [3_819_169, 3_787_607, 0, 705_831, 0]).await;

    // What is leaving is still stake, so 806,664 assets are taken of 4,525,000: reach 143,803, fee 14,381.
    bank.warp_to(1, 500).await;
    bank.by("bob", vault.exit_instantly(&bob, 800_000, 792_283)).await;
    // And the rate has risen, so carol's 302,499 buy fewer shares than she burned: 302,499 · 2,988,607/3,027,886.
    bank.by("carol", vault.cancel_exit(&carol, &vault.ticket(&carol, 0), &carol, 1, 298_574)).await;
    let holders = [
        ("alice", -1_000_000, 600_000),
        ("bob", -1_232_717, 1_200_000),
        ("carol", -1_000_000, 990_312),
        ("dave", -500_000, 495_869),
    ];
    check(&mut bank, v, &holders, [3_329_385, 3_286_181, 403_332, 0, 0]).await;

    bank.warp_to(2, 0).await;
    bank.by("alice", vault.claim_exit(&alice, &vault.ticket(&alice, 0), &alice, 1)).await;
    let holders = [
        ("alice", -596_668, 600_000),
        ("bob", -1_232_717, 1_200_000),
        ("carol", -1_000_000, 990_312),
        ("dave", -500_000, 495_869),
    ];
    check(&mut bank, v, &holders, [3_329_385, 3_286_181, 0, 0, 0]).await;

    // Everybody leaves. Each rounding stays behind, and so does what the virtual shares own of the fees: 14 in all.
    for (name, shares, assets) in [
        ("alice", 600_000, 607_885),
        ("bob", 1_200_000, 1_215_772),
        ("carol", 990_312, 1_003_328),
        ("dave", 495_869, 502_386),
    ] {
        bank.by(name, vault.request_exit(&id(name), 1, shares, assets, 3)).await;
    }
    bank.warp_to(4, 0).await;
    for name in ["dave", "carol", "bob", "alice"] {
        bank.by(name, vault.claim_exit(&id(name), &vault.ticket(&id(name), 1), &id(name), 3)).await;
    }
    let holders = [("alice", 11_217, 0), ("bob", -16_945, 0), ("carol", 3_328, 0), ("dave", 2_386, 0)];
    check(&mut bank, v, &holders, [14, 0, 0, 0, 0]).await;

    // The two buckets close, and the vault starts over.
    for epoch in [1, 3] {
        bank.send(&[vault.close_bucket(&alice, epoch)], &[]).await.unwrap();
        assert!(bank.account(&vault.bucket(epoch)).await.is_none());
    }
    // floor(10^6 · 1,000/1,014) = 986,193.
    bank.by("bob", vault.deposit(&bob, 1_000_000, 986_193, false)).await;
    let holders = [("alice", 11_217, 0), ("bob", -1_016_945, 986_193), ("carol", 3_328, 0), ("dave", 2_386, 0)];
    check(&mut bank, v, &holders, [1_000_014, 986_193, 0, 0, 0]).await;
}

#[tokio::test]
async fn a_canceled_exit_gives_back_the_shares_and_the_rent() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let alice = id("alice");
    bank.by("alice", vault.deposit(&alice, 1_000, 0, false)).await;
    bank.by("alice", vault.request_exit(&alice, 0, 1_000, 1_000, 1)).await;
    let before = bank.lamports(&alice).await;
    check(&mut bank, &vault, &[("alice", -1_000, 0), ("bob", 0, 0)], [0, 0, 0, 1_000, 0]).await;
    let ticket = vault.ticket(&alice, 0);
    let rent = bank.lamports(&ticket).await;
    bank.by("alice", vault.cancel_exit(&alice, &ticket, &alice, 1, 1_000)).await;
    check(&mut bank, &vault, &[("alice", -1_000, 1_000), ("bob", 0, 0)], [1_000, 1_000, 0, 0, 0]).await;
    assert_eq!(bank.lamports(&alice).await, before + rent);
    assert!(bank.account(&ticket).await.is_none());
    // The empty bucket takes a new request, or closes while it is live.
    let bucket = bank.read::<ExitBucket>(&vault.bucket(1)).await.unwrap().bucket;
    assert_eq!((bucket.tickets, bucket.pools), (0, untouched(0)));
    bank.by("alice", vault.request_exit(&alice, 0, 400, 400, 1)).await;
    bank.by("alice", vault.cancel_exit(&alice, &ticket, &alice, 1, 400)).await;
    bank.send(&[vault.close_bucket(&alice, 1)], &[]).await.unwrap();
    assert!(bank.account(&vault.bucket(1)).await.is_none());
    bank.by("alice", vault.request_exit(&alice, 0, 400, 400, 1)).await;
    check(&mut bank, &vault, &[("alice", -1_000, 600), ("bob", 0, 0)], [600, 600, 0, 400, 0]).await;
}

#[tokio::test]
async fn another_may_pay_the_rent_of_an_exit_and_gets_it_back() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let (alice, bob) = (id("alice"), id("bob"));
    bank.by("alice", vault.deposit(&alice, 1_000, 0, false)).await;
    let (alices, bobs) = (bank.lamports(&alice).await, bank.lamports(&bob).await);
    let mut request = vault.request_exit(&alice, 0, 1_000, 1_000, 1);
    request.accounts[0].pubkey = bob;
    bank.send(&[request], &[&harness::key("alice"), &harness::key("bob")]).await.unwrap();
    assert!(bank.lamports(&bob).await < bobs);
    bank.warp_to(2, 0).await;
    let ticket = vault.ticket(&alice, 0);
    bank.by("alice", vault.claim_exit(&alice, &ticket, &bob, 1)).await;
    bank.send(&[vault.close_bucket(&bob, 1)], &[]).await.unwrap();
    assert_eq!((bank.lamports(&alice).await, bank.lamports(&bob).await), (alices, bobs));
}

#[tokio::test]
async fn tickets_of_one_bucket_are_claimed_in_any_order_and_the_last_one_frees_it() {
    let (mut bank, vault) = Bank::with_vault(DEAR).await;
    let (alice, bob) = (id("alice"), id("bob"));
    bank.by("alice", vault.deposit(&alice, 2_000_000, 0, false)).await;
    bank.by("bob", vault.deposit(&bob, 1_000_000, 0, false)).await;
    // A third: reach 10^12/(3·10^6) = 333,333.3 rounded up, a tenth of it 33,333.4 rounded up.
    bank.by("bob", vault.exit_instantly(&bob, 1_000_000, 966_666)).await;
    // 2,033,334 behind 2,000,000 shares: floor(500,001 · 2,034,334/2,001,000), then 500,000 at what that left.
    bank.by("alice", vault.request_exit(&alice, 0, 500_001, 508_330, 1)).await;
    bank.by("alice", vault.request_exit(&alice, 1, 500_000, 508_329, 1)).await;
    bank.warp_to(2, 0).await;
    bank.by("alice", vault.claim_exit(&alice, &vault.ticket(&alice, 1), &alice, 1)).await;
    let failure = bank.refused(vault.close_bucket(&alice, 1), &[]).await;
    assert_refused(&failure, RestakingError::TicketsOutstanding, 1, 0);
    let holders = [("alice", 508_329 - 2_000_000, 999_999), ("bob", -33_334, 0)];
    check(&mut bank, &vault, &holders, [1_016_675, 999_999, 0, 0, 508_330]).await;
    bank.by("alice", vault.claim_exit(&alice, &vault.ticket(&alice, 0), &alice, 1)).await;
    bank.send(&[vault.close_bucket(&alice, 1)], &[]).await.unwrap();
    let holders = [("alice", 1_016_659 - 2_000_000, 999_999), ("bob", -33_334, 0)];
    check(&mut bank, &vault, &holders, [1_016_675, 999_999, 0, 0, 0]).await;
}

#[tokio::test]
async fn instant_exits_pay_more_the_more_of_them_came_before() {
    let (mut bank, vault) = Bank::with_vault(DEAR).await;
    let alice = id("alice");
    bank.by("alice", vault.deposit(&alice, 1_000_000, 0, false)).await;
    // A tenth: 10^10/10^6 = 10,000, a tenth of it.
    bank.by("alice", vault.exit_instantly(&alice, 100_000, 99_000)).await;
    check(&mut bank, &vault, &[("alice", -901_000, 900_000), ("bob", 0, 0)], [901_000, 900_000, 0, 0, 0]).await;
    // 90,100 · 902,000/901,000 = 90,200 assets; reach 90,200 · (200,000 + 90,200)/1,001,000 = 26,149.9; a tenth of 26,150.
    bank.by("alice", vault.exit_instantly(&alice, 90_100, 87_585)).await;
    check(&mut bank, &vault, &[("alice", -813_415, 809_900), ("bob", 0, 0)], [813_415, 809_900, 0, 0, 0]).await;
    // The last holder pays none, since nobody would get it: floor(809,900 · 814,415/810,900) = 813,410.
    bank.by("alice", vault.exit_instantly(&alice, 809_900, 813_410)).await;
    check(&mut bank, &vault, &[("alice", -5, 0), ("bob", 0, 0)], [5, 0, 0, 0, 0]).await;
}
