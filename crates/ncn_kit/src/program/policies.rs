//! Slashing policies of the core.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use restaking::state::{Ncn, SlashPolicy};

use super::{KitError, KitRule};
use crate::policy::Policy;

/// The figures of `policy` that a service's rules check. Refuses one with other times of heights, zero and milliseconds, or another
/// slasher.
///
/// # Errors
/// [`KitRule::OtherHeights`], [`KitRule::NotSlasher`].
pub fn figures_of(
    policy: &SlashPolicy,
    heights: (i64, u64),
    slasher: &Address,
) -> core::result::Result<Policy, KitError> {
    let terms = &policy.terms;
    if (terms.height_zero, terms.height_millis) != heights {
        return Err(KitRule::OtherHeights.refusal());
    }
    if !address_eq(&policy.slasher, slasher) {
        return Err(KitRule::NotSlasher.refusal());
    }
    Ok(figures(policy))
}

/// The figures of `policy` that a service's rules check.
pub fn figures(policy: &SlashPolicy) -> Policy {
    let terms = &policy.terms;
    Policy {
        challenge_seconds: terms.challenge_seconds,
        min_fraction: terms.min_fraction,
        max_fraction: terms.max_fraction,
        equivocation_fraction: terms.equivocation_fraction,
        cooldown_seconds: terms.cooldown_seconds,
    }
}

/// The largest slash that the policy of the NCN at `view` allows at `now`. A policy that became milder since an offense bounds its slash.
///
/// # Errors
/// Those of an account that is no NCN.
pub fn max_fraction(view: AccountView, now: i64) -> Result<u64> {
    Ok(Account::<Ncn>::load(view)?.policy_at(now).terms.max_fraction)
}
