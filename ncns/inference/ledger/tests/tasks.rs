//! Tasks, verdicts, fees and scores: each rule at its edge.

use inference_ledger::error::{LedgerError, Rule};
use inference_ledger::member::{ABSTENTION, Member};
use inference_ledger::rules::{MAX_SEATS, MAX_WINDOW_SECONDS, Policy, RuleBook, Rules, WHOLE};
use inference_ledger::score::{ROUND_SECONDS, Score};
use inference_ledger::task::{
    DRAW_SECONDS, DRAW_SLOTS, LEAD_SECONDS, LEAST_LEAD_SECONDS, MAX_HEIGHT_MILLIS, Task, Terms, Weights, check_heights,
};
use inference_ledger::verdict::Verdict;
use ncn_kit::slot_hashes::Draw;

const RULES: Rules = Rules { min_members: 2, min_seats: 3, reveal_seconds: 90, ..Rules::REFERENCE };
const NOW: i64 = 1_000_000;
const POSTED: i64 = NOW - LEAST_LEAD_SECONDS as i64;
const TERMS: Terms = Terms { seats: 9, fee: 1_000_003 };
const WEIGHTS: Weights = Weights { total: 1_000, operators: 5 };

/// The commitment that stands for an output in these tests.
fn closed(output: u8) -> [u8; 32] {
    [output ^ 0xff; 32]
}

fn opened() -> Task {
    Task::open(&RULES, &TERMS, NOW, WEIGHTS, (POSTED, 500)).expect("a task")
}

/// What a member does: nothing, a commitment without a reveal, or a reveal.
#[derive(Clone, Copy, Debug)]
enum Act {
    Silent,
    Withheld,
    Revealed(u8),
}

/// A concluded task of the members, each with its seats and its act.
fn concluded(rules: Rules, acts: &[(u64, Act)]) -> (Task, Vec<Member>) {
    let seats = acts.iter().map(|act| act.0).sum();
    let terms = Terms { seats, fee: TERMS.fee * seats };
    let mut task = Task::open(&rules, &terms, NOW, WEIGHTS, (POSTED, 500)).expect("a task");
    let mut members: Vec<Member> =
        acts.iter().enumerate().map(|(place, act)| Member::new([place as u8; 32], act.0)).collect();
    task.begin(members.len() as u64, NOW);
    for (member, (_, act)) in members.iter_mut().zip(acts) {
        match act {
            Act::Silent => {}
            Act::Withheld => assert_eq!(task.commit(member, &closed(1), NOW), Ok(true)),
            Act::Revealed(output) => assert_eq!(task.commit(member, &closed(*output), NOW), Ok(true)),
        }
    }
    for (member, (_, act)) in members.iter_mut().zip(acts) {
        if let Act::Revealed(output) = act {
            assert_eq!(task.reveal(member, &[*output; 32], &closed(*output), task.commits_until), Ok(true));
        }
    }
    task.conclude(&members, task.reveals_until).expect("an end");
    (task, members)
}

/// The verdicts of all members.
fn verdicts(rules: Rules, acts: &[(u64, Act)]) -> Vec<Verdict> {
    let (mut task, mut members) = concluded(rules, acts);
    members.iter_mut().map(|member| task.judge(member, &mut Score::default()).expect("a verdict")).collect()
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, LedgerError>, rule: Rule) {
    assert_eq!(result.expect_err("a refusal").rule, rule);
}

use Act::{Revealed, Silent, Withheld};

