//! The vault's clock: its epochs, and the time that a transition uses.

mod common;

use common::config;
use ledger::state::vault::{MAX_EPOCH_SECONDS, VaultLedger};
use ledger::transition::vault::Limits;
use proptest::prelude::*;

/// A vault with books that have seen `epoch`.
fn vault(genesis: i64, epoch_seconds: u64, epoch: u64) -> VaultLedger {
    let limits = Limits { deposit_cap: 1, instant_fee_bps: 0, instant_capacity: 0, instant_refill_seconds: 1 };
    let mut vault = VaultLedger::new(epoch_seconds, limits, genesis).unwrap();
    vault.books.epoch = epoch;
    vault
}

/// Numbers of every size.
fn any_size() -> impl Strategy<Value = u64> {
    (any::<u64>(), 0..64u32).prop_map(|(value, bits)| value >> bits)
}

proptest! {
    #![proptest_config(config(4_000, 0xc10c))]

    #[test]
    fn an_epoch_starts_where_exact_arithmetic_has_it(
        genesis in any::<i64>(), seconds in 1..=MAX_EPOCH_SECONDS, epoch in any_size(),
    ) {
        let exact = i128::from(genesis) + (i128::from(epoch) * i128::from(seconds)).min(i128::from(i64::MAX));
        let found = vault(genesis, seconds, 0).start_of(epoch);
        prop_assert_eq!(i128::from(found), exact.min(i128::from(i64::MAX)));
    }

    /// Wherever the clock is: ahead of the books, in their epoch, before it, and before the first.
    #[test]
    fn what_advances_goes_by_the_epoch_and_the_time_that_are_read(
        genesis in -1_000..1_000i64, seconds in 1..2_000u64, seen in 0..50u64, now in -200_000..200_000i64,
    ) {
        let mut vault = vault(genesis, seconds, seen);
        let (epoch, time) = (vault.epoch_at(now), vault.time_at(now));
        prop_assert_eq!(vault.advance(now), time);
        prop_assert_eq!(vault.books.epoch, epoch);
        prop_assert!(time >= vault.start_of(epoch) && vault.time_at(now) == time);
    }

    #[test]
    fn so_it_does_at_the_ends_of_time(
        genesis in any::<i64>(), seconds in any_size(), seen in any_size(), now in any::<i64>(),
    ) {
        let mut vault = vault(genesis, seconds.clamp(1, MAX_EPOCH_SECONDS), seen);
        let (epoch, time) = (vault.epoch_at(now), vault.time_at(now));
        prop_assert_eq!(vault.advance(now), time);
        prop_assert_eq!(vault.books.epoch, epoch);
    }
}
