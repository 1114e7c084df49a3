//! Rewards in a vault's own asset, figure by figure: their division, and their streams. V is 1,000 throughout.

mod common;

use common::scene::{NOW, Scene};
use common::{EPOCH, GENESIS, OPEN, refused, refused_for, vault, with};
use ledger::refusal::Rule;
use ledger::state::books::UNITS;
use ledger::state::delayed::Delayed;
use ledger::state::delegation::Delegation;
use ledger::state::exit_bucket::Bucket;
use ledger::state::fee::FeesOwed;
use ledger::state::stream::Stream;
use ledger::state::vault::VaultLedger;
use ledger::transition::fee::FeeTerms;
use ledger::transition::flow::Flow;
use ledger::transition::reward::{RewardPayment, RewardTerms};
use ledger::transition::vault::Limits;

/// All of it is for the vault's holders.
const WHOLE: RewardTerms = RewardTerms { commission_bps: 0, protocol_fee_bps: 0 };

/// Pays a reward and streams all of it.
#[track_caller]
fn pay(vault: &mut VaultLedger, assets: u64, now: i64) {
    assert_eq!(vault.pay_reward(&mut 0, assets, WHOLE, now).unwrap().streamed, assets);
    vault.invariant().unwrap();
}

/// The active assets at so many seconds.
fn active(vault: &VaultLedger, second: i64) -> u64 {
    let (books, mut advanced) = (vault.books_at(GENESIS + second), *vault);
    advanced.advance(GENESIS + second);
    assert_eq!(advanced.books, books, "as it is read, so it becomes");
    assert_eq!(advanced.owed(), vault.owed(), "time moves no tokens");
    books.active
}

#[test]
fn a_reward_is_divided_and_every_part_rounded_down() {
    for (assets, [commission_bps, reward_bps, protocol_fee_bps], [commission, vault_fee, protocol_fee, streamed]) in [
        // A tenth of 10,009 is 1,000.9; a fifth of the other 9,009 is 1,801.8, and a twentieth 450.45.
        (10_009, [1_000, 2_000, 500], [1_000, 1_801, 450, 6_758]),
        (10_000, [1_000, 2_000, 500], [1_000, 1_800, 450, 6_750]),
        (10_009, [0, 0, 0], [0, 0, 0, 10_009]),
        (10_009, [1_000, 0, 0], [1_000, 0, 0, 9_009]),
        (10_009, [0, 2_000, 0], [0, 2_001, 0, 8_008]),
        (10_009, [0, 0, 500], [0, 0, 500, 9_509]),
        // All at their caps.
        (999_999, [5_000, 3_000, 1_000], [499_999, 150_000, 50_000, 300_000]),
        (1, [5_000, 3_000, 1_000], [0, 0, 0, 1]),
        (3, [5_000, 3_000, 1_000], [1, 0, 0, 2]),
        (20, [5_000, 3_000, 1_000], [10, 3, 1, 6]),
    ] {
        let mut vault = vault(5_000, 5_000);
        vault.fees.reward_bps = Delayed::settled(reward_bps);
        vault.fees_owed = FeesOwed { vault: 1, protocol: 2, commissions: 30 };
        let (before, mut owed) = (vault, 10);
        let payment =
            vault.pay_reward(&mut owed, assets, RewardTerms { commission_bps, protocol_fee_bps }, GENESIS).unwrap();
        let flow = Flow { assets_in: assets, ..Flow::default() };
        assert_eq!(payment, RewardPayment { flow, commission, vault_fee, protocol_fee, streamed });
        assert_eq!(commission + vault_fee + protocol_fee + streamed, assets);
        let fees_owed = FeesOwed { vault: 1 + vault_fee, protocol: 2 + protocol_fee, commissions: 30 + commission };
        let stream = Stream { left: streamed, updated: GENESIS, end: GENESIS + EPOCH };
        assert_eq!((vault, owed), (VaultLedger { fees_owed, stream, ..before }, 10 + commission));
        assert_eq!(vault.owed(), Ok(before.owed().unwrap() + assets));
    }
}

