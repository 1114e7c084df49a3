//! The rules that an NCN publishes for its slashes: how much, how often, who may object until when, and the
//! recipients.

use bytemuck::{Pod, Zeroable};

use crate::math::{BPS, mul_div_floor, sub};
use crate::refusal::{Result, Rule, ensure};
use crate::state::books::UNITS;
use crate::state::time::later;

/// The longest time for which a slash can be challenged, in seconds: 30 days. Until it is over, what was taken is neither
/// the stakers' nor anyone's.
pub const MAX_CHALLENGE_SECONDS: u64 = 30 * 86_400;

/// The most of a slash that its reporter may get, in basis points: enough to be worth the effort, and too little to make
/// offenses, or false reports, a business.
pub const MAX_REPORTER_BPS: u64 = 500;

/// The longest time that a slot takes in a chain that runs, in milliseconds: twice the nominal one. A chain with slower
/// slots has stood still for a part of the time.
pub const SLOWEST_SLOT_MILLIS: u64 = 800;

/// The figures of an NCN's slashing policy.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct SlashTerms {
    /// How long a slash can be vetoed; zero makes it final at once.
    pub challenge_seconds: u64,
    /// The least that an incident may take of what an operator allocated, in `1/10^18`.
    pub min_fraction: u64,
    /// The most that an incident may take of it, in `1/10^18`; zero for an NCN that does not slash.
    pub max_fraction: u64,
    /// How long after an operator's incident the next one may come.
    pub cooldown_seconds: u64,
    /// The part that is burned, in basis points, with what the roundings of the others leave.
    pub burn_bps: u64,
    /// The reporter's part, for its report of the offense.
    pub reporter_bps: u64,
    /// The part of the insurance.
    pub insurance_bps: u64,
    /// The part of the harmed party.
    pub redistribution_bps: u64,
    /// What two conflicting votes of one key at one height cost, in `1/10^18`; zero for no such rule.
    pub equivocation_fraction: u64,
    /// When height 0 was.
    pub height_zero: i64,
    /// The milliseconds from a height to the next.
    pub height_millis: u64,
}

/// What becomes of slashed assets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shares {
    /// Burned.
    pub burn: u64,
    /// To the reporter of the offense.
    pub reporter: u64,
    /// To the insurance.
    pub insurance: u64,
    /// To the harmed party.
    pub redistribution: u64,
}

/// An operator's latest incident of one kind in an NCN. An incident may have a slash in each vault behind the operator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Incident {
    /// Which one.
    pub id: u64,
    /// When its first slash was proposed; zero before there was one.
    pub at: i64,
}

impl SlashTerms {
    /// The terms of an NCN that does not slash: 75% would be burned, 5% be the reporter's and 20% the insurance's.
    pub const fn none() -> Self {
        Self {
            challenge_seconds: 0,
            min_fraction: 0,
            max_fraction: 0,
            cooldown_seconds: 0,
            burn_bps: 7_500,
            reporter_bps: MAX_REPORTER_BPS,
            insurance_bps: 2_000,
            redistribution_bps: 0,
            equivocation_fraction: 0,
            height_zero: 0,
            height_millis: 0,
        }
    }

    /// Refuses terms that contradict themselves.
    ///
    /// # Errors
    /// [`Rule::SplitNotWhole`], [`Rule::ReporterOverCap`], [`Rule::ChallengeTooLong`]; [`Rule::Fraction`] for bounds over the whole or
    /// in the wrong order, or a rule on equivocations outside them; [`Rule::Zero`] for such a rule with heights that take no time.
    pub fn check(&self) -> Result<()> {
        let parts = [self.burn_bps, self.reporter_bps, self.insurance_bps, self.redistribution_bps];
        let sum = parts.iter().fold(0u64, |sum, part| sum.saturating_add(*part));
        ensure(sum == BPS, Rule::SplitNotWhole, sum, BPS)?;
        ensure(self.reporter_bps <= MAX_REPORTER_BPS, Rule::ReporterOverCap, self.reporter_bps, MAX_REPORTER_BPS)?;
        let challenge = self.challenge_seconds;
        ensure(challenge <= MAX_CHALLENGE_SECONDS, Rule::ChallengeTooLong, challenge, MAX_CHALLENGE_SECONDS)?;
        ensure(self.max_fraction <= UNITS, Rule::Fraction, self.max_fraction, UNITS)?;
        ensure(self.min_fraction <= self.max_fraction, Rule::Fraction, self.min_fraction, self.max_fraction)?;
        if self.equivocation_fraction > 0 {
            self.check_fraction(self.equivocation_fraction)?;
            ensure(self.height_millis > 0, Rule::Zero, 0, 1)?;
        }
        Ok(())
    }

