//! The aggregators of an operator.

use std::time::Duration;

use crate::wire::{Answer, Request};

/// Why an aggregator did not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoAnswer {
    /// It was waited for in vain, for the whole time limit.
    pub is_late: bool,
    /// The reason.
    pub why: String,
}

/// The aggregators, as an operator reaches them.
pub trait Peers: Send + Sync {
    /// How many there are.
    fn count(&self) -> usize;

    /// Asks each aggregator at its place, all at once, and waits for each answer for a limited time. The answers are in the order of
    /// `asked`.
    fn ask(&self, asked: &[(usize, Request)]) -> Vec<Result<Answer, NoAnswer>>;
}

/// The first pause after an aggregator was waited for in vain, and the longest: each is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_secs(4);
const LONGEST_PAUSE: Duration = Duration::from_secs(32);

/// Which aggregators are left alone, so that a silent one does not take the operator's time again and again.
#[derive(Clone, Debug, Default)]
pub struct Pauses(Vec<Pause>);

#[derive(Clone, Copy, Debug, Default)]
struct Pause {
    until: Duration,
    last: Duration,
}

impl Pauses {
    /// No pause for `count` aggregators.
    pub fn new(count: usize) -> Self {
        Self(vec![Pause::default(); count])
    }

    /// The places of those that may be asked.
    pub fn rested(&self, uptime: Duration) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().filter(move |(_, pause)| pause.until <= uptime).map(|(place, _)| place)
    }

    /// Notes whether the one at `place` was waited for in vain.
    pub fn note(&mut self, place: usize, is_late: bool, uptime: Duration) {
        let Some(pause) = self.0.get_mut(place) else { return };
        if !is_late {
            *pause = Pause::default();
        } else if pause.until <= uptime {
            pause.last = if pause.last.is_zero() { FIRST_PAUSE } else { (pause.last * 2).min(LONGEST_PAUSE) };
            pause.until = uptime + pause.last;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_aggregator_is_left_alone_for_longer_and_longer() {
        let at = Duration::from_secs;
        let mut pauses = Pauses::new(2);
        let mut uptime = at(100);
        for seconds in [4, 8, 16, 32, 32] {
            pauses.note(1, true, uptime);
            pauses.note(1, true, uptime);
            assert_eq!(pauses.rested(uptime + at(seconds - 1)).collect::<Vec<_>>(), [0]);
            uptime += at(seconds);
            assert_eq!(pauses.rested(uptime).collect::<Vec<_>>(), [0, 1]);
        }
        pauses.note(1, false, uptime);
        pauses.note(1, true, uptime);
        assert_eq!(pauses.rested(uptime + at(4)).count(), 2, "an answer ends it");
    }
}
