//! A round: the votes of one height, the value that they certify, and each operator's verdict.

use bytemuck::{Pod, Zeroable};
use ncn_kit::quorum::reaches;

use crate::error::{Result, Rule, ensure};
use crate::rule::{ABSTENTION, Finding, Value, compare};
use crate::rules::Rules;
use crate::score::Score;
use crate::verdict::Verdict;

/// An operator's vote in a round, at the index of its entry in the table.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct VoteEntry {
    pub value: [u8; 32],
    /// One once the operator voted.
    pub voted: u32,
    /// One once the operator was judged.
    pub judged: u32,
}

/// A round of one height.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Round {
    pub height: u64,
    /// The number of the round among the service's attended ones, from 1; zero until enough weight voted.
    pub number: u64,
    /// The time of the height, and the first second for votes.
    pub opens_at: i64,
    /// The first second after the window.
    pub closes_at: i64,
    /// The total weight of the table.
    pub total_weight: u64,
    /// The number of votes, abstentions included.
    pub votes: u64,
    /// The weight of all votes, abstentions included.
    pub voted_weight: u64,
    /// One once a value is certified.
    pub is_final: u64,
    /// The certified value.
    pub value: [u8; 32],
    /// The weight that certified the value.
    pub weight: u64,
    /// When it was certified; zero before.
    pub final_at: i64,
}

impl Round {
    /// Opens the round of `height`, of which the time is `opens_at`, under a table of `total_weight`.
    ///
    /// # Errors
    /// [`Rule::WindowClosed`].
    pub fn open(height: u64, opens_at: i64, total_weight: u64, rules: &Rules, now: i64) -> Result<Self> {
        let closes_at = opens_at.saturating_add_unsigned(rules.window_seconds);
        let round = Self { height, opens_at, closes_at, total_weight, ..Self::default() };
        round.check_window(now)?;
        Ok(round)
    }

    /// Enters the vote of an operator with `weight`. Returns whether it is the operator's first: only that stands.
    ///
    /// # Errors
    /// [`Rule::WindowClosed`].
    pub fn enter(&mut self, entry: &mut VoteEntry, value: &Value, weight: u64, now: i64) -> Result<bool> {
        self.check_window(now)?;
        if entry.voted == 1 {
            return Ok(false);
        }
        (entry.value, entry.voted) = (*value, 1);
        self.votes += 1;
        self.voted_weight = self.voted_weight.saturating_add(weight);
        Ok(true)
    }

    /// Numbers the round after the `rounds` that were attended before, once, when enough weight voted in it. Returns whether it did. Absences
    /// are counted in consecutive numbers, so rounds that anyone opens and few attend spread them no further.
    pub fn attend(&mut self, rounds: u64, rules: &Rules) -> bool {
        let is_new = self.number == 0 && self.is_attended(rules);
        if is_new {
            self.number = rounds + 1;
        }
        is_new
    }

    /// Certifies the value at `place` of the entries, once enough weight is for it; `weight_of` gives the weight of an entry. The window
    /// may still be open.
    ///
    /// # Errors
    /// [`Rule::AlreadyFinal`], [`Rule::NoValue`], [`Rule::NoQuorum`].
    pub fn finalize(
        &mut self,
        entries: &[VoteEntry],
        place: usize,
        weight_of: impl Fn(usize) -> u64,
        rules: &Rules,
        now: i64,
    ) -> Result<()> {
        ensure(self.is_final == 0, Rule::AlreadyFinal, self.height, 0)?;
        let value = entries.get(place).filter(|entry| entry.voted == 1).map_or(ABSTENTION, |entry| entry.value);
        ensure(value != ABSTENTION, Rule::NoValue, 0, 0)?;
        let mut weight = 0u64;
        for (place, entry) in entries.iter().enumerate() {
            if entry.voted == 1 && entry.value == value {
                weight = weight.saturating_add(weight_of(place));
            }
        }
        let is_reached = reaches(weight, self.total_weight, rules.quorum_bps) && weight > 0;
        ensure(is_reached, Rule::NoQuorum, weight, self.total_weight)?;
        (self.is_final, self.value, self.weight, self.final_at) = (1, value, weight, now);
        Ok(())
    }

    /// Judges the operator of `entry`, once, and enters the verdict in its score. A round that is not final is judged a second window
    /// after its own: until then, anyone can make it final.
    ///
    /// # Errors
    /// [`Rule::WindowOpen`], [`Rule::NotFinal`], [`Rule::AlreadyJudged`].
    pub fn judge(&self, entry: &mut VoteEntry, score: &mut Score, rules: &Rules, now: i64) -> Result<Verdict> {
        self.check_closed(now)?;
        let from = self.closes_at.saturating_add_unsigned(rules.window_seconds);
        ensure(self.is_final == 1 || now >= from, Rule::NotFinal, now.unsigned_abs(), from.unsigned_abs())?;
        ensure(entry.judged == 0, Rule::AlreadyJudged, self.height, 0)?;
        entry.judged = 1;
        let verdict = self.verdict(entry, rules);
        score.enter(verdict, self.number);
        Ok(verdict)
    }

    /// Refuses a vote that is no offense. A slash needs no verdict before it, so nobody can prevent it by judging.
    ///
    /// # Errors
    /// [`Rule::WindowOpen`], [`Rule::NotAnOffense`].
    pub fn check_offense(&self, entry: &VoteEntry, rules: &Rules, now: i64) -> Result<()> {
        self.check_closed(now)?;
        ensure(self.verdict(entry, rules) == Verdict::Offense, Rule::NotAnOffense, self.height, 0)
    }

    /// What the round finds in the operator of `entry`.
    pub fn verdict(&self, entry: &VoteEntry, rules: &Rules) -> Verdict {
        if entry.voted == 0 {
            // One operator could otherwise open a round that nobody else knows of, and make all others absent.
            return if self.is_attended(rules) { Verdict::Missed } else { Verdict::Unproven };
        }
        match compare(&entry.value, &self.value) {
            Finding::Abstains => Verdict::Abstained,
            _ if self.is_final == 0 => Verdict::Unproven,
            Finding::Agrees => Verdict::Good,
            Finding::Offends => Verdict::Offense,
        }
    }

    /// Whether a quorum voted, abstentions included.
    fn is_attended(&self, rules: &Rules) -> bool {
        reaches(self.voted_weight, self.total_weight, rules.quorum_bps)
    }

    /// The last second in which a vote of the round was possible: the time of an offense.
    pub const fn offense_at(&self) -> i64 {
        self.closes_at.saturating_sub(1)
    }

    fn check_window(&self, now: i64) -> Result<()> {
        let bound = if now < self.opens_at { self.opens_at } else { self.closes_at };
        let is_within = self.opens_at <= now && now < self.closes_at;
        ensure(is_within, Rule::WindowClosed, now.unsigned_abs(), bound.unsigned_abs())
    }

    fn check_closed(&self, now: i64) -> Result<()> {
        let closes_at = self.closes_at;
        ensure(now >= closes_at, Rule::WindowOpen, now.unsigned_abs(), closes_at.unsigned_abs())
    }
}
