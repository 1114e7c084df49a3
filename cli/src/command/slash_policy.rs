//! How an NCN slashes.

use clap::Args;
use restaking_client::{PolicyArgs, SlashPolicy, SlashTerms};
use solana_program::pubkey::Pubkey;

use super::common::{AddressOrNone, SYSTEM};
use crate::amount::Fraction;
use crate::error::Result;
use crate::refuse;
use crate::time::{Moment, Span};

/// How an NCN slashes, as far as it is said.
#[derive(Args, Clone, Debug)]
pub struct Policy {
    /// Let this address propose slashes and jail operators
    #[arg(long, value_name = "ADDRESS")]
    slasher: Option<Pubkey>,
    /// Let this address veto slashes; `none` for no resolver
    #[arg(long, value_name = "ADDRESS")]
    resolver: Option<AddressOrNone>,
    /// Set the time for a veto of a slash
    #[arg(long, value_name = "SPAN")]
    challenge: Option<Span>,
    /// Let an incident take this part of an operator's allocation at least, as in 0.01 or 1%
    #[arg(long, value_name = "PART")]
    min_fraction: Option<Fraction>,
    /// Let an incident take this part of it at most; 0 for an NCN that does not slash
    #[arg(long, value_name = "PART")]
    max_fraction: Option<Fraction>,
    /// Set the time between two incidents of an operator
    #[arg(long, value_name = "SPAN")]
    cooldown: Option<Span>,
    /// Pay this part to the reporter of the offense, in basis points, at most 500; the program burns the rest of all
    /// parts
    #[arg(long, value_name = "BPS")]
    reporter_bps: Option<u64>,
    /// Pay this part to the insurance, in basis points
    #[arg(long, value_name = "BPS")]
    insurance_bps: Option<u64>,
    /// Pay this part to the harmed party, in basis points
    #[arg(long, value_name = "BPS")]
    redistribution_bps: Option<u64>,
    /// Pay the insurance's part to this address; `none` for no recipient
    #[arg(long, value_name = "ADDRESS")]
    insurance: Option<AddressOrNone>,
    /// Pay the harmed party's part to this address; `none` for no recipient
    #[arg(long, value_name = "ADDRESS")]
    redistribution: Option<AddressOrNone>,
    /// Take this part for two conflicting votes at one height; 0 for no such rule
    #[arg(long, value_name = "PART")]
    equivocation_fraction: Option<Fraction>,
    /// Set the time of height 0
    #[arg(long, value_name = "TIME")]
    height_zero: Option<Moment>,
    /// Set the milliseconds from a height to the next
    #[arg(long, value_name = "MS")]
    height_millis: Option<u64>,
}

impl Policy {
    /// The addresses that it names.
    pub(super) fn named(&self) -> impl Iterator<Item = &Pubkey> {
        let parties = [&self.resolver, &self.insurance, &self.redistribution];
        self.slasher.iter().chain(parties.into_iter().flatten().map(|who| &who.0))
    }

    /// What was given, in place of what is in `current`.
    pub(super) fn over(&self, current: &SlashPolicy, now: i64) -> Result<PolicyArgs> {
        let terms = &current.terms;
        let reporter_bps = self.reporter_bps.unwrap_or(terms.reporter_bps);
        let insurance_bps = self.insurance_bps.unwrap_or(terms.insurance_bps);
        let redistribution_bps = self.redistribution_bps.unwrap_or(terms.redistribution_bps);
        let parts =
            [reporter_bps, insurance_bps, redistribution_bps].iter().try_fold(0u64, |sum, part| sum.checked_add(*part));
        let Some(burn_bps) = parts.and_then(|parts| 10_000u64.checked_sub(parts)) else {
            refuse!("reporter, insurance and redistribution parts exceed 10,000 basis points");
        };
        Ok(PolicyArgs {
            slasher: self.slasher.unwrap_or(current.slasher),
            resolver: self.resolver.map_or(current.resolver, |who| who.0),
            insurance: self.insurance.map_or(current.insurance, |who| who.0),
            redistribution: self.redistribution.map_or(current.redistribution, |who| who.0),
            challenge_seconds: self.challenge.map_or(terms.challenge_seconds, |span| span.0),
            min_fraction: self.min_fraction.map_or(terms.min_fraction, |part| part.0),
            max_fraction: self.max_fraction.map_or(terms.max_fraction, |part| part.0),
            cooldown_seconds: self.cooldown.map_or(terms.cooldown_seconds, |span| span.0),
            burn_bps,
            reporter_bps,
            insurance_bps,
            redistribution_bps,
            equivocation_fraction: self.equivocation_fraction.map_or(terms.equivocation_fraction, |part| part.0),
            height_zero: self.height_zero.as_ref().map_or(terms.height_zero, |time| time.at(now)),
            height_millis: self.height_millis.unwrap_or(terms.height_millis),
        })
    }
}

/// The policy of an NCN that does not slash.
pub(super) fn no_policy(slasher: Pubkey) -> SlashPolicy {
    let terms = SlashTerms {
        challenge_seconds: 0,
        min_fraction: 0,
        max_fraction: 0,
        cooldown_seconds: 0,
        burn_bps: 10_000,
        reporter_bps: 0,
        insurance_bps: 0,
        redistribution_bps: 0,
        equivocation_fraction: 0,
        height_zero: 0,
        height_millis: 0,
    };
    SlashPolicy { slasher, resolver: SYSTEM, insurance: SYSTEM, redistribution: SYSTEM, terms }
}
