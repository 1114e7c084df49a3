//! Rounds, verdicts and scores: each rule at its edge, and random rounds against a naive model.

use proptest::prelude::*;
use template_ledger::error::{LedgerError, Rule};
use template_ledger::round::{Round, VoteEntry};
use template_ledger::rule::{ABSTENTION, Finding, Value, compare};
use template_ledger::rules::{MAX_COUNTED, MAX_SECONDS, MAX_WINDOW_SECONDS, Policy, Rules, WHOLE};
use template_ledger::score::Score;
use template_ledger::verdict::Verdict;

const RULES: Rules = Rules { min_table_weight: 1, ..Rules::REFERENCE };
const OPENS: i64 = 1_000;
const CLOSES: i64 = OPENS + RULES.window_seconds as i64;

/// When a round that is not final is judged.
const LATE: i64 = CLOSES + RULES.window_seconds as i64;

const A: Value = [1; 32];
const B: Value = [2; 32];

/// A round of the votes, where none is an operator that did not vote.
fn round_of(votes: &[Option<Value>], weights: &[u64]) -> (Round, Vec<VoteEntry>) {
    let mut round = Round::open(7, OPENS, weights.iter().sum(), &RULES, OPENS).expect("a window");
    let mut entries = vec![VoteEntry::default(); votes.len()];
    for ((entry, vote), weight) in entries.iter_mut().zip(votes).zip(weights) {
        if let Some(value) = vote {
            assert_eq!(round.enter(entry, value, *weight, OPENS), Ok(true));
        }
    }
    (round, entries)
}

fn finalize(round: &mut Round, entries: &[VoteEntry], place: usize, weights: &[u64]) -> Result<(), LedgerError> {
    round.finalize(entries, place, |place| weights[place], &RULES, OPENS)
}

/// The verdicts of all operators, after the value at `place` became final if it can.
fn verdicts(votes: &[Option<Value>], weights: &[u64], place: usize) -> (Round, Vec<Verdict>) {
    let (mut round, mut entries) = round_of(votes, weights);
    let _ = finalize(&mut round, &entries, place, weights);
    let all =
        entries.iter_mut().map(|entry| round.judge(entry, &mut Score::default(), &RULES, LATE).expect("a verdict"));
    (round, all.collect())
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, LedgerError>, rule: Rule) {
    assert_eq!(result.expect_err("a refusal").rule, rule);
}

#[test]
fn a_contradiction_is_an_offense_and_nothing_else_is() {
    let votes = [Some(A), Some(A), Some(B), Some(ABSTENTION), None];
    let (round, found) = verdicts(&votes, &[50, 20, 10, 10, 10], 0);
    assert_eq!((round.value, round.weight, round.total_weight), (A, 70, 100));
    assert_eq!(found, [Verdict::Good, Verdict::Good, Verdict::Offense, Verdict::Abstained, Verdict::Missed]);
    assert_eq!([compare(&A, &A), compare(&B, &A)], [Finding::Agrees, Finding::Offends]);
    assert_eq!([compare(&ABSTENTION, &A), compare(&ABSTENTION, &ABSTENTION)], [Finding::Abstains; 2]);
}

/// Exactly the quorum: rounding favors the operators.
#[test]
fn nobody_is_punished_unless_two_thirds_agree() {
    for (agree, expected) in [(6_666, Verdict::Unproven), (6_667, Verdict::Offense)] {
        let (round, found) = verdicts(&[Some(A), Some(B)], &[agree, 10_000 - agree], 0);
        assert_eq!((round.is_final == 1, found[1]), (expected == Verdict::Offense, expected));
    }
    // Of the table, not of the votes: those that are silent do not agree.
    let (_, found) = verdicts(&[Some(A), Some(B), None], &[66, 4, 30], 0);
    assert_eq!(found, [Verdict::Unproven, Verdict::Unproven, Verdict::Missed]);
    // Two thirds of three equal operators are less than 66.67%.
    let (round, _) = verdicts(&[Some(A), Some(A), Some(B)], &[1, 1, 1], 0);
    assert_eq!(round.is_final, 0);
    // Weights of which the sum saturates.
    let weights = [u64::MAX - 1, u64::MAX - 1];
    let mut round = Round::open(7, OPENS, u64::MAX, &RULES, OPENS).expect("a window");
    let mut entries = [VoteEntry::default(); 2];
    entries
        .iter_mut()
        .zip(weights)
        .for_each(|(entry, weight)| assert_eq!(round.enter(entry, &A, weight, OPENS), Ok(true)));
    assert_eq!(finalize(&mut round, &entries, 1, &weights), Ok(()));
    assert_eq!((round.weight, round.voted_weight), (u64::MAX, u64::MAX));
}

