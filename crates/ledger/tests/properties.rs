//! What no sequence of one holder's own moves can gain: coming and going, leaving and coming back, leaving in parts.

mod common;

use common::{GENESIS, OPEN, with};
use ledger::state::books::Books;
use ledger::state::exit_bucket::Bucket;
use ledger::state::vault::VaultLedger;
use ledger::transition::vault::Limits;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

fn config() -> Config {
    Config { cases: 2_000, rng_seed: RngSeed::Fixed(3), failure_persistence: None, ..Config::default() }
}

/// Amounts of every size up to 2^61, so that no sum of a few overflows.
fn amount() -> impl Strategy<Value = u64> {
    (0u32..61, any::<u64>()).prop_map(|(bits, random)| 1 + (random & ((1 << bits) - 1)))
}

/// Assets and a supply: equal, after gains, after a small loss, after a large one, or nothing at all.
fn figures() -> impl Strategy<Value = (u64, u64)> {
    prop_oneof![
        amount().prop_map(|amount| (amount, amount)),
        (amount(), amount()).prop_map(|(a, b)| (a.max(b), a.min(b))),
        (amount(), 0u64..1_000).prop_map(|(amount, lost)| (amount.saturating_sub(lost).max(1), amount)),
        (amount(), amount()).prop_map(|(a, b)| (a.min(b), a.max(b))),
        amount().prop_map(|orphans| (orphans, 0)),
        Just((0, 0)),
    ]
}

/// A vault with these figures, its next bucket holding assets for shares as after a loss.
fn vault(bps: u64, (active, supply): (u64, u64), (held, parts): (u64, u64)) -> (VaultLedger, Bucket) {
    let mut vault = with(Limits { instant_fee_bps: bps, ..OPEN }, active, supply);
    vault.books.exiting[1] = held;
    (vault, Bucket { pools: common::first(parts, held), tickets: u64::from(parts > 0), ..Bucket::new(1) })
}

