//! Rounds, verdicts and scores: each rule at its edge, and random lives against a naive model.

use oracle_ledger::error::{LedgerError, Rule};
use oracle_ledger::feed::FeedPrice;
use oracle_ledger::round::{ReportEntry, Round};
use oracle_ledger::rules::{MAX_COUNTED, MAX_ROUNDS, Policy, RuleBook, Rules};
use oracle_ledger::score::Score;
use oracle_ledger::verdict::Verdict;
use proptest::prelude::*;

const RULES: Rules = Rules { min_reports: 1, min_table_weight: 1, ..Rules::REFERENCE };
const OPENS: i64 = 1_000;
const CLOSES: i64 = OPENS + RULES.window_seconds as i64;

/// A round of the reports, where none is an operator that did not report.
fn round_of(prices: &[Option<i64>], weights: &[u64], rules: &Rules) -> (Round, Vec<ReportEntry>) {
    let mut round = Round::default();
    round.open(7, OPENS, rules, OPENS).expect("a window");
    let mut entries = vec![ReportEntry::default(); prices.len()];
    for ((entry, price), weight) in entries.iter_mut().zip(prices).zip(weights) {
        if let Some(price) = price {
            assert_eq!(round.report(entry, (*price, OPENS), *weight, OPENS), Ok(true));
        }
    }
    (round, entries)
}

/// The entries with a price in ascending order.
fn order_of(round: &Round, entries: &[ReportEntry]) -> Vec<u8> {
    let priced = |place: &u8| round.has(&entries[usize::from(*place)]) && entries[usize::from(*place)].price > 0;
    let mut order: Vec<u8> = (0..entries.len() as u8).filter(priced).collect();
    order.sort_by_key(|&place| entries[usize::from(place)].price);
    order
}

fn finalize(round: &mut Round, entries: &[ReportEntry], weights: &[u64]) -> Result<(), LedgerError> {
    let order = order_of(round, entries);
    round.finalize(entries, &order, |place| weights[place], weights.iter().sum(), (1, CLOSES))
}

/// The verdicts of all operators.
fn verdicts(prices: &[Option<i64>], weights: &[u64]) -> (Round, Vec<(Verdict, u64)>) {
    let (mut round, mut entries) = round_of(prices, weights, &RULES);
    finalize(&mut round, &entries, weights).expect("an order");
    let all = entries.iter_mut().map(|entry| round.judge(entry, &mut Score::default(), 7).expect("a verdict"));
    (round, all.collect())
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, LedgerError>, rule: Rule) {
    assert_eq!(result.expect_err("a refusal").rule, rule);
}

#[test]
fn deviations_are_judged_at_their_exact_limits() {
    use Verdict::{Deviation, Good, Warning};
    let prices = [10_000, 10_000, 10_000, 10_500, 10_501, 11_000, 11_001, 9_500, 9_499, 9_000, 8_999, i64::MAX];
    let weights = [1_000, 1_000, 1_000, 1, 1, 1, 1, 1, 1, 1, 1, 1];
    let (round, found) = verdicts(&prices.map(Some), &weights);
    assert_eq!(round.price, 10_000);
    let expected = [Good, Good, Good, Good, Warning, Warning, Deviation, Good, Warning, Warning, Deviation, Deviation];
    assert_eq!(found.iter().map(|each| each.0).collect::<Vec<_>>(), expected);
    assert_eq!((found[6].1, found[10].1), (1_001, 1_001));
}

/// The price is an extreme of 64 bits, and so is the deviation: nothing overflows.
#[test]
fn extreme_prices_are_judged() {
    let (round, found) = verdicts(&[Some(1), Some(1), Some(i64::MAX)], &[1, 1, 1]);
    assert_eq!(round.price, 1);
    assert_eq!(found[2], (Verdict::Unproven, u64::MAX), "exactly two thirds are less than 66.67%");
    let (round, found) = verdicts(&[Some(i64::MAX), Some(i64::MAX), Some(1)], &[10, 10, 1]);
    assert_eq!((round.price, round.dispersion_bps), (i64::MAX, 0));
    assert_eq!(found[2], (Verdict::Deviation, 9_999));
}

