//! What a service counts stake for: rounded down, within 64 bits, and nothing of an asset with a flag that it did not accept.

use ledger::refusal::Rule;
use ledger::state::weight::{AssetFlags, Valuation, WEIGHT_ONE};
use proptest::prelude::*;

fn of(weight: u64, accepted_flags: u64) -> Valuation {
    Valuation { weight, accepted_flags }
}

#[test]
fn a_weight_is_rounded_down_and_at_most_what_fits() {
    for (stake, weight, counted) in [
        (303, WEIGHT_ONE / 2, 151),
        (303, 0, 0),
        (0, u64::MAX, 0),
        (999_999_999, 1, 0),
        (WEIGHT_ONE, 1, 1),
        (u64::MAX, WEIGHT_ONE, u64::MAX),
        (u64::MAX, WEIGHT_ONE + 1, u64::MAX),
    ] {
        assert_eq!(of(weight, 0).weigh(stake, 0), counted, "{stake} at {weight}");
    }
}

#[test]
fn flags_are_those_of_the_layout() {
    assert_eq!(
        [AssetFlags::FREEZABLE, AssetFlags::PAUSABLE, AssetFlags::DISPLAY_SCALED, AssetFlags::ALL],
        [1, 2, 4, 7]
    );
}

#[test]
fn a_flag_that_is_not_accepted_leaves_no_weight() {
    for asset in 0..=AssetFlags::ALL {
        for accepted in 0..=AssetFlags::ALL {
            let counted = of(WEIGHT_ONE, accepted).weigh(1_000, asset);
            assert_eq!(counted, if asset & accepted == asset { 1_000 } else { 0 }, "{asset} of {accepted}");
        }
    }
    // A flag of a later version is one that nobody accepted.
    assert_eq!(of(WEIGHT_ONE, AssetFlags::ALL).weigh(1_000, 8), 0);
}

#[test]
fn only_known_flags_are_accepted_and_only_with_a_weight() {
    assert_eq!(of(0, 0).check(), Ok(()));
    assert_eq!(of(1, 7).check(), Ok(()));
    for (weight, flags, known) in [(1, 8, 7), (1, u64::MAX, 7), (0, 1, 0), (0, 8, 0)] {
        let refused = of(weight, flags).check().unwrap_err();
        assert_eq!((refused.rule, refused.value, refused.limit), (Rule::AssetFlags, flags, known));
    }
}

proptest! {
    #[test]
    fn a_vaults_own_valuation_replaces_its_mints_as_a_whole(
        own: (u64, u64), mint: (u64, u64), stake: u64, flags in 0u64..16,
    ) {
        let (own, mint) = (of(own.0, own.1), of(mint.0, mint.1));
        let counted = own.or_else(|| mint).weigh(stake, flags);
        prop_assert_eq!(counted, if own.weight > 0 { own } else { mint }.weigh(stake, flags));
        // More stake never weighs less, and a part never more than its share.
        prop_assert!(own.or_else(|| mint).weigh(stake / 2, flags) <= counted);
        prop_assert!(u128::from(counted) * u128::from(WEIGHT_ONE) <= u128::from(stake) * u128::from(own.or_else(|| mint).weight));
    }
}
