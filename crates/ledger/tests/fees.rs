//! Fees, figure by figure: what each takes, its payer, its start and its recipient.

mod common;

use common::scene::{NOW, Scene};
use common::{EPOCH, GENESIS, OPEN, first, refused, refused_for, request, vault, with};
use ledger::refusal::Rule;
use ledger::state::books::UNITS;
use ledger::state::delayed::Delayed;
use ledger::state::exit_bucket::Bucket;
use ledger::state::fee::{FeesOwed, MAX_DEPOSIT_FEE_BPS, MAX_EXIT_FEE_BPS, MAX_REWARD_FEE_BPS, VaultFees};
use ledger::state::stream::MAX_STREAM_SECONDS;
use ledger::state::vault::VaultLedger;
use ledger::transition::exit::Claim;
use ledger::transition::fee::FeeTerms;
use ledger::transition::flow::Flow;
use ledger::transition::reward::RewardTerms;
use ledger::transition::vault::Limits;
use proptest::prelude::*;

const NONE: FeeTerms = FeeTerms { deposit_bps: 0, exit_bps: 0, reward_bps: 0, stream_seconds: EPOCH as u64 };

/// A vault that has charged these all along, in basis points of deposits and of exits.
fn charging(deposit_bps: u64, exit_bps: u64, active: u64, supply: u64) -> VaultLedger {
    let mut vault = vault(active, supply);
    charge(&mut vault, deposit_bps, exit_bps);
    vault
}

fn charge(vault: &mut VaultLedger, deposit_bps: u64, exit_bps: u64) {
    vault.fees.deposit_bps = Delayed::settled(deposit_bps);
    vault.fees.exit_bps = Delayed::settled(exit_bps);
    vault.invariant().unwrap();
}

/// The fee of a deposit of so much.
fn on_deposit(bps: u64, assets: u64) -> u64 {
    let mut vault = charging(bps, 0, 0, 0);
    let deposit = vault.deposit(assets, 0, GENESIS).unwrap();
    let flow = Flow { assets_in: assets, shares_minted: assets - deposit.fee, ..Flow::default() };
    assert_eq!(deposit.flow, flow, "all is paid in, and the rest buys shares");
    assert_eq!((vault.books.active, vault.fees_owed.vault), (assets - deposit.fee, deposit.fee));
    assert_eq!(vault.owed(), Ok(assets));
    deposit.fee
}

/// The fee of an exit with so much, by a ticket and at once, which are the same.
fn on_exit(bps: u64, assets: u64) -> u64 {
    let (mut vault, mut bucket) = (charging(0, bps, assets, assets), Bucket::new(1));
    let at_once = { vault }.exit_instantly(assets, 0, GENESIS).unwrap();
    let mut exit = request(&mut vault, &mut bucket, assets);
    assert_eq!((exit.assets, vault.fees_owed.vault, exit.ticket.fee_bps), (assets, 0, bps), "not before it is paid");
    let claim = vault.claim_exit(&mut bucket, &mut exit.ticket, GENESIS + 2 * EPOCH).unwrap();
    let paid = assets - claim.fee;
    assert_eq!((claim.flow.assets_out, claim.closes, vault.fees_owed.vault), (paid, true, claim.fee));
    assert_eq!((at_once.flow.assets_out, at_once.exit_fee, at_once.fee), (paid, claim.fee, 0));
    assert_eq!((vault.books.matured, bucket.claimed, vault.owed()), (0, assets, Ok(claim.fee)));
    assert_eq!(vault.close_bucket(&mut bucket, GENESIS + 2 * EPOCH), Ok(0), "the fee is not left in the bucket");
    claim.fee
}

