//! The inputs that an NCN's slashing policy gives: evidence, veto, worst loss and code.

use crate::{DAY, share};

/// The maximum of the evidence.
pub const EVIDENCE: u64 = 25;
/// The maximum of the veto.
pub const VETO: u64 = 20;
/// The maximum of the worst loss.
pub const WORST_LOSS: u64 = 15;
/// The maximum of the code.
pub const CODE: u64 = 15;

/// A whole fraction, in `1/10^18`, as a policy states it.
pub const WHOLE: u64 = 1_000_000_000_000_000_000;

/// The challenge window that gets all points.
pub const FULL_WINDOW: u64 = 2 * DAY;

/// The points for an independent resolver.
const RESOLVER: u64 = 8;
/// The points for a resolver that is no plain key.
const NO_KEY: u64 = 4;
/// The points for a window of [`FULL_WINDOW`].
const WINDOW: u64 = VETO - RESOLVER - NO_KEY;

/// The authority over a program's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// A plain key, at any time, directly or by a change of the gate program.
    Key,
    /// An address that only a program signs for, such as a multisig's, at any time.
    Program,
    /// An upgrade gate, after a notice.
    Gate {
        /// The notice, in seconds.
        notice: u64,
    },
    /// None: the code is final.
    Final,
}

/// What acts in a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// A plain key.
    Key,
    /// An address that only a program signs for. The chain does not say which program.
    Unknown,
    /// An account with the data of a program.
    Program(Code),
}

/// The resolver of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolver {
    /// What it is.
    pub authority: Authority,
    /// It differs from the slasher, the NCN's admins and creator, and the upgrade authority of the slasher's program, and is no other
    /// account of that program.
    pub is_independent: bool,
}

/// A slashing policy, as the chain states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyFacts {
    /// The slasher; none if the role is vacant.
    pub slasher: Option<Authority>,
    /// The resolver; none if slashes cannot be vetoed.
    pub resolver: Option<Resolver>,
    /// The challenge window.
    pub challenge_seconds: u64,
    /// The most of an allocation that one incident takes, in `1/10^18`.
    pub max_fraction: u64,
    /// What a proven equivocation takes, in `1/10^18`.
    pub equivocation_fraction: u64,
    /// The least time between two incidents of an operator.
    pub cooldown_seconds: u64,
}

impl PolicyFacts {
    /// Whether a slasher can propose slashes that take something.
    pub fn can_propose(&self) -> bool {
        self.max_fraction > 0 && self.slasher.is_some()
    }

    /// The points for what judges an offense. `exit_seconds` is the slowest exit.
    pub fn evidence(&self, exit_seconds: u64) -> u64 {
        if !self.can_propose() {
            return EVIDENCE;
        }
        match self.slasher {
            None | Some(Authority::Program(Code::Final)) => EVIDENCE,
            Some(Authority::Program(Code::Gate { notice })) if notice >= exit_seconds => 20,
            Some(Authority::Program(Code::Gate { .. } | Code::Program)) => 15,
            Some(Authority::Program(Code::Key)) => 10,
            Some(Authority::Unknown) => 5,
            Some(Authority::Key) => 0,
        }
    }

    /// The points for the authority over the code that judges.
    pub fn code(&self, exit_seconds: u64) -> u64 {
        if !self.can_propose() {
            return CODE;
        }
        match self.slasher {
            None | Some(Authority::Program(Code::Final)) => CODE,
            Some(Authority::Program(Code::Gate { notice })) if notice >= exit_seconds => CODE,
            Some(Authority::Program(Code::Gate { .. })) => 8,
            Some(Authority::Program(Code::Program)) => 5,
            Some(Authority::Program(Code::Key) | Authority::Unknown | Authority::Key) => 0,
        }
    }

    /// The points for the veto. A policy that takes nothing needs none.
    pub fn veto(&self) -> u64 {
        if !self.can_propose() && self.equivocation_fraction == 0 {
            return VETO;
        }
        let Some(resolver) = self.resolver.filter(|resolver| resolver.is_independent) else { return 0 };
        let no_key = if resolver.authority == Authority::Key { 0 } else { NO_KEY };
        RESOLVER + no_key + share(WINDOW, self.challenge_seconds, FULL_WINDOW)
    }

    /// The most that slashes take of an allocation during an exit of `exit_seconds`, in `1/10^18`: as many incidents as the cooldown
    /// allows, and one equivocation. Without a cooldown, all of it.
    pub fn worst_loss(&self, exit_seconds: u64) -> u64 {
        let left = |fraction: u64| WHOLE - fraction.min(WHOLE);
        let kept = match (self.can_propose(), self.cooldown_seconds) {
            (false, _) => WHOLE,
            (true, 0) => 0,
            (true, cooldown) => power(left(self.max_fraction), (exit_seconds / cooldown).saturating_add(1)),
        };
        WHOLE - times(kept, left(self.equivocation_fraction))
    }

    /// The points for the worst loss.
    pub fn worst_loss_points(&self, exit_seconds: u64) -> u64 {
        share(WORST_LOSS, WHOLE - self.worst_loss(exit_seconds), WHOLE)
    }
}

/// `floor(a·b/10^18)`.
fn times(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b) / u128::from(WHOLE);
    product as u64
}

/// A fraction to the power of `exponent`, by squares, each product rounded down.
fn power(fraction: u64, exponent: u64) -> u64 {
    let (mut result, mut square, mut left) = (WHOLE, fraction, exponent);
    while left > 0 {
        if left & 1 == 1 {
            result = times(result, square);
        }
        square = times(square, square);
        left >>= 1;
    }
    result
}