#[test]
fn nobody_is_punished_unless_two_thirds_agree() {
    // 66% of the table within 5% of the median, then 67%: the rest is 12% off.
    for (agree, expected) in [(66, Verdict::Unproven), (67, Verdict::Deviation)] {
        let (round, found) = verdicts(&[Some(100), Some(112)], &[agree, 100 - agree]);
        assert_eq!((round.price, round.is_safe()), (100, expected == Verdict::Deviation));
        assert_eq!(found, [(Verdict::Good, 0), (expected, 1_200)]);
    }
    // Of the table, not of the reports: those that are silent do not agree.
    let (_, found) = verdicts(&[Some(100), Some(112), None], &[66, 4, 30]);
    assert_eq!(found[1].0, Verdict::Unproven);
}

#[test]
fn a_round_without_a_quorum_has_no_price_and_still_tells_the_absent() {
    let (round, found) = verdicts(&[Some(100), None, Some(0)], &[66, 24, 10]);
    assert_eq!(round.reported_weight, 76, "an abstention is a report");
    assert_eq!((round.price, round.is_conclusive(), round.number), (0, false, 1));
    assert_eq!(
        found.iter().map(|each| each.0).collect::<Vec<_>>(),
        [Verdict::Unproven, Verdict::Missed, Verdict::Abstained]
    );
    let mut feed = FeedPrice::default();
    assert_eq!(feed.enter(&round), 1);
    assert_eq!((feed.price, feed.rounds), (0, 1));
    // Enough weight in too few hands.
    let (mut round, entries) = round_of(&[Some(100), Some(100)], &[1_000, 1_000], &Rules::REFERENCE);
    finalize(&mut round, &entries, &[1_000, 1_000]).expect("an order");
    assert!(!round.is_conclusive());
    // Nobody at all.
    let (round, found) = verdicts(&[None], &[1]);
    assert_eq!((round.is_conclusive(), found[0].0), (false, Verdict::Unproven));
}

/// A round that one operator opened alone makes nobody absent.
#[test]
fn nobody_is_absent_from_a_round_without_a_quorum() {
    for (weight, expected) in [(6_666, Verdict::Unproven), (6_667, Verdict::Missed)] {
        let (_, found) = verdicts(&[Some(0), None], &[weight, 10_000 - weight]);
        assert_eq!(found[1].0, expected, "{weight}");
    }
}

/// The distance between the quartiles is exact for all prices.
#[test]
fn the_dispersion_is_exact_at_the_extremes() {
    let (round, _) = verdicts(&[Some(i64::MAX - 3), Some(i64::MAX - 3), Some(i64::MAX)], &[1, 1, 1]);
    assert_eq!((round.price, round.dispersion_bps), (i64::MAX - 3, 0));
    let (round, _) = verdicts(&[Some(i64::MAX / 2), Some(i64::MAX / 2), Some(i64::MAX)], &[1, 1, 1]);
    assert_eq!((round.price, round.dispersion_bps), (i64::MAX / 2, 10_000));
}

#[test]
fn two_prices_with_half_of_the_weight_each_give_the_lower() {
    let (round, found) = verdicts(&[Some(200), Some(100)], &[50, 50]);
    assert_eq!((round.price, round.dispersion_bps), (100, 10_000));
    assert_eq!(found[0].0, Verdict::Unproven);
}

