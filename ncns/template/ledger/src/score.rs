//! An operator's score: what its rounds found.

use bytemuck::{Pod, Zeroable};
use ncn_kit::marks;

use crate::error::{Result, Rule};
use crate::rules::Rules;
use crate::verdict::Verdict;

/// What the rounds of a service found in an operator.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Score {
    /// The highest number of an attended round in which it was judged.
    pub latest: u64,
    /// The rounds that it missed after `jailed_through`, among the last 64: bit 0 is `latest`.
    pub missed: u64,
    /// The number of rounds in which it was judged.
    pub judged: u64,
    pub abstentions: u64,
    pub absences: u64,
    pub offenses: u64,
    /// The number of the latest attended round at its last jail.
    pub jailed_through: u64,
    pub reserved: [u64; 7],
}

impl Score {
    /// Enters the verdict of round `number`, which is zero if too little weight voted: anyone opens such rounds, so they move no marks.
    /// Rounds are judged in any order. A round up to `jailed_through` sets no mark: a jail was for it, or for others of the same time.
    pub fn enter(&mut self, verdict: Verdict, number: u64) {
        self.missed = marks::shift(self.missed, self.latest, number);
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
            Verdict::Offense => self.offenses = self.offenses.saturating_add(1),
        }
    }

    /// Uses up the missed rounds for a jail, and returns the most in any consecutive rounds of the rules' number. An operator that
    /// has later good rounds judged first thus hides no absence. `rounds` is the number of attended rounds so far: those that are judged
    /// later jail no second time, however many an outage spoiled.
    ///
    /// # Errors
    /// [`Rule::TooFewMissed`].
    pub fn jail(&mut self, rules: &Rules, rounds: u64) -> Result<u64> {
        let missed = marks::use_up(&mut self.missed, (rules.absent_times, rules.absent_of), Rule::TooFewMissed)?;
        self.jailed_through = rounds;
        Ok(missed)
    }
}