#[test]
fn a_refused_reward_changes_nothing() {
    let (mut vault, mut owed) = (vault(5_000, 5_000), 7);
    pay(&mut vault, 1_000, GENESIS);
    let before = vault;
    for (assets, commission_bps, protocol_fee_bps, rule, value, limit) in [
        (0, 0, 0, Rule::Zero, 0, 1),
        (1, 5_001, 0, Rule::FeeOverCap, 5_001, 5_000),
        (1, 5_000, 1_001, Rule::FeeOverCap, 1_001, 1_000),
        (1, u64::MAX, u64::MAX, Rule::FeeOverCap, u64::MAX, 5_000),
        (u64::MAX, 0, 0, Rule::Overflow, 6_000, u64::MAX),
        (u64::MAX - 6_999, 5_000, 1_000, Rule::Overflow, u64::MAX - 999, 1_000),
    ] {
        let terms = RewardTerms { commission_bps, protocol_fee_bps };
        refused(vault.pay_reward(&mut owed, assets, terms, GENESIS), rule, value, limit);
        assert_eq!((vault, owed), (before, 7));
    }
    // Later, the part that had streamed is released, and nothing else.
    refused_for(vault.pay_reward(&mut owed, 0, WHOLE, GENESIS + 500), Rule::Zero);
    assert_eq!(vault.books.active, 5_500);
    let stream = Stream { left: 500, updated: GENESIS + 500, end: GENESIS + 1_000 };
    assert_eq!((VaultLedger { books: before.books, ..vault }, owed), (VaultLedger { stream, ..before }, 7));
}

#[test]
fn it_comes_out_evenly_however_often_anyone_looks() {
    let mut vault = vault(5_000, 5_000);
    pay(&mut vault, 3_000, GENESIS);
    for (second, out) in [(0, 0), (1, 3), (333, 999), (500, 1_500), (999, 2_997), (1_000, 3_000), (9_999, 3_000)] {
        assert_eq!(active(&vault, second), 5_000 + out, "at {second}");
    }
    // Three units a second: looked at in each, none is held back.
    for second in 0..=1_000 {
        vault.advance(GENESIS + second);
        assert_eq!(vault.books.active, 5_000 + 3 * second as u64);
    }
    assert_eq!(vault.stream.left, 0);
}

/// A staker with ten times the stake of the others enters in the second of the payment. `staying` seconds, what it has
/// gained, and what the holder of the other million has.
#[test]
fn coming_for_a_reward_and_leaving_earns_by_the_second() {
    println!("stays     gains     the other   of a reward of 100000 over 1000 s");
    for (stays, gain, other) in
        [(0, 0, 0), (1, 90, 9), (500, 45_450, 4_545), (1_000, 90_900, 9_090), (5_000, 90_900, 9_090)]
    {
        for paid_first in [true, false] {
            let mut vault = vault(1_000_000, 1_000_000);
            if paid_first {
                pay(&mut vault, 100_000, GENESIS);
            }
            vault.deposit(10_000_000, 10_000_000, GENESIS).unwrap();
            if !paid_first {
                pay(&mut vault, 100_000, GENESIS);
            }
            let (mut at_once, now) = (vault, GENESIS + stays);
            let exit = at_once.exit_instantly(10_000_000, 0, now).unwrap();
            assert_eq!(exit.flow.assets_out, 10_000_000 + gain, "at once after {stays}");
            let mut bucket = Bucket::new(vault.epoch_at(now) + 1);
            let mut exit = vault.request_exit(&mut bucket, 10_000_000, 0, now).unwrap();
            // What the ticket waits for earns it no more.
            let claim = vault.claim_exit(&mut bucket, &mut exit.ticket, now + 2 * EPOCH).unwrap();
            assert_eq!(claim.flow.assets_out, 10_000_000 + gain, "by a ticket after {stays}");
            let left = at_once.books.assets_for(1_000_000).unwrap() - 1_000_000;
            assert_eq!(left, other, "the other after {stays}");
            if paid_first {
                println!("{stays:>5} {gain:>9} {left:>13}");
            }
        }
    }
}

