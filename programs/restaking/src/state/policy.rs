//! How an NCN slashes.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::SlashTerms;

use crate::error::{RestakingError, fail, refused};

/// An NCN's slashing policy: the figures, and who acts in it.
#[derive(Clone, Copy, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct SlashPolicy {
    /// Who proposes slashes and jails operators.
    pub slasher: Address,
    /// Who can veto a slash while it can be challenged; zero if none can be.
    pub resolver: Address,
    /// Who owns the token accounts that the insurance's part goes to; zero if it has none.
    pub insurance: Address,
    /// Who owns the token accounts that the part of who was harmed goes to; zero if they have none.
    pub redistribution: Address,
    /// The figures.
    pub terms: SlashTerms,
}

/// A slashing policy as an instruction argument.
#[derive(Clone, Copy, AnchorDeserialize, AnchorSerialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct PolicyArgs {
    /// Who proposes slashes and jails operators.
    pub slasher: Address,
    /// Who can veto a slash while it can be challenged; zero if none can be.
    pub resolver: Address,
    /// Who owns the token accounts that the insurance's part goes to; zero if it has none.
    pub insurance: Address,
    /// Who owns the token accounts that the part of who was harmed goes to; zero if they have none.
    pub redistribution: Address,
    /// How long a slash can be vetoed, in seconds, 30 days at the most; zero makes it final at once.
    pub challenge_seconds: u64,
    /// The least that an incident may take of what an operator allocated, in `1/10^18`.
    pub min_fraction: u64,
    /// The most that an incident may take of it, in `1/10^18`; zero for an NCN that does not slash.
    pub max_fraction: u64,
    /// How long after an operator's incident the next one may come.
    pub cooldown_seconds: u64,
    /// The part that is burned, in basis points. The four parts make 10,000.
    pub burn_bps: u64,
    /// The part of who reported the offence, in basis points.
    pub reporter_bps: u64,
    /// The part of the insurance, in basis points.
    pub insurance_bps: u64,
    /// The part of who was harmed, in basis points.
    pub redistribution_bps: u64,
    /// What two conflicting votes of one key at one height cost, in `1/10^18`; zero for no such rule.
    pub equivocation_fraction: u64,
    /// When height 0 was, in unix seconds.
    pub height_zero: i64,
    /// The milliseconds from a height to the next.
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
    /// Refuses a policy that contradicts itself: figures that do, a resolver without time to veto or time without a
    /// resolver, a part for nobody.
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

/// Whether `address` is nobody's. It is the system program's, and a point of small order on the curve: the runtime takes no
/// signature by it, and no program can sign for it. So a role of the zero address is one that nobody has.
pub fn is_zero(address: &Address) -> bool {
    address_eq(address, &Address::default())
}
