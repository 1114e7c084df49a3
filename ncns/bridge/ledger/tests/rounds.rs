//! Rounds, verdicts, scores and rules: each at its edge, and random rounds against a naive model.

use bridge_ledger::Hash;
use bridge_ledger::error::{LedgerError, Rule};
use bridge_ledger::incident::{self, Latest};
use bridge_ledger::round::{Round, VoteEntry};
use bridge_ledger::rules::{MAX_COUNTED, MAX_ROUNDS, Policy, RuleBook, Rules, WHOLE};
use bridge_ledger::score::Score;
use bridge_ledger::verdict::Verdict;
use proptest::prelude::*;

const RULES: Rules = Rules { min_signers: 1, ..Rules::REFERENCE };
const OPENS: i64 = 1_000;
const CLOSES: i64 = OPENS + RULES.window_seconds as i64;
const TRUE: Hash = [1; 32];
const FALSE: Hash = [2; 32];

/// A round of the votes, where none is an operator that did not vote.
fn round_of(votes: &[Option<Hash>], rules: &Rules) -> (Round, Vec<VoteEntry>) {
    let mut round = Round::default();
    round.open(7, OPENS, rules, OPENS).expect("a window");
    // As an earlier height leaves them: all signed the truth.
    let mut entries = vec![VoteEntry { digest: TRUE }; votes.len()];
    for (place, (entry, vote)) in entries.iter_mut().zip(votes).enumerate() {
        if let Some(digest) = vote {
            assert_eq!(round.vote(place, entry, *digest, OPENS), Ok(true));
        }
    }
    (round, entries)
}

fn finalize(round: &mut Round, entries: &[VoteEntry], digest: &Hash, weights: &[u64]) -> Result<(), LedgerError> {
    round.finalize(entries, (7, digest), |place| weights[place], weights.iter().sum(), 1)
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, LedgerError>, rule: Rule) {
    assert_eq!(result.expect_err("a refusal").rule, rule);
}

#[test]
fn a_quorum_is_two_thirds_of_the_table() {
    for (weight, is_final) in [(6_666, false), (6_667, true)] {
        let (mut round, entries) = round_of(&[Some(TRUE), Some(FALSE), None], &RULES);
        let before = round;
        let weights = [weight, 3_000, 7_000 - weight];
        let result = finalize(&mut round, &entries, &TRUE, &weights);
        if is_final {
            assert_eq!(result, Ok(()));
            assert_eq!((round.number, round.weight, round.total_weight, round.signers), (1, weight, 10_000, 1));
            assert_eq!(round.digest, TRUE);
        } else {
            assert_eq!(result, Err(LedgerError { rule: Rule::NoQuorum, value: weight, limit: 10_000 }));
            assert_eq!(round, before, "a refusal changes nothing");
        }
    }
    // An entry that an earlier height left is no vote.
    let (mut round, entries) = round_of(&[None, None], &RULES);
    refused(finalize(&mut round, &entries, &TRUE, &[1, 1]), Rule::NoQuorum);
    // A table without weight has no quorum.
    let (mut round, entries) = round_of(&[Some(TRUE)], &RULES);
    refused(finalize(&mut round, &entries, &TRUE, &[0]), Rule::NoQuorum);
    // Enough weight in too few hands.
    let (mut round, entries) = round_of(&[Some(TRUE), Some(TRUE)], &Rules::REFERENCE);
    let few = LedgerError { rule: Rule::FewSigners, value: 2, limit: 3 };
    assert_eq!(finalize(&mut round, &entries, &TRUE, &[1, 1]), Err(few));
}

#[test]
fn a_round_is_final_once() {
    let (mut round, entries) = round_of(&[Some(TRUE)], &RULES);
    refused(round.finalize(&entries, (8, &TRUE), |_| 1, 1, 1), Rule::OtherHeight);
    finalize(&mut round, &entries, &TRUE, &[1]).expect("a quorum");
    refused(finalize(&mut round, &entries, &TRUE, &[1]), Rule::AlreadyFinal);
    refused(finalize(&mut round, &entries, &FALSE, &[1]), Rule::AlreadyFinal);
    refused(Round::default().finalize(&[], (0, &TRUE), |_| 1, 1, 1), Rule::OtherHeight);
}