#[test]
fn an_exit_that_was_asked_for_earns_no_more_and_one_that_is_canceled_nothing_meanwhile() {
    let (mut vault, mut bucket) = (vault(2_000, 2_000), Bucket::new(1));
    pay(&mut vault, 3_000, GENESIS);
    let mut exit = vault.request_exit(&mut bucket, 1_000, 1_000, GENESIS).unwrap();
    // All that streams in 500 s is the others': (1,000 + 1,500 + V)/(1,000 + V) = 7/4 for a share, and 4/7 of 1,000 back.
    let back = vault.cancel_exit(&mut bucket, &mut exit.ticket, 0, GENESIS + 500).unwrap();
    assert_eq!((back.shares_minted, vault.books.active), (571, 3_500));
}

#[test]
fn a_ticket_that_is_canceled_just_before_a_reward_earns_nothing_of_it_by_leaving_again() {
    let (mut vault, mut bucket) = (vault(2_000, 2_000), Bucket::new(1));
    let mut exit = vault.request_exit(&mut bucket, 1_000, 1_000, GENESIS).unwrap();
    let back = vault.cancel_exit(&mut bucket, &mut exit.ticket, 1_000, GENESIS + 9).unwrap().shares_minted;
    pay(&mut vault, 1_000_000, GENESIS + 9);
    assert_eq!({ vault }.exit_instantly(back, 0, GENESIS + 9).unwrap().flow.assets_out, 1_000);
    assert_eq!(vault.request_exit(&mut bucket, back, 0, GENESIS + 9).unwrap().assets, 1_000);
}

#[test]
fn the_next_reward_joins_what_runs_and_restarts_nothing() {
    let mut vault = vault(5_000, 5_000);
    pay(&mut vault, 1_000, GENESIS);
    // Half is out. The 500 that are left would come in 500 s, 1,500 come in 1,000: together in 875.
    pay(&mut vault, 1_500, GENESIS + 500);
    assert_eq!(vault.stream, Stream { left: 2_000, updated: GENESIS + 500, end: GENESIS + 1_375 });
    for (second, out) in [(500, 500), (501, 502), (675, 900), (1_374, 2_497), (1_375, 2_500), (9_999, 2_500)] {
        assert_eq!(active(&vault, second), 5_000 + out, "at {second}");
    }
    // Over ten times the time, from the next payment on: what runs keeps its end.
    let terms = FeeTerms { deposit_bps: 0, exit_bps: 0, reward_bps: 0, stream_seconds: 10_000 };
    vault.set_fees(terms, GENESIS + 675).unwrap();
    // As if it had been announced long ago.
    vault.stream_seconds = ledger::state::delayed::Delayed::settled(vault.stream_seconds.next);
    assert_eq!((vault.stream.left, vault.stream.end), (1_600, GENESIS + 1_375));
    // 1,600 in 700 s and 400 in 10,000 are 2,000 in 2,560.
    pay(&mut vault, 400, GENESIS + 675);
    assert_eq!((vault.stream.left, vault.stream.end), (2_000, GENESIS + 675 + 2_560));
}

#[test]
fn nobody_comes_for_what_runs_when_the_next_reward_is_paid() {
    let mut vault = vault(1_000_000, 1_000_000);
    pay(&mut vault, 100_000, GENESIS);
    // Half is out by then. In and out around the next one, in the same second.
    let now = GENESIS + 500;
    let shares = vault.deposit(10_000_000, 0, now).unwrap().flow.shares_minted;
    pay(&mut vault, 10_000_000, now);
    assert!(vault.exit_instantly(shares, 0, now).unwrap().flow.assets_out <= 10_000_000);
    assert_eq!(vault.stream.left, 10_050_000);
}

