//! Requests, cancels and claims, figure by figure and second by second. V is 1,000 throughout.

mod common;

use common::{EPOCH, GENESIS, first, lose_from_next, refused, refused_for, request, ticket, vault, with_bucket};
use ledger::refusal::Rule;
use ledger::state::exit_bucket::Bucket;
use ledger::state::exit_ticket::Ticket;
use ledger::transition::exit::Claim;
use ledger::transition::flow::Flow;

/// The last second of a request's own bucket, and the first at which it can be claimed.
const LAST: i64 = GENESIS + 2 * EPOCH - 1;
const FIRST: i64 = GENESIS + 2 * EPOCH;

#[test]
fn assets_are_rounded_down() {
    // (3,001 + V) / (1,000 + V) = 4,001/2,000: 101 shares are worth 202.05, 199 are worth 398.1.
    for (shares, assets) in [(101, 202), (199, 398), (1_000, 2_000)] {
        let (mut vault, mut bucket) = (vault(3_001, 1_000), Bucket::new(1));
        let exit = request(&mut vault, &mut bucket, shares);
        assert_eq!(exit.assets, assets);
        assert_eq!(exit.flow, Flow { shares_burned: shares, ..Flow::default() }, "a request moves no assets");
        assert_eq!((vault.books.active, vault.books.supply), (3_001 - assets, 1_000 - shares));
        assert_eq!(vault.books.exiting, [0, assets]);
    }
}

#[test]
fn after_a_loss_each_share_gets_its_part_and_no_virtual_assets() {
    // 100 · 1,000/3,000 = 33.3; the rate with V in it would pay 50.
    assert_eq!(request(&mut vault(1_000, 3_000), &mut Bucket::new(1), 100).assets, 33);
    assert_eq!(request(&mut vault(1_000, 3_000), &mut Bucket::new(1), 3_000).assets, 1_000, "the last one gets it all");
    // One unit lost of 1,000.
    assert_eq!(request(&mut vault(999, 1_000), &mut Bucket::new(1), 500).assets, 499);
    refused(vault(999, 1_000).request_exit(&mut Bucket::new(1), 1, 0, GENESIS), Rule::Dust, 1, 1);
    assert_eq!(request(&mut vault(1_000, 1_000), &mut Bucket::new(1), 1).assets, 1);
}

#[test]
fn the_minimum_is_held_against_the_rounded_assets() {
    vault(3_001, 1_000).request_exit(&mut Bucket::new(1), 199, 398, GENESIS).unwrap();
    let result = vault(3_001, 1_000).request_exit(&mut Bucket::new(1), 199, 399, GENESIS);
    refused(result, Rule::BelowMinimum, 398, 399);
}

#[test]
fn zero_dust_and_more_than_there_is_are_refused() {
    refused(vault(1_000, 3_000).request_exit(&mut Bucket::new(1), 0, 0, GENESIS), Rule::Zero, 0, 1);
    refused(vault(1_000, 3_000).request_exit(&mut Bucket::new(1), 2, 0, GENESIS), Rule::Dust, 2, 1);
    assert_eq!(request(&mut vault(1_000, 3_000), &mut Bucket::new(1), 3).assets, 1);
    let result = vault(1_000, 3_000).request_exit(&mut Bucket::new(1), 3_001, 0, GENESIS);
    refused(result, Rule::OverSupply, 3_001, 3_000);
    refused(vault(0, 0).request_exit(&mut Bucket::new(1), 1, 0, GENESIS), Rule::OverSupply, 1, 0);
}

#[test]
fn nothing_can_leave_an_insolvent_vault() {
    refused(vault(0, 1_000).request_exit(&mut Bucket::new(1), 1_000, 0, GENESIS), Rule::Dust, 1_000, 1);
}

#[test]
fn bucket_shares_are_one_to_one_until_a_loss() {
    let (mut vault, mut bucket) = (vault(1_000, 1_000), Bucket::new(1));
    for (shares, total) in [(300, 300), (1, 301)] {
        let exit = request(&mut vault, &mut bucket, shares);
        assert_eq!(exit.ticket, Ticket { epoch: 1, shares, paid: 0, pool: 0, fee_bps: 0 });
        assert_eq!((bucket.pools, vault.books.exiting), (first(total, total), [0, total]));
    }
    assert_eq!(bucket.tickets, 2);
}

