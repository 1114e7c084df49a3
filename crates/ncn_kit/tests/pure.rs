//! The kit's arithmetic against naive models.

use ncn_kit::median::{OrderError, Quantiles, quantiles, weight_within};
use ncn_kit::quorum::{bounds, distance_bps, exceeds, reaches};
use ncn_kit::vote::{HEAD_BYTES, Vote};
use ncn_kit::{BPS, marks};
use proptest::prelude::*;

/// The order of the entries by value.
fn order_of(entries: &[(i64, u64)]) -> Vec<u8> {
    let mut order: Vec<u8> = (0..entries.len() as u8).collect();
    order.sort_by_key(|&place| entries[usize::from(place)].0);
    order
}

/// The smallest value with `parts` quarters of the weight up to it, by the definition.
fn quantile(entries: &[(i64, u64)], parts: u128) -> i64 {
    let total: u128 = entries.iter().map(|entry| u128::from(entry.1)).sum();
    let up_to =
        |value: i64| entries.iter().filter(|entry| entry.0 <= value).map(|entry| u128::from(entry.1)).sum::<u128>();
    entries.iter().map(|entry| entry.0).filter(|&value| 4 * up_to(value) >= parts * total).min().expect("an entry")
}

fn entries() -> impl Strategy<Value = Vec<(i64, u64)>> {
    prop::collection::vec((prop_oneof![-5..5i64, any::<i64>()], 1..1u64 << 50), 1..60)
}

proptest! {
    #[test]
    fn quantiles_are_those_of_the_definition(entries in entries()) {
        let entry = |place: usize| entries.get(place).copied();
        let order = order_of(&entries);
        let weight = entries.iter().map(|entry| entry.1).sum();
        let [low, median, high] = [1, 2, 3].map(|parts| quantile(&entries, parts));
        let expected = Quantiles { low, median, high, weight };
        prop_assert_eq!(quantiles(&order, order.len() as u64, entry), Ok(expected));
        let within = weight_within(&order, (low, high), entry);
        let naive: u64 = entries.iter().filter(|entry| (low..=high).contains(&entry.0)).map(|entry| entry.1).sum();
        prop_assert_eq!(within, naive);
    }

    #[test]
    fn any_other_order_is_refused(entries in entries(), change in any::<(prop::sample::Index, prop::sample::Index)>()) {
        let entry = |place: usize| entries.get(place).copied();
        let mut order = order_of(&entries);
        let count = order.len() as u64;
        let (first, second) = (change.0.index(order.len()), change.1.index(order.len()));
        order.swap(first, second);
        let sorted = order.is_sorted_by_key(|&place| entries[usize::from(place)].0);
        prop_assert_eq!(quantiles(&order, count, entry).is_ok(), sorted, "swapped");
        order.swap(first, second);
        if first != second {
            order[first] = order[second];
            prop_assert!(matches!(quantiles(&order, count, entry), Err(OrderError::Twice(_) | OrderError::Falls(_))));
        }
        order.pop();
        prop_assert_eq!(quantiles(&order, count, entry), Err(OrderError::Count(count - 1, count)));
    }

    #[test]
    fn distances_are_exact(value in 1..i64::MAX, base in 1..i64::MAX, bps in 0..200_000u64) {
        let difference = (i128::from(value) - i128::from(base)).unsigned_abs();
        let is_over = difference * u128::from(BPS) > base.unsigned_abs() as u128 * u128::from(bps);
        prop_assert_eq!(exceeds(value, base, bps), is_over);
        let (low, high) = bounds(base, bps);
        prop_assert_eq!((low..=high).contains(&value), !is_over);
        if distance_bps(value, base) > bps {
            prop_assert!(is_over);
        }
    }

    #[test]
    fn marks_are_those_of_a_list(rounds in prop::collection::vec((0..200u64, any::<bool>()), 1..100), last in 1..70u64) {
        let (mut latest, mut bits, mut marked) = (0, 0, std::collections::BTreeSet::new());
        for (round, is_marked) in rounds {
            bits = marks::shift(bits, latest, round);
            latest = latest.max(round);
            if is_marked {
                bits = marks::set(bits, latest, round);
                marked.insert(round);
            }
            // Of a round that was forgotten at its mark, or since.
            marked.retain(|&round| latest - round < marks::ROUNDS);
            let naive = marked.iter().filter(|&&round| latest - round < last).count() as u64;
            prop_assert_eq!(marks::count(bits, last), naive);
            let most = (0..=latest).map(|from| marked.range(from..from + last).count() as u64).max();
            prop_assert_eq!(marks::most(bits, last), most.unwrap_or(0));
        }
    }

    #[test]
    fn votes_are_read_as_written(domain in any::<[u8; 32]>(), kind in any::<u8>(), height in any::<u64>(), content in prop::collection::vec(any::<u8>(), 1..40)) {
        let vote = Vote { domain: &domain, kind, height, content: &content };
        let mut buffer = [0; 90];
        let message = vote.write(&mut buffer).expect("room");
        prop_assert_eq!(Vote::parse(message), Some(vote));
        prop_assert_eq!(Vote::parse(&message[..HEAD_BYTES]), None);
        prop_assert!(vote.write(&mut [0; HEAD_BYTES]).is_none());
    }
}

#[test]
fn a_quorum_is_reached_at_its_exact_share() {
    assert!(reaches(2, 3, 6_666) && !reaches(2, 3, 6_667));
    assert!(reaches(u64::MAX, u64::MAX, BPS) && !reaches(u64::MAX - 1, u64::MAX, BPS));
}

#[test]
fn the_largest_order_has_256_entries() {
    let entry = |place: usize| (place < 256).then_some((1_000 - place as i64, 1));
    let order: Vec<u8> = (0..=255).rev().collect();
    let found = quantiles(&order, 256, entry).expect("an order");
    assert_eq!((found.low, found.median, found.high, found.weight), (808, 872, 936, 256));
}

#[test]
fn two_equal_prices_at_the_half_are_one_median() {
    let entries = [(10, 5), (10, 5), (11, 10)];
    for order in [[0, 1, 2], [1, 0, 2]] {
        let found = quantiles(&order, 3, |place| entries.get(place).copied()).expect("an order");
        assert_eq!((found.median, found.weight), (10, 20));
    }
}

#[test]
fn extreme_figures_do_not_overflow() {
    let entries = [(i64::MIN, u64::MAX), (i64::MAX, u64::MAX)];
    let found = quantiles(&[0, 1], 2, |place| entries.get(place).copied()).expect("an order");
    assert_eq!((found.median, found.weight), (i64::MIN, u64::MAX));
    assert_eq!(distance_bps(i64::MIN, 1), u64::MAX);
    assert_eq!(bounds(i64::MAX, BPS), (0, i64::MAX));
}