/// A unit in every second, by a payer that wants to delay a large reward, or to time it.
#[test]
fn dust_neither_delays_a_reward_nor_hurries_it() {
    let mut vault = vault(1_000_000_000, 1_000_000_000);
    pay(&mut vault, 500_000_000, GENESIS);
    for second in 1..1_000 {
        for _ in 0..5 {
            pay(&mut vault, 1, GENESIS + second);
        }
        assert_eq!(vault.stream.end, GENESIS + EPOCH, "at {second}");
        let line = 1_000_000_000 + 500_000 * second as u64;
        assert!(vault.books.active.abs_diff(line) <= 5 * second as u64, "{} at {second}", vault.books.active);
    }
    assert_eq!(active(&vault, 1_000), 1_500_000_000 + 5 * 999);
}

#[test]
fn epochs_that_pass_meanwhile_change_nothing() {
    let (mut vault, mut bucket) = (vault(6_000, 6_000), Bucket::new(1));
    let mut exit = vault.request_exit(&mut bucket, 1_000, 0, GENESIS + 900).unwrap();
    pay(&mut vault, 3_000, GENESIS + 900);
    // 300 stream in this epoch, the rest in the next; the bucket is live till the end of that, and has no part of it.
    for (second, out, exiting, matured) in [
        (999, 297, [0, 1_000], 0),
        (1_000, 300, [1_000, 0], 0),
        (1_001, 303, [1_000, 0], 0),
        (1_900, 3_000, [1_000, 0], 0),
        (2_000, 3_000, [0, 0], 1_000),
    ] {
        assert_eq!(active(&vault, second), 5_000 + out);
        let books = vault.books_at(GENESIS + second);
        assert_eq!((books.exiting, books.matured), (exiting, matured), "at {second}");
    }
    // Many epochs at once, and what was asked for first is what it was.
    assert_eq!(vault.claim_exit(&mut bucket, &mut exit.ticket, GENESIS + 50_000).unwrap().flow.assets_out, 1_000);
    assert_eq!((vault.books.active, vault.stream.left, vault.books.epoch), (8_000, 0, 50));
}

#[test]
fn while_nobody_has_shares_it_waits() {
    let mut vault = vault(0, 0);
    pay(&mut vault, 1_000, GENESIS);
    for second in [1, 999, 1_000, 70_000] {
        assert_eq!(active(&vault, second), 0);
        vault.advance(GENESIS + second);
    }
    // Another joins it as if it had been paid now.
    pay(&mut vault, 1_000, GENESIS + 80_000);
    assert_eq!(vault.stream, Stream { left: 2_000, updated: GENESIS + 80_000, end: GENESIS + 81_000 });
    // The first depositor has no more of it than what streams from then on, and none of it for leaving.
    vault.deposit(1_000_000, 1_000_000, GENESIS + 90_000).unwrap();
    assert_eq!({ vault }.exit_instantly(1_000_000, 0, GENESIS + 90_000).unwrap().flow.assets_out, 1_000_000);
    assert_eq!(
        [90_000, 90_001, 90_500, 91_000].map(|second| active(&vault, second)),
        [1_000_000, 1_000_002, 1_001_000, 1_002_000]
    );
}

#[test]
fn what_the_last_holder_leaves_behind_waits_for_the_next() {
    for at_once in [true, false] {
        let (mut vault, now) = (vault(1_000_000, 1_000_000), GENESIS + 300);
        pay(&mut vault, 10_000, GENESIS);
        let out = if at_once {
            vault.exit_instantly(1_000_000, 0, now).unwrap().flow.assets_out
        } else {
            vault.request_exit(&mut Bucket::new(1), 1_000_000, 0, now).unwrap().assets
        };
        // 3,000 came out; of these the virtual shares have 2.997.
        assert_eq!((out, vault.books.active, vault.stream.left), (1_002_997, 3, 7_000));
        vault.advance(GENESIS + 400);
        vault.deposit(1_000_000, 0, GENESIS + 5_300).unwrap();
        assert_eq!(vault.stream, Stream { left: 7_000, updated: GENESIS + 5_300, end: GENESIS + 6_000 });
        assert_eq!([5_300, 5_301, 6_000].map(|second| active(&vault, second)), [1_000_003, 1_000_013, 1_007_003]);
    }
}