#[test]
fn deposits_and_exits_are_charged_rounded_up() {
    for (bps, assets, fee) in [
        (0, 1_000_000, 0),
        (500, 1_000_000, 50_000),
        (1, 10_000, 1),
        (1, 10_001, 2), // 1.0001
        (1, 9_999, 1),  // 0.9999
        (123, 1_000_000, 12_300),
        (123, 1_000_001, 12_301), // 12,300.0123
        (500, 20, 1),
        (500, 21, 2), // 1.05
        (500, 2, 1),  // 0.1
        (500, 1, 0),  // 0.05, but the last unit stays
        (1, 1, 0),
        (499, u64::MAX / 4, 230_123_132_319_526_657), // …656.36
    ] {
        let wide = (u128::from(assets) * u128::from(bps)).div_ceil(10_000);
        assert_eq!(u128::from(fee), wide.min(u128::from(assets) - 1), "{bps} of {assets}");
        assert_eq!(on_deposit(bps, assets), fee, "{bps} of a deposit of {assets}");
        assert_eq!(on_exit(bps, assets), fee, "{bps} of an exit with {assets}");
    }
}

#[test]
fn a_fee_never_blocks_an_exit() {
    for assets in 1..100 {
        assert!(on_exit(MAX_EXIT_FEE_BPS, assets) < assets, "nothing is paid of {assets}");
    }
    // A holder of one unit among others leaves with it, by either way.
    let (mut vault, mut bucket) = (charging(0, 500, 1_000_000, 1_000_000), Bucket::new(1));
    assert_eq!({ vault }.exit_instantly(1, 1, GENESIS).unwrap().flow.assets_out, 1);
    let mut exit = vault.request_exit(&mut bucket, 1, 1, GENESIS).unwrap();
    assert_eq!(vault.claim_exit(&mut bucket, &mut exit.ticket, GENESIS + 2 * EPOCH).unwrap().flow.assets_out, 1);
}

#[test]
fn minimums_are_held_against_what_is_left_of_the_fee() {
    // 5 % of 101 is 5.05: 95 enter, and leave again with 90.
    let mut vault = charging(500, 500, 0, 0);
    refused({ vault }.deposit(101, 96, GENESIS), Rule::BelowMinimum, 95, 96);
    assert_eq!(vault.deposit(101, 95, GENESIS).unwrap().flow.shares_minted, 95);
    refused({ vault }.exit_instantly(95, 91, GENESIS), Rule::BelowMinimum, 90, 91);
    assert_eq!({ vault }.exit_instantly(95, 90, GENESIS).unwrap().flow.assets_out, 90);
    let mut bucket = Bucket::new(1);
    refused({ vault }.request_exit(&mut bucket, 95, 91, GENESIS), Rule::BelowMinimum, 90, 91);
    let mut exit = vault.request_exit(&mut bucket, 95, 90, GENESIS).unwrap();
    assert_eq!(vault.claim_exit(&mut bucket, &mut exit.ticket, GENESIS + 2 * EPOCH).unwrap().flow.assets_out, 90);
}

#[test]
fn the_cap_is_on_what_enters_and_the_room_on_what_comes_in() {
    let mut vault = with(Limits { deposit_cap: 1_950, ..OPEN }, 1_000, 1_000);
    charge(&mut vault, 500, 0);
    // Of 1,001 are charged 50.05, of 1,002 50.1.
    refused({ vault }.deposit(1_002, 0, GENESIS), Rule::OverCap, 1_951, 1_950);
    vault.deposit(1_001, 0, GENESIS).unwrap();
    assert_eq!((vault.books.active, vault.fees_owed.vault), (1_950, 51));
    // The virtual assets leave room for 100 more.
    let mut vault = charging(500, 0, u64::MAX - 1_100, u64::MAX - 1_100);
    let deposit = |vault: &mut VaultLedger| vault.deposit(100, 0, GENESIS).err().map(|no| no.rule);
    refused_for({ vault }.deposit(101, 0, GENESIS), Rule::Overflow);
    assert_eq!((deposit(&mut vault), vault.fees_owed.vault, vault.owed()), (None, 5, Ok(u64::MAX - 1_000)));
    vault.invariant().unwrap();
    refused_for({ vault }.deposit(1, 0, GENESIS), Rule::Overflow);
    // Where a fee is collected there is room again.
    vault.collect_vault_fees().unwrap();
    assert_eq!(vault.deposit(5, 0, GENESIS).unwrap().fee, 1);
}

