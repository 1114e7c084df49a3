//! A pause: which kinds of action do not happen for a while. It ends by itself.

use bytemuck::{Pod, Zeroable};

use crate::refusal::{Refusal, Result, Rule};

/// The longest pause, in seconds: 7 days.
pub const MAX_PAUSE_SECONDS: u64 = 7 * 86_400;

/// The seconds from the end of a pause, early or not, in which there is no other: 7 days.
pub const MIN_PAUSE_GAP: u64 = 7 * 86_400;

/// The latest pause. There is one clock for all kinds and all guardians, so that a pause of one kind, or by one guardian,
/// does not follow another's: no more than half of any 14 days is paused.
///
/// Leaving is no kind, nor is what is due: an exit's request and its claim, a claim of a reward, a slash, its veto and its
/// execution. What stakers can lose rises no sooner than an exit is over that was requested within an epoch of its announcement,
/// which a pause of requests would undo; and a pause of slashes would let stake leave that did wrong.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Pause {
    /// The kinds that it covers, a bit each; zero if there has been no pause.
    pub flags: u64,
    /// The first second of it.
    pub from: i64,
    /// The first second after it.
    pub until: i64,
}

impl Pause {
    /// Deposits.
    pub const DEPOSITS: u64 = 1;

    /// Instant exits.
    pub const INSTANT_EXITS: u64 = 1 << 1;

    /// What tickets do before they are paid: they turn back into shares, or go to another owner.
    pub const TICKETS: u64 = 1 << 2;

    /// What raises a vault's exposure: its curator by a delegation, an operator by an allocation, either side by joining an
    /// opt-in. What lowers it is not covered, nor are the bounds that the vault's admin sets.
    pub const EXPOSURE: u64 = 1 << 3;

    /// Rewards in the vault's own asset.
    pub const REWARDS: u64 = 1 << 4;

    /// All kinds.
    pub const ALL: u64 = Self::DEPOSITS | Self::INSTANT_EXITS | Self::TICKETS | Self::EXPOSURE | Self::REWARDS;

    /// Whether anything is paused at `now`.
    pub const fn is_on(&self, now: i64) -> bool {
        self.from <= now && now < self.until
    }

    /// Whether `kind` is paused at `now`.
    #[inline(always)]
    pub const fn covers(&self, kind: u64, now: i64) -> bool {
        self.flags & kind != 0 && self.is_on(now)
    }

    /// Refuses `kind` while it is paused.
    ///
    /// # Errors
    /// [`Rule::Paused`].
    #[inline(always)]
    pub fn check(&self, kind: u64, now: i64) -> Result<()> {
        if self.covers(kind, now) {
            return Err(Refusal::new(Rule::Paused, now.unsigned_abs(), self.until.unsigned_abs()));
        }
        Ok(())
    }
}