#[test]
fn a_task_is_within_the_rules() {
    let open = |terms: Terms, begins_at, total| {
        Task::open(&RULES, &terms, begins_at, Weights { total, operators: 2 }, (POSTED, 500))
    };
    for seats in [0, 2, MAX_SEATS + 1, u64::MAX] {
        refused(open(Terms { seats, fee: u64::MAX }, NOW, u64::MAX), Rule::SeatsOutOfBounds);
    }
    let least = RULES.min_seat_fee * TERMS.seats;
    refused(open(Terms { fee: least - 1, ..TERMS }, NOW, 1_000), Rule::LowFee);
    open(Terms { fee: least, ..TERMS }, NOW, 1_000).expect("the least fee");
    refused(open(TERMS, NOW, TERMS.seats - 1), Rule::LightTable);
    // The rules of now, whatever they were when the table was adopted.
    let few = Weights { operators: 1, ..WEIGHTS };
    refused(Task::open(&RULES, &TERMS, NOW, few, (POSTED, 500)), Rule::FewOperators);
    let heavy = Rules { min_table_weight: WEIGHTS.total + 1, ..RULES };
    refused(Task::open(&heavy, &TERMS, NOW, WEIGHTS, (POSTED, 500)), Rule::LightTable);
    // A number's time is neither past nor far: no number is used twice.
    let last = POSTED + LEAD_SECONDS as i64;
    for begins_at in [NOW - 1, last + 1, i64::MIN, i64::MAX] {
        refused(open(TERMS, begins_at, 1_000), Rule::NumberTime);
    }
    open(TERMS, last, TERMS.seats).expect("the last second, and a unit of weight for each seat");
    let task = opened();
    assert_eq!((task.draw_slot, task.draw_until), (500 + DRAW_SLOTS, NOW + DRAW_SECONDS as i64));
    assert_eq!(task.certain_until(), task.draw_until + 60 + 90 + RULES.certain_seconds as i64);
}

/// The hash to come, known, or gone; the time before, within, or after: one of draw and void is possible at the most, and void follows
/// draw without a gap.
#[test]
fn a_committee_is_drawn_or_the_task_is_void() {
    let task = Task { begins_at: NOW + 10, draw_until: NOW + 10 + DRAW_SECONDS as i64, ..opened() };
    let (begin, end) = (task.begins_at, task.draw_until);
    for now in [NOW, begin - 1, begin, begin + 1, end - 1, end, end + 1, i64::MAX] {
        for draw in [Draw::NotYet, Draw::Hash(600, &[7; 32]), Draw::Gone] {
            let (drawn, void) = (task.check_draw(&draw, now), task.void(&draw, true, now));
            assert!(drawn.is_err() || void.is_err(), "{now} {draw:?}");
            let expected = match (now, draw) {
                (now, _) if now < begin => Some(Rule::EarlyDraw),
                (now, Draw::Hash(..)) if now < end => None,
                (now, Draw::NotYet) if now < end => Some(Rule::HashToCome),
                _ => Some(Rule::DrawOver),
            };
            assert_eq!(drawn.err().map(|error| error.rule), expected, "{now} {draw:?}");
            // Once the draw is over there is the void, but for the number's own second: a number outlives its time.
            let is_void = expected == Some(Rule::DrawOver) && now > begin;
            assert_eq!(void.is_ok(), is_void, "{now} {draw:?}");
        }
    }
}

#[test]
fn a_task_without_a_draw_costs_its_requester_a_part_rounded_down() {
    let task = opened();
    // 1% of 1,000,003.
    assert_eq!(task.void(&Draw::Gone, true, NOW + 1), Ok(10_000));
    assert_eq!(task.void(&Draw::Gone, false, NOW + 1), Ok(0), "nobody could draw without the table");
    refused(task.void(&Draw::Gone, false, NOW), Rule::DrawOpen);
    let dearest = Task { fee: u64::MAX, rules: Rules { forfeit_bps: 1_000, ..RULES }, ..task };
    assert_eq!(dearest.void(&Draw::Gone, true, NOW + 1), Ok(u64::MAX / 10));
    let mut drawn = task;
    drawn.begin(4, NOW);
    refused(drawn.void(&Draw::Gone, true, i64::MAX), Rule::AlreadyDrawn);
    refused(drawn.check_draw(&Draw::Hash(600, &[7; 32]), NOW), Rule::AlreadyDrawn);
}

/// A draw in the last second leaves the members all of their time.
#[test]
fn a_late_draw_takes_no_time_from_the_members() {
    let mut task = opened();
    let late = task.draw_until - 1;
    task.begin(3, late);
    assert_eq!((task.commits_until, task.reveals_until), (late + 60, late + 150));
    assert!(task.reveals_until + (RULES.certain_seconds as i64) < task.certain_until());
}

