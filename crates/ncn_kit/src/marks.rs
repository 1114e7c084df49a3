//! Which of an operator's last 64 rounds have a mark.
//!
//! Rounds are marked in any order, so the result does not depend on which keeper judges first, or on rounds that nobody
//! judges.

use crate::refusal::{Refusal, ensure};

/// The rounds that are remembered.
pub const ROUNDS: u64 = u64::BITS as u64;

/// Moves `marks`, whose bit 0 is round `latest`, so that bit 0 is round `next`. A lower `next` changes nothing.
pub const fn shift(marks: u64, latest: u64, next: u64) -> u64 {
    let rounds = next.saturating_sub(latest);
    if rounds >= ROUNDS { 0 } else { marks << rounds }
}

/// Sets the mark of `round`, where bit 0 is round `latest`. A round that is later, or that is forgotten, changes nothing.
pub const fn set(marks: u64, latest: u64, round: u64) -> u64 {
    match latest.checked_sub(round) {
        Some(age) if age < ROUNDS => marks | 1 << age,
        _ => marks,
    }
}

/// The marks without those of the latest `rounds` rounds.
pub const fn before(marks: u64, rounds: u64) -> u64 {
    if rounds >= ROUNDS { 0 } else { marks >> rounds }
}

/// The most marks in any `rounds` consecutive rounds.
pub const fn most(marks: u64, rounds: u64) -> u64 {
    let (mut most, mut left) = (0, marks);
    // A window with the most marks begins with one. No count of trailing zeros: the code for it has a table.
    while left != 0 {
        if left & 1 == 1 {
            let found = count(left, rounds);
            if found > most {
                most = found;
            }
        }
        left >>= 1;
    }
    most
}

/// Uses up the marks for a jail, and returns the most in any `of` consecutive rounds: an operator that has later good rounds judged first
/// hides none.
///
/// # Errors
/// `rule` for fewer than `times` [marks, least].
pub fn use_up<R: Copy>(marks: &mut u64, (times, of): (u64, u64), rule: R) -> Result<u64, Refusal<R>> {
    let found = most(*marks, of);
    ensure(found >= times, rule, found, times)?;
    *marks = 0;
    Ok(found)
}

/// The number of marks in the last `rounds` rounds.
pub const fn count(marks: u64, rounds: u64) -> u64 {
    let window = if rounds >= ROUNDS { u64::MAX } else { (1 << rounds) - 1 };
    (marks & window).count_ones() as u64
}