#[test]
fn the_window_is_the_heights_own() {
    let mut round = Round::default();
    for now in [OPENS - 1, CLOSES] {
        refused(round.open(7, OPENS, &RULES, now), Rule::WindowClosed);
    }
    assert_eq!(round, Round::default());
    round.open(7, OPENS, &RULES, CLOSES - 1).expect("the last second");
    let mut entry = VoteEntry::default();
    for now in [OPENS - 1, CLOSES] {
        refused(round.vote(0, &mut entry, TRUE, now), Rule::WindowClosed);
    }
    assert_eq!(round.vote(0, &mut entry, TRUE, CLOSES - 1), Ok(true));
    assert_eq!(round.vote(0, &mut entry, FALSE, OPENS), Ok(false), "the first vote stands");
    assert_eq!((entry.digest, round.votes), (TRUE, 1));
    for height in [6, 7] {
        refused(round.open(height, OPENS, &RULES, OPENS), Rule::OldHeight);
    }
}

/// Until a round is final, or a second window is over, its account takes no later height.
#[test]
fn an_account_with_an_open_round_takes_no_later_height() {
    let (round, entries) = round_of(&[Some(TRUE)], &RULES);
    let free_from = CLOSES + RULES.window_seconds as i64;
    for now in [OPENS, CLOSES, free_from - 1] {
        let mut busy = round;
        refused(busy.open(8, now, &RULES, now), Rule::AccountBusy);
        assert_eq!(busy, round);
    }
    let mut abandoned = round;
    abandoned.open(8, free_from, &RULES, free_from).expect("nobody closed it");
    assert!(!abandoned.has_signed(0), "the votes of the last height are gone");
    let mut closed = round;
    finalize(&mut closed, &entries, &TRUE, &[1]).expect("a quorum");
    closed.open(8, CLOSES, &RULES, CLOSES).expect("it is final");
}

#[test]
fn an_operator_is_judged_once_in_a_final_round_and_after_its_window() {
    let (mut round, mut entries) = round_of(&[Some(TRUE), Some(FALSE), None, None], &RULES);
    let mut score = Score::default();
    refused(round.judge((2, &entries[2]), &mut score, 7, CLOSES), Rule::NotFinal);
    finalize(&mut round, &entries, &TRUE, &[10, 1, 1, 1]).expect("a quorum");
    refused(round.judge((2, &entries[2]), &mut score, 7, CLOSES - 1), Rule::WindowOpen);
    refused(round.judge((2, &entries[2]), &mut score, 8, CLOSES), Rule::OtherHeight);
    // Voting goes on after the quorum, so that nobody is absent for being slower.
    round.vote(3, &mut entries[3], TRUE, CLOSES - 1).expect("in the window");
    let verdicts = [0, 1, 2, 3].map(|place| round.judge((place, &entries[place]), &mut Score::default(), 7, CLOSES));
    assert_eq!(verdicts, [Verdict::Signed, Verdict::Dissented, Verdict::Missed, Verdict::Signed].map(Ok));
    refused(round.judge((2, &entries[2]), &mut score, 7, CLOSES), Rule::AlreadyJudged);
    assert_eq!(score, Score::default());
}

