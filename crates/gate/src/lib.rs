//! When a gated program's code can change: the rules of the program `upgrade_gate`, as plain figures.
//!
//! Times are in unix seconds. A refused rule changes nothing.
#![cfg_attr(not(test), no_std)]
#![deny(unsafe_code)]

use bytemuck::{Pod, Zeroable};
use ledger::state::delayed::Notice;
use ledger::state::vault::MAX_EPOCH_SECONDS;

/// The longest delay, in seconds: the notice of a rise in the vault with the longest epochs that the core allows. A delay is never
/// lowered, so a mistyped one would be permanent.
pub const MAX_DELAY_SECONDS: u64 = MAX_EPOCH_SECONDS * Notice::RISE_EPOCHS;

/// How long announced code may be executed, in seconds: 14 days. Code that is not executed in this time is announced again, so no
/// announcement lies ready for years.
pub const WINDOW_SECONDS: u64 = 14 * 86_400;

/// The slowest exit of any vault, in seconds, where no vault has longer epochs than `max_epoch_seconds`: the least delay of a gate
/// before the core.
pub const fn slowest_exit(max_epoch_seconds: u64) -> u64 {
    Notice::of_any_vault(0, max_epoch_seconds).fall.unsigned_abs()
}

/// The notice that every other rise in such a vault has, in seconds: an exit that is requested within an epoch of the announcement is
/// over by then.
pub const fn full_notice(max_epoch_seconds: u64) -> u64 {
    Notice::of_any_vault(0, max_epoch_seconds).rise.unsigned_abs()
}

/// A rule that was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The rule.
    pub rule: Rule,
    /// What was asked, or found.
    pub value: u64,
    /// What the rule allows, or needs.
    pub limit: u64,
}

/// The rules. [`Refusal::value`] and [`Refusal::limit`] mean what each says in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The delay is shorter than the gate's, or zero [seconds, least].
    DelayTooShort,
    /// The delay is longer than any may be [seconds, most].
    DelayTooLong,
    /// The new delay is not longer than the present one [seconds, present].
    DelayNotRaised,
    /// The announced code may not be executed yet [now, first second].
    TooEarly,
    /// The announced code may no longer be executed [now, first second after].
    Expired,
}

fn ensure(holds: bool, rule: Rule, value: u64, limit: u64) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(Refusal { rule, value, limit }) }
}

/// Holds a delay against the gate's own, and against the longest.
///
/// # Errors
/// [`Rule::DelayTooShort`], [`Rule::DelayTooLong`].
pub fn check_delay(seconds: u64, least: u64) -> Result<(), Refusal> {
    let least = if least == 0 { 1 } else { least };
    ensure(seconds >= least, Rule::DelayTooShort, seconds, least)?;
    ensure(seconds <= MAX_DELAY_SECONDS, Rule::DelayTooLong, seconds, MAX_DELAY_SECONDS)
}

/// The delay after a raise from `present` to `seconds`.
///
/// # Errors
/// [`Rule::DelayNotRaised`], [`Rule::DelayTooLong`].
pub fn raise_delay(present: u64, seconds: u64) -> Result<u64, Refusal> {
    ensure(seconds > present, Rule::DelayNotRaised, seconds, present)?;
    check_delay(seconds, present).map(|()| seconds)
}

/// When announced code may be executed.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Schedule {
    /// When it was announced.
    pub announced_at: i64,
    /// The first second at which it may be executed.
    pub executable_from: i64,
    /// The first second at which it may no longer be executed.
    pub expires_at: i64,
}

impl Schedule {
    /// The schedule of code announced at `now` with a delay of `seconds`, by a gate with a delay of at least `least`.
    ///
    /// # Errors
    /// [`Rule::DelayTooShort`], [`Rule::DelayTooLong`].
    pub fn announce(now: i64, seconds: u64, least: u64) -> Result<Self, Refusal> {
        check_delay(seconds, least)?;
        let executable_from = now.saturating_add_unsigned(seconds);
        let expires_at = executable_from.saturating_add_unsigned(WINDOW_SECONDS);
        Ok(Self { announced_at: now, executable_from, expires_at })
    }

    /// Refuses to execute outside of the window.
    ///
    /// # Errors
    /// [`Rule::TooEarly`], [`Rule::Expired`].
    pub fn check_due(&self, now: i64) -> Result<(), Refusal> {
        let (from, until) = (self.executable_from, self.expires_at);
        ensure(now >= from, Rule::TooEarly, now.unsigned_abs(), from.unsigned_abs())?;
        ensure(now < until, Rule::Expired, now.unsigned_abs(), until.unsigned_abs())
    }

    /// Whether it may no longer be executed.
    pub const fn is_expired(&self, now: i64) -> bool {
        now >= self.expires_at
    }
}

/// The earliest second at which other code can run: what is announced, or what would be announced now.
pub fn earliest_change(now: i64, delay_seconds: u64, announced: Option<&Schedule>) -> i64 {
    let next = now.saturating_add_unsigned(delay_seconds);
    match announced.filter(|schedule| !schedule.is_expired(now)) {
        Some(schedule) => schedule.executable_from.max(now).min(next),
        None => next,
    }
}
