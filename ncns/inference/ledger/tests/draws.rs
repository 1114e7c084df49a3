//! The draw of a committee: exact shares, bounds for each operator, and no gain by a split of stake.

use inference_ledger::draw::draw;
use inference_ledger::error::{LedgerError, Rule};
use inference_ledger::rules::Rules;
use proptest::prelude::*;

/// The seats of each weight, by a random number for each seat.
fn seats_of(weights: &[u64], seats: u64, random: impl FnMut(u64) -> u64) -> Result<Vec<u64>, LedgerError> {
    let mut found = vec![0; weights.len()];
    let total = weights.iter().sum();
    draw(weights.iter().copied(), total, seats, random, |place, count| {
        assert!(count > 0 && found[place] == 0, "each weight is taken once, with seats");
        found[place] = count;
        Ok(())
    })?;
    Ok(found)
}

/// A generator of good numbers (SplitMix64, https://prng.di.unimi.it/splitmix64.c).
fn generator(mut state: u64) -> impl FnMut() -> u64 {
    move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }
}

/// The smallest number that gives point `point` of a part of `width` points.
fn number_of(point: u64, width: u64) -> u64 {
    (u128::from(point) << 64).div_ceil(u128::from(width)) as u64
}

/// How often each weight has a seat if every seat takes every point of its part once. By 128 bits, apart from the ledger's own way.
fn all_points(weights: &[u64], seats: u64) -> Vec<Vec<u64>> {
    let total: u64 = weights.iter().sum();
    let begin = |seat: u64| (u128::from(seat) * u128::from(total) / u128::from(seats)) as u64;
    (0..seats)
        .map(|seat| {
            let width = begin(seat + 1) - begin(seat);
            let mut counts = vec![0; weights.len()];
            for point in 0..width {
                // All other seats stay at their first points, so a change is this seat's.
                let random = |each| if each == seat { number_of(point, width) } else { 0 };
                let found = seats_of(weights, seats, random).expect("a draw");
                let base = seats_of(weights, seats, |_| 0).expect("a draw");
                let at = begin(seat) + point;
                let (mut end, mut expected) = (0, weights.len());
                for (place, weight) in weights.iter().enumerate() {
                    end += weight;
                    if at < end {
                        expected = place;
                        break;
                    }
                }
                counts[expected] += 1;
                let moved: u64 = found.iter().zip(&base).map(|(one, other)| one.abs_diff(*other)).sum();
                assert!(moved == 0 || moved == 2, "one seat moved");
                let first = weights.iter().scan(0, |sum, weight| {
                    *sum += weight;
                    Some(*sum)
                });
                let home = first.into_iter().position(|end| begin(seat) < end).expect("an operator");
                let mut right = base.clone();
                right[home] -= 1;
                right[expected] += 1;
                assert_eq!(found, right, "seat {seat} at point {at}");
            }
            counts
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Every point of a part is as likely, and each belongs to the operator that has it in its weight: an operator's expected seats are its
    /// share. Where parts are equal to the unit, exactly; where the total is no multiple of the seats, to a unit of the total.
    #[test]
    fn expected_seats_are_exactly_the_share_of_the_weight(
        weights in prop::collection::vec(0u64..30, 1..9),
        seats in 1u64..7,
    ) {
        let total: u64 = weights.iter().sum();
        prop_assume!(total >= seats);
        let parts = all_points(&weights, seats);
        for (place, weight) in weights.iter().enumerate() {
            // Every point of the operator's weight is in one part, once.
            prop_assert_eq!(parts.iter().map(|counts| counts[place]).sum::<u64>(), *weight);
        }
        if total.is_multiple_of(seats) {
            // Each part has the same number of points, so expected seats are points by that number: weight * seats / total.
            for counts in &parts {
                prop_assert_eq!(counts.iter().sum::<u64>(), total / seats);
            }
        }
    }

    /// All seats are given, none to a weight of zero, and an operator has all parts that its weight covers whole and no more than those
    /// that it touches.
    #[test]
    fn seats_are_bounded_by_the_parts_that_a_weight_touches(
        weights in prop::collection::vec(prop_oneof![Just(0u64), 1u64..5, 1u64..(1 << 55)], 1..200),
        seats in 1u64..=64,
        seed: u64,
    ) {
        let total: u64 = weights.iter().sum();
        prop_assume!(total >= seats);
        let mut next = generator(seed);
        let found = seats_of(&weights, seats, |_| next()).expect("a draw");
        prop_assert_eq!(found.iter().sum::<u64>(), seats);
        let mut end = 0u64;
        for (weight, own) in weights.iter().zip(found) {
            let begin = end;
            end += weight;
            let part = |point: u64| u128::from(point) * u128::from(seats) / u128::from(total);
            let touched = if *weight == 0 { 0 } else { (part(end - 1) - part(begin) + 2) as u64 };
            prop_assert!(own <= touched, "{own} of {touched}");
            let whole = (u128::from(*weight) * u128::from(seats) / u128::from(total)) as u64;
            // Of its share rounded down, the first and the last part may be others'.
            prop_assert!(own + 1 >= whole, "{own} of {whole}");
            prop_assert!(*weight > 0 || own == 0);
        }
    }

    /// The numbers are asked for in order, once each: a program hashes them as it goes.
    #[test]
    fn each_number_is_asked_for_once_and_in_order(weights in prop::collection::vec(1u64..1_000, 1..50), seats in 1u64..=64) {
        prop_assume!(weights.iter().sum::<u64>() >= seats);
        let mut asked = vec![];
        seats_of(&weights, seats, |seat| { asked.push(seat); u64::MAX }).expect("a draw");
        prop_assert_eq!(asked, (0..seats).collect::<Vec<_>>());
    }
}

/// Over many draws an operator's seats are its share of them, within five standard deviations of independent draws.
#[test]
fn many_draws_are_fair() {
    let weights = [1u64, 10, 100, 1_000, 10_000, 3_333, 7, 0, 25_000, 549];
    let (total, seats, draws) = (weights.iter().sum::<u64>(), 16, 40_000);
    let (mut next, mut sums) = (generator(7), vec![0u64; weights.len()]);
    for _ in 0..draws {
        let found = seats_of(&weights, seats, |_| next()).expect("a draw");
        sums.iter_mut().zip(found).for_each(|(sum, own)| *sum += own);
    }
    for (weight, sum) in weights.iter().zip(sums) {
        let (all, share) = ((seats * draws) as f64, *weight as f64 / total as f64);
        let (expected, deviation) = (all * share, (all * share * (1.0 - share)).sqrt());
        assert!((sum as f64 - expected).abs() <= 5.0 * deviation, "{weight}: {sum}, expected {expected} ± {deviation}");
    }
}

/// A coalition that spreads its stake a part's length apart gains nothing: with one offset for all seats, it would have all of them in
/// every fourth draw.
#[test]
fn stake_at_the_same_place_of_each_part_takes_no_committee() {
    let (seats, draws) = (16u64, 20_000);
    // A quarter of each part is the coalition's.
    let weights: Vec<u64> = (0..2 * seats).map(|place| if place % 2 == 0 { 100 } else { 300 }).collect();
    let (mut next, mut wins, mut sum) = (generator(11), 0, 0);
    for _ in 0..draws {
        let found = seats_of(&weights, seats, |_| next()).expect("a draw");
        let own: u64 = found.iter().step_by(2).sum();
        sum += own;
        wins += u64::from(own * 10_000 >= seats * 6_667);
    }
    // Of 16 independent seats of a quarter each, 11 or more have a probability of 0.0003 (binomial): 6 of 20,000 draws.
    assert!(wins <= 30, "{wins} committees");
    let share = sum as f64 / (seats * draws) as f64;
    assert!((share - 0.25).abs() < 0.005, "{share}");
}

/// A coalition that splits its stake into many operators gets no more seats than one operator would.
#[test]
fn a_split_of_stake_gains_no_seats() {
    let draws = 20_000;
    let mean = |weights: &[u64], own: usize| {
        let mut next = generator(13);
        let sum: u64 =
            (0..draws).map(|_| seats_of(weights, 9, |_| next()).expect("a draw")[..own].iter().sum::<u64>()).sum();
        sum as f64 / draws as f64
    };
    let one = mean(&[300, 600], 1);
    let many = mean(&[[3; 100].as_slice(), &[600]].concat(), 100);
    assert_eq!((one, many), (3.0, 3.0), "a third of the weight in one piece is exactly three of nine parts");
}

#[test]
fn a_draw_needs_weight_for_each_seat_and_all_of_the_total() {
    let refused = |total, seats, rule| {
        let result = draw([5, 5].into_iter(), total, seats, |_| u64::MAX, |_, _| Ok(()));
        assert_eq!(result.expect_err("a refusal").rule, rule, "{total} {seats}");
    };
    refused(10, 0, Rule::LightTable);
    refused(10, 11, Rule::LightTable);
    refused(12, 3, Rule::WrongTotal);
    refused(u64::MAX, 64, Rule::WrongTotal);
    assert_eq!(seats_of(&[5, 5], 10, |_| u64::MAX), Ok(vec![5, 5]));
    // The largest table.
    let half = u64::MAX / 2;
    assert_eq!(seats_of(&[half, half], 64, |_| u64::MAX).expect("a draw"), [32, 32]);
    assert_eq!(seats_of(&[half, half], 64, |_| 0).expect("a draw"), [32, 32]);
}

/// The chance that a coalition with a `share` of the weight has a quorum of the seats, at most: the tail of a binomial distribution.
fn chance(seats: u64, share: f64) -> f64 {
    let least = (0..=seats).find(|own| own * 10_000 >= seats * 6_667).expect("a quorum");
    // The terms one by one, from that of no seat on.
    let mut term = (1.0 - share).powi(seats as i32);
    let mut tail = if least == 0 { term } else { 0.0 };
    for own in 1..=seats {
        term *= (seats - own + 1) as f64 / own as f64 * share / (1.0 - share);
        tail += if own >= least { term } else { 0.0 };
    }
    tail
}

const SHARES: [f64; 3] = [0.2, 1.0 / 3.0, 0.5];

/// The README's chances of a coalition, for a task and by repetition.
#[test]
fn the_readme_states_the_chances_of_a_coalition() {
    let readme = include_str!("../../README.md");
    for seats in [9u64, 21, 64] {
        let percent = |share: f64| {
            let chance = chance(seats, share);
            if chance < 0.000_05 { "below 0.01%".to_owned() } else { format!("{:.2}%", chance * 100.0) }
        };
        // Two figures, rounded down.
        let tasks = |share: f64| {
            let tasks = 1.0 / chance(seats, share);
            let scale = 10f64.powi(tasks.log10() as i32 - 1);
            let figure = (tasks / scale).floor() * scale;
            if figure >= 1e9 { "over a billion".to_owned() } else { grouped(figure as u64) }
        };
        for row in [SHARES.map(percent), SHARES.map(tasks)] {
            let row = format!("| {seats} | {} |", row.join(" | "));
            assert!(readme.contains(&row), "{row}");
        }
    }
}

/// The figure with commas.
fn grouped(figure: u64) -> String {
    let digits = figure.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group)).collect();
    groups.join(",")
}

/// A coalition posts tasks until a committee is its own. By the reference that takes a third of the stake over ten million tasks.
#[test]
fn a_third_of_the_stake_does_not_win_by_repetition() {
    assert!(chance(Rules::REFERENCE.min_seats, 1.0 / 3.0) < 1e-7);
}
