//! A new vault, the limits that its admin sets, and its term: a time in which its stakers stay, on what they saw before it began.
//!
//! It is fixed when the vault is made, and covers whole epochs. Deposits go until it starts, and again once it has ended. From its
//! start on no exit can be requested, until two epochs before its end: an exit requested in the first of these is out when it
//! ends. Meanwhile shares go from hand to hand, and a ticket from before is claimed or canceled as any other.
//!
//! A staker that cannot leave is exposed to nothing more and charged nothing more. A rise that would take effect inside the term
//! takes effect when it ends ([`VaultLedger::notice_at`]); one that was announced in time takes effect before it starts, with the
//! notice that lets everyone leave first. So the split that stakers are held to is settled two epochs before the start. A fall
//! waits no longer than in any vault: a bad operator loses its stake inside a term as well.

use crate::refusal::{Result, Rule, ensure};
use crate::state::allowance::Allowance;
use crate::state::books::Books;
use crate::state::breaker::{Approved, LossLimits, Losses};
use crate::state::delayed::{Delayed, Notice};
use crate::state::exposure::ExposurePolicy;
use crate::state::fee::{FeesOwed, MAX_INSTANT_FEE_BPS, VaultFees};
use crate::state::stream::{MAX_STREAM_SECONDS, Stream};
use crate::state::term::{MAX_TERM_LEAD_SECONDS, MAX_TERM_SECONDS, OPEN_EPOCHS, Term};
use crate::state::vault::{MAX_EPOCH_SECONDS, VaultLedger};

/// The shortest term, in epochs: one without requests, and those in which all can leave.
const LEAST_EPOCHS: u64 = OPEN_EPOCHS + 1;

/// What a vault's admin sets, and may set again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most active assets that deposits may lift the vault to.
    pub deposit_cap: u64,
    /// What an instant exit of the whole idle stake pays, in basis points of it.
    pub instant_fee_bps: u64,
    /// The assets that can leave at once by instant exits; zero closes them.
    pub instant_capacity: u64,
    /// The seconds in which a used-up instant capacity is whole again.
    pub instant_refill_seconds: u64,
}

impl VaultLedger {
    /// An empty vault with epoch 0 from now on.
    ///
    /// # Errors
    /// [`Rule::EpochLength`] and those of its limits.
    pub fn new(epoch_seconds: u64, limits: Limits, now: i64) -> Result<Self> {
        ensure(epoch_seconds > 0, Rule::EpochLength, epoch_seconds, 1)?;
        ensure(epoch_seconds <= MAX_EPOCH_SECONDS, Rule::EpochLength, epoch_seconds, MAX_EPOCH_SECONDS)?;
        check_fee(limits.instant_fee_bps)?;
        Ok(Self {
            books: Books::new(),
            genesis: now,
            epoch_seconds,
            deposit_cap: limits.deposit_cap,
            instant_fee_bps: Delayed::settled(limits.instant_fee_bps),
            instant_allowance: Allowance::new(limits.instant_capacity, limits.instant_refill_seconds, now)?,
            exposure: ExposurePolicy::open(),
            loss_limits: LossLimits::any(),
            losses: Losses::default(),
            contested: 0,
            escrowed: 0,
            unpaid: 0,
            stream: Stream::default(),
            stream_seconds: Delayed::settled(epoch_seconds.min(MAX_STREAM_SECONDS)),
            fees: VaultFees::none(),
            fees_owed: FeesOwed::default(),
            largest_units: 0,
            risk_version: 0,
            approved: Approved::default(),
            pledged: 0,
            term: Term::default(),
            reserved: [0; 2],
        })
    }

    /// The vault, just made, with a term that covers the whole epochs from `start` to `end`; with none if both are zero.
    ///
    /// What is announced in its first epoch can take effect before the term starts.
    ///
    /// # Errors
    /// [`Rule::TermStart`] for a start within the notice of a rise, or over a year ahead; [`Rule::TermLength`] for less than three
    /// whole epochs, or over two years.
    pub fn with_term(mut self, start: i64, end: i64) -> Result<Self> {
        if (start, end) == (0, 0) {
            return Ok(self);
        }
        let seconds = |time: i64| time.max(0).unsigned_abs();
        let (earliest, latest) =
            (self.start_of(Notice::RISE_EPOCHS), self.genesis.saturating_add_unsigned(MAX_TERM_LEAD_SECONDS));
        ensure(start >= earliest, Rule::TermStart, seconds(start), seconds(earliest))?;
        ensure(start <= latest, Rule::TermStart, seconds(start), seconds(latest))?;
        let length = seconds(end.saturating_sub(start));
        ensure(length <= MAX_TERM_SECONDS, Rule::TermLength, length, MAX_TERM_SECONDS)?;
        // Inwards: no term is longer than requested.
        let since = |time: i64| seconds(time.saturating_sub(self.genesis));
        let (first, last) = (since(start).div_ceil(self.epoch_seconds), since(end) / self.epoch_seconds);
        let epochs = last.saturating_sub(first);
        let least = self.epoch_seconds.saturating_mul(LEAST_EPOCHS);
        ensure(epochs >= LEAST_EPOCHS, Rule::TermLength, epochs.saturating_mul(self.epoch_seconds), least)?;
        self.term = Term { start: self.start_of(first), end: self.start_of(last) };
        Ok(self)
    }

    /// Sets the vault's limits. A change that lets more leave at once, or for less, takes effect with the notice of a rise: it
    /// may raise the exposure of the remaining holders. So does a higher fee. All else is active at once.
    ///
    /// # Errors
    /// [`Rule::FeeTooHigh`], [`Rule::AllowanceTooHigh`], [`Rule::RefillTooShort`].
    pub fn set_limits(&mut self, limits: Limits, now: i64) -> Result<()> {
        let now = self.advance(now);
        check_fee(limits.instant_fee_bps)?;
        let (old, old_fee, from) = (self.instant_allowance, self.instant_fee_bps.next, self.rise());
        self.instant_allowance.resize(limits.instant_capacity, limits.instant_refill_seconds, now, from)?;
        self.instant_fee_bps.set_late(limits.instant_fee_bps, now, from);
        self.deposit_cap = limits.deposit_cap;
        self.note_risk(
            limits.instant_capacity > old.next_capacity
                || limits.instant_refill_seconds < old.next_refill_seconds
                || limits.instant_fee_bps != old_fee,
        );
        Ok(())
    }
}

fn check_fee(bps: u64) -> Result<()> {
    ensure(bps <= MAX_INSTANT_FEE_BPS, Rule::FeeTooHigh, bps, MAX_INSTANT_FEE_BPS)
}