/// A round that one operator opened alone makes nobody absent.
#[test]
fn nobody_is_absent_from_a_round_without_a_quorum() {
    for (weight, expected) in [(6_666, Verdict::Unproven), (6_667, Verdict::Missed)] {
        let (_, found) = verdicts(&[Some(ABSTENTION), None], &[weight, 10_000 - weight], 0);
        assert_eq!(found[1], expected, "{weight}");
    }
}

#[test]
fn only_a_value_with_votes_is_certified_and_once() {
    let weights = [70, 20, 10];
    let (mut round, entries) = round_of(&[Some(ABSTENTION), Some(A), None], &weights);
    for place in [0, 2, 3, usize::MAX] {
        refused(finalize(&mut round, &entries, place, &weights), Rule::NoValue);
    }
    refused(finalize(&mut round, &entries, 1, &weights), Rule::NoQuorum);
    // A table without weight certifies nothing.
    let (mut round, entries) = round_of(&[Some(A)], &[0]);
    refused(finalize(&mut round, &entries, 0, &[0]), Rule::NoQuorum);
    let weights = [70, 30];
    let (mut round, entries) = round_of(&[Some(A), Some(A)], &weights);
    finalize(&mut round, &entries, 1, &weights).expect("a quorum");
    assert_eq!((round.weight, round.final_at), (100, OPENS));
    refused(finalize(&mut round, &entries, 0, &weights), Rule::AlreadyFinal);
}

#[test]
fn votes_are_of_the_window_and_the_first_stands() {
    for now in [OPENS - 1, CLOSES, i64::MIN, i64::MAX] {
        refused(Round::open(7, OPENS, 1, &RULES, now), Rule::WindowClosed);
    }
    let mut round = Round::open(7, OPENS, 10, &RULES, CLOSES - 1).expect("a window");
    let mut entry = VoteEntry::default();
    for now in [OPENS - 1, CLOSES] {
        refused(round.enter(&mut entry, &A, 5, now), Rule::WindowClosed);
    }
    assert_eq!(round.enter(&mut entry, &A, 5, CLOSES - 1), Ok(true));
    assert_eq!(round.enter(&mut entry, &B, 5, CLOSES - 1), Ok(false));
    assert_eq!((entry.value, round.votes, round.voted_weight), (A, 1, 5));
    // The end of time is an end like any other.
    let last = Round::open(7, i64::MAX - 1, 1, &RULES, i64::MAX - 1).expect("a window");
    assert_eq!((last.closes_at, last.offense_at()), (i64::MAX, i64::MAX - 1));
}

#[test]
fn operators_are_judged_once_and_after_the_end() {
    let weights = [70, 30];
    let (mut round, mut entries) = round_of(&[Some(A), Some(B)], &weights);
    let mut score = Score::default();
    let mut judge = |round: &Round, entry: &mut VoteEntry, now| round.judge(entry, &mut score, &RULES, now);
    refused(judge(&round, &mut entries[1], CLOSES - 1), Rule::WindowOpen);
    // Until the end of a second window anyone may still make it final: a verdict before would hide the offense.
    refused(judge(&round, &mut entries[1], LATE - 1), Rule::NotFinal);
    refused(round.check_offense(&entries[1], &RULES, LATE), Rule::NotAnOffense);
    finalize(&mut round, &entries, 0, &weights).expect("a quorum");
    refused(judge(&round, &mut entries[1], CLOSES - 1), Rule::WindowOpen);
    refused(round.check_offense(&entries[1], &RULES, CLOSES - 1), Rule::WindowOpen);
    refused(round.check_offense(&entries[0], &RULES, CLOSES), Rule::NotAnOffense);
    assert_eq!(judge(&round, &mut entries[1], CLOSES), Ok(Verdict::Offense));
    refused(judge(&round, &mut entries[1], LATE), Rule::AlreadyJudged);
    // A slash needs no verdict, and none prevents it.
    assert_eq!(round.check_offense(&entries[1], &RULES, LATE), Ok(()));
    assert_eq!((score.offenses, score.judged), (1, 1));
}