#[test]
fn the_window_is_the_heights_own() {
    let mut round = Round::default();
    for now in [OPENS - 1, CLOSES] {
        refused(round.open(7, OPENS, &RULES, now), Rule::WindowClosed);
    }
    assert_eq!(round, Round::default(), "a refusal changes nothing");
    round.open(7, OPENS, &RULES, CLOSES - 1).expect("the last second");
    let mut entry = ReportEntry::default();
    for (time, now) in [(OPENS - 1, OPENS), (CLOSES, CLOSES - 1), (OPENS, CLOSES), (OPENS, OPENS - 1)] {
        refused(round.report(&mut entry, (5, time), 1, now), Rule::WindowClosed);
    }
    refused(round.report(&mut entry, (5, OPENS + 3), 1, OPENS + 2), Rule::FutureTime);
    refused(round.report(&mut entry, (-1, OPENS), 1, OPENS), Rule::NegativePrice);
    assert_eq!(round.report(&mut entry, (5, CLOSES - 1), 3, CLOSES - 1), Ok(true));
    assert_eq!(round.report(&mut entry, (6, OPENS), 3, OPENS), Ok(false), "the first report stands");
    assert_eq!((entry.price, round.priced, round.reported_weight), (5, 1, 3));
    refused(round.finalize(&[entry], &[0], |_| 1, 1, (1, CLOSES - 1)), Rule::WindowOpen);
    refused(round.open(7, OPENS, &RULES, OPENS), Rule::OldHeight);
    refused(round.open(6, OPENS, &RULES, OPENS), Rule::OldHeight);
    round.finalize(&[entry], &[0], |_| 1, 1, (1, CLOSES)).expect("a median");
    refused(round.finalize(&[entry], &[0], |_| 1, 1, (1, CLOSES)), Rule::AlreadyFinal);
}

#[test]
fn the_order_lists_each_price_once_and_no_other_entry() {
    let (mut round, mut entries) = round_of(&[Some(3), Some(1), Some(0), None, Some(2)], &[1; 5], &RULES);
    // An entry of an earlier height, as a ring has them.
    entries[3] = ReportEntry { price: 9, reported: 7, judged: 0 };
    for (order, rule) in [
        (&[1, 4][..], Rule::OrderCount),
        (&[1, 4, 0, 0], Rule::OrderCount),
        (&[1, 4, 4], Rule::OrderTwice),
        (&[1, 4, 3], Rule::OrderNoPrice),
        (&[1, 2, 4], Rule::OrderNoPrice),
        (&[1, 4, 200], Rule::OrderNoPrice),
        (&[1, 0, 4], Rule::OrderFalls),
    ] {
        let before = round;
        refused(round.finalize(&entries, order, |_| 1, 5, (1, CLOSES)), rule);
        assert_eq!(round, before);
    }
    round.finalize(&entries, &[1, 4, 0], |_| 1, 4, (1, CLOSES)).expect("an order");
    assert_eq!(round.price, 2);
}

#[test]
fn an_operator_is_judged_once_per_round_and_only_after_it() {
    let (mut round, mut entries) = round_of(&[Some(3)], &[1], &RULES);
    let mut score = Score::default();
    refused(round.judge(&mut entries[0], &mut score, 7), Rule::NotFinal);
    finalize(&mut round, &entries, &[1]).expect("an order");
    refused(round.judge(&mut entries[0], &mut score, 8), Rule::OtherHeight);
    round.judge(&mut entries[0], &mut score, 7).expect("a verdict");
    refused(round.judge(&mut entries[0], &mut score, 7), Rule::AlreadyJudged);
    assert_eq!(score.judged, 1);
    // The account serves a later height: the old one is gone, and its entries do not exist.
    round.open(11, OPENS + 400, &RULES, OPENS + 400).expect("a window");
    refused(round.judge(&mut entries[0], &mut score, 7), Rule::OtherHeight);
    assert!(!round.has(&entries[0]));
}