fn bucket() -> impl Strategy<Value = (u64, u64)> {
    prop_oneof![
        Just((0, 0)),
        amount().prop_map(|amount| (amount, amount)),
        (amount(), amount()).prop_map(|(a, b)| (a.min(b), a.max(b))),
    ]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn coming_and_going_never_profits(
        figures in figures(), held in bucket(), assets in amount(), bps in 0u64..=1_000,
    ) {
        let (mut vault, mut bucket) = vault(bps, figures, held);
        let Ok(ledger::transition::deposit::Deposit { flow, .. }) = vault.deposit(assets, 0, GENESIS) else { return Ok(()) };
        let shares = flow.shares_minted;
        if let Ok(exit) = { vault }.exit_instantly(shares, 0, GENESIS) {
            prop_assert!(exit.flow.assets_out <= assets, "{assets} became {} at once", exit.flow.assets_out);
        }
        let Ok(mut exit) = vault.request_exit(&mut bucket, shares, 0, GENESIS) else { return Ok(()) };
        prop_assert!(exit.assets <= assets, "{assets} became {}", exit.assets);
        let first = vault.claimable_at(1);
        let claim = { vault }.claim_exit(&mut { bucket }, &mut { exit.ticket }, first).unwrap();
        prop_assert!(claim.flow.assets_out <= exit.assets, "a ticket for {} paid {:?}", exit.assets, claim.flow);
        if let Ok(flow) = vault.cancel_exit(&mut bucket, &mut exit.ticket, 0, GENESIS) {
            prop_assert!(flow.shares_minted <= shares, "{shares} shares became {}", flow.shares_minted);
        }
    }

    #[test]
    fn leaving_and_coming_back_never_profits(
        figures in figures(), held in bucket(), shares in amount(), bps in 0u64..=1_000,
    ) {
        let (mut vault, mut bucket) = vault(bps, figures, held);
        let shares = shares.min(vault.books.supply);
        let mut at_once = vault;
        if let Ok(exit) = at_once.exit_instantly(shares, 0, GENESIS)
            && let Ok(ledger::transition::deposit::Deposit { flow, .. }) = at_once.deposit(exit.flow.assets_out, 0, GENESIS)
        {
            prop_assert!(flow.shares_minted <= shares, "{shares} shares became {}", flow.shares_minted);
        }
        if let Ok(mut exit) = vault.request_exit(&mut bucket, shares, 0, GENESIS)
            && let Ok(flow) = vault.cancel_exit(&mut bucket, &mut exit.ticket, 0, GENESIS)
        {
            prop_assert!(flow.shares_minted <= shares, "{shares} shares became {}", flow.shares_minted);
        }
    }

    /// Leaving in parts costs no less than leaving at once, but for what comes back: of each part's fee the shares that
    /// are still there get theirs, and it lengthens the idle stake that the next part's fee is measured by.
    #[test]
    fn leaving_in_parts_saves_no_more_fee_than_comes_back(
        supply in 1_000u64..1 << 60, gain in 0u64..1 << 20, taken in 0u64..1 << 40,
        part in 1u64..1 << 20, cuts in prop::collection::vec(1u64..100, 2..12), bps in 0u64..=1_000,
    ) {
        let active = supply + ((u128::from(supply) * u128::from(gain)) >> 20) as u64;
        let (mut vault, _) = vault(bps, (active, supply), (0, 0));
        vault.instant_allowance.used = taken.min(active / 4);
        let shares = ((u128::from(supply) * u128::from(part)) >> 20) as u64;
        let idle = u128::from(vault.books.idle_stake().unwrap() + vault.instant_allowance.used);
        let Ok(whole) = { vault }.exit_instantly(shares, 0, GENESIS) else { return Ok(()) };

        let (mut left, mut paid, cut) = (shares, 0, cuts.iter().sum::<u64>());
        for (index, weight) in cuts.iter().enumerate() {
            let last = index + 1 == cuts.len();
            let now = if last { left } else { (u128::from(shares) * u128::from(*weight) / u128::from(cut)) as u64 };
            left -= now;
            paid += vault.exit_instantly(now, 0, GENESIS).map_or(0, |exit| exit.flow.assets_out);
        }
        let fee = u128::from(whole.fee);
        let back = (fee * u128::from(shares)).div_ceil(u128::from(supply)) + (fee * fee).div_ceil(idle);
        let most = u128::from(whole.flow.assets_out) + back + 1;
        prop_assert!(u128::from(paid) <= most, "{} at once, {paid} in parts, {back} of it fees", whole.flow.assets_out);
    }

    /// Where the fee is nothing to speak of, neither are the savings: without one, parts only round worse.
    #[test]
    fn leaving_in_parts_without_a_fee_never_profits(
        supply in 2_000u64..1 << 60, gain in 0u64..1 << 20, part in 1u64..1 << 20, weight in 1u64..1 << 20,
    ) {
        let active = supply + ((u128::from(supply) * u128::from(gain)) >> 20) as u64;
        let (mut vault, _) = vault(0, (active, supply), (0, 0));
        let of = |whole: u64, part: u64| ((u128::from(whole) * u128::from(part)) >> 20) as u64;
        let shares = of(supply, part);
        let Ok(whole) = { vault }.exit_instantly(shares, 0, GENESIS) else { return Ok(()) };
        let first = of(shares, weight);
        let paid: u64 = [first, shares - first]
            .map(|now| vault.exit_instantly(now, 0, GENESIS).map_or(0, |exit| exit.flow.assets_out))
            .iter()
            .sum();
        prop_assert!(paid <= whole.flow.assets_out, "{} at once, {paid} in parts", whole.flow.assets_out);
    }

    /// With units behind operators, no instant exit makes their stake fall, nor reaches into it.
    #[test]
    fn delegated_stake_never_falls_by_an_instant_exit(
        figures in figures(), exiting in (amount(), amount()), idle in 0u64..=ledger::state::books::UNITS, shares in amount(),
        bps in 0u64..=1_000,
    ) {
        let (mut vault, _) = vault(bps, figures, (exiting.1, exiting.1));
        (vault.books.exiting[0], vault.books.idle) = (exiting.0, idle);
        let stake = |books: &Books| u128::from(books.stake().unwrap()) * u128::from(books.units - books.idle);
        let before = vault.books;
        if vault.exit_instantly(shares.min(before.supply), 0, GENESIS).is_ok() && idle < ledger::state::books::UNITS {
            let (old, new) = (stake(&before), stake(&vault.books));
            // As fractions of units, which differ; then what remains idle still covers what the rest is not.
            prop_assert!(new / u128::from(vault.books.units) >= old / u128::from(before.units));
            prop_assert_eq!(vault.books.units - vault.books.idle, before.units - before.idle);
            vault.invariant().unwrap();
        }
    }

    /// A holder's payment does not depend on earlier claims.
    #[test]
    fn claims_commute_and_leave_less_than_a_unit_each(
        tickets in prop::collection::vec(amount(), 1..6), lost in any::<u64>(), order in any::<prop::sample::Index>(),
    ) {
        let total: u64 = tickets.iter().map(|shares| shares / 8 + 1).sum();
        let held = total - lost % (total + 1);
        let (mut vault, mut bucket) = vault(0, (5, 5), (held, total));
        bucket.tickets = tickets.len() as u64;
        let start = order.index(tickets.len());
        let first = vault.claimable_at(1);
        for turn in 0..tickets.len() {
            let shares = tickets[(start + turn) % tickets.len()] / 8 + 1;
            let claim = vault.claim_exit(&mut bucket, &mut common::ticket(shares), first).unwrap();
            let due = u128::from(shares) * u128::from(held) / u128::from(total);
            prop_assert_eq!(u128::from(claim.flow.assets_out), due);
        }
        let dust = vault.close_bucket(&mut bucket, first).unwrap();
        prop_assert!(dust < tickets.len() as u64 && vault.books.active == 5 + dust && vault.books.matured == 0);
    }
}

/// Figures of what a large holder saves by leaving in parts: the fees that come back.
#[test]
fn a_large_holder_saves_part_of_the_fee_by_leaving_in_parts() {
    let fresh = || vault(1_000, (1_000_000_000, 1_000_000_000), (0, 0)).0;
    let whole = fresh().exit_instantly(500_000_000, 0, GENESIS).unwrap();
    assert_eq!(whole.flow.assets_out, 475_000_000, "half of 10 % on half of the vault");
    let in_parts = |parts: u64| {
        let mut vault = fresh();
        (0..parts).map(|_| vault.exit_instantly(500_000_000 / parts, 0, GENESIS).unwrap().flow.assets_out).sum::<u64>()
    };
    assert_eq!([2, 10, 1_000].map(in_parts), [476_992_319, 479_719_967, 480_455_627]);
}