#[test]
fn commitments_and_reveals_have_windows_of_their_own() {
    let mut task = opened();
    let mut member = Member::new([1; 32], 4);
    refused(task.commit(&mut member, &closed(7), NOW), Rule::NotDrawn);
    refused(task.reveal(&mut member, &[7; 32], &closed(7), NOW), Rule::NotDrawn);
    refused(task.conclude(&[member], i64::MAX), Rule::NotDrawn);
    task.begin(1, NOW);
    let (commits, reveals) = (task.commits_until, task.reveals_until);
    for now in [commits, i64::MAX] {
        refused(task.commit(&mut member, &closed(7), now), Rule::WindowClosed);
    }
    refused(task.reveal(&mut member, &[7; 32], &closed(7), commits), Rule::NotCommitted);
    assert_eq!(task.commit(&mut member, &closed(7), commits - 1), Ok(true));
    assert_eq!(task.commit(&mut member, &closed(8), commits - 1), Ok(false), "the first commitment stands");
    assert_eq!((member.commitment, task.committed_seats), (closed(7), 4));
    for now in [NOW, commits - 1, reveals, i64::MAX] {
        refused(task.reveal(&mut member, &[7; 32], &closed(7), now), Rule::WindowClosed);
    }
    refused(task.reveal(&mut member, &[8; 32], &closed(8), commits), Rule::WrongOpening);
    assert_eq!(member.has_revealed, 0);
    assert_eq!(task.reveal(&mut member, &[7; 32], &closed(7), reveals - 1), Ok(true));
    assert_eq!(task.reveal(&mut member, &[7; 32], &closed(7), reveals - 1), Ok(false));
    assert_eq!((member.output, task.revealed_seats), ([7; 32], 4));
    for now in [NOW, commits, reveals - 1] {
        refused(task.conclude(&[member], now), Rule::WindowOpen);
    }
    task.conclude(&[member], reveals).expect("an end");
    refused(task.conclude(&[member], reveals), Rule::AlreadyConcluded);
}

/// Exactly two thirds are no quorum, so a minority of exactly one third is not slashed.
#[test]
fn a_minority_of_exactly_one_third_is_never_slashed() {
    for seats in [3, 6, 9, 21, 63] {
        let third = seats / 3;
        let acts = [(third, Revealed(1)), (third, Revealed(1)), (third, Revealed(2))];
        assert_eq!(verdicts(RULES, &acts), [Verdict::Unproven; 3], "{seats}");
    }
    // One seat more is a quorum.
    let acts = [(4, Revealed(1)), (3, Revealed(1)), (2, Revealed(2))];
    assert_eq!(verdicts(RULES, &acts), [Verdict::Agreed, Verdict::Agreed, Verdict::Minority]);
}

/// A quorum is one of all seats, not of those that revealed: silence agrees with nobody.
#[test]
fn silence_is_no_agreement() {
    let acts = [(3, Revealed(1)), (3, Revealed(1)), (1, Revealed(2)), (2, Silent)];
    assert_eq!(verdicts(RULES, &acts), [Verdict::Unproven; 4]);
    let abstained = [(3, Revealed(1)), (3, Revealed(1)), (1, Revealed(2)), (2, Revealed(0))];
    let found = verdicts(RULES, &abstained);
    assert_eq!(found, [Verdict::Unproven, Verdict::Unproven, Verdict::Unproven, Verdict::Abstained]);
}

/// Abstentions never win, however many there are, and are never slashed.
#[test]
fn an_abstention_is_neither_an_answer_nor_an_offense() {
    assert_eq!(verdicts(RULES, &[(4, Revealed(0)), (5, Revealed(0))]), [Verdict::Abstained; 2]);
    let acts = [(4, Revealed(1)), (4, Revealed(1)), (1, Revealed(0))];
    assert_eq!(verdicts(RULES, &acts), [Verdict::Agreed, Verdict::Agreed, Verdict::Abstained]);
    assert_eq!(Member { has_revealed: 1, output: ABSTENTION, ..Member::default() }.answer(), None);
}

