//! Trees and histories of outboxes against naive ones.

#[path = "../../reader/tests/naive/mod.rs"]
mod naive;

use bridge_ledger::content::{CONTENT_BYTES, Content};
use bridge_ledger::error::{LedgerError, Rule};
use bridge_ledger::heights::Heights;
use bridge_ledger::history::{History, RootEntry};
use bridge_ledger::tree::{MAX_MESSAGES, Tree};
use bridge_reader::proof::EMPTY_ROOT;
use naive::{Hash, hashv, root};
use proptest::prelude::*;

const ZERO: i64 = 1_000;
const HEIGHTS: Heights = Heights { zero: ZERO, millis: 60_000 };
const EMPTY: Content = Content { root: EMPTY_ROOT, count: 0 };

fn leaf(number: u64) -> Hash {
    naive::leaf(&[7; 32], number, &[3; 32], &number.to_le_bytes())
}

fn content(count: u64) -> Content {
    Content { root: hashv(&[&count.to_le_bytes()]), count }
}

/// Holds the tree after each addition against the recursive definition: empty, odd, even, powers of two.
#[test]
fn a_tree_has_the_root_of_its_definition() {
    let (mut tree, mut leaves) = (Tree::default(), vec![]);
    assert_eq!(tree.root(hashv), root(&[]));
    for number in 0..300 {
        leaves.push(leaf(number));
        tree.append(leaf(number), hashv).expect("a leaf");
        assert_eq!((tree.count, tree.root(hashv)), (number + 1, root(&leaves)), "{number}");
    }
}

#[test]
fn a_full_outbox_takes_no_message() {
    let mut tree = Tree { count: MAX_MESSAGES - 1, ..Tree::default() };
    tree.append([1; 32], hashv).expect("the last");
    assert_eq!(tree.count, MAX_MESSAGES);
    let before = tree;
    let full = LedgerError { rule: Rule::OutboxFull, value: MAX_MESSAGES, limit: MAX_MESSAGES };
    assert_eq!(tree.append([1; 32], hashv), Err(full));
    assert_eq!(tree, before);
}

#[test]
fn a_message_is_in_the_first_height_after_its_second() {
    assert_eq!([0, 1, 2].map(|height| HEIGHTS.time_of(height)), [1_000, 1_060, 1_120]);
    let times = [i64::MIN, -5, 999, 1_000, 1_059, 1_060, 1_119, 1_120];
    assert_eq!(times.map(|now| HEIGHTS.after(now)), [0, 0, 0, 1, 1, 2, 2, 3]);
    // Heights of a part of a second: several have the same time.
    let fast = Heights { zero: 0, millis: 400 };
    assert_eq!([0, 1, 2, 3, 4, 5].map(|height| fast.time_of(height)), [0, 0, 0, 1, 1, 2]);
    assert_eq!([-1, 0, 1].map(|now| fast.after(now)), [0, 3, 5]);
    assert_eq!(HEIGHTS.time_of(u64::MAX), i64::MAX);
    assert_eq!(Heights { zero: i64::MIN, millis: 1 }.after(i64::MAX), u64::MAX);
}

#[test]
fn the_content_of_a_height_is_fixed_once_its_time_has_come() {
    let (mut history, mut ring) = (History::default(), [RootEntry::default(); 4]);
    assert_eq!(history.content_at(&ring, &HEIGHTS, 0, ZERO), Ok(EMPTY));
    let to_come = LedgerError { rule: Rule::HeightToCome, value: 1_059, limit: 1_060 };
    assert_eq!(history.content_at(&ring, &HEIGHTS, 1, 1_059), Err(to_come));
    // In the last second before height 2 and in its first.
    assert_eq!(history.record(&mut ring, &HEIGHTS, &content(1), 1_118), 2);
    assert_eq!(history.record(&mut ring, &HEIGHTS, &content(2), 1_119), 2);
    assert_eq!(history.content_at(&ring, &HEIGHTS, 2, 1_120), Ok(content(2)));
    assert_eq!(history.record(&mut ring, &HEIGHTS, &content(3), 1_120), 3);
    assert_eq!(history.content_at(&ring, &HEIGHTS, 2, 1_120), Ok(content(2)), "no later message changes it");
    assert_eq!(history.content_at(&ring, &HEIGHTS, 1, 1_120), Ok(EMPTY));
    assert_eq!(history.entries, 2);
    // Quiet heights have the content of the one before, and use up nothing.
    assert_eq!(history.content_at(&ring, &HEIGHTS, 1_000, i64::MAX), Ok(content(3)));
}