#[test]
fn bucket_shares_are_rounded_down_after_a_loss() {
    // 60 assets behind 100 shares: 7 assets are worth 11.67 shares.
    let (mut vault, mut bucket) = with_bucket(1_000, 1_000, 60, 100);
    assert_eq!(request(&mut vault, &mut bucket, 7).ticket.shares, 11);
    assert_eq!((bucket.pools, bucket.tickets, vault.books.exiting[1]), (first(111, 67), 2, 67));
    // 67/111 of an asset a share: 11 shares are owed 6.64, the other 100 are owed 60.36.
    let (mut new, mut old) = (ticket(11), ticket(100));
    assert_eq!(vault.claim_exit(&mut bucket, &mut new, FIRST).unwrap().flow.assets_out, 6);
    assert_eq!(vault.claim_exit(&mut bucket, &mut old, FIRST).unwrap().flow.assets_out, 60);
    assert_eq!((vault.books.matured, vault.books.active), (1, 993));
    // The unit that two roundings left goes to the holders.
    assert_eq!(vault.close_bucket(&mut bucket, FIRST).unwrap(), 1);
    assert_eq!((vault.books.matured, vault.books.active), (0, 994));
    assert_eq!(bucket, Bucket::new(1));
}

#[test]
fn the_minimum_is_held_against_what_the_ticket_will_pay() {
    // As above: 7 assets go in, and 11 shares are owed 6 of them.
    let (mut vault, mut bucket) = with_bucket(1_000, 1_000, 60, 100);
    refused({ vault }.request_exit(&mut { bucket }, 7, 7, GENESIS), Rule::BelowMinimum, 6, 7);
    let mut exit = vault.request_exit(&mut bucket, 7, 6, GENESIS).unwrap();
    // A later request leaves it as much.
    for shares in [1, 2, 3, 5, 8, 13] {
        request(&mut vault, &mut bucket, shares);
        assert_eq!(bucket.worth(&exit.ticket), Ok(6));
    }
    assert_eq!(vault.claim_exit(&mut bucket, &mut exit.ticket, FIRST).unwrap().flow.assets_out, 6);
    // Of 3 assets behind 10 shares, a part of one more is worth nothing: only a request for nothing accepts it.
    let (mut vault, mut bucket) = with_bucket(1_000, 1_000, 3, 10);
    refused(vault.request_exit(&mut bucket, 1, 1, GENESIS), Rule::BelowMinimum, 0, 1);
    let exit = vault.request_exit(&mut bucket, 1, 0, GENESIS).unwrap();
    assert_eq!((exit.ticket.shares, bucket.worth(&exit.ticket)), (3, Ok(0)));
}

#[test]
fn what_a_claim_pays_depends_on_no_other_claim() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let (mut vault, mut bucket) = with_bucket(1_000, 1_000, 70, 100);
        bucket.tickets = 3;
        let mut tickets = [ticket(33), ticket(33), ticket(34)];
        for which in order {
            // 33 · 0.7 = 23.1, 34 · 0.7 = 23.8.
            let claim = vault.claim_exit(&mut bucket, &mut tickets[which], FIRST).unwrap();
            assert_eq!(claim, Claim { flow: Flow { assets_out: 23, ..Flow::default() }, fee: 0, closes: true });
        }
        assert_eq!((bucket.claimed, bucket.tickets, vault.books.matured), (69, 0, 1));
    }
}

#[test]
fn a_cancel_rounds_down_twice() {
    // 33 of 100 bucket shares hold floor(19.8) = 19 assets, which buy floor(19 · 2,000/4,000) = 9 shares.
    let (mut vault, mut bucket) = with_bucket(3_000, 1_000, 60, 100);
    let mut canceled = ticket(33);
    let flow = vault.cancel_exit(&mut bucket, &mut canceled, 9, GENESIS).unwrap();
    assert_eq!(flow, Flow { shares_minted: 9, ..Flow::default() });
    assert_eq!((bucket.pools, bucket.tickets), (first(67, 41), 0));
    assert_eq!((vault.books.active, vault.books.supply, vault.books.exiting), (3_019, 1_009, [0, 41]));
    assert_eq!(canceled.shares, 0);

    let (mut vault, mut bucket) = with_bucket(3_000, 1_000, 60, 100);
    refused(vault.cancel_exit(&mut bucket, &mut ticket(33), 10, GENESIS), Rule::BelowMinimum, 9, 10);
}

