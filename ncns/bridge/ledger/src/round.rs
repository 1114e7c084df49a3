//! A round: the votes of one height of a source, and each operator's verdict.
//!
//! An account serves many rounds in turn. Two bitmaps tell which places of the table signed and were judged, so that a new round starts
//! without clearing the entries of the last one.

use bytemuck::{Pod, Zeroable};
use ncn_kit::median::MAX_ENTRIES;
use ncn_kit::quorum::reaches;

use crate::Hash;
use crate::error::{Result, Rule, ensure};
use crate::rules::Rules;
use crate::score::Score;
use crate::verdict::Verdict;

/// The words of a bitmap with a bit for each place of the largest table.
const WORDS: usize = MAX_ENTRIES / 64;

/// An operator's vote in a round, at the index of its entry in the table.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct VoteEntry {
    /// The digest of what it signed.
    pub digest: [u8; 32],
}

/// A round of one height.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Round {
    /// The rules when it opened.
    pub rules: Rules,
    pub height: u64,
    /// One once a height was opened.
    pub is_open: u64,
    /// The time of the height: the first second for votes.
    pub opens_at: i64,
    /// The first second after the window.
    pub closes_at: i64,
    /// The places that signed, a bit each.
    pub signed: [u64; WORDS],
    /// The places that were judged, a bit each.
    pub judged: [u64; WORDS],
    /// The number of votes.
    pub votes: u64,
    /// The number of the round among the source's final ones, from 1; zero until it is final.
    pub number: u64,
    /// The digest of the final checkpoint.
    pub digest: [u8; 32],
    /// The weight that signed the final checkpoint.
    pub weight: u64,
    /// The total weight of the table.
    pub total_weight: u64,
    /// The number of operators that signed the final checkpoint.
    pub signers: u64,
}

impl Round {
    /// Opens the round of a later `height` of time `opens_at` in place of the last one. That one is final, or had a second window to become
    /// final.
    ///
    /// # Errors
    /// [`Rule::OldHeight`], [`Rule::AccountBusy`], [`Rule::WindowClosed`].
    pub fn open(&mut self, height: u64, opens_at: i64, rules: &Rules, now: i64) -> Result<()> {
        ensure(self.is_open == 0 || height > self.height, Rule::OldHeight, height, self.height)?;
        let free_from = self.closes_at.saturating_add_unsigned(self.rules.window_seconds);
        let is_free = self.is_open == 0 || self.number > 0 || now >= free_from;
        ensure(is_free, Rule::AccountBusy, now.unsigned_abs(), free_from.unsigned_abs())?;
        let closes_at = opens_at.saturating_add_unsigned(rules.window_seconds);
        let round = Self { rules: *rules, height, is_open: 1, opens_at, closes_at, ..Self::default() };
        round.check_window(now)?;
        *self = round;
        Ok(())
    }

    /// Refuses a `now` outside of the window.
    ///
    /// # Errors
    /// [`Rule::WindowClosed`].
    pub fn check_window(&self, now: i64) -> Result<()> {
        let bound = if now < self.opens_at { self.opens_at } else { self.closes_at };
        let is_within = self.opens_at <= now && now < self.closes_at;
        ensure(is_within, Rule::WindowClosed, now.unsigned_abs(), bound.unsigned_abs())
    }

    /// Enters the vote of the operator at `place`, below [`MAX_ENTRIES`]. Returns whether it is the operator's first: only that counts.
    ///
    /// # Errors
    /// [`Rule::WindowClosed`].
    pub fn vote(&mut self, place: usize, entry: &mut VoteEntry, digest: Hash, now: i64) -> Result<bool> {
        self.check_window(now)?;
        if has(&self.signed, place) {
            return Ok(false);
        }
        mark(&mut self.signed, place);
        entry.digest = digest;
        self.votes += 1;
        Ok(true)
    }

    /// Makes the checkpoint of `digest` final, if a quorum signed it. It may do so within the window: later votes change nothing.
    /// `weight_of` gives the weight of a place. `number` is the round's among the source's final ones.
    ///
    /// Two quorums exclude each other: each has over half of the weight, and an operator has one vote.
    ///
    /// # Errors
    /// [`Rule::OtherHeight`], [`Rule::AlreadyFinal`], [`Rule::NoQuorum`], [`Rule::FewSigners`].
    pub fn finalize(
        &mut self,
        entries: &[VoteEntry],
        (height, digest): (u64, &Hash),
        weight_of: impl Fn(usize) -> u64,
        total_weight: u64,
        number: u64,
    ) -> Result<()> {
        ensure(self.is_open == 1 && height == self.height, Rule::OtherHeight, height, self.height)?;
        ensure(self.number == 0, Rule::AlreadyFinal, height, self.height)?;
        let (mut weight, mut signers) = (0u64, 0);
        for (place, entry) in entries.iter().enumerate() {
            if has(&self.signed, place) && entry.digest == *digest {
                weight = weight.saturating_add(weight_of(place));
                signers += 1;
            }
        }
        let is_reached = weight > 0 && reaches(weight, total_weight, self.rules.quorum_bps);
        ensure(is_reached, Rule::NoQuorum, weight, total_weight)?;
        ensure(signers >= self.rules.min_signers, Rule::FewSigners, signers, self.rules.min_signers)?;
        (self.number, self.digest) = (number, *digest);
        (self.weight, self.total_weight, self.signers) = (weight, total_weight, signers);
        Ok(())
    }

    /// Judges the operator at `place`, once per final round and after its window, and enters the verdict in its score. A round that is
    /// not final proves no absence: anyone with a dust of weight could have opened it.
    ///
    /// # Errors
    /// [`Rule::OtherHeight`], [`Rule::NotFinal`], [`Rule::WindowOpen`], [`Rule::AlreadyJudged`].
    pub fn judge(
        &mut self,
        (place, entry): (usize, &VoteEntry),
        score: &mut Score,
        height: u64,
        now: i64,
    ) -> Result<Verdict> {
        ensure(self.is_open == 1 && height == self.height, Rule::OtherHeight, height, self.height)?;
        ensure(self.number > 0, Rule::NotFinal, height, self.height)?;
        ensure(now >= self.closes_at, Rule::WindowOpen, now.unsigned_abs(), self.closes_at.unsigned_abs())?;
        ensure(!has(&self.judged, place), Rule::AlreadyJudged, height, place as u64)?;
        mark(&mut self.judged, place);
        let verdict = if !has(&self.signed, place) {
            Verdict::Missed
        } else if entry.digest == self.digest {
            Verdict::Signed
        } else {
            Verdict::Dissented
        };
        score.enter(verdict, self.number);
        Ok(verdict)
    }

    /// Whether the operator at `place` signed in this round.
    pub fn has_signed(&self, place: usize) -> bool {
        has(&self.signed, place)
    }
}

fn has(bits: &[u64; WORDS], place: usize) -> bool {
    bits.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
}

fn mark(bits: &mut [u64; WORDS], place: usize) {
    if let Some(word) = bits.get_mut(place / 64) {
        *word |= 1 << (place % 64);
    }
}
