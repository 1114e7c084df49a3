//! A certificate: the operators that signed for one blob at one height.

use bytemuck::{Pod, Zeroable};
use ncn_kit::quorum::reaches;

use crate::content::Content;
use crate::error::{Result, Rule, ensure};
use crate::rules::{MAX_OPERATORS, Rules};

const WORDS: usize = MAX_OPERATORS.div_ceil(64);

/// A certificate of one blob.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Certificate {
    pub content: Content,
    /// The rules when it opened.
    pub rules: Rules,
    pub height: u64,
    /// The time of the height, and the first second for votes.
    pub opens_at: i64,
    /// The first second after the window.
    pub closes_at: i64,
    /// When two thirds of the weight had signed; zero before.
    pub certified_at: i64,
    /// The weight of the operators that signed.
    pub weight: u64,
    /// The total weight of the table.
    pub total_weight: u64,
    /// The number of operators that signed.
    pub operators: u64,
    /// The places in the table of the operators that signed: a bit each.
    pub signed: [u64; WORDS],
}

impl Certificate {
    /// Opens the certificate of `content` at `height`. The height's time is `opens_at`.
    ///
    /// # Errors
    /// [`Rule::BlobSize`], [`Rule::WindowClosed`], [`Rule::EarlyExpiry`].
    pub fn open(
        content: Content,
        (height, opens_at): (u64, i64),
        rules: &Rules,
        total_weight: u64,
        now: i64,
    ) -> Result<Self> {
        content.check()?;
        let closes_at = opens_at.saturating_add_unsigned(rules.window_seconds);
        let opened = Self { content, rules: *rules, height, opens_at, closes_at, total_weight, ..Self::default() };
        opened.check_window(now)?;
        // A certificate with a quorum can be closed at its expiry, and none is opened after its expiry: no duty comes back.
        let (expiry, least) = (content.expiry, closes_at.saturating_add(1));
        ensure(expiry >= least, Rule::EarlyExpiry, expiry.max(0).unsigned_abs(), least.unsigned_abs())?;
        Ok(opened)
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

    /// Enters the vote of the operator at `place` of the table. Returns whether it is the operator's first.
    ///
    /// # Errors
    /// [`Rule::WindowClosed`], [`Rule::NoPlace`].
    pub fn attest(&mut self, place: usize, weight: u64, now: i64) -> Result<bool> {
        self.check_window(now)?;
        ensure(place < MAX_OPERATORS, Rule::NoPlace, place as u64, MAX_OPERATORS as u64)?;
        let (word, bit) = (&mut self.signed[place / 64], 1 << (place % 64));
        if *word & bit != 0 {
            return Ok(false);
        }
        *word |= bit;
        self.weight = self.weight.saturating_add(weight);
        self.operators += 1;
        if self.certified_at == 0 && self.has_quorum() {
            self.certified_at = now;
        }
        Ok(true)
    }

    /// Whether so much weight and so many operators signed that the blob is certified.
    pub const fn has_quorum(&self) -> bool {
        reaches(self.weight, self.total_weight, self.rules.quorum_bps)
            && self.weight > 0
            && self.operators >= self.rules.min_operators
    }

    pub const fn is_certified(&self) -> bool {
        self.certified_at != 0
    }

    /// Refuses a challenge of a certificate without a quorum, or after the expiry.
    ///
    /// # Errors
    /// [`Rule::NotCertified`], [`Rule::Expired`].
    pub fn check_challenge(&self, now: i64) -> Result<()> {
        ensure(self.is_certified(), Rule::NotCertified, self.weight, self.total_weight)?;
        let expiry = self.content.expiry;
        ensure(now < expiry, Rule::Expired, now.unsigned_abs(), expiry.unsigned_abs())
    }

    /// Refuses to close a certificate that may still be read or challenged: before the expiry, or, without a quorum, before the
    /// end of its window.
    ///
    /// # Errors
    /// [`Rule::CertificateLive`].
    pub fn check_close(&self, now: i64) -> Result<()> {
        let from = if self.is_certified() { self.content.expiry } else { self.closes_at };
        ensure(now >= from, Rule::CertificateLive, now.unsigned_abs(), from.unsigned_abs())
    }
}