#[test]
fn a_cancel_gives_back_what_was_requested_and_empties_the_bucket() {
    let (mut vault, mut bucket) = (vault(1_000, 1_000), Bucket::new(1));
    let before = vault;
    let mut exit = request(&mut vault, &mut bucket, 400);
    assert_eq!(vault.cancel_exit(&mut bucket, &mut exit.ticket, 400, GENESIS).unwrap().shares_minted, 400);
    assert_eq!((vault, bucket), (before, Bucket::new(1)));
}

#[test]
fn a_cancel_worth_nothing_is_refused() {
    // In a wiped bucket, with too little behind the ticket, and in a vault without a price.
    let (mut vault, mut bucket) = with_bucket(1_000, 1_000, 0, 100);
    refused(vault.cancel_exit(&mut bucket, &mut ticket(100), 0, GENESIS), Rule::Zero, 0, 1);
    let (mut vault, mut bucket) = with_bucket(9_000, 1_000, 4, 4);
    refused(vault.cancel_exit(&mut bucket, &mut ticket(4), 0, GENESIS), Rule::Dust, 4, 1);
    let (mut vault, mut bucket) = with_bucket(0, 1_000, 4, 4);
    refused(vault.cancel_exit(&mut bucket, &mut ticket(4), 0, GENESIS), Rule::Insolvent, 1_000, 0);
}

#[test]
fn a_cancel_leaves_room_for_the_virtual_shares() {
    // 1,000 assets buy 1,000 shares, and V more must fit on top.
    for (supply, fits) in [(u64::MAX - 2_000, true), (u64::MAX - 1_999, false)] {
        let (mut vault, mut bucket) = with_bucket(u64::MAX - 2_000, supply, 1_000, 1_000);
        let result = vault.cancel_exit(&mut bucket, &mut ticket(1_000), 0, GENESIS);
        if fits { assert_eq!(result.unwrap().shares_minted, 1_000) } else { refused_for(result, Rule::Overflow) }
    }
}

#[test]
fn a_bucket_whose_pools_are_all_wiped_takes_requests_as_if_a_unit_were_left() {
    let (mut vault, mut bucket) = with_bucket(1_000, 1_000, 0, 100);
    bucket.pools = [bucket.pools[0]; 4];
    // 500 shares next to 100 that are worth nothing: 4 of 5 in the first ticket's worst case, and 1 for nobody.
    let first = request(&mut vault, &mut bucket, 5);
    assert_eq!((first.ticket.pool, first.ticket.shares, bucket.worth(&first.ticket)), (3, 500, Ok(4)));
    assert_eq!(bucket.worth(&Ticket { pool: 3, ..ticket(100) }), Ok(0));
    // The next one pays that pool's price, and takes nothing from the first.
    let second = request(&mut vault, &mut bucket, 500);
    assert_eq!((second.ticket.pool, second.ticket.shares), (3, 60_000));
    assert_eq!([&first, &second].map(|exit| bucket.worth(&exit.ticket)), [Ok(4), Ok(500)]);
    assert_eq!(bucket.worth(&Ticket { pool: 3, ..ticket(100) }), Ok(0));
    let (mut vault, mut bucket) = with_bucket(1_000, 1_000, 1, 100);
    assert_eq!(request(&mut vault, &mut bucket, 5).ticket.shares, 500);
}

#[test]
fn where_no_pool_has_a_price_that_fits_a_request_waits_for_the_next_epoch() {
    // The slashes took all of 2^60, four times in one epoch, and 2,000 came in anew.
    let (mut vault, mut bucket) = with_bucket(2_000, 2_000, 0, 1 << 60);
    bucket.pools = [bucket.pools[0]; 4];
    let before = (vault, bucket);
    refused(vault.request_exit(&mut bucket, 16, 0, GENESIS), Rule::BucketWiped, 0, 0);
    assert_eq!((vault, bucket), before);
    assert_eq!(request(&mut vault, &mut bucket, 14).ticket.shares, 14 << 60);
}