/// One operator with all seats agrees with itself, which proves nothing.
#[test]
fn all_seats_of_one_operator_conclude_nothing() {
    assert_eq!(verdicts(RULES, &[(9, Revealed(1))]), [Verdict::Unproven]);
    let rules = Rules { min_members: 3, ..RULES };
    assert_eq!(verdicts(rules, &[(5, Revealed(1)), (4, Revealed(1))]), [Verdict::Unproven; 2]);
    assert_eq!(verdicts(rules, &[(4, Revealed(1)), (4, Revealed(1)), (1, Revealed(1))]), [Verdict::Agreed; 3]);
    let (task, _) = concluded(RULES, &[(9, Revealed(1))]);
    refused(task.close(true), Rule::TaskLive);
}

/// A member that sees its output lose and withholds it is jailed in time, not slashed: nobody can prove what it committed to.
#[test]
fn a_withheld_reveal_is_marked_where_an_output_won() {
    let acts = [(4, Revealed(1)), (3, Revealed(1)), (2, Withheld)];
    assert_eq!(verdicts(RULES, &acts), [Verdict::Agreed, Verdict::Agreed, Verdict::Withheld]);
    let acts = [(4, Revealed(1)), (4, Revealed(1)), (1, Silent)];
    assert_eq!(verdicts(RULES, &acts), [Verdict::Agreed, Verdict::Agreed, Verdict::Missed]);
}

/// A chain that stands still for a window, censored votes, or a task that nobody can run make nobody absent.
#[test]
fn nobody_is_absent_where_no_output_won() {
    assert_eq!(verdicts(RULES, &[(4, Withheld), (5, Withheld)]), [Verdict::Unproven; 2]);
    assert_eq!(verdicts(RULES, &[(4, Revealed(1)), (1, Silent), (4, Withheld)]), [Verdict::Unproven; 3]);
    let acts = [(7, Revealed(0)), (1, Withheld), (1, Silent)];
    assert_eq!(verdicts(RULES, &acts), [Verdict::Abstained, Verdict::Unproven, Verdict::Unproven]);
}

#[test]
fn a_member_is_judged_and_paid_once_and_only_after_the_end() {
    let mut task = opened();
    let mut member = Member::new([1; 32], 9);
    task.begin(1, NOW);
    refused(task.judge(&mut member, &mut Score::default()), Rule::NotConcluded);
    refused(task.pay(&mut member), Rule::NotConcluded);
    refused(task.close(true), Rule::NotConcluded);
    let (mut task, mut members) = concluded(RULES, &[(4, Revealed(1)), (4, Revealed(1)), (1, Revealed(2))]);
    let mut score = Score::default();
    refused(task.close(false), Rule::TaskLive);
    for member in &mut members {
        task.judge(member, &mut score).expect("a verdict");
        refused(task.judge(member, &mut score), Rule::AlreadyJudged);
    }
    assert_eq!((score.judged, score.agreed, score.offenses), (3, 2, 1));
    refused(task.close(false), Rule::TaskLive);
    refused(task.pay(&mut members[2]), Rule::NotWinner);
    assert_eq!(task.pay(&mut members[0]), Ok(task.fee / 2));
    refused(task.pay(&mut members[0]), Rule::AlreadyPaid);
    refused(task.close(false), Rule::TaskLive);
    assert_eq!(task.close(true), Ok(task.fee - task.fee / 2), "an operator without a wallet had its time");
    task.pay(&mut members[1]).expect("the other half");
    assert_eq!(task.close(false), Ok(task.fee % 2));
}

/// A task that is paid and not judged keeps the evidence of an offense.
#[test]
fn a_task_is_not_closed_before_all_are_judged() {
    let (mut task, mut members) = concluded(RULES, &[(4, Revealed(1)), (4, Revealed(1)), (1, Revealed(2))]);
    task.pay(&mut members[0]).expect("a part");
    task.pay(&mut members[1]).expect("a part");
    for (place, member) in members.iter_mut().enumerate() {
        refused(task.close(false), Rule::TaskLive);
        refused(task.close(true), Rule::TaskLive);
        task.judge(member, &mut Score::default()).unwrap_or_else(|error| panic!("{place}: {error:?}"));
    }
    assert_eq!(task.close(false), Ok(task.fee % 2));
}