/// Until a round is final, or a second window is over, its account takes no later height: nobody erases evidence with one report.
#[test]
fn an_account_with_an_open_round_takes_no_later_height() {
    let (round, entries) = round_of(&[Some(3)], &[1], &RULES);
    let free_from = CLOSES + RULES.window_seconds as i64;
    for now in [OPENS, CLOSES, free_from - 1] {
        let mut busy = round;
        refused(busy.open(8, now, &RULES, now), Rule::AccountBusy);
        assert_eq!(busy, round);
    }
    let mut abandoned = round;
    abandoned.open(8, free_from, &RULES, free_from).expect("nobody closed it");
    let mut closed = round;
    finalize(&mut closed, &entries, &[1]).expect("an order");
    closed.open(8, CLOSES, &RULES, CLOSES).expect("it is final");
}

/// The ring returns to an account after the windows of reports, of closing, and of judging.
#[test]
fn a_ring_is_longer_than_four_windows() {
    let window = RULES.window_seconds;
    RULES.check_ring(4, window * 1_000).expect("four windows");
    refused(RULES.check_ring(4, window * 1_000 - 1), Rule::RingTooShort);
    refused(RULES.check_ring(MAX_ROUNDS, 1_000), Rule::RingTooShort);
    RULES.check_ring(u64::MAX, u64::MAX).expect("long");
}

/// Prices are worth the stake behind them, so a policy that cannot slash gives none.
#[test]
fn a_policy_allows_each_slash_of_the_rules() {
    let policy = Policy {
        challenge_seconds: RULES.min_challenge_seconds,
        min_fraction: RULES.slash_fraction,
        max_fraction: RULES.manipulation_fraction,
        equivocation_fraction: 1,
        cooldown_seconds: RULES.certain_seconds / 2,
    };
    RULES.check_policy(&policy).expect("at every limit");
    for wrong in [
        Policy { min_fraction: policy.min_fraction + 1, ..policy },
        Policy { max_fraction: policy.max_fraction - 1, ..policy },
        Policy { equivocation_fraction: 0, ..policy },
    ] {
        refused(RULES.check_policy(&wrong), Rule::PolicyFraction);
    }
    let short = Policy { challenge_seconds: policy.challenge_seconds - 1, ..policy };
    refused(RULES.check_policy(&short), Rule::ShortChallenge);
    // After one slash, an offense in the cooldown would be too old for the core when it ends.
    let long = Policy { cooldown_seconds: policy.cooldown_seconds + 1, ..policy };
    refused(RULES.check_policy(&long), Rule::LongCooldown);
    let odd = Rules { certain_seconds: 3_601, ..RULES };
    odd.check_policy(&policy).expect("rounded down");
    refused(odd.check_policy(&long), Rule::LongCooldown);
}

/// Deviations of one period are one incident, whatever their feed and height.
#[test]
fn a_period_has_one_incident_of_each_kind() {
    let day = RULES.period_seconds as i64;
    let incidents = [day, day + 1, 2 * day - 1].map(|at| RULES.incident(at, false));
    assert_eq!(incidents, [incidents[0]; 3]);
    assert_ne!(RULES.incident(2 * day, false), incidents[0]);
    assert_ne!(RULES.incident(day, true), incidents[0]);
    // Another length of periods gives no number twice, but for a period with the same begin.
    let longer = Rules { period_seconds: RULES.period_seconds + 1, ..RULES };
    assert_eq!(longer.incident(5 * day, false) >> 1, 4 * (RULES.period_seconds + 1));
    assert_eq!(RULES.incident(i64::MIN, false), 0);
    assert_eq!(RULES.incident(i64::MAX, true) & 1, 1);
}

#[test]
fn an_earlier_round_that_is_final_late_does_not_replace_the_price() {
    let (mut late, entries) = round_of(&[Some(3)], &[1], &RULES);
    finalize(&mut late, &entries, &[1]).expect("an order");
    let mut feed = FeedPrice::default();
    feed.enter(&Round { height: 9, price: 5, ..late });
    assert_eq!(feed.enter(&late), 2);
    assert_eq!((feed.price, feed.height), (5, 9));
}

