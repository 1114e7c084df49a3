//! An operator's score in a feed: what its rounds found.

use bytemuck::{Pod, Zeroable};
use ncn_kit::marks;

use crate::error::{Result, Rule};
use crate::rules::Rules;
use crate::verdict::Verdict;

/// What the rounds of a feed found in an operator.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Score {
    /// The number of the latest round in which it was judged.
    pub latest: u64,
    /// The rounds that it missed after `jailed_through`, among the last 64: bit 0 is `latest`.
    pub missed: u64,
    /// The rounds with a severe deviation among the last 64: bit 0 is `latest`.
    pub severe: u64,
    /// The number of rounds in which it was judged.
    pub judged: u64,
    pub warnings: u64,
    pub abstentions: u64,
    pub absences: u64,
    /// The number of deviations and manipulations.
    pub offenses: u64,
    /// The number of the latest final round at its last jail.
    pub jailed_through: u64,
    pub reserved: [u64; 7],
}

impl Score {
    /// Enters the verdict of round `number`. Returns it, or a manipulation where a deviation completes one. A round up to `jailed_through`
    /// sets no mark of absence: a jail was for it, or for others of the same time.
    pub fn enter(&mut self, verdict: Verdict, number: u64, rules: &Rules, is_severe: bool) -> Verdict {
        self.missed = marks::shift(self.missed, self.latest, number);
        self.severe = marks::shift(self.severe, self.latest, number);
        self.latest = self.latest.max(number);
        self.judged = self.judged.saturating_add(1);
        match verdict {
            Verdict::Good | Verdict::Unproven => {}
            Verdict::Abstained => self.abstentions = self.abstentions.saturating_add(1),
            Verdict::Missed => {
                if number > self.jailed_through {
                    self.missed = marks::set(self.missed, self.latest, number);
                }
                self.absences = self.absences.saturating_add(1);
            }
            Verdict::Warning => self.warnings = self.warnings.saturating_add(1),
            Verdict::Deviation | Verdict::Manipulation => {
                self.offenses = self.offenses.saturating_add(1);
                if is_severe {
                    self.severe = marks::set(self.severe, self.latest, number);
                    if self.most_severe_around(number, rules.severe_of) >= rules.severe_times {
                        return Verdict::Manipulation;
                    }
                }
            }
        }
        verdict
    }

    /// The most severe deviations in any `rounds` consecutive rounds with round `number`. The order of judgments therefore does not
    /// matter, nor does an operator gain by having its latest round judged first.
    fn most_severe_around(&self, number: u64, rounds: u64) -> u64 {
        let ends = number..=self.latest.min(number.saturating_add(rounds - 1));
        ends.map(|end| marks::count(marks::before(self.severe, self.latest - end), rounds)).max().unwrap_or(0)
    }

    /// Uses up the missed rounds for a jail, and returns the most in any consecutive rounds of the rules' number. An operator that
    /// has later good rounds judged first thus hides no absence. `rounds` is the number of the feed's final rounds so far: those that are
    /// judged later jail no second time.
    ///
    /// # Errors
    /// [`Rule::TooFewMissed`].
    pub fn jail(&mut self, rules: &Rules, rounds: u64) -> Result<u64> {
        let missed = marks::use_up(&mut self.missed, (rules.absent_times, rules.absent_of), Rule::TooFewMissed)?;
        self.jailed_through = rounds;
        Ok(missed)
    }
}