/// A height that left the history is refused, and never judged by another height's content.
#[test]
fn a_forgotten_height_is_refused() {
    let (mut history, mut ring) = (History::default(), [RootEntry::default(); 4]);
    for height in 1..=6 {
        history.record(&mut ring, &HEIGHTS, &content(height), HEIGHTS.time_of(height) - 1);
    }
    let now = HEIGHTS.time_of(6);
    for height in 0..=2 {
        let forgotten = LedgerError { rule: Rule::HeightForgotten, value: height, limit: 3 };
        assert_eq!(history.content_at(&ring, &HEIGHTS, height, now), Err(forgotten));
    }
    for height in 3..=6 {
        assert_eq!(history.content_at(&ring, &HEIGHTS, height, now), Ok(content(height)));
    }
}

/// Should the clock run back, no height that has come is changed but the latest entry's.
#[test]
fn a_clock_that_runs_back_rewrites_no_earlier_height() {
    let (mut history, mut ring) = (History::default(), [RootEntry::default(); 4]);
    history.record(&mut ring, &HEIGHTS, &content(1), HEIGHTS.time_of(3));
    history.record(&mut ring, &HEIGHTS, &content(2), HEIGHTS.time_of(5));
    assert_eq!(history.record(&mut ring, &HEIGHTS, &content(3), HEIGHTS.time_of(1)), 6);
    assert_eq!(history.content_at(&ring, &HEIGHTS, 4, i64::MAX), Ok(content(1)));
    assert_eq!(history.content_at(&ring, &HEIGHTS, 6, i64::MAX), Ok(content(3)));
}

#[test]
fn an_outbox_without_a_ring_is_empty() {
    let mut history = History::default();
    assert_eq!(history.record(&mut [], &HEIGHTS, &content(1), ZERO), 0);
    assert_eq!(history.content_at(&[], &HEIGHTS, 1, i64::MAX), Ok(EMPTY));
}

#[test]
fn a_content_has_one_form() {
    let told = content(9);
    assert_eq!(Content::parse(&told.to_bytes()), Some(told));
    for wrong in [&told.to_bytes()[1..], &[0; CONTENT_BYTES + 1], &[]] {
        assert_eq!(Content::parse(wrong), None);
    }
    let digest = told.digest(hashv);
    assert_ne!(digest, Content { count: 10, ..told }.digest(hashv));
    assert_ne!(digest, Content { root: [0; 32], ..told }.digest(hashv));
}

proptest! {
    /// Any messages at any times: each height that has come, and is remembered, has the messages that were posted before its time. The ring
    /// remembers as many heights as it has entries, less the one to come.
    #[test]
    fn a_history_is_what_a_list_of_all_messages_says(
        ring in 2usize..12,
        millis in prop::sample::select(vec![250u64, 1_000, 1_700, 60_000]),
        steps in prop::collection::vec(0i64..200, 1..60),
    ) {
        let heights = Heights { zero: ZERO, millis };
        let (mut history, mut entries) = (History::default(), vec![RootEntry::default(); ring]);
        let (mut now, mut posted) = (ZERO, vec![]);
        for seconds in steps {
            now += seconds;
            posted.push(now);
            history.record(&mut entries, &heights, &content(posted.len() as u64), now);
            let last = heights.after(now) - 1;
            for height in last.saturating_sub(40)..=last {
                let count = posted.iter().filter(|at| **at < heights.time_of(height)).count() as u64;
                let expected = if count == 0 { EMPTY } else { content(count) };
                match history.content_at(&entries, &heights, height, now) {
                    Ok(found) => prop_assert_eq!(found, expected),
                    Err(error) => {
                        prop_assert_eq!(error.rule, Rule::HeightForgotten);
                        prop_assert!(height + (ring as u64) < last + 2, "{} of {} with {}", height, last, ring);
                    }
                }
            }
        }
    }

    /// The first height after a time is the first whose time is later.
    #[test]
    fn heights_and_times_agree(zero in -1_000_000i64..1_000_000, millis in 1u64..100_000_000, now in -2_000_000i64..2_000_000) {
        let heights = Heights { zero, millis };
        let after = heights.after(now);
        prop_assert!(heights.time_of(after) > now);
        prop_assert!(after == 0 || heights.time_of(after - 1) <= now);
    }
}
