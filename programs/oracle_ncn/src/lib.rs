//! The reference service (NCN): a price oracle on the restaking program, and the template of other services.
//!
//! Operators sign a price per feed and height off chain. Anyone carries their votes to a round, closes it with the weighted median,
//! judges each operator against it, and has the core slash or jail those that broke the rules. Weights come from the core's stake
//! tables, votes are the core's own format, and every number comes from the `oracle_ledger` crate. Discriminators are one byte,
//! explicit, and never reused.
#![allow(missing_docs, reason = "Anchor's macros make public items of their own; what is written here is documented")]

use anchor_lang::prelude::*;

// Embeds this program's address, as the core does.
#[path = "../../restaking/src/built_for.rs"]
pub mod built_for;
pub mod error;
pub mod event;
pub mod instructions;
// Shared by all programs.
#[cfg(not(feature = "no-entrypoint"))]
#[path = "../../restaking/src/security.rs"]
pub mod security;
pub mod state;

use instructions::*;
use state::RuleFigures;

// The address for local chains, with a public key pair. `cargo xtask build` builds for another address.
declare_id!("7obKxnCgE3koZmtPoRK2GvLpHCVgCwtde789YPqVLiMY");

#[program]
pub mod oracle_ncn {
    use super::*;

    /// Opens the oracle of an NCN with its rules.
    #[discrim = 0]
    pub fn open_oracle(ctx: &mut Context<OpenOracle>, rules: RuleFigures) -> Result<()> {
        ctx.accounts.open_oracle(ctx.bumps.oracle, rules.into())
    }

    /// Announces rules. They take effect after the notice of a slashing policy.
    #[discrim = 1]
    pub fn set_rules(ctx: &mut Context<SetRules>, rules: RuleFigures) -> Result<()> {
        ctx.accounts.set_rules(rules.into())
    }

    /// Opens a feed. Its number is the kind of its votes.
    #[discrim = 2]
    pub fn open_feed(ctx: &mut Context<OpenFeed>, number: u8, decimals: u8, rounds: u64, name: [u8; 32]) -> Result<()> {
        ctx.accounts.open_feed(ctx.bumps.feed, number, decimals, rounds, name)
    }

    /// Opens an account of rounds in a feed's ring. Permissionless.
    #[discrim = 3]
    pub fn open_round(ctx: &mut Context<OpenRound>, slot: u64) -> Result<()> {
        ctx.accounts.open_round(ctx.bumps.round, slot)
    }

    /// Opens an operator's score in a feed. Permissionless.
    #[discrim = 4]
    pub fn open_score(ctx: &mut Context<OpenScore>) -> Result<()> {
        ctx.accounts.open_score(ctx.bumps.score)
    }

    /// Makes a final stake table the table of new rounds. Permissionless.
    #[discrim = 5]
    pub fn adopt_table(ctx: &mut Context<AdoptTable>) -> Result<()> {
        ctx.accounts.adopt_table()
    }

    /// Enters operators' votes for a height. Permissionless.
    #[discrim = 6]
    pub fn report(ctx: &mut Context<Report>, height: u64) -> Result<()> {
        let keys = ctx.remaining_accounts()?;
        ctx.accounts.report(&keys, height)
    }

    /// Closes a round with its weighted median, by an order of the reports that the caller passes. Permissionless.
    #[discrim = 7]
    pub fn finalize(ctx: &mut Context<Finalize>, order: Vec<u8>) -> Result<()> {
        ctx.accounts.finalize(&order)
    }

    /// Judges an operator in a final round. Permissionless.
    #[discrim = 8]
    pub fn judge(ctx: &mut Context<Judge>, height: u64, place: u64) -> Result<()> {
        ctx.accounts.judge(height, place)
    }

    /// Slashes an offense in one vault. Permissionless.
    #[discrim = 9]
    pub fn slash_offense(ctx: &mut Context<SlashOffense>) -> Result<()> {
        ctx.accounts.slash_offense()
    }

    /// Jails an operator that missed too many rounds. Permissionless.
    #[discrim = 10]
    pub fn jail_absent(ctx: &mut Context<JailAbsent>) -> Result<()> {
        ctx.accounts.jail_absent()
    }

    /// Closes an offense that no vault can be slashed for any more, and returns its rent. Permissionless.
    #[discrim = 11]
    pub fn close_offense(ctx: &mut Context<CloseOffense>) -> Result<()> {
        ctx.accounts.close_offense()
    }

    /// Announces the end of a feed, which takes effect after the notice of rules. Its number is never used again.
    #[discrim = 12]
    pub fn retire_feed(ctx: &mut Context<RetireFeed>) -> Result<()> {
        ctx.accounts.retire_feed()
    }

    /// Closes a retired feed after its rounds and scores, and returns its rent. Permissionless.
    #[discrim = 13]
    pub fn close_feed(ctx: &mut Context<CloseFeed>) -> Result<()> {
        ctx.accounts.close_feed()
    }

    /// Closes an account of rounds of a retired feed, and returns its rent. Permissionless.
    #[discrim = 14]
    pub fn close_round(ctx: &mut Context<CloseRound>) -> Result<()> {
        ctx.accounts.close_round()
    }

    /// Closes an operator's score in a retired feed, and returns its rent. Permissionless.
    #[discrim = 15]
    pub fn close_score(ctx: &mut Context<CloseScore>) -> Result<()> {
        ctx.accounts.close_score()
    }
}