/// The time in hour `hour`.
fn hour(hour: u64) -> i64 {
    (hour * ROUND_SECONDS) as i64
}

#[test]
fn absences_jail_once() {
    let rules = Rules { absent_times: 3, absent_of: 4, ..RULES };
    let mut score = Score::default();
    for (verdict, at) in [(Verdict::Missed, 500), (Verdict::Agreed, 501), (Verdict::Withheld, 502)] {
        score.enter(verdict, hour(at));
        refused(score.jail(&rules, hour(502)), Rule::TooFewMissed);
    }
    // Tasks that prove nothing, abstentions and later good tasks push no mark out.
    for verdict in [Verdict::Unproven, Verdict::Abstained, Verdict::Agreed, Verdict::Minority] {
        (0..100).for_each(|later| score.enter(verdict, hour(503 + later)));
    }
    score.enter(Verdict::Missed, hour(503));
    assert_eq!((score.absences, score.withheld, score.judged), (2, 1, 404));
    assert_eq!(score.jail(&rules, hour(600)), Ok(3));
    refused(score.jail(&rules, hour(600)), Rule::TooFewMissed);
    // Three of five.
    let mut rare = Score::default();
    for at in [500, 501, 504] {
        rare.enter(Verdict::Missed, hour(at));
    }
    refused(rare.jail(&rules, hour(505)), Rule::TooFewMissed);
}

/// An outage is few marks, however many tasks it missed.
#[test]
fn an_outage_of_a_minute_is_one_mark() {
    let mut score = Score::default();
    (0..60).for_each(|second| score.enter(Verdict::Missed, hour(500) + second));
    refused(score.jail(&Rules { absent_times: 2, ..RULES }, hour(501)), Rule::TooFewMissed);
    assert_eq!((score.absences, score.missed), (60, 1));
}

/// One outage is jailed once: tasks of before the jail that are judged after it mark no more.
#[test]
fn an_outage_is_not_jailed_again_by_late_judgments() {
    let mut score = Score::default();
    (500..505).for_each(|at| score.enter(Verdict::Missed, hour(at)));
    assert_eq!(score.jail(&RULES, hour(510)), Ok(5));
    (505..=510).for_each(|at| score.enter(Verdict::Missed, hour(at)));
    refused(score.jail(&RULES, hour(540)), Rule::TooFewMissed);
    // Later absences mark again.
    (511..516).for_each(|at| score.enter(Verdict::Withheld, hour(at)));
    assert_eq!(score.jail(&RULES, hour(540)), Ok(5));
}

#[test]
fn heights_leave_many_numbers() {
    check_heights(MAX_HEIGHT_MILLIS).expect("the most");
    for millis in [MAX_HEIGHT_MILLIS + 1, 1_000, 60_000, u64::MAX] {
        refused(check_heights(millis), Rule::CoarseHeights);
    }
    assert_eq!((LEAD_SECONDS - LEAST_LEAD_SECONDS) * 1_000 / MAX_HEIGHT_MILLIS, 4_500);
}

/// Of two tasks, the one that is drawn first ends each window first: an operator can sign in the order of the draws.
#[test]
fn no_task_overtakes_another() {
    let (mut first, mut second) = (opened(), Task { fee: 7_000_000, seats: 64, ..opened() });
    first.begin(3, NOW);
    second.begin(64, NOW + 1);
    assert!(first.commits_until < second.commits_until && first.reveals_until < second.reveals_until);
}