#[test]
fn three_severe_deviations_in_ten_rounds_are_a_manipulation_in_any_order() {
    let enter = |score: &mut Score, number| score.enter(Verdict::Deviation, number, &RULES, true);
    for rounds in [[3, 7, 12], [12, 3, 7], [12, 7, 3], [7, 12, 3]] {
        let mut score = Score::default();
        let found = rounds.map(|number| enter(&mut score, number));
        assert_eq!(found, [Verdict::Deviation, Verdict::Deviation, Verdict::Manipulation], "{rounds:?}");
        // Eleven rounds.
        let mut score = Score::default();
        let found = rounds.map(|number| enter(&mut score, if number == 12 { 13 } else { number }));
        assert_eq!(found, [Verdict::Deviation; 3], "{rounds:?}");
    }
    // A late good round judged first hides nothing.
    let mut score = Score::default();
    score.enter(Verdict::Good, 20, &RULES, false);
    assert_eq!([3, 7, 12].map(|number| enter(&mut score, number))[2], Verdict::Manipulation);
    // Others than severe ones make none.
    let mut score = Score::default();
    assert_eq!(
        [3, 7, 12].map(|number| score.enter(Verdict::Deviation, number, &RULES, false)),
        [Verdict::Deviation; 3]
    );
}

#[test]
fn absences_jail_once() {
    let rules = Rules { absent_times: 3, absent_of: 4, ..RULES };
    let mut score = Score::default();
    for number in [1, 2] {
        score.enter(Verdict::Missed, number, &rules, false);
        refused(score.jail(&rules, score.latest), Rule::TooFewMissed);
    }
    score.enter(Verdict::Abstained, 3, &rules, false);
    refused(score.jail(&rules, score.latest), Rule::TooFewMissed);
    score.enter(Verdict::Missed, 4, &rules, false);
    assert_eq!(score.jail(&rules, score.latest), Ok(3), "three of four");
    refused(score.jail(&rules, score.latest), Rule::TooFewMissed);
    assert_eq!((score.absences, score.abstentions), (3, 1));
}

/// Rounds that were missed before the jail, and are judged after it, are of the same outage.
#[test]
fn one_outage_jails_once() {
    let rules = Rules { absent_times: 3, absent_of: 4, ..RULES };
    let mut score = Score::default();
    for number in 1..=3 {
        score.enter(Verdict::Missed, number, &rules, false);
    }
    assert_eq!(score.jail(&rules, 6), Ok(3));
    for number in 4..=8 {
        score.enter(Verdict::Missed, number, &rules, false);
    }
    refused(score.jail(&rules, 8), Rule::TooFewMissed);
    assert_eq!(score.absences, 8);
    score.enter(Verdict::Missed, 9, &rules, false);
    assert_eq!(score.jail(&rules, 9), Ok(3));
}

/// An operator has its later good rounds judged before the missed ones.
#[test]
fn later_good_rounds_hide_no_absence() {
    let rules = Rules { absent_times: 3, absent_of: 4, ..RULES };
    let mut score = Score::default();
    score.enter(Verdict::Good, 30, &rules, false);
    for number in [2, 4, 5] {
        refused(score.jail(&rules, score.latest), Rule::TooFewMissed);
        score.enter(Verdict::Missed, number, &rules, false);
    }
    assert_eq!(score.jail(&rules, score.latest), Ok(3));
    // Three in five rounds are too few.
    for number in [40, 42, 44] {
        score.enter(Verdict::Missed, number, &rules, false);
        refused(score.jail(&rules, score.latest), Rule::TooFewMissed);
    }
}