#[test]
fn an_instant_exit_pays_both_fees_one_after_the_other() {
    let mut vault = with(Limits { instant_fee_bps: 1_000, ..OPEN }, 1_000_000, 1_000_000);
    charge(&mut vault, 0, 500);
    // A tenth of a tenth stays with the others: 1,000. Of the 99,000 that leave, 4,950 are the vault's.
    let exit = vault.exit_instantly(100_000, 94_050, GENESIS).unwrap();
    assert_eq!((exit.fee, exit.exit_fee, exit.flow.assets_out), (1_000, 4_950, 94_050));
    // The units that left are those of all that is no longer stake.
    assert_eq!(exit.units, UNITS / 1_000_000 * 99_000);
    assert_eq!((vault.books.active, vault.books.supply, vault.fees_owed.vault), (901_000, 900_000, 4_950));
    assert_eq!((vault.instant_allowance.used, vault.owed()), (100_000, Ok(905_950)));
    // The last one pays nobody for staying, and the vault all the same.
    let exit = vault.exit_instantly(900_000, 0, GENESIS).unwrap();
    assert_eq!((exit.fee, exit.exit_fee, exit.flow.assets_out), (0, 45_050, 855_948));
    assert_eq!((vault.books.active, vault.owed()), (2, Ok(50_002)), "and a little is the virtual shares'");
}

#[test]
fn who_stays_after_all_pays_nothing() {
    let (mut vault, mut bucket) = (charging(0, 500, 1_000_000, 1_000_000), Bucket::new(1));
    let before = vault;
    let mut exit = request(&mut vault, &mut bucket, 400_000);
    assert_eq!(vault.cancel_exit(&mut bucket, &mut exit.ticket, 400_000, GENESIS).unwrap().shares_minted, 400_000);
    assert_eq!((vault, bucket), (before, Bucket::new(1)));
}

#[test]
fn a_ticket_keeps_the_fee_of_its_request() {
    let (mut vault, mut bucket) = (charging(0, 100, 1_000_000, 1_000_000), Bucket::new(1));
    // One before the fee is announced to rise, one after, and one after it fell.
    let mut before = request(&mut vault, &mut bucket, 10_000).ticket;
    vault.set_fees(FeeTerms { exit_bps: 500, ..NONE }, GENESIS).unwrap();
    let mut announced = request(&mut vault, &mut bucket, 10_000).ticket;
    let mut later = Bucket::new(4);
    let mut risen = vault.request_exit(&mut later, 10_000, 0, GENESIS + 3 * EPOCH).unwrap().ticket;
    vault.set_fees(NONE, GENESIS + 3 * EPOCH).unwrap();
    let mut fallen = vault.request_exit(&mut later, 10_000, 0, GENESIS + 3 * EPOCH).unwrap().ticket;
    assert_eq!([before, announced, risen, fallen].map(|ticket| ticket.fee_bps), [100, 100, 500, 0]);

    // Its holders at that time.
    let now = GENESIS + 5 * EPOCH;
    let mut claim = |bucket: &mut Bucket, ticket| {
        let Claim { flow, fee, .. } = vault.claim_exit(bucket, ticket, now).unwrap();
        (flow.assets_out, fee)
    };
    assert_eq!([claim(&mut bucket, &mut before), claim(&mut bucket, &mut announced)], [(9_900, 100); 2]);
    assert_eq!([claim(&mut later, &mut risen), claim(&mut later, &mut fallen)], [(9_500, 500), (10_000, 0)]);
}