#[test]
fn missed_rounds_jail_in_any_order_of_judgments() {
    let rules = Rules { absent_times: 3, absent_of: 5, ..RULES };
    let mut score = Score::default();
    // A later good round first; then three missed ones within five.
    for (verdict, number) in [
        (Verdict::Signed, 9),
        (Verdict::Missed, 5),
        (Verdict::Missed, 1),
        (Verdict::Dissented, 4),
        (Verdict::Missed, 2),
    ] {
        score.enter(verdict, number);
    }
    assert_eq!((score.judged, score.absences, score.dissents), (5, 3, 1));
    assert_eq!(score.jail(&rules), Ok(3));
    refused(score.jail(&rules), Rule::TooFewMissed);
    // Three missed ones, with one too far away.
    for number in [20, 21, 26] {
        score.enter(Verdict::Missed, number);
    }
    assert_eq!(score.jail(&rules), Err(LedgerError { rule: Rule::TooFewMissed, value: 2, limit: 3 }));
}

#[test]
fn rules_out_of_bounds_are_refused() {
    RULES.check().expect("the rules");
    Rules::REFERENCE.check().expect("the reference");
    let over = |figure: fn(&mut Rules)| {
        let mut rules = RULES;
        figure(&mut rules);
        rules
    };
    for wrong in [
        over(|rules| rules.quorum_bps = 6_666),
        over(|rules| rules.quorum_bps = 10_001),
        over(|rules| rules.min_signers = 0),
        over(|rules| rules.min_signers = 257),
        over(|rules| rules.window_seconds = 0),
        over(|rules| rules.window_seconds = 3_601),
        over(|rules| rules.absent_times = 0),
        over(|rules| rules.absent_times = rules.absent_of + 1),
        over(|rules| rules.absent_of = MAX_COUNTED + 1),
        over(|rules| rules.jail_seconds = 0),
        over(|rules| rules.jail_seconds = 30 * 86_400 + 1),
        over(|rules| rules.min_table_weight = 0),
        over(|rules| rules.min_table_weight = u64::MAX),
        over(|rules| rules.certain_seconds = 0),
        over(|rules| rules.certain_seconds = 30 * 86_400 + 1),
        over(|rules| rules.min_challenge_seconds = 3_599),
        over(|rules| rules.min_challenge_seconds = 30 * 86_400 + 1),
        over(|rules| rules.period_seconds = rules.window_seconds - 1),
        over(|rules| rules.period_seconds = 30 * 86_400 + 1),
        over(|rules| rules.false_root_fraction = 0),
        over(|rules| rules.false_root_fraction = WHOLE + 1),
        over(|rules| rules.adjudicated_fraction = 0),
        over(|rules| (rules.false_root_fraction, rules.adjudicated_fraction) = (5, 6)),
        over(|rules| rules.kept_seconds = 86_399),
        over(|rules| rules.kept_seconds = 365 * 86_400 + 1),
    ] {
        refused(wrong.check(), Rule::RuleOutOfBounds);
    }
}

#[test]
fn rings_and_histories_outlast_what_they_serve() {
    let window = RULES.window_seconds;
    RULES.check_ring(4, window * 1_000).expect("four windows");
    refused(RULES.check_ring(4, window * 1_000 - 1), Rule::RingTooShort);
    refused(RULES.check_ring(MAX_ROUNDS, 1_000), Rule::RingTooShort);
    // A day and the window, with an entry for the height to come.
    let (millis, least) = (window * 1_000, 86_400 / window + 1);
    RULES.check_history(least + 1, millis).expect("the guarantee");
    refused(RULES.check_history(least, millis), Rule::HistoryTooShort);
    refused(RULES.check_history(0, u64::MAX), Rule::HistoryTooShort);
    RULES.check_history(u64::MAX, u64::MAX).expect("long");
}

