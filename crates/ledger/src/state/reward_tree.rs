//! A reward tree: what came in, what its roots promise, what went out.

use bytemuck::{Pod, Zeroable};

use crate::math::sub;
use crate::refusal::{Result, Rule, ensure, first_untrue};

/// The shortest delay of a root, in seconds: an hour. A shorter one leaves no time to recompute a list of earnings and
/// strike it.
pub const MIN_ROOT_DELAY: u64 = 3_600;

/// The longest delay of a root, in seconds: 30 days.
pub const MAX_ROOT_DELAY: u64 = 30 * 86_400;

/// A root; zero for none.
pub type Root = [u8; 32];

/// The figures of one tree of rewards.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct RewardBooks {
    /// The active root, until the next one takes effect; zero before the first.
    pub active_root: [u8; 32],
    /// What it promises to all earners together, from the beginning on.
    pub active_total: u64,
    /// The first second at which it counted.
    pub active_from: i64,
    /// The root that is active from `activates_at` on; zero if there is none.
    pub next_root: [u8; 32],
    /// What it promises to all earners together, from the beginning on.
    pub next_total: u64,
    /// The first second at which the next root is active; zero if there is none.
    pub activates_at: i64,
    /// All that came in.
    pub funded: u64,
    /// All that went out.
    pub paid: u64,
}

impl RewardBooks {
    /// Refuses a delay out of its bounds.
    ///
    /// # Errors
    /// [`Rule::RootDelay`].
    pub fn check_delay(seconds: u64) -> Result<()> {
        ensure(seconds >= MIN_ROOT_DELAY, Rule::RootDelay, seconds, MIN_ROOT_DELAY)?;
        ensure(seconds <= MAX_ROOT_DELAY, Rule::RootDelay, seconds, MAX_ROOT_DELAY)
    }

    /// What the tree holds for earners: what came in, less what went out.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn held(&self) -> Result<u64> {
        sub(self.funded, self.paid)
    }

    /// What is true of a tree at any time, as the first thing that is not.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        let pending = self.next_root != [0; 32];
        first_untrue(&[
            (self.paid <= self.active_total, "no more is paid than the active root promises"),
            (self.active_total <= self.funded, "what the active root promises has come in"),
            (self.next_total <= self.funded, "what the next root promises has come in"),
            (!pending || self.next_total >= self.active_total, "what is promised never falls"),
            (pending || (self.next_total == 0 && self.activates_at == 0), "no root, no figures"),
            (self.active_root != [0; 32] || self.active_total == 0, "nothing is promised by no root"),
        ])
    }
}