#[test]
fn what_is_to_come_is_no_stake() {
    let mut scene = Scene::new(1_000_000, [0, 0], UNITS, UNITS);
    pay(&mut scene.vault, 500_000, NOW);
    assert_eq!((scene.stake(), scene.slashable((0, 0))), (1_000_000, 1_000_000));
    scene.now += 500;
    // The streamed part counts now, for operators, for services and for a slash.
    assert_eq!(scene.slashable((0, 0)), 1_250_000);
    assert_eq!(scene.vault.delegated_stake(&scene.to[0], scene.now), Ok(1_250_000));
    let slash = scene.slash((0, 0), UNITS);
    assert_eq!((slash.stake, scene.stake(), scene.vault.stream.left), (1_250_000, 0, 250_000));
    assert_eq!((scene.vault.owed(), scene.vault.in_escrow()), (Ok(250_000), Ok(1_250_000)));
}

#[test]
fn a_vault_that_lost_all_earns_for_those_who_lost_it() {
    for veto in [true, false] {
        let mut scene = Scene::new(1_000_000, [0, 0], UNITS, UNITS);
        pay(&mut scene.vault, 3_000_000, NOW);
        let slash = scene.slash((0, 0), UNITS);
        refused(scene.deposit(1), Rule::Insolvent, 1_000_000, 0);
        // By and by they have something again; while most of all is in escrow nobody else comes in.
        scene.now += 100;
        refused(scene.deposit(1), Rule::MostlyContested, 1_000_000, 300_000);
        scene.now += 300;
        // A depositor pays as if all came back: (1,200,000 + 1,000,000 + V)/(1,000,000 + V) for a share.
        let shares = scene.deposit(2_201_000).unwrap().shares_minted;
        assert_eq!((shares, scene.vault.books.active), (1_001_000, 3_401_000));
        if veto {
            scene.veto(&slash)
        } else {
            scene.execute(&slash)
        }
        // (4,401,000 + V)/(2,001,000 + V), or a million less above: the depositor has what it paid, or shares the loss.
        let worth = scene.vault.books.assets_for(shares).unwrap();
        assert_eq!(worth, if veto { 2_201_000 } else { 1_701_000 });
        scene.now += 10_000;
        assert_eq!(scene.vault.books_at(scene.now).active, if veto { 6_201_000 } else { 5_201_000 });
    }
}

#[test]
fn a_slash_that_ends_takes_nothing_of_what_came_out_beside_it() {
    for veto in [true, false] {
        let mut scene = Scene::new(1_000_000, [0, 0], UNITS / 2, UNITS);
        let slash = scene.slash((0, 0), UNITS);
        pay(&mut scene.vault, 100_000, NOW);
        scene.now += 250;
        if veto {
            scene.veto(&slash)
        } else {
            scene.execute(&slash)
        }
        let back = if veto { 500_000 } else { 0 };
        assert_eq!((scene.vault.books.active, scene.vault.stream.left), (525_000 + back, 75_000));
        // The operator that had half of the stake has that again, rounded down; what came out meanwhile was not behind it.
        let half = scene.vault.delegated_stake(&scene.to[0], scene.now).unwrap();
        assert_eq!(half, if veto { 499_999 } else { 0 });
    }
}

#[test]
fn an_instant_exit_reaches_what_is_idle_of_what_has_come_out() {
    let (mut vault, mut to) = (vault(0, 0), Delegation::new());
    vault.delegate(&mut to, UNITS / 2, GENESIS).unwrap();
    to.units = ledger::state::delayed::Delayed::settled(UNITS / 2);
    vault.deposit(1_000_000, 0, GENESIS).unwrap();
    pay(&mut vault, 1_000_000, GENESIS);
    refused({ vault }.exit_instantly(500_001, 0, GENESIS), Rule::OverIdle, 500_001, 500_000);
    // Half is out: a share is worth 1.4995, and half of 1,500,000 is idle.
    refused({ vault }.exit_instantly(500_200, 0, GENESIS + 500), Rule::OverIdle, 750_050, 750_000);
    assert_eq!(vault.exit_instantly(500_000, 0, GENESIS + 500).unwrap().flow.assets_out, 749_750);
    assert_eq!(vault.delegated_stake(&to, GENESIS + 500), Ok(750_000), "the operator's stands");
}