#[test]
fn a_policy_allows_each_slash_of_the_rules() {
    let policy = Policy {
        challenge_seconds: RULES.min_challenge_seconds,
        min_fraction: RULES.adjudicated_fraction,
        max_fraction: RULES.false_root_fraction,
        equivocation_fraction: 1,
        cooldown_seconds: RULES.certain_seconds,
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
    refused(RULES.check_challenge(&short), Rule::ShortChallenge);
    // A second incident would wait for longer than the stake is guaranteed, or than the next period's.
    let slow = Policy { cooldown_seconds: policy.cooldown_seconds + 1, ..policy };
    refused(RULES.check_policy(&slow), Rule::LongCooldown);
    let short_period = Rules { period_seconds: RULES.certain_seconds - 1, ..RULES };
    refused(short_period.check_policy(&policy), Rule::LongCooldown);
    // What the slash of a stored proof needs is the time to object alone.
    let mild = Policy { min_fraction: 0, max_fraction: 1, equivocation_fraction: 0, ..slow };
    RULES.check_challenge(&mild).expect("a milder policy");
}

/// False roots of one period are one incident, and what an adjudicator states is another.
#[test]
fn a_period_has_one_incident_of_each_kind() {
    let (day, none) = (RULES.period_seconds as i64, Latest::default());
    let incidents = [day, day + 1, 2 * day - 1].map(|at| RULES.incident(at, false, &none));
    assert_eq!(incidents, [2 * RULES.period_seconds; 3]);
    assert_eq!(RULES.incident(day, true, &none), incidents[0] + 1);
    assert_ne!(RULES.incident(2 * day, false, &none), incidents[0]);
    assert_eq!([i64::MIN, -1, 0].map(|at| RULES.incident(at, false, &none)), [0; 3]);
    assert_eq!([RULES.fraction(false), RULES.fraction(true)], [WHOLE, WHOLE / 10]);
    assert_eq!(incident::number(7, 0, false, &none), 14);
}

/// What an operator signs for a height after its slash is another incident, of either kind.
#[test]
fn a_slash_ends_its_incident() {
    let day = RULES.period_seconds as i64;
    let number = |at: i64, latest: &Latest| RULES.incident(at, false, latest);
    let first = Latest { number: number(day + 5, &Latest::default()), at: day + 100 };
    // Up to the slash, its own second included, it is the first incident.
    assert_eq!([day, day + 100].map(|at| number(at, &first)), [first.number; 2]);
    assert_eq!([day + 101, 2 * day - 1].map(|at| number(at, &first)), [2 * (day as u64 + 100); 2]);
    assert_eq!(RULES.incident(day + 101, true, &first), 2 * (day as u64 + 100) + 1);
    // Proven before the second slash or after it, by a slash of either kind: the number is the same.
    for is_adjudicated in [false, true] {
        let second = Latest { number: RULES.incident(day + 150, is_adjudicated, &first), at: day + 200 };
        assert_eq!(number(day + 180, &second), number(day + 180, &first));
        assert_eq!(number(day + 201, &second), 2 * (day as u64 + 200));
        // From before the first slash: the period's first incident.
        assert_eq!(number(day + 100, &second), first.number);
    }
    // A slash in an earlier period, a number of another slasher, and one of a second attempt.
    assert_eq!(number(2 * day, &first), 4 * day as u64);
    assert_eq!(number(day + 7, &Latest { number: u64::MAX, at: day + 100 }), first.number);
    let again = Latest { number: incident::attempt(first.number, 3), ..first };
    assert_eq!([day, day + 101].map(|at| number(at, &again)), [day, day + 101].map(|at| number(at, &first)));
    assert_ne!(incident::attempt(first.number, 1), incident::attempt(first.number, 2));
    assert_eq!(incident::attempt(first.number, 0), first.number);
}

#[test]
fn announced_rules_wait_and_milder_ones_stand() {
    let mut book = RuleBook::new(RULES);
    let milder = Rules { false_root_fraction: WHOLE / 2, ..RULES };
    let harsher = Rules { adjudicated_fraction: WHOLE / 2, ..RULES };
    refused(book.announce(Rules { quorum_bps: 0, ..RULES }, 10, 20), Rule::RuleOutOfBounds);
    book.announce(harsher, 10, 20).expect("rules");
    assert_eq!((book.at(19), book.at(20)), (&RULES, &harsher));
    book.announce(milder, 15, 25).expect("a harsher change may be withdrawn");
    assert_eq!((book.at(20), book.at(24), book.at(25)), (&RULES, &RULES, &milder));
    let stands = LedgerError { rule: Rule::MilderAnnounced, value: 24, limit: 25 };
    assert_eq!(book.announce(RULES, 24, 34), Err(stands));
    book.announce(RULES, 25, 35).expect("it is in force");
    assert_eq!((book.at(34), book.at(35)), (&milder, &RULES));
    for milder in [
        Rules { adjudicated_fraction: RULES.adjudicated_fraction - 1, ..RULES },
        Rules { min_challenge_seconds: RULES.min_challenge_seconds + 1, ..RULES },
        Rules { period_seconds: RULES.period_seconds + 1, ..RULES },
    ] {
        assert!(milder.is_milder_than(&RULES) && !RULES.is_milder_than(&RULES));
    }
}

/// The rules of a height's time judge it, whatever is announced afterwards.
#[test]
fn a_later_announcement_changes_no_earlier_rules() {
    let mild = Rules { false_root_fraction: 1, adjudicated_fraction: 1, ..RULES };
    let later = Rules { kept_seconds: RULES.kept_seconds + 1, ..RULES };
    let mut book = RuleBook::new(RULES);
    book.announce(mild, 10, 20).expect("rules");
    book.announce(later, 20, 30).expect("rules");
    let rules = [19, 20, 29, 30].map(|at| *book.at(at));
    assert_eq!(rules, [RULES, mild, mild, later]);
    // A replaced change leaves the past as it is.
    let mut replaced = RuleBook::new(RULES);
    replaced.announce(later, 10, 20).expect("rules");
    replaced.announce(Rules { min_signers: 2, ..later }, 20, 30).expect("rules");
    replaced.announce(mild, 25, 35).expect("rules");
    assert_eq!([19, 20, 34, 35].map(|at| *replaced.at(at)), [RULES, later, later, mild]);
}

proptest! {
    /// Random votes: a checkpoint is final exactly if its voters have the quorum and the number; never two of them.
    #[test]
    fn a_round_is_what_a_count_of_its_votes_says(
        votes in prop::collection::vec((prop::option::of(0u8..3), 0u64..1_000), 1..257),
        quorum_bps in 6_667u64..=10_000,
        min_signers in 1u64..6,
    ) {
        let rules = Rules { quorum_bps, min_signers, ..RULES };
        let said: Vec<Option<Hash>> = votes.iter().map(|(vote, _)| vote.map(|digest| [digest; 32])).collect();
        let weights: Vec<u64> = votes.iter().map(|(_, weight)| *weight).collect();
        let (round, entries) = round_of(&said, &rules);
        let total: u64 = weights.iter().sum();
        let mut finals = 0;
        for digest in [[0; 32], [1; 32], [2; 32]] {
            let voters: Vec<usize> = (0..said.len()).filter(|place| said[*place] == Some(digest)).collect();
            let weight: u64 = voters.iter().map(|place| weights[*place]).sum();
            let expected = weight > 0 && weight * 10_000 >= total * quorum_bps && voters.len() as u64 >= min_signers;
            let mut tried = round;
            prop_assert_eq!(finalize(&mut tried, &entries, &digest, &weights).is_ok(), expected);
            finals += u32::from(expected);
            if expected {
                prop_assert_eq!((tried.weight, tried.signers), (weight, voters.len() as u64));
                for (place, entry) in entries.iter().enumerate() {
                    let verdict = match said[place] {
                        None => Verdict::Missed,
                        Some(own) if own == digest => Verdict::Signed,
                        Some(_) => Verdict::Dissented,
                    };
                    prop_assert_eq!(tried.judge((place, entry), &mut Score::default(), 7, CLOSES), Ok(verdict));
                }
            }
        }
        prop_assert!(finals <= 1);
        prop_assert_eq!(round.votes, said.iter().flatten().count() as u64);
    }
}