#[test]
fn a_pool_whose_shares_would_not_fit_is_passed_over() {
    let (mut vault, mut bucket) = with_bucket(2_000, 2_000, 1, 1 << 60);
    assert_eq!([14, 14].map(|shares| request(&mut vault, &mut bucket, shares).ticket.pool), [0, 1]);
}

#[test]
fn a_pool_whose_price_does_not_fit_is_passed_over() {
    // 2,000 assets at 2^60 bucket shares an asset.
    let (mut vault, mut bucket) = with_bucket(2_000, 2_000, 1, 1 << 60);
    assert_eq!(
        request(&mut vault, &mut bucket, 14).ticket,
        Ticket { epoch: 1, shares: 14 << 60, paid: 0, pool: 0, fee_bps: 0 }
    );
    let (mut vault, mut bucket) = with_bucket(2_000, 2_000, 1, 1 << 60);
    assert_eq!(
        request(&mut vault, &mut bucket, 2_000).ticket,
        Ticket { epoch: 1, shares: 2_000, paid: 0, pool: 1, fee_bps: 0 }
    );
}

#[test]
fn a_request_goes_to_the_next_epochs_bucket_alone() {
    for (now, right) in [(GENESIS, 1), (GENESIS + EPOCH - 1, 1), (GENESIS + EPOCH, 2), (GENESIS + 7 * EPOCH, 8)] {
        for epoch in right - 1..=right + 1 {
            let result = vault(9, 9).request_exit(&mut Bucket::new(epoch), 1, 0, now);
            if epoch == right { result.map(drop).unwrap() } else { refused(result, Rule::WrongBucket, epoch, right) }
        }
        assert_eq!(vault(9, 9).request_epoch(now), right);
    }
}

#[test]
fn a_ticket_goes_with_its_own_bucket_alone() {
    let (mut vault, mut bucket) = with_bucket(9, 9, 4, 4);
    let mut stranger = Ticket { epoch: 2, ..ticket(4) };
    refused(vault.cancel_exit(&mut bucket, &mut stranger, 0, GENESIS), Rule::WrongBucket, 1, 2);
    stranger.epoch = 0;
    refused(vault.claim_exit(&mut bucket, &mut stranger, FIRST), Rule::WrongBucket, 1, 0);
}

#[test]
fn claimable_from_the_first_second_of_the_epoch_after_the_buckets() {
    for asked_at in [GENESIS, GENESIS + 1, GENESIS + EPOCH - 1] {
        let (mut vault, mut bucket) = (vault(9, 9), Bucket::new(1));
        let mut exit = vault.request_exit(&mut bucket, 4, 4, asked_at).unwrap();
        assert_eq!(vault.claimable_at(1), FIRST);
        for now in [asked_at, GENESIS + EPOCH - 1] {
            refused(vault.claim_exit(&mut bucket, &mut exit.ticket, now), Rule::NotMatured, 0, 2);
        }
        for now in [GENESIS + EPOCH, LAST] {
            refused(vault.claim_exit(&mut bucket, &mut exit.ticket, now), Rule::NotMatured, 1, 2);
        }
        let mut after = (vault, bucket, exit.ticket);
        assert_eq!(vault.claim_exit(&mut bucket, &mut exit.ticket, FIRST).unwrap().flow.assets_out, 4);
        assert_eq!(after.0.claim_exit(&mut after.1, &mut after.2, FIRST + 1).unwrap().flow.assets_out, 4);
    }
}

#[test]
fn cancellable_to_the_last_second_of_the_bucket() {
    for now in [GENESIS, GENESIS + EPOCH, LAST] {
        let (mut vault, mut bucket) = with_bucket(9, 9, 4, 4);
        vault.cancel_exit(&mut bucket, &mut ticket(4), 4, now).unwrap();
        assert_eq!((vault.books.exiting, vault.books.active), ([0, 0], 13));
    }
    let (mut vault, mut bucket) = with_bucket(9, 9, 4, 4);
    refused(vault.cancel_exit(&mut bucket, &mut ticket(4), 4, FIRST), Rule::Matured, 2, 1);
}