#[test]
fn fees_rise_from_the_start_of_the_third_epoch_on() {
    let terms = FeeTerms { deposit_bps: 500, exit_bps: 500, reward_bps: 3_000, ..NONE };
    for announced in [0, 1, EPOCH - 1] {
        let mut vault = vault(1_000_000, 1_000_000);
        vault.set_fees(terms, GENESIS + announced).unwrap();
        for (now, counts) in [(announced, 0), (EPOCH, 0), (3 * EPOCH - 1, 0), (3 * EPOCH, 1), (3 * EPOCH + 1, 1)] {
            let now = GENESIS + now;
            assert_eq!({ vault }.deposit(100, 0, now).unwrap().fee, 5 * counts, "at {now}");
            assert_eq!({ vault }.exit_instantly(100, 0, now).unwrap().exit_fee, 5 * counts, "at {now}");
            let mut bucket = Bucket::new(vault.epoch_at(now) + 1);
            let exit = { vault }.request_exit(&mut bucket, 100, 0, now).unwrap();
            assert_eq!(exit.ticket.fee_bps, 500 * counts, "at {now}");
            let terms = RewardTerms { commission_bps: 0, protocol_fee_bps: 0 };
            assert_eq!({ vault }.pay_reward(&mut 0, 100, terms, now).unwrap().vault_fee, 30 * counts, "at {now}");
        }
        // An exit requested within an epoch of the announcement is out before it, and pays no more.
        let mut bucket = Bucket::new(2);
        let mut exit = vault.request_exit(&mut bucket, 100, 100, GENESIS + announced + EPOCH).unwrap();
        let first = GENESIS + 3 * EPOCH;
        assert_eq!(vault.claimable_at(2), first);
        assert_eq!(vault.claim_exit(&mut bucket, &mut exit.ticket, first).unwrap().flow.assets_out, 100);
        // Once an epoch was seen, a clock that runs back takes no rise back.
        assert_eq!(vault.deposit(100, 0, first - 1).unwrap().fee, 5);
    }
}

#[test]
fn fees_fall_at_once_and_a_rise_can_be_withdrawn() {
    let terms = |bps| FeeTerms { deposit_bps: bps, exit_bps: bps, reward_bps: bps, ..NONE };
    let all = |fees: VaultFees, now| [fees.deposit_bps, fees.exit_bps, fees.reward_bps].map(|fee| fee.at(now));
    let (mut vault, mid, far) = (vault(1_000, 1_000), GENESIS + EPOCH / 2, GENESIS + 99 * EPOCH);
    vault.set_fees(terms(100), GENESIS).unwrap();
    // Announced again, it waits its own full time, from what counts now.
    vault.set_fees(terms(200), GENESIS + EPOCH).unwrap();
    assert_eq!([3, 4].map(|epoch| all(vault.fees, vault.start_of(epoch))), [[0; 3], [200; 3]]);
    vault.set_fees(terms(0), GENESIS + EPOCH).unwrap();
    assert_eq!((all(vault.fees, far), vault.fees), ([0; 3], VaultFees::none()));
    // A lower rise replaces a higher one, and a fall from what counts is at once.
    let now = GENESIS + 5 * EPOCH;
    vault.set_fees(terms(300), mid).unwrap();
    vault.set_fees(terms(150), now).unwrap();
    assert_eq!([now, vault.start_of(8) - 1, vault.start_of(8)].map(|at| all(vault.fees, at)[0]), [150, 150, 150]);
    vault.set_fees(terms(400), now).unwrap();
    vault.set_fees(terms(100), now).unwrap();
    assert_eq!([now, far].map(|at| all(vault.fees, at)), [[100; 3]; 2]);
}

#[test]
fn caps_of_fees_and_of_the_stream_time() {
    let mut vault = vault(1_000_000, 1_000_000);
    let (most, least) = (MAX_STREAM_SECONDS, EPOCH as u64);
    let terms = |deposit_bps, exit_bps, reward_bps, stream_seconds| FeeTerms {
        deposit_bps,
        exit_bps,
        reward_bps,
        stream_seconds,
    };
    let before = vault;
    for (fees, rule, value, limit) in [
        (terms(501, 0, 0, least), Rule::FeeOverCap, 501, MAX_DEPOSIT_FEE_BPS),
        (terms(0, 501, 0, least), Rule::FeeOverCap, 501, MAX_EXIT_FEE_BPS),
        (terms(0, 0, 3_001, least), Rule::FeeOverCap, 3_001, MAX_REWARD_FEE_BPS),
        (terms(u64::MAX, 0, 0, least), Rule::FeeOverCap, u64::MAX, 500),
        (terms(500, 500, 3_000, least - 1), Rule::StreamTooShort, 999, 1_000),
        (terms(0, 0, 0, 0), Rule::StreamTooShort, 0, 1_000),
        (terms(500, 500, 3_000, most + 1), Rule::StreamTooLong, 31_536_001, 31_536_000),
    ] {
        refused(vault.set_fees(fees, GENESIS), rule, value, limit);
        assert_eq!(vault, before, "a refusal changes nothing");
    }
    // A longer time takes a reward from leavers, and waits for them; a shorter one does not.
    for (seconds, until) in [(least, least), (most, least)] {
        vault.set_fees(terms(500, 500, 3_000, seconds), GENESIS).unwrap();
        let from = GENESIS + 3 * EPOCH;
        assert_eq!([from - 1, from].map(|now| vault.stream_seconds.at(now)), [until, seconds]);
        vault.invariant().unwrap();
    }
    let later = GENESIS + 3 * EPOCH;
    vault.set_fees(terms(500, 500, 3_000, least), later).unwrap();
    assert_eq!(vault.stream_seconds.at(later), least);
    // With an epoch over a year there is one time alone.
    let mut vault = VaultLedger::new(most + 1, OPEN, GENESIS).unwrap();
    assert_eq!((vault.min_stream_seconds(), vault.stream_seconds.at(GENESIS)), (most, most));
    refused(vault.set_fees(terms(0, 0, 0, most - 1), GENESIS), Rule::StreamTooShort, most - 1, most);
    vault.set_fees(terms(0, 0, 0, most), GENESIS).unwrap();
}

