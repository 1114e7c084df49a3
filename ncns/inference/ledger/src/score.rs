//! An operator's score: what its tasks found.

use bytemuck::{Pod, Zeroable};
use ncn_kit::marks;

use crate::error::{Result, Rule};
use crate::rules::Rules;
use crate::verdict::Verdict;

/// The length of a round, in seconds. A score marks rounds, not tasks: the order of judgments changes nothing, and an outage marks few
/// rounds however many tasks it missed.
pub const ROUND_SECONDS: u64 = 3_600;

/// The round of a time.
pub const fn round_of(time: i64) -> u64 {
    if time < 0 { 0 } else { time.unsigned_abs() / ROUND_SECONDS }
}

/// What the tasks found in an operator.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Score {
    /// The number of tasks in which it was judged.
    pub judged: u64,
    /// The rounds in which it missed or withheld a task, of the 64 up to `latest_round`, which is bit 0.
    pub missed: u64,
    /// The number of tasks in which it revealed the winning output.
    pub agreed: u64,
    pub abstentions: u64,
    /// The number of tasks without its commitment.
    pub absences: u64,
    /// The number of tasks with its commitment and without its reveal.
    pub withheld: u64,
    /// The number of tasks in which it revealed another output than the winning one.
    pub offenses: u64,
    /// The latest round in which it missed or withheld a task.
    pub latest_round: u64,
    /// The round of its latest jail. Tasks up to that round mark no more, whenever they are judged.
    pub jailed_round: u64,
    pub reserved: [u64; 7],
}

impl Score {
    /// Enters the verdict of a task of the time `begins_at`. Verdicts can be entered in any order.
    pub fn enter(&mut self, verdict: Verdict, begins_at: i64) {
        self.judged = self.judged.saturating_add(1);
        let count = match verdict {
            Verdict::Unproven => return,
            Verdict::Agreed => &mut self.agreed,
            Verdict::Abstained => &mut self.abstentions,
            Verdict::Missed => &mut self.absences,
            Verdict::Withheld => &mut self.withheld,
            Verdict::Minority => &mut self.offenses,
        };
        *count = count.saturating_add(1);
        let round = round_of(begins_at);
        if matches!(verdict, Verdict::Missed | Verdict::Withheld) && round > self.jailed_round {
            self.missed = marks::shift(self.missed, self.latest_round, round);
            self.latest_round = self.latest_round.max(round);
            self.missed = marks::set(self.missed, self.latest_round, round);
        }
    }

    /// Uses up the marks for a jail at `now`, and returns the most in any consecutive rounds of the rules' number. What the operator
    /// missed until now adds to no other jail, or one outage would be jailed again and again, with each task that is judged late.
    ///
    /// # Errors
    /// [`Rule::TooFewMissed`].
    pub fn jail(&mut self, rules: &Rules, now: i64) -> Result<u64> {
        let missed = marks::use_up(&mut self.missed, (rules.absent_times, rules.absent_of), Rule::TooFewMissed)?;
        self.jailed_round = round_of(now);
        Ok(missed)
    }
}