#[test]
fn several_epochs_can_pass_at_once() {
    for later in 2..6 {
        let (mut vault, mut bucket) = with_bucket(9, 9, 4, 4);
        vault.books.exiting[0] = 3;
        vault.advance(GENESIS + later * EPOCH);
        assert_eq!((vault.books.epoch, vault.books.exiting, vault.books.matured), (later as u64, [0, 0], 7));
        assert_eq!(vault.claim_exit(&mut bucket, &mut ticket(4), GENESIS).unwrap().flow.assets_out, 4);
    }
    let (mut vault, _) = with_bucket(9, 9, 4, 4);
    vault.books.exiting[0] = 3;
    vault.advance(GENESIS + EPOCH);
    assert_eq!((vault.books.exiting, vault.books.matured), ([4, 0], 3), "one epoch matures one bucket");
}

#[test]
fn a_clock_that_runs_back_brings_nothing_back() {
    let (mut vault, mut bucket) = with_bucket(9, 9, 4, 4);
    vault.advance(FIRST);
    let seen = vault;
    for now in [LAST, GENESIS, GENESIS - 1, 0, i64::MIN] {
        vault.advance(now);
        assert_eq!(vault, seen);
        refused(vault.cancel_exit(&mut bucket, &mut ticket(4), 0, now), Rule::Matured, 2, 1);
        assert_eq!(vault.request_epoch(now), 3);
    }
    assert_eq!(common::vault(9, 9).epoch_at(GENESIS - 1), 0, "before its genesis a vault is in epoch 0");
}

#[test]
fn the_end_of_time_is_an_epoch_like_any_other() {
    let mut vault = ledger::state::vault::VaultLedger::new(1, common::OPEN, 0).unwrap();
    vault.deposit(4, 4, 0).unwrap();
    vault.advance(i64::MAX);
    let epoch = i64::MAX as u64;
    assert_eq!(vault.books.epoch, epoch);
    assert_eq!((vault.start_of(epoch), vault.start_of(epoch + 1), vault.claimable_at(u64::MAX)), {
        (i64::MAX, i64::MAX, i64::MAX)
    });
    vault.request_exit(&mut Bucket::new(epoch + 1), 4, 4, i64::MAX).unwrap();
}

#[test]
fn a_buckets_two_figures_must_agree() {
    for (account, mirror) in [(4, 5), (5, 4)] {
        let (mut vault, mut bucket) = with_bucket(9, 9, account, 4);
        vault.books.exiting[1] = mirror;
        refused(vault.request_exit(&mut bucket, 1, 0, GENESIS), Rule::BooksDiffer, account, mirror);
        refused(vault.cancel_exit(&mut bucket, &mut ticket(4), 0, GENESIS), Rule::BooksDiffer, account, mirror);
        bucket.tickets = 0;
        refused(vault.close_bucket(&mut bucket, GENESIS), Rule::BooksDiffer, account, mirror);
        // The same bucket an epoch later stands in the other place.
        refused(vault.close_bucket(&mut bucket, GENESIS + EPOCH), Rule::BooksDiffer, account, mirror);
    }
}

#[test]
fn an_open_slash_keeps_tickets_and_bucket_open() {
    let (mut vault, mut bucket) = with_bucket(1_000, 1_000, 100, 100);
    let mut held = ticket(100);
    lose_from_next(&mut vault, &mut bucket, 40);
    bucket.pools[0].contested = 40;
    refused(vault.cancel_exit(&mut bucket, &mut held, 0, GENESIS), Rule::OpenSlash, 40, 0);
    let claim = vault.claim_exit(&mut bucket, &mut held, FIRST).unwrap();
    assert_eq!((claim.flow.assets_out, claim.closes), (60, false));
    refused(vault.claim_exit(&mut bucket, &mut held, FIRST), Rule::NothingToClaim, 60, 60);
    refused(vault.close_bucket(&mut bucket, FIRST), Rule::TicketsOutstanding, 1, 0);

    // A veto gives back to owners that have already claimed.
    (bucket.pools, vault.books.matured) = (first(100, 100), 40);
    let claim = vault.claim_exit(&mut bucket, &mut held, FIRST).unwrap();
    assert_eq!((claim.flow.assets_out, claim.closes), (40, true));
    assert_eq!((held.paid, held.shares, bucket.claimed, vault.books.matured), (100, 0, 100, 0));
    bucket.pools[3].contested = 7;
    refused(vault.close_bucket(&mut bucket, FIRST), Rule::OpenSlash, 7, 0);
}

