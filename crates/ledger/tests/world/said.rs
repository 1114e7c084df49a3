//! What was said about an opt-in, word by word, and what that comes to at any second.
//!
//! Nothing of it is ever settled or folded: each reading goes through all the words again.

use ledger::state::breaker::LossLimits;
use ledger::state::delayed::Delayed;
use ledger::state::opt_in::{Side, Sides};

use super::Truth;
use super::release::Stop;
use crate::{hold, same};

/// A word: the value that it asks for, and when it was said.
#[derive(Clone, Copy, Debug)]
struct Word {
    value: u64,
    said: i64,
    when: When,
}

/// When a word takes effect.
#[derive(Clone, Copy, Debug)]
pub struct When {
    /// By the rule.
    pub from: i64,
    /// An exit requested at the announcement can be claimed then: a full epoch later, where it is a rise.
    pub left: i64,
}

/// When a word for less takes effect, and one for more.
#[derive(Clone, Copy, Debug)]
pub struct Whens {
    pub fall: When,
    pub rise: When,
}

/// All that was said about one value, in its order.
#[derive(Clone, Debug)]
pub struct Words {
    words: Vec<Word>,
    /// The ledger's latest reading, and its second.
    read: (u64, i64),
}

/// An opt-in and its limits as the ledger has them, and what was said about them.
#[derive(Clone, Debug)]
pub struct Pact {
    pub opt_in: Sides,
    pub limits: LossLimits,
    pub sides: [Words; 2],
    pub incident: Words,
    pub epoch: Words,
    pub stop: Stop,
}

/// What the words come to: each counts in its time, and takes back what was said before and did not count yet.
fn read(words: &[Word], time: i64) -> u64 {
    let Some((last, before)) = words.split_last() else { return 0 };
    let stood = read(before, last.said);
    if time >= last.when.from { last.value } else { stood }
}

impl Words {
    const fn none() -> Self {
        Self { words: Vec::new(), read: (0, i64::MIN) }
    }

    /// Whether `value` can be said: a word for less that is to take effect stands, but for a deeper one that is as soon.
    pub fn takes(&self, value: u64, said: i64, whens: Whens) -> bool {
        let falls = self.falls(said).then(|| self.words.last().map_or(said, |word| word.when.from));
        falls.is_none_or(|from| value == self.last() || value < self.last() && whens.fall.from == from)
    }

    /// Less was said, and has not taken effect.
    pub fn falls(&self, time: i64) -> bool {
        self.last() < self.at(time)
    }

    pub fn say(&mut self, value: u64, said: i64, whens: Whens) {
        if self.falls(said) && value == self.last() {
            return;
        }
        let when = if value > self.at(said) { whens.rise } else { whens.fall };
        self.words.push(Word { value, said, when });
    }

    /// A leave that waits takes effect now: who stays is slashed by nobody for it any more.
    pub fn release(&mut self, said: i64) {
        self.words.push(Word { value: 0, said, when: When { from: i64::MIN, left: i64::MIN } });
    }

    pub fn at(&self, time: i64) -> u64 {
        read(&self.words, time)
    }

    /// Nothing was ever said.
    pub const fn is_silent(&self) -> bool {
        self.words.is_empty()
    }

    /// What was asked for last, whether it counts yet or not.
    pub fn last(&self) -> u64 {
        self.words.last().map_or(0, |word| word.value)
    }

    /// The ledger's value reads as the words do, now and wherever it could go wrong from now on.
    fn agrees(&self, value: &Delayed, time: i64, what: &str) -> Truth {
        let turn = self.words.last().map_or(time, |word| word.when.from);
        for at in [time, turn.saturating_sub(1), turn].into_iter().filter(|at| *at >= time) {
            hold!(value.at(at) == self.at(at), "{what} is {value:?} at {at}, not as {self:?}");
        }
        Ok(())
    }

    /// The ledger reads `found` at `time`. In every case, it changes only to the value announced last, and only after
    /// the exits requested at that announcement are out: the remaining holders could be slashed until then.
    fn observe(&mut self, found: u64, time: i64, what: &str) -> Truth {
        let (old, at) = std::mem::replace(&mut self.read, (found, time));
        // A clock that ran back shows again what stood before.
        if found == old || time < at {
            return Ok(());
        }
        let asked = self.words.last().is_some_and(|word| word.value == found && time >= word.when.left);
        hold!(asked, "{what} went from {old} to {found} at {time}: {self:?}");
        Ok(())
    }
}

impl Pact {
    pub const fn new() -> Self {
        Self {
            opt_in: Sides::new(),
            limits: LossLimits::none(),
            sides: [Words::none(), Words::none()],
            incident: Words::none(),
            epoch: Words::none(),
            stop: Stop::none(),
        }
    }

    pub fn counts(&self, time: i64) -> bool {
        self.sides.iter().all(|side| side.at(time) == 1)
    }

    pub fn is_over(&self, time: i64) -> bool {
        self.sides.iter().all(|side| side.at(time) == 0 && side.last() == 0)
    }

    /// The ledger says of `time` what the words say.
    pub fn agrees(&self, time: i64) -> Truth {
        let Self { opt_in, limits, sides: [left, right], incident, epoch, .. } = self;
        left.agrees(&opt_in.left, time, "the first side")?;
        right.agrees(&opt_in.right, time, "the second side")?;
        let turns = self.sides.iter().filter_map(|side| side.words.last()).map(|word| word.when.from);
        for at in turns.flat_map(|turn| [turn.saturating_sub(1), turn]).chain([time]).filter(|at| *at >= time) {
            hold!(opt_in.counts(at) == self.counts(at), "{opt_in:?} counts at {at}, or not: {:?}", self.sides);
            hold!(opt_in.is_over(at) == self.is_over(at), "{opt_in:?} is over at {at}, or not: {:?}", self.sides);
            let bounds = [limits.incident_bps, limits.epoch_bps].map(|limit| limit.at(at));
            hold!(bounds[0] <= bounds[1] && bounds[1] <= 10_000, "the limits of {limits:?} are {bounds:?} at {at}");
        }
        same!(opt_in.is_announced(), left.last() == 1 && right.last() == 1, "whether both have joined");
        incident.agrees(&limits.incident_bps, time, "the limit of a slash")?;
        epoch.agrees(&limits.epoch_bps, time, "the limit of an epoch")
    }

    /// [`Words::observe`] of all that it has.
    pub fn observe(&mut self, time: i64) -> Truth {
        let Sides { left, right } = self.opt_in;
        self.sides[0].observe(left.at(time), time, "the first side")?;
        self.sides[1].observe(right.at(time), time, "the second side")?;
        self.incident.observe(self.limits.incident_bps.at(time), time, "the limit of a slash")?;
        self.epoch.observe(self.limits.epoch_bps.at(time), time, "the limit of an epoch")
    }
}

/// The side of this number.
pub const fn side(number: usize) -> Side {
    if number == 0 { Side::Left } else { Side::Right }
}