/// The marks outlast the ring: the first of the rounds that count is remembered when the last is judged as late as it can be.
#[test]
fn marks_reach_as_far_back_as_the_ring_and_the_rules() {
    let rules = Rules { severe_of: MAX_COUNTED, severe_times: 2, absent_of: MAX_COUNTED, absent_times: 2, ..RULES };
    rules.check().expect("at the limits");
    let (first, last, latest) = (1, MAX_COUNTED, MAX_COUNTED + MAX_ROUNDS);
    let mut score = Score::default();
    score.enter(Verdict::Deviation, first, &rules, true);
    score.enter(Verdict::Good, latest, &rules, false);
    assert_eq!(score.enter(Verdict::Deviation, last, &rules, true), Verdict::Manipulation);
    let mut score = Score::default();
    score.enter(Verdict::Missed, first, &rules, false);
    score.enter(Verdict::Good, latest, &rules, false);
    score.enter(Verdict::Missed, last, &rules, false);
    assert_eq!(score.jail(&rules, score.latest), Ok(2));
}

#[test]
fn rules_are_bounded_and_change_after_their_notice() {
    RULES.check().expect("the reference");
    let wrong = [
        Rules { quorum_bps: 5_000, ..RULES },
        Rules { quorum_bps: 10_001, ..RULES },
        Rules { min_reports: 0, ..RULES },
        Rules { min_reports: 257, ..RULES },
        Rules { safety_bps: 6_666, ..RULES },
        Rules { warning_bps: 0, ..RULES },
        Rules { warning_bps: u64::MAX, ..RULES },
        Rules { slash_bps: 500, ..RULES },
        Rules { slash_bps: 10_000, severe_bps: 10_000, ..RULES },
        Rules { severe_bps: 999, ..RULES },
        Rules { severe_bps: 10_000, ..RULES },
        Rules { severe_times: 11, ..RULES },
        Rules { severe_times: 0, ..RULES },
        Rules { severe_of: 25, ..RULES },
        Rules { slash_fraction: 0, ..RULES },
        Rules { manipulation_fraction: RULES.slash_fraction - 1, ..RULES },
        Rules { manipulation_fraction: 1_000_000_000_000_000_001, ..RULES },
        Rules { window_seconds: 0, ..RULES },
        Rules { window_seconds: 601, ..RULES },
        Rules { absent_times: 0, ..RULES },
        Rules { absent_times: 21, ..RULES },
        Rules { absent_of: 25, ..RULES },
        Rules { jail_seconds: 0, ..RULES },
        Rules { jail_seconds: 30 * 86_400 + 1, ..RULES },
        Rules { min_table_weight: 0, ..RULES },
        Rules { min_table_weight: u64::MAX, ..RULES },
        Rules { certain_seconds: 0, ..RULES },
        Rules { certain_seconds: 30 * 86_400 + 1, ..RULES },
        Rules { min_challenge_seconds: 3_599, ..RULES },
        Rules { min_challenge_seconds: 30 * 86_400 + 1, ..RULES },
        Rules { period_seconds: 59, ..RULES },
        Rules { period_seconds: 30 * 86_400 + 1, ..RULES },
    ];
    // No weight of a table is the usual one.
    refused(Rules::REFERENCE.check(), Rule::RuleOutOfBounds);
    let mut book = RuleBook::new(RULES);
    for rules in wrong {
        let before = book;
        refused(book.announce(rules, 10, 20), Rule::RuleOutOfBounds);
        assert_eq!(book, before);
    }
    let (first, second) = (Rules { window_seconds: 61, ..RULES }, Rules { window_seconds: 62, ..RULES });
    book.announce(first, 10, 20).expect("rules");
    assert_eq!([10, 19, 20].map(|now| *book.at(now)), [RULES, RULES, first]);
    book.announce(second, 15, 25).expect("a replacement waits its own time");
    assert_eq!([20, 24, 25].map(|now| *book.at(now)), [RULES, RULES, second]);
    book.announce(first, 30, 40).expect("rules");
    assert_eq!([30, 39, 40].map(|now| *book.at(now)), [second, second, first]);
}