/// A ticket of 60 that four slashes took 7 of each, and that is paid after every veto.
#[test]
fn what_a_ticket_pays_in_parts_is_charged_as_if_at_once() {
    let mut scene = Scene::even(1_000, [0, 0], 0);
    charge(&mut scene.vault, 0, 500);
    let mut exit = scene.request(60).unwrap();
    scene.vault.books.units = scene.stake();
    scene.vault.books.idle = scene.vault.books.units;
    scene.give(0, 500);
    let slashes = [0; 4].map(|_| scene.slash((0, 0), UNITS / 5));
    let left = scene.worth(&exit.ticket);
    scene.at(3);
    let (mut paid, mut fees, mut worth) = (0, 0, left);
    for slash in [None].into_iter().chain(slashes.iter().map(Some)) {
        if let Some(slash) = slash {
            scene.veto(slash);
            worth += slash.exiting[1][0];
        }
        assert_eq!(scene.worth(&exit.ticket), worth);
        let claim = scene.claim(&mut exit.ticket).unwrap();
        (paid, fees) = (paid + claim.flow.assets_out, fees + claim.fee);
        assert_eq!((fees, paid), (worth.div_ceil(20), worth - worth.div_ceil(20)), "of {worth} so far");
        assert_eq!((scene.vault.fees_owed.vault, exit.ticket.paid), (fees, worth));
    }
    assert_eq!((paid, fees, scene.vault.books.matured), (57, 3, 0));
    assert!(left < 45 && exit.ticket.shares == 0, "{left} were left");
    assert_eq!(scene.close(2), Ok(0));
}

/// A claim of the unit that a veto brought can be all fee; nothing is owed to anyone then, and the ticket closes.
#[test]
fn a_unit_that_comes_back_may_be_the_fee() {
    let mut scene = Scene::even(980, [0, 0], 0);
    charge(&mut scene.vault, 0, 500);
    let mut exit = scene.request(21).unwrap();
    scene.give(0, 980);
    // 46 of 980 units take 0.98 of the 21, and 94 take 2.0.
    let slash = scene.slash((0, 0), UNITS / 980 * 47);
    assert_eq!((slash.stake, slash.exiting[1][0]), (47, 1));
    scene.at(3);
    let first = scene.claim(&mut exit.ticket).unwrap();
    assert_eq!((first.flow.assets_out, first.fee, first.closes), (19, 1, false), "a twentieth of 20");
    refused(scene.claim(&mut exit.ticket), Rule::NothingToClaim, 20, 20);
    scene.veto(&slash);
    let second = scene.claim(&mut exit.ticket).unwrap();
    assert_eq!((second.flow.assets_out, second.fee, second.closes), (0, 1, true), "of 21 it is 1.05");
}