#[test]
fn a_bucket_that_a_ticket_needs_stays() {
    let (mut vault, mut bucket) = with_bucket(9, 9, 4, 4);
    refused(vault.close_bucket(&mut bucket, FIRST), Rule::TicketsOutstanding, 1, 0);
    let mut live = Bucket::new(2);
    assert_eq!(vault.close_bucket(&mut live, GENESIS + EPOCH).unwrap(), 0, "a live one that nobody is in can go");
    assert_eq!(live, Bucket::new(2));
}

/// A settled ticket is paid what an unsettled one is, to the unit and with the same fee, and its bucket closes without it.
#[test]
fn a_settled_ticket_is_paid_the_same_without_its_bucket() {
    for fee_bps in [0, 37, 500] {
        for paid in [0, 1, 100] {
            let (mut vault, mut bucket) = with_bucket(1_000, 1_000, 777, 1_000);
            let mut plain = Ticket { fee_bps, paid, ..ticket(999) };
            bucket.claimed = paid;
            vault.books.matured = 0;
            let (mut other, mut emptied, mut settled) = (vault, bucket, plain);
            let claim = vault.claim_exit(&mut bucket, &mut plain, FIRST).unwrap();
            let due = other.settle_exit(&mut emptied, &mut settled, FIRST).unwrap();
            // 999 · 777/1,000 = 776.2.
            assert_eq!(due, 776 - paid);
            assert!(settled.is_settled() && settled.shares == 776 && settled.paid == paid);
            assert_eq!((emptied.tickets, emptied.claimed), (0, 776));
            let matured = other.books.matured;
            assert_eq!(other.close_bucket(&mut emptied, FIRST), Ok(1));
            assert_eq!(other.books.matured, matured - 1, "what it is owed waits among the matured assets");
            assert_eq!(other.claim_settled(&mut settled, FIRST), Ok(claim));
            vault.close_bucket(&mut bucket, FIRST).unwrap();
            assert_eq!(other, vault, "fee {fee_bps}, {paid} paid before");
            refused(other.claim_settled(&mut settled, FIRST), Rule::BooksDiffer, 0, 4);
        }
    }
}

#[test]
fn a_ticket_is_settled_once_it_has_matured_and_no_slash_of_it_is_open() {
    let (mut vault, mut bucket) = with_bucket(1_000, 1_000, 1_000, 1_000);
    let mut mine = ticket(400);
    refused(vault.settle_exit(&mut bucket, &mut mine, LAST), Rule::NotMatured, 1, 2);
    bucket.pools[0].contested = 7;
    refused(vault.settle_exit(&mut bucket, &mut mine, FIRST), Rule::OpenSlash, 7, 0);
    bucket.pools[0].contested = 0;
    refused(vault.settle_exit(&mut Bucket::new(2), &mut mine, FIRST), Rule::WrongBucket, 2, 1);
    refused_for(vault.settle_exit(&mut bucket, &mut ticket(0), FIRST), Rule::NothingToClaim);
    refused_for(vault.claim_settled(&mut mine, FIRST), Rule::BooksDiffer);
    assert_eq!((mine, bucket.tickets), (ticket(400), 1), "nothing has changed");
    vault.settle_exit(&mut bucket, &mut mine, FIRST).unwrap();
    let before = (vault, bucket, mine);
    refused_for(vault.settle_exit(&mut bucket, &mut mine, FIRST), Rule::BooksDiffer);
    refused_for(vault.claim_exit(&mut bucket, &mut mine, FIRST), Rule::BooksDiffer);
    refused_for(vault.cancel_exit(&mut bucket, &mut mine, 0, GENESIS), Rule::Matured);
    assert_eq!((vault, bucket, mine), before);
}

/// What rounds to nothing keeps no bucket open either.
#[test]
fn a_ticket_of_nothing_is_settled_and_closes() {
    let (mut vault, mut bucket) = with_bucket(1_000, 1_000, 1, 1_000);
    let mut dust = ticket(1);
    assert_eq!(vault.settle_exit(&mut bucket, &mut dust, FIRST), Ok(0));
    assert_eq!(vault.close_bucket(&mut bucket, FIRST), Ok(1));
    let claim = vault.claim_settled(&mut dust, FIRST).unwrap();
    assert_eq!((claim.flow.assets_out, claim.fee, claim.closes), (0, 0, true));
    assert_eq!(vault.books.matured, 0);
}