/// Stakers may have stayed for a milder change that was announced.
#[test]
fn an_announced_milder_change_is_a_promise() {
    for milder in [
        Rules { safety_bps: RULES.safety_bps + 1, ..RULES },
        Rules { slash_bps: RULES.slash_bps + 1, ..RULES },
        Rules { severe_bps: RULES.severe_bps + 1, ..RULES },
        Rules { severe_times: RULES.severe_times + 1, ..RULES },
        Rules { severe_of: RULES.severe_of - 1, ..RULES },
        Rules { slash_fraction: RULES.slash_fraction - 1, ..RULES },
        Rules { manipulation_fraction: RULES.manipulation_fraction - 1, ..RULES },
        Rules { min_challenge_seconds: RULES.min_challenge_seconds + 1, ..RULES },
        Rules { period_seconds: RULES.period_seconds + 1, ..RULES },
    ] {
        let mut book = RuleBook::new(RULES);
        book.announce(milder, 10, 20).expect("rules");
        refused(book.announce(RULES, 19, 29), Rule::MilderAnnounced);
        assert_eq!(*book.at(20), milder);
        book.announce(RULES, 20, 30).expect("it is in force");
        book.announce(milder, 25, 35).expect("a harsher change may be withdrawn");
    }
}

/// One round of a life: each operator's weight and report, with what becomes of it by the definitions.
#[derive(Clone, Debug)]
struct Scene {
    weights: Vec<u64>,
    prices: Vec<Option<i64>>,
}

fn scene() -> impl Strategy<Value = Scene> {
    let price = prop_oneof![
        1 => Just(None),
        1 => Just(Some(0)),
        8 => (9_000..11_200i64).prop_map(Some),
        1 => (1..i64::MAX).prop_map(Some),
    ];
    prop::collection::vec((1..1u64 << 40, price), 1..40).prop_map(|all| {
        let (weights, prices) = all.into_iter().unzip();
        Scene { weights, prices }
    })
}

proptest! {
    #[test]
    fn verdicts_are_those_of_the_definitions(Scene { weights, prices } in scene()) {
        let (round, found) = verdicts(&prices, &weights);
        let total: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
        let weight_of = |holds: &dyn Fn(i64) -> bool| -> u128 {
            let priced = prices.iter().zip(&weights).filter(|(price, _)| price.is_some_and(|price| price > 0 && holds(price)));
            priced.map(|(_, &weight)| u128::from(weight)).sum()
        };
        let reported = weight_of(&|_| true);
        let attending: u128 = prices.iter().zip(&weights).filter(|(price, _)| price.is_some()).map(|(_, &weight)| u128::from(weight)).sum();
        prop_assert_eq!(round.is_conclusive(), reported * 10_000 >= total * 6_667 && reported > 0);
        if round.is_conclusive() {
            let median = round.price;
            prop_assert!(2 * weight_of(&|price| price <= median) >= reported);
            prop_assert!(2 * weight_of(&|price| price < median) < reported);
        }
        let far = |price: i64, bps: i128| (i128::from(price) - i128::from(round.price)).abs() * 10_000 > i128::from(round.price) * bps;
        let is_safe = round.is_conclusive() && weight_of(&|price| !far(price, 500)) * 10_000 >= total * 6_667;
        prop_assert_eq!(round.is_safe(), is_safe);
        for (price, (verdict, _)) in prices.iter().zip(&found) {
            let expected = match price {
                None if attending * 10_000 >= total * 6_667 => Verdict::Missed,
                None => Verdict::Unproven,
                Some(0) => Verdict::Abstained,
                Some(price) if !round.is_conclusive() || (far(*price, 500) && !is_safe) => Verdict::Unproven,
                Some(price) if far(*price, 1_000) => Verdict::Deviation,
                Some(price) if far(*price, 500) => Verdict::Warning,
                Some(_) => Verdict::Good,
            };
            prop_assert_eq!(*verdict, expected);
        }
        // The promise to the honest: at most a third of the weight is ever punished in a round.
        let punished: u128 = found.iter().zip(&weights).filter(|(each, _)| each.0 == Verdict::Deviation).map(|(_, &weight)| u128::from(weight)).sum();
        prop_assert!(punished * 10_000 <= total * 3_333);
    }
}

