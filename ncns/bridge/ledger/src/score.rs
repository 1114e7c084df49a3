//! An operator's score in a source: what its final rounds found.

use bytemuck::{Pod, Zeroable};
use ncn_kit::marks;

use crate::error::{Result, Rule};
use crate::rules::Rules;
use crate::verdict::Verdict;

/// What the final rounds of a source found in an operator.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Score {
    /// The number of the latest round in which it was judged.
    pub latest: u64,
    /// The rounds that it missed among the last 64: bit 0 is `latest`.
    pub missed: u64,
    /// The number of rounds in which it was judged.
    pub judged: u64,
    /// The number of rounds in which it signed another checkpoint than the final one.
    pub dissents: u64,
    pub absences: u64,
    pub reserved: [u64; 8],
}

impl Score {
    /// Enters the verdict of round `number`.
    pub fn enter(&mut self, verdict: Verdict, number: u64) {
        self.missed = marks::shift(self.missed, self.latest, number);
        self.latest = self.latest.max(number);
        self.judged = self.judged.saturating_add(1);
        match verdict {
            Verdict::Signed => {}
            Verdict::Dissented => self.dissents = self.dissents.saturating_add(1),
            Verdict::Missed => {
                self.missed = marks::set(self.missed, self.latest, number);
                self.absences = self.absences.saturating_add(1);
            }
        }
    }

    /// Uses up the missed rounds for a jail, and returns the most in any consecutive rounds of the rules' number. An operator that
    /// has later good rounds judged first thus hides no absence.
    ///
    /// # Errors
    /// [`Rule::TooFewMissed`].
    pub fn jail(&mut self, rules: &Rules) -> Result<u64> {
        marks::use_up(&mut self.missed, (rules.absent_times, rules.absent_of), Rule::TooFewMissed)
    }
}