#[test]
fn growth_is_no_deposit_and_may_pass_the_cap() {
    let mut vault = with(Limits { deposit_cap: 1_500, ..OPEN }, 1_000, 1_000);
    pay(&mut vault, 1_000, GENESIS);
    { vault }.deposit(500, 0, GENESIS).unwrap();
    refused({ vault }.deposit(251, 0, GENESIS + 250), Rule::OverCap, 1_501, 1_500);
    refused({ vault }.deposit(2, 0, GENESIS + 1_000), Rule::OverCap, 2_002, 1_500);
    assert_eq!(
        (active(&vault, 1_000), vault.request_exit(&mut Bucket::new(2), 1_000, 0, GENESIS + 1_000).is_ok()),
        (2_000, true)
    );
}

#[test]
fn a_clock_that_runs_back_lets_out_nothing() {
    let mut vault = vault(5_000, 5_000);
    pay(&mut vault, 2_000, GENESIS + 800);
    vault.advance(GENESIS + 1_100);
    let seen = vault;
    for second in [1_099, 1_000, 999, 800, 0, -5_000] {
        assert_eq!((active(&vault, second), vault.advance(GENESIS + second)), (5_600, GENESIS + second.max(1_000)));
        assert_eq!(vault, seen);
    }
    // What is paid meanwhile is no faster for it: 1,400 in 700 s, 600 in 1,000 s, together in 790 from 1,100 on.
    pay(&mut vault, 600, GENESIS + 900);
    assert_eq!(vault.stream, Stream { left: 2_000, updated: GENESIS + 1_100, end: GENESIS + 1_890 });
    assert_eq!([1_000, 1_100, 1_495, 1_890].map(|second| active(&vault, second)), [5_600, 5_600, 6_600, 7_600]);
}

#[test]
fn all_that_is_owed_fits_with_what_vetoes_may_bring_back() {
    let near = u64::MAX - 1_000;
    let mut scene = Scene::new(near - 1_000, [0, 0], UNITS / 2, UNITS);
    let slash = scene.slash((0, 0), UNITS);
    let before = scene.vault;
    refused(scene.vault.pay_reward(&mut 0, 1_001, WHOLE, NOW), Rule::Overflow, near + 1, 1_000);
    assert_eq!(scene.vault, before);
    scene.vault.fees.reward_bps = Delayed::settled(3_000);
    let terms = RewardTerms { commission_bps: 5_000, protocol_fee_bps: 1_000 };
    let mut owed = 0;
    assert_eq!(scene.vault.pay_reward(&mut owed, 1_000, terms, NOW).unwrap().streamed, 300);
    // Neither a reward nor a deposit of one more, while anything may still stream, be collected or come back.
    refused_for(scene.vault.pay_reward(&mut 0, 1, WHOLE, NOW + 700), Rule::Overflow);
    refused_for(scene.deposit(2), Rule::Overflow);
    scene.veto(&slash);
    refused_for(scene.deposit(2), Rule::Overflow);
    scene.now += 5 * EPOCH;
    refused_for(scene.deposit(2), Rule::Overflow);
    assert_eq!((scene.vault.books.active, scene.vault.owed(), owed), (near - 700, Ok(near), 500));
    scene.vault.invariant().unwrap();
    // What is collected makes room, and all can leave.
    assert_eq!(scene.vault.collect_commission(&mut owed).unwrap().assets_out, 500);
    scene.vault.fees.reward_bps = Delayed::settled(0);
    pay(&mut scene.vault, 500, scene.now);
    scene.request(near - 1_000).unwrap();
}