/// A life of an operator: verdicts of rounds in any order, some of them never given, and jails in between.
fn life() -> impl Strategy<Value = (Vec<(u64, u8)>, Rules)> {
    let verdicts = prop::collection::btree_map(1..120u64, 0..6u8, 1..80).prop_flat_map(|all| {
        let all: Vec<(u64, u8)> = all.into_iter().collect();
        // Keepers are late by a few rounds, not by any number.
        let lateness = prop::collection::vec(0..12u64, all.len());
        (Just(all), lateness).prop_map(|(mut all, late)| {
            let mut keyed: Vec<(u64, (u64, u8))> =
                all.drain(..).zip(late).map(|(each, late)| (each.0 + late, each)).collect();
            keyed.sort_by_key(|each| each.0);
            keyed.into_iter().map(|each| each.1).collect()
        })
    });
    let rules = (1..20u64, 1..20u64, 1..20u64, 1..20u64).prop_map(|(severe_of, severe, absent_of, absent)| Rules {
        severe_of,
        severe_times: severe.min(severe_of),
        absent_of,
        absent_times: absent.min(absent_of),
        ..RULES
    });
    (verdicts, rules)
}

proptest! {
    #[test]
    fn a_life_ends_as_its_list_of_verdicts_says((verdicts, rules) in life()) {
        let mut score = Score::default();
        let (mut missed, mut severe, mut latest, mut jailed_through) = (vec![], vec![], 0, 0);
        let mut counts = [0u64; 4];
        for (number, kind) in verdicts {
            let (verdict, is_severe) = [
                (Verdict::Good, false),
                (Verdict::Abstained, false),
                (Verdict::Missed, false),
                (Verdict::Warning, false),
                (Verdict::Deviation, false),
                (Verdict::Deviation, true),
            ][usize::from(kind)];
            let found = score.enter(verdict, number, &rules, is_severe);
            latest = latest.max(number);
            match verdict {
                Verdict::Abstained => counts[0] += 1,
                Verdict::Missed => {
                    counts[1] += 1;
                    if number > jailed_through {
                        missed.push(number);
                    }
                }
                Verdict::Warning => counts[2] += 1,
                Verdict::Deviation => counts[3] += 1,
                _ => {}
            }
            if is_severe {
                severe.push(number);
            }
            // Of all spans of rounds with this one: the most that are severe.
            let most = (number.saturating_sub(rules.severe_of - 1)..=number)
                .map(|first| severe.iter().filter(|&&round| (first..first + rules.severe_of).contains(&round)).count() as u64)
                .max();
            let is_manipulation = is_severe && most >= Some(rules.severe_times);
            prop_assert_eq!(found, if is_manipulation { Verdict::Manipulation } else { verdict });
            prop_assert_eq!([score.abstentions, score.absences, score.warnings, score.offenses], counts);
            prop_assert_eq!(score.latest, latest);
            // Of all spans of the rounds that are remembered: the most that are missed.
            missed.retain(|&round| latest - round < ncn_kit::marks::ROUNDS);
            let span = |first: u64| missed.iter().filter(|&&round| (first..first + rules.absent_of).contains(&round)).count() as u64;
            let absent = (1..=latest).map(span).max().unwrap_or(0);
            let before = score;
            let jailed = score.jail(&rules, latest);
            prop_assert_eq!(jailed.is_ok(), absent >= rules.absent_times);
            if jailed.is_ok() {
                missed.clear();
                jailed_through = latest;
            } else {
                prop_assert_eq!(score, before, "a refusal changes nothing");
            }
        }
    }
}
