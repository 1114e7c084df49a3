//! The NCN's slashing policy, as far as the rules of a service depend on it.

use crate::refusal::{Refusal, ensure};

/// The figures of a slashing policy that the rules depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    pub challenge_seconds: u64,
    pub min_fraction: u64,
    pub max_fraction: u64,
    pub equivocation_fraction: u64,
    pub cooldown_seconds: u64,
}

/// What the rules of a service need of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demands {
    /// The smallest and the largest slash, in `1/10^18` of the operator's allocation.
    pub slashes: (u64, u64),
    /// The shortest challenge window.
    pub challenge_seconds: u64,
    /// The longest cooldown.
    pub cooldown_seconds: u64,
}

/// The rules of a ledger that a policy can break.
pub trait PolicyRule: Copy {
    /// The policy does not allow the slashes of the rules, or two votes at one height are free [fraction, bound].
    const FRACTION: Self;
    /// The policy's challenge window is too short [seconds, least].
    const SHORT_CHALLENGE: Self;
    /// The policy's cooldown is too long [seconds, most].
    const LONG_COOLDOWN: Self;
}

impl Policy {
    /// Refuses a policy that does not meet `demands`, or under which two votes at one height are free.
    ///
    /// # Errors
    /// Those of [`PolicyRule`].
    pub fn check<R: PolicyRule>(&self, demands: &Demands) -> Result<(), Refusal<R>> {
        let (smallest, largest) = demands.slashes;
        ensure(largest <= self.max_fraction, R::FRACTION, largest, self.max_fraction)?;
        ensure(smallest >= self.min_fraction, R::FRACTION, smallest, self.min_fraction)?;
        ensure(self.equivocation_fraction > 0, R::FRACTION, 0, 1)?;
        self.check_challenge(demands.challenge_seconds)?;
        let (cooldown, longest) = (self.cooldown_seconds, demands.cooldown_seconds);
        ensure(cooldown <= longest, R::LONG_COOLDOWN, cooldown, longest)
    }

    /// Refuses a policy whose resolver has too little time.
    ///
    /// # Errors
    /// [`PolicyRule::SHORT_CHALLENGE`].
    pub fn check_challenge<R: PolicyRule>(&self, shortest: u64) -> Result<(), Refusal<R>> {
        ensure(self.challenge_seconds >= shortest, R::SHORT_CHALLENGE, self.challenge_seconds, shortest)
    }
}