/// A verdict on a round that never became final is no obstacle to a slash.
#[test]
fn an_early_verdict_hides_no_offense() {
    let weights = [70, 30];
    let (mut round, mut entries) = round_of(&[Some(A), Some(B)], &weights);
    assert_eq!(round.judge(&mut entries[1], &mut Score::default(), &RULES, LATE), Ok(Verdict::Unproven));
    finalize(&mut round, &entries, 0, &weights).expect("a quorum");
    assert_eq!(round.check_offense(&entries[1], &RULES, LATE), Ok(()));
}

#[test]
fn absences_add_up_in_consecutive_rounds_in_any_order() {
    let mut score = Score::default();
    refused(score.jail(&RULES, score.latest), Rule::TooFewMissed);
    // Four missed rounds, then a good one that is judged first.
    score.enter(Verdict::Good, 21);
    for number in [1, 20, 5, 9] {
        score.enter(Verdict::Missed, number);
    }
    refused(score.jail(&RULES, score.latest), Rule::TooFewMissed);
    score.enter(Verdict::Missed, 15);
    assert_eq!(score.jail(&RULES, score.latest), Ok(5));
    refused(score.jail(&RULES, score.latest), Rule::TooFewMissed);
    // Twenty-one rounds are one too many.
    for number in [101, 102, 103, 104, 121] {
        score.enter(Verdict::Missed, number);
    }
    refused(score.jail(&RULES, score.latest), Rule::TooFewMissed);
    score.enter(Verdict::Abstained, 122);
    assert_eq!((score.abstentions, score.absences, score.judged), (1, 10, 12));
}

#[test]
fn rules_have_bounds() {
    assert_eq!(RULES.check(), Ok(()));
    // No weight of a table is the usual one.
    refused(Rules::REFERENCE.check(), Rule::RuleOutOfBounds);
    let wrong = [
        Rules { quorum_bps: 6_666, ..RULES },
        Rules { quorum_bps: 10_001, ..RULES },
        Rules { slash_fraction: 0, ..RULES },
        Rules { slash_fraction: WHOLE + 1, ..RULES },
        Rules { window_seconds: 0, ..RULES },
        Rules { window_seconds: MAX_WINDOW_SECONDS + 1, ..RULES },
        Rules { absent_of: MAX_COUNTED + 1, ..RULES },
        Rules { absent_of: 0, absent_times: 0, ..RULES },
        Rules { absent_times: 0, ..RULES },
        Rules { absent_times: 21, ..RULES },
        Rules { jail_seconds: 0, ..RULES },
        Rules { jail_seconds: MAX_SECONDS + 1, ..RULES },
        Rules { min_table_weight: 0, ..RULES },
        Rules { min_table_weight: u64::MAX, ..RULES },
        Rules { certain_seconds: 0, ..RULES },
        Rules { certain_seconds: MAX_SECONDS + 1, ..RULES },
        Rules { min_challenge_seconds: 3_599, ..RULES },
        Rules { min_challenge_seconds: MAX_SECONDS + 1, ..RULES },
        Rules { period_seconds: RULES.window_seconds - 1, ..RULES },
        Rules { period_seconds: MAX_SECONDS + 1, ..RULES },
    ];
    wrong.into_iter().for_each(|rules| refused(rules.check(), Rule::RuleOutOfBounds));
}