#[test]
fn rules_that_would_punish_the_honest_are_refused() {
    RULES.check().expect("rules");
    Rules::REFERENCE.check().expect("the reference");
    for wrong in [
        Rules { quorum_bps: 6_666, ..RULES },
        Rules { quorum_bps: 10_001, ..RULES },
        Rules { min_members: 1, ..RULES },
        Rules { min_members: 4, min_seats: 3, ..RULES },
        Rules { min_seats: 2, ..RULES },
        Rules { min_seats: MAX_SEATS + 1, ..RULES },
        Rules { min_seat_fee: 0, ..RULES },
        Rules { commit_seconds: 29, ..RULES },
        Rules { reveal_seconds: MAX_WINDOW_SECONDS + 1, ..RULES },
        Rules { slash_fraction: 0, ..RULES },
        Rules { slash_fraction: WHOLE + 1, ..RULES },
        Rules { absent_times: 0, ..RULES },
        Rules { absent_times: 21, ..RULES },
        Rules { absent_of: 65, ..RULES },
        Rules { jail_seconds: 0, ..RULES },
        Rules { min_table_weight: u64::MAX, ..RULES },
        Rules { certain_seconds: 0, ..RULES },
        Rules { min_challenge_seconds: 3_599, ..RULES },
        Rules { period_seconds: 0, ..RULES },
        Rules { forfeit_bps: 0, ..RULES },
        Rules { forfeit_bps: 1_001, ..RULES },
    ] {
        refused(wrong.check(), Rule::RuleOutOfBounds);
    }
}

#[test]
fn a_policy_allows_the_slash_of_the_rules() {
    let policy = Policy {
        challenge_seconds: RULES.min_challenge_seconds,
        min_fraction: RULES.slash_fraction,
        max_fraction: RULES.slash_fraction,
        equivocation_fraction: 1,
        cooldown_seconds: RULES.period_seconds,
    };
    RULES.check_policy(&policy).expect("at every limit");
    for wrong in [
        Policy { min_fraction: policy.min_fraction + 1, ..policy },
        Policy { max_fraction: policy.max_fraction - 1, ..policy },
        Policy { equivocation_fraction: 0, ..policy },
    ] {
        refused(RULES.check_policy(&wrong), Rule::PolicyFraction);
    }
    refused(
        RULES.check_policy(&Policy { challenge_seconds: policy.challenge_seconds - 1, ..policy }),
        Rule::ShortChallenge,
    );
    let lenient = Policy { cooldown_seconds: RULES.period_seconds + 1, ..policy };
    refused(RULES.check_policy(&lenient), Rule::LongCooldown);
}

#[test]
fn announced_milder_rules_stand() {
    let mut book = RuleBook::new(RULES);
    let milder = Rules { slash_fraction: RULES.slash_fraction - 1, ..RULES };
    book.announce(milder, NOW, NOW + 100).expect("a change");
    assert_eq!((book.at(NOW + 99), book.at(NOW + 100)), (&RULES, &milder));
    refused(book.announce(RULES, NOW + 99, NOW + 199), Rule::MilderAnnounced);
    book.announce(RULES, NOW + 100, NOW + 200).expect("in force");
    assert_eq!((book.at(NOW + 199), book.at(NOW + 200)), (&milder, &RULES));
    for milder in [
        Rules { quorum_bps: 7_000, ..RULES },
        Rules { min_members: 3, ..RULES },
        Rules { min_seats: RULES.min_seats + 1, ..RULES },
        Rules { commit_seconds: RULES.commit_seconds + 1, ..RULES },
        Rules { reveal_seconds: RULES.reveal_seconds + 1, ..RULES },
        Rules { absent_times: RULES.absent_times + 1, ..RULES },
        Rules { absent_of: RULES.absent_of - 1, ..RULES },
        Rules { jail_seconds: RULES.jail_seconds - 1, ..RULES },
        Rules { min_challenge_seconds: RULES.min_challenge_seconds + 1, ..RULES },
        Rules { period_seconds: RULES.period_seconds + 1, ..RULES },
    ] {
        assert!(milder.is_milder_than(&RULES) && !RULES.is_milder_than(&milder));
    }
}

/// Offenses of one period are one incident.
#[test]
fn a_period_has_one_incident() {
    let day = RULES.period_seconds as i64;
    assert_eq!([day, day + 1, 2 * day - 1].map(|at| RULES.incident(at)), [day as u64; 3]);
    assert_eq!(RULES.incident(2 * day), 2 * day as u64);
    assert_eq!((RULES.incident(i64::MIN), RULES.incident(-1)), (0, 0));
}
