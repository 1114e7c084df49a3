//! An NCN's slashing policy.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::state::slash_terms::SlashTerms;

use crate::error::{RestakingError, fail, refused};

/// An NCN's slashing policy: its figures and its roles.
#[derive(Clone, Copy, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct SlashPolicy {
    /// Proposes slashes and jails operators.
    pub slasher: Address,
    /// May veto a slash during its challenge window; zero if slashes cannot be vetoed.
    pub resolver: Address,
    /// Owns the token accounts that receive the insurance's share; zero if it has none.
    pub insurance: Address,
    /// Owns the token accounts that receive the harmed party's share; zero if it has none.
    pub redistribution: Address,
    pub terms: SlashTerms,
}

/// A slashing policy, as an instruction argument.
#[derive(Clone, Copy, AnchorDeserialize, AnchorSerialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct PolicyArgs {
    /// Proposes slashes and jails operators.
    pub slasher: Address,
    /// May veto a slash during its challenge window; zero if slashes cannot be vetoed.
    pub resolver: Address,
    /// Owns the token accounts that receive the insurance's share; zero if it has none.
    pub insurance: Address,
    /// Owns the token accounts that receive the harmed party's share; zero if it has none.
    pub redistribution: Address,
    /// The challenge window, in seconds: at most 30 days; zero makes a slash final at once.
    pub challenge_seconds: u64,
    /// The minimum fraction of an operator's allocation per incident, in `1/10^18`.
    pub min_fraction: u64,
    /// The maximum fraction of it per incident, in `1/10^18`; zero for an NCN that does not slash.
    pub max_fraction: u64,
    /// The minimum time between an operator's incidents.
    pub cooldown_seconds: u64,
    /// The share that is burned, in basis points. The four shares add up to 10,000.
    pub burn_bps: u64,
    /// The reporter's share, in basis points.
    pub reporter_bps: u64,
    /// The insurance's share, in basis points.
    pub insurance_bps: u64,
    /// The harmed party's share, in basis points.
    pub redistribution_bps: u64,
    /// The penalty for two conflicting votes of one key at one height, in `1/10^18`; zero for no such rule.
    pub equivocation_fraction: u64,
    /// The time of height 0, in unix seconds.
    pub height_zero: i64,
    /// The milliseconds between consecutive heights.
    pub height_millis: u64,
}

impl From<PolicyArgs> for SlashPolicy {
    fn from(args: PolicyArgs) -> Self {
        Self {
            slasher: args.slasher,
            resolver: args.resolver,
            insurance: args.insurance,
            redistribution: args.redistribution,
            terms: SlashTerms {
                challenge_seconds: args.challenge_seconds,
                min_fraction: args.min_fraction,
                max_fraction: args.max_fraction,
                cooldown_seconds: args.cooldown_seconds,
                burn_bps: args.burn_bps,
                reporter_bps: args.reporter_bps,
                insurance_bps: args.insurance_bps,
                redistribution_bps: args.redistribution_bps,
                equivocation_fraction: args.equivocation_fraction,
                height_zero: args.height_zero,
                height_millis: args.height_millis,
            },
        }
    }
}

impl SlashPolicy {
    /// Refuses a contradictory policy: invalid figures, a resolver without a challenge window or the reverse, a share
    /// without a recipient.
    ///
    /// # Errors
    /// [`RestakingError::ResolverWithoutTime`], [`RestakingError::NoRecipient`], and those of [`SlashTerms::check`].
    pub fn check(&self) -> Result<()> {
        self.terms.check().map_err(refused)?;
        let (challenge, has_resolver) = (self.terms.challenge_seconds, !is_zero(&self.resolver));
        if has_resolver != (challenge > 0) {
            return Err(fail(RestakingError::ResolverWithoutTime, challenge, has_resolver.into()));
        }
        for (bps, recipient) in
            [(self.terms.insurance_bps, &self.insurance), (self.terms.redistribution_bps, &self.redistribution)]
        {
            if bps > 0 && is_zero(recipient) {
                return Err(fail(RestakingError::NoRecipient, bps, 0));
            }
        }
        Ok(())
    }
}

/// Whether `address` is the zero address, which nobody controls. It is the system program's address and a curve point
/// of small order. The runtime accepts no signature by it, and no program can sign for it. A role of the zero address
/// is therefore vacant.
pub fn is_zero(address: &Address) -> bool {
    address_eq(address, &Address::default())
}