#[test]
fn a_policy_must_slash_as_the_rules_say() {
    let policy = Policy {
        challenge_seconds: 7 * 86_400,
        min_fraction: 0,
        max_fraction: WHOLE,
        equivocation_fraction: WHOLE,
        cooldown_seconds: 0,
    };
    assert_eq!(RULES.check_policy(&policy), Ok(()));
    let exact = Policy { min_fraction: RULES.slash_fraction, max_fraction: RULES.slash_fraction, ..policy };
    assert_eq!(RULES.check_policy(&exact), Ok(()));
    for wrong in [
        Policy { max_fraction: RULES.slash_fraction - 1, ..policy },
        Policy { min_fraction: RULES.slash_fraction + 1, ..policy },
        Policy { equivocation_fraction: 0, ..policy },
    ] {
        refused(RULES.check_policy(&wrong), Rule::PolicyFraction);
    }
    refused(RULES.check_policy(&Policy { challenge_seconds: 7 * 86_400 - 1, ..policy }), Rule::ShortChallenge);
}

/// After one slash, an offense in the cooldown would be too old for the core when it ends.
#[test]
fn a_cooldown_that_outlasts_an_offense_is_refused() {
    let policy = Policy {
        challenge_seconds: 7 * 86_400,
        min_fraction: 0,
        max_fraction: WHOLE,
        equivocation_fraction: WHOLE,
        cooldown_seconds: 0,
    };
    for certain_seconds in [1, 60, 3_600, 3_601] {
        let rules = Rules { certain_seconds, ..RULES };
        let longest = certain_seconds / 2;
        assert_eq!(rules.check_policy(&Policy { cooldown_seconds: longest, ..policy }), Ok(()));
        let refusal = rules.check_policy(&Policy { cooldown_seconds: longest + 1, ..policy }).expect_err("a refusal");
        assert_eq!(refusal, LedgerError { rule: Rule::LongCooldown, value: longest + 1, limit: longest });
    }
}

/// Anyone opens rounds, so only those in which a quorum voted have a number: empty ones between them spread no absences.
#[test]
fn a_round_is_numbered_once_a_quorum_voted() {
    let mut round = Round::open(7, OPENS, 10_000, &RULES, OPENS).expect("a window");
    let mut entries = [VoteEntry::default(); 3];
    assert!(!round.attend(8, &RULES));
    assert_eq!(round.enter(&mut entries[0], &A, 6_666, OPENS), Ok(true));
    assert!(!round.attend(8, &RULES) && round.number == 0);
    assert_eq!(round.enter(&mut entries[1], &ABSTENTION, 1, OPENS), Ok(true));
    assert!(round.attend(8, &RULES) && round.number == 9);
    assert!(!round.attend(9, &RULES) && round.number == 9, "once");
    let mut score = Score::default();
    for number in 1..=5 {
        // Sixty-four rounds that nobody attended, and one that the others did.
        (0..64).for_each(|_| score.enter(Verdict::Unproven, 0));
        score.enter(Verdict::Missed, number);
    }
    assert_eq!((score.latest, score.judged), (5, 325));
    assert_eq!(score.jail(&RULES, 5), Ok(5));
}

/// Rounds that were missed before the jail, and are judged after it, are of the same outage.
#[test]
fn one_outage_jails_once() {
    let mut score = Score::default();
    (1..=5).for_each(|number| score.enter(Verdict::Missed, number));
    assert_eq!(score.jail(&RULES, 10), Ok(5));
    (6..=10).for_each(|number| score.enter(Verdict::Missed, number));
    refused(score.jail(&RULES, 10), Rule::TooFewMissed);
    assert_eq!(score.absences, 10);
    (11..=14).for_each(|number| score.enter(Verdict::Missed, number));
    refused(score.jail(&RULES, 14), Rule::TooFewMissed);
    score.enter(Verdict::Missed, 15);
    assert_eq!(score.jail(&RULES, 15), Ok(5));
}