#[test]
fn each_party_collects_its_own_and_pays_no_fee_on_it() {
    let mut vault = charging(500, 500, 1_000_000, 1_000_000);
    vault.fees_owed = FeesOwed { vault: 1_001, protocol: 502, commissions: 303 };
    let (mut one, mut other) = (300, 3);
    let out = |assets_out| Ok(Flow { assets_out, ..Flow::default() });
    let before = vault;
    assert_eq!(vault.collect_vault_fees(), out(1_001));
    refused(vault.collect_vault_fees(), Rule::NoFees, 0, 1);
    assert_eq!(vault.collect_protocol_fees(), out(502));
    refused(vault.collect_protocol_fees(), Rule::NoFees, 0, 1);
    assert_eq!((vault.collect_commission(&mut one), one), (out(300), 0));
    refused(vault.collect_commission(&mut one), Rule::NoFees, 0, 1);
    // More than the vault owes to all operators is no operator's.
    let mut wrong = 4;
    refused_for(vault.collect_commission(&mut wrong), Rule::Overflow);
    assert_eq!((wrong, vault.fees_owed.commissions), (4, 3));
    assert_eq!((vault.collect_commission(&mut other), other), (out(3), 0));
    assert_eq!(vault, VaultLedger { fees_owed: FeesOwed::default(), ..before }, "it is nobody's stake");
}

#[test]
fn fees_are_no_stake_and_stake_is_no_fee_before_it_could_be_slashed() {
    let mut scene = Scene::new(0, [0, 0], 0, UNITS);
    charge(&mut scene.vault, 500, 500);
    scene.deposit(1_000_000).unwrap();
    scene.give(0, scene.vault.books.idle);
    scene.vault.invariant().unwrap();
    let mut exit = scene.request(475_000).unwrap();
    assert_eq!((scene.stake(), scene.vault.owed()), (950_000, Ok(1_000_000)));
    let slash = scene.slash((0, 0), UNITS);
    assert_eq!((slash.stake, slash.active, slash.exiting[1][0]), (950_000, 475_000, 475_000));
    assert_eq!((scene.vault.owed(), scene.vault.fees_owed.vault), (Ok(50_000), 50_000));
    scene.execute(&slash);
    scene.at(3);
    let claim = scene.claim(&mut exit.ticket).unwrap();
    assert_eq!((claim.flow.assets_out, claim.fee, claim.closes), (0, 0, true), "nothing is charged of nothing");
    assert_eq!(scene.vault.collect_vault_fees().unwrap().assets_out, 50_000);
    assert_eq!((scene.now, scene.vault.owed()), (NOW + 2 * EPOCH, Ok(0)));
}

proptest! {
    #![proptest_config(common::config(2_000, 11))]

    /// However a ticket is paid in parts: the fees so far are those of all that was paid so far, no part is charged more than
    /// it is, and the least ticket pays.
    #[test]
    fn parts_of_a_ticket(bps in 0u64..=500, parts in prop::collection::vec(1u64..1 << 20, 1..12)) {
        let whole: u64 = parts.iter().sum();
        let mut vault = vault(0, 0);
        vault.books.matured = whole;
        vault.books.epoch = 2;
        // As vetoes leave them: each brings the next part back, and the last one nothing more.
        let mut bucket = Bucket { pools: first(whole, 0), tickets: 1, ..Bucket::new(1) };
        let mut ticket = ledger::state::exit_ticket::Ticket { fee_bps: bps, ..common::ticket(whole) };
        let (mut paid, mut fees, mut out) = (0, 0, 0);
        for part in parts {
            paid += part;
            (bucket.pools[0].assets, bucket.pools[0].contested) = (paid, whole - paid);
            let claim = vault.claim_exit(&mut bucket, &mut ticket, GENESIS + 2 * EPOCH).unwrap();
            (fees, out) = (fees + claim.fee, out + claim.flow.assets_out);
            let all = (u128::from(paid) * u128::from(bps)).div_ceil(10_000) as u64;
            prop_assert_eq!((fees, out), (all.min(paid - 1), paid - all.min(paid - 1)));
            prop_assert_eq!(claim.fee + claim.flow.assets_out, part);
        }
        prop_assert_eq!((ticket.shares, vault.fees_owed.vault, vault.owed()), (0, fees, Ok(fees)));
    }
}
