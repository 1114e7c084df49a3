//! Random tasks against a naive model: the majority, the verdicts, and the fee to the lamport.

use std::collections::HashMap;

use inference_ledger::member::Member;
use inference_ledger::rules::Rules;
use inference_ledger::score::{ROUND_SECONDS, Score};
use inference_ledger::task::{LEAST_LEAD_SECONDS, Task, Terms, Weights};
use inference_ledger::verdict::Verdict;
use proptest::prelude::*;

const NOW: i64 = 1_000_000;

/// What a member does.
#[derive(Clone, Copy, Debug)]
enum Act {
    Silent,
    Withheld,
    /// Of zero, an abstention.
    Revealed(u8),
}

fn acts() -> impl Strategy<Value = Vec<(u64, Act)>> {
    let act = prop_oneof![
        1 => Just(Act::Silent),
        1 => Just(Act::Withheld),
        1 => Just(Act::Revealed(0)),
        12 => Just(Act::Revealed(1)),
        2 => Just(Act::Revealed(2)),
        1 => Just(Act::Revealed(3)),
    ];
    prop::collection::vec((1u64..=4, act), 2..=16)
}

/// The outputs differ late, where a comparison of their beginnings would not see it.
fn output(number: u8) -> [u8; 32] {
    let mut output = [if number == 0 { 0 } else { 9 }; 32];
    output[31] = number;
    output
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_task_ends_as_a_naive_model_says(acts in acts(), quorum_bps in 6_667u64..=10_000, min_members in 2u64..4, fee: u64, order: u64) {
        let seats: u64 = acts.iter().map(|act| act.0).sum();
        prop_assume!((3..=64).contains(&seats) && min_members <= seats);
        let rules = Rules { quorum_bps, min_members, min_seats: 3, min_seat_fee: 1, ..Rules::REFERENCE };
        let fee = fee.max(seats);
        let terms = Terms { seats, fee };
        let weights = Weights { total: 1_000, operators: 16 };
        let mut task = Task::open(&rules, &terms, NOW, weights, (NOW - LEAST_LEAD_SECONDS as i64, 1)).expect("a task");
        let mut members: Vec<Member> =
            acts.iter().enumerate().map(|(place, act)| Member::new([place as u8; 32], act.0)).collect();
        task.begin(members.len() as u64, NOW);
        for (place, (_, act)) in acts.iter().enumerate() {
            if !matches!(act, Act::Silent) {
                task.commit(&mut members[place], &[place as u8 + 1; 32], NOW).expect("a commitment");
            }
        }
        for (place, (_, act)) in acts.iter().enumerate() {
            if let Act::Revealed(number) = act {
                let opened = [place as u8 + 1; 32];
                task.reveal(&mut members[place], &output(*number), &opened, task.commits_until).expect("a reveal");
            }
        }
        task.conclude(&members, task.reveals_until).expect("an end");

        // The naive model: all outputs by their seats.
        let mut tally: HashMap<u8, (u64, u64)> = HashMap::new();
        for (own, act) in &acts {
            if let Act::Revealed(number @ 1..) = act {
                let entry = tally.entry(*number).or_default();
                (entry.0, entry.1) = (entry.0 + own, entry.1 + 1);
            }
        }
        let winner = tally.iter().find(|(_, (own, count))| own * 10_000 >= seats * quorum_bps && *count >= min_members);
        prop_assert_eq!(task.has_winner(), winner.is_some());
        prop_assert_eq!(task.output, winner.map_or([0; 32], |(number, _)| output(*number)));
        prop_assert_eq!((task.winning_seats, task.winning_members), winner.map_or((0, 0), |(_, found)| *found));

        // In any order.
        let mut places: Vec<usize> = (0..members.len()).collect();
        let count = places.len();
        places.rotate_left(order as usize % count);
        let (mut paid, mut offenders) = (0u64, 0);
        for place in places {
            let (own, act) = acts[place];
            let expected = match act {
                Act::Silent if winner.is_some() => Verdict::Missed,
                Act::Withheld if winner.is_some() => Verdict::Withheld,
                Act::Silent | Act::Withheld => Verdict::Unproven,
                Act::Revealed(0) => Verdict::Abstained,
                Act::Revealed(number) => match winner {
                    None => Verdict::Unproven,
                    Some((best, _)) if *best == number => Verdict::Agreed,
                    Some(_) => Verdict::Minority,
                },
            };
            prop_assert_eq!(task.judge(&mut members[place], &mut Score::default()), Ok(expected));
            offenders += if expected == Verdict::Minority { own } else { 0 };
            let share = task.pay(&mut members[place]);
            prop_assert_eq!(share.is_ok(), expected == Verdict::Agreed);
            if let Ok(share) = share {
                let exact = u128::from(fee) * u128::from(own);
                prop_assert_eq!(u128::from(share), exact / u128::from(task.winning_seats), "rounded down");
                paid += share;
            }
            prop_assert!(task.pay(&mut members[place]).is_err(), "no fee is taken twice");
        }
        // At most a third of the seats is ever slashed.
        prop_assert!(offenders * 3 <= seats);
        // Every lamport of the fee is the majority's or the requester's.
        let returned = task.close(false).expect("all are judged and paid");
        prop_assert_eq!(u128::from(paid) + u128::from(returned), u128::from(fee));
        if winner.is_some() {
            prop_assert!(returned < task.winning_members, "what the roundings leave");
        } else {
            prop_assert_eq!(returned, fee);
        }
    }
}

proptest! {
    /// Keepers judge in any order, and the jail is the same.
    #[test]
    fn the_order_of_judgments_changes_no_jail(
        tasks in prop::collection::vec((400u64..600, 0u8..6), 1..80),
        order: u64,
        absent_times in 1u64..6,
        absent_of in 6u64..=64,
    ) {
        let verdicts = [
            Verdict::Agreed, Verdict::Abstained, Verdict::Missed, Verdict::Withheld, Verdict::Unproven, Verdict::Minority,
        ];
        let rules = Rules { absent_times, absent_of, ..Rules::REFERENCE };
        let entered = |tasks: &[(u64, u8)]| {
            let mut score = Score::default();
            tasks.iter().for_each(|(hour, kind)| {
                score.enter(verdicts[usize::from(*kind)], (hour * ROUND_SECONDS) as i64);
            });
            (score, score.clone().jail(&rules, 0))
        };
        let expected = entered(&tasks);
        let mut others = tasks;
        let count = others.len();
        others.rotate_left(order as usize % count);
        prop_assert_eq!(&entered(&others), &expected);
        others.reverse();
        prop_assert_eq!(&entered(&others), &expected);
        // A naive model: the distinct hours in any window.
        let missed = |from: u64| {
            let within = |hour: &u64| (from..from + absent_of).contains(hour);
            let latest = others.iter().filter(|task| matches!(task.1, 2 | 3)).map(|task| task.0).max();
            let kept = |hour: &u64| latest.is_some_and(|latest| latest - hour < 64);
            let all = others.iter().filter(|task| matches!(task.1, 2 | 3)).map(|task| task.0);
            all.filter(|hour| within(hour) && kept(hour)).collect::<std::collections::BTreeSet<_>>().len() as u64
        };
        let most = (300..700).map(missed).max().unwrap_or(0);
        prop_assert_eq!(expected.1.ok(), (most >= absent_times).then_some(most));
    }
}