#[test]
fn offenses_of_a_period_are_one_incident() {
    let day = 86_400;
    assert_eq!([RULES.incident(0), RULES.incident(day - 1), RULES.incident(day)], [0, 0, day as u64]);
    assert_eq!([RULES.incident(-1), RULES.incident(i64::MIN)], [0, 0]);
}

proptest! {
    /// At most a third of the weight is slashed in a round, and never an operator that signed the certified value or abstained.
    #[test]
    fn at_most_a_third_is_slashed(
        cast in prop::collection::vec((0u64..1_000, prop::option::of(0u8..4)), 1..40),
        place in 0usize..40,
    ) {
        let (weights, votes): (Vec<u64>, Vec<Option<Value>>) =
            cast.iter().map(|(weight, vote)| (*weight, vote.map(|byte| [byte; 32]))).unzip();
        let (round, found) = verdicts(&votes, &weights, place);
        let total: u64 = weights.iter().sum();
        let of = |verdict: Verdict| -> u64 {
            found.iter().zip(&weights).filter(|(each, _)| **each == verdict).map(|(_, weight)| weight).sum()
        };
        prop_assert!(of(Verdict::Offense) * 3 <= total);
        // The model: sum the weights of each value.
        let weight_for = |value: &Value| -> u64 {
            votes.iter().zip(&weights).filter(|(vote, _)| **vote == Some(*value)).map(|(_, weight)| weight).sum()
        };
        let asked = votes.get(place).copied().flatten().filter(|value| *value != ABSTENTION);
        let certified = asked.filter(|value| {
            let weight = weight_for(value);
            weight > 0 && u128::from(weight) * 10_000 >= u128::from(total) * 6_667
        });
        prop_assert_eq!(round.is_final == 1, certified.is_some());
        prop_assert_eq!(round.value, certified.unwrap_or_default());
        prop_assert_eq!(round.weight, certified.map_or(0, |value| weight_for(&value)));
        for (vote, verdict) in votes.iter().zip(&found) {
            let expected = match (vote, certified) {
                (Some(ABSTENTION), _) => Verdict::Abstained,
                (Some(_), None) => Verdict::Unproven,
                (Some(value), Some(certified)) if *value == certified => Verdict::Good,
                (Some(_), Some(_)) => Verdict::Offense,
                (None, _) => {
                    let voted: u64 = votes.iter().zip(&weights).filter(|(vote, _)| vote.is_some()).map(|(_, weight)| weight).sum();
                    if voted * 10_000 >= total * 6_667 { Verdict::Missed } else { Verdict::Unproven }
                }
            };
            prop_assert_eq!(*verdict, expected);
        }
    }

    /// Two values of one height are never certified both, whichever is asked for first.
    #[test]
    fn one_value_is_certified(cast in prop::collection::vec((0u64..1_000, 1u8..4), 1..20)) {
        let (weights, votes): (Vec<u64>, Vec<Option<Value>>) =
            cast.iter().map(|(weight, vote)| (*weight, Some([*vote; 32]))).unzip();
        let mut certified = vec![];
        for place in 0..votes.len() {
            let (mut round, entries) = round_of(&votes, &weights);
            if finalize(&mut round, &entries, place, &weights).is_ok() {
                certified.push(round.value);
            }
        }
        certified.dedup();
        prop_assert!(certified.len() <= 1);
    }

    /// The order in which rounds are judged changes no jail, as long as none is older than the marks.
    #[test]
    fn the_order_of_verdicts_changes_nothing(mut rounds in prop::collection::vec(any::<bool>(), 1..64), seed in any::<u64>()) {
        let numbered: Vec<(u64, bool)> = rounds.drain(..).enumerate().map(|(at, missed)| (at as u64 + 1, missed)).collect();
        let mut mixed = numbered.clone();
        mixed.sort_by_key(|(number, _)| (number ^ seed).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let jail = |order: &[(u64, bool)]| {
            let mut score = Score::default();
            for (number, missed) in order {
                score.enter(if *missed { Verdict::Missed } else { Verdict::Good }, *number);
            }
            (score.jail(&RULES, 64).ok(), score)
        };
        prop_assert_eq!(jail(&numbered), jail(&mixed));
    }
}