    /// Whether stakers lose less by these terms than by `others` in some figure. Once it is announced, such a policy is a
    /// promise: to withdraw or postpone it would raise what was announced.
    pub fn is_milder_than(&self, others: &Self) -> bool {
        self.max_fraction < others.max_fraction
            || self.min_fraction < others.min_fraction
            || self.equivocation_fraction < others.equivocation_fraction
            || self.challenge_seconds > others.challenge_seconds
            || self.cooldown_seconds > others.cooldown_seconds
    }

    /// Refuses a fraction out of the bounds for one incident.
    ///
    /// # Errors
    /// [`Rule::Fraction`].
    pub fn check_fraction(&self, fraction: u64) -> Result<()> {
        ensure(fraction >= self.min_fraction, Rule::Fraction, fraction, self.min_fraction)?;
        ensure(fraction <= self.max_fraction, Rule::Fraction, fraction, self.max_fraction)
    }

    /// The first second and the first slot at which a slash is final that is proposed at `now`, in `slot`: before either it can
    /// be vetoed, from both on it can be executed, and never both.
    ///
    /// Time passes while a chain stands still and vetoes are impossible. So the slots of the window must have been produced as
    /// well, rounded down. A chain that runs needs no longer for them: see [`SLOWEST_SLOT_MILLIS`].
    pub fn final_from(&self, now: i64, slot: u64) -> (i64, u64) {
        let slots = u128::from(self.challenge_seconds) * 1_000 / u128::from(SLOWEST_SLOT_MILLIS);
        let slots = u64::try_from(slots).unwrap_or(u64::MAX);
        (later(now, self.challenge_seconds), slot.saturating_add(slots))
    }

    /// The operator's latest incident once incident `id` has a slash at `now`. Other vaults' slashes of the latest incident need
    /// not wait; any other incident does.
    ///
    /// # Errors
    /// [`Rule::CoolingDown`].
    pub fn check_incident(&self, latest: Incident, id: u64, now: i64) -> Result<Incident> {
        if latest.at != 0 && latest.id == id {
            return Ok(latest);
        }
        let from = later(latest.at, self.cooldown_seconds);
        let waited = latest.at == 0 || now >= from;
        ensure(waited, Rule::CoolingDown, now.max(0).unsigned_abs(), from.max(0).unsigned_abs())?;
        Ok(Incident { id, at: now })
    }

    /// When height `height` was, in unix seconds, rounded down; saturates.
    pub fn time_of(&self, height: u64) -> i64 {
        let seconds = u128::from(height) * u128::from(self.height_millis) / 1_000;
        self.height_zero.saturating_add_unsigned(u64::try_from(seconds).unwrap_or(u64::MAX))
    }

    /// How `assets` are divided. All parts but the burned one are rounded down, and it takes the rest.
    ///
    /// # Errors
    /// None for terms that [`SlashTerms::check`] took.
    pub fn divide(&self, assets: u64) -> Result<Shares> {
        let part = |bps| mul_div_floor(assets, bps, BPS);
        let (reporter, insurance) = (part(self.reporter_bps)?, part(self.insurance_bps)?);
        let redistribution = part(self.redistribution_bps)?;
        let burn = sub(assets, reporter + insurance + redistribution)?;
        Ok(Shares { burn, reporter, insurance, redistribution })
    }
}
