//! Facts to begin from: the best of each kind, of which tests change one field.
#![allow(dead_code, reason = "each test file uses a part")]

use rating::{Authority, Code, DAY, NcnFacts, OperatorFacts, PolicyFacts, Resolver};

/// The slowest exit that the tests assume.
pub const EXIT: u64 = 14 * DAY;

/// A policy with all points but those of the worst loss.
pub const POLICY: PolicyFacts = PolicyFacts {
    slasher: Some(Authority::Program(Code::Final)),
    resolver: Some(Resolver { authority: Authority::Unknown, is_independent: true }),
    challenge_seconds: 2 * DAY,
    max_fraction: rating::policy::WHOLE / 10,
    equivocation_fraction: 0,
    cooldown_seconds: 30 * DAY,
};

/// An NCN with all points but a part of the worst loss.
pub fn ncn() -> NcnFacts {
    NcnFacts {
        policy: POLICY,
        announced: None,
        exit_seconds: EXIT,
        age_seconds: 365 * DAY,
        executed: 0,
        vetoed: 0,
        weights: vec![1; 10],
        paid_ahead: 90 * DAY,
        paid_ahead_elsewhere: 0,
    }
}

/// An operator with all points.
pub const OPERATOR: OperatorFacts = OperatorFacts {
    equivocations: 0,
    incidents: 0,
    jailings: 0,
    is_jailed: false,
    age_seconds: 365 * DAY,
    commission_bps: 1_000,
    own_bps: Some(1_000),
    leverage_bps: Some(10_000),
};
