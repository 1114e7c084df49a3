//! A service (NCN) on the restaking program: operators attest a value per height, and those that contradict two thirds of the stake are
//! slashed.
//!
//! Operators sign a value per height off chain. Anyone carries their votes to a round, makes a value with two thirds of the weight
//! final, judges each operator against it, and has the core slash or jail those that broke the rules. Weights come from the core's
//! stake tables, votes are the core's own format, and every number comes from the `template_ledger` crate. Discriminators are one byte,
//! explicit, and never reused.
#![allow(missing_docs, reason = "Anchor's macros make public items of their own; what is written here is documented")]

use anchor_lang::prelude::*;

// Embeds this program's address, as the core does.
#[path = "../../../../programs/restaking/src/built_for.rs"]
pub mod built_for;
pub mod error;
pub mod event;
pub mod instructions;
// Shared by all programs.
#[cfg(not(feature = "no-entrypoint"))]
#[path = "../../../../programs/restaking/src/security.rs"]
pub mod security;
pub mod state;

use instructions::*;
use state::RuleFigures;

// The address for local chains, with a public key pair. `cargo xtask build` builds for another address.
declare_id!("FrzySDt8x6knB47NrxuhWHifNneeXW4EmWJzYPJWBdax");

/// The kind of the service's votes. Another service in the same NCN uses another one, or an honest operator signs two contents for one
/// kind and height.
pub const VOTE_KIND: u8 = 0;

#[program]
pub mod template_ncn {
    use super::*;

    /// Opens the service of an NCN with its rules.
    #[discrim = 0]
    pub fn open_service(ctx: &mut Context<OpenService>, rules: RuleFigures) -> Result<()> {
        ctx.accounts.open_service(ctx.bumps.service, rules.into())
    }

    /// Makes a final stake table the table of new rounds. Permissionless.
    #[discrim = 1]
    pub fn adopt_table(ctx: &mut Context<AdoptTable>) -> Result<()> {
        ctx.accounts.adopt_table()
    }

    /// Opens an operator's score. Permissionless.
    #[discrim = 2]
    pub fn open_score(ctx: &mut Context<OpenScore>) -> Result<()> {
        ctx.accounts.open_score(ctx.bumps.score)
    }

    /// Opens the round of a height in its window. Permissionless.
    #[discrim = 3]
    pub fn open_round(ctx: &mut Context<OpenRound>, height: u64) -> Result<()> {
        ctx.accounts.open_round(ctx.bumps.round, height)
    }

    /// Enters operators' votes in a round. Permissionless.
    #[discrim = 4]
    pub fn report(ctx: &mut Context<Report>) -> Result<()> {
        let keys = ctx.remaining_accounts()?;
        ctx.accounts.report(&keys)
    }

    /// Certifies the value at a place of the round's table, once two thirds of the weight signed it. Permissionless.
    #[discrim = 5]
    pub fn finalize(ctx: &mut Context<Finalize>, place: u64) -> Result<()> {
        ctx.accounts.finalize(place)
    }

    /// Judges an operator in a round after its window. Permissionless.
    #[discrim = 6]
    pub fn judge(ctx: &mut Context<Judge>, place: u64) -> Result<()> {
        ctx.accounts.judge(place)
    }

    /// Slashes an operator that signed another value than the certified one, in one vault. Permissionless.
    #[discrim = 7]
    pub fn slash_offense(ctx: &mut Context<SlashOffense>, place: u64) -> Result<()> {
        ctx.accounts.slash_offense(place)
    }

    /// Jails an operator that missed too many rounds. Permissionless.
    #[discrim = 8]
    pub fn jail_absent(ctx: &mut Context<JailAbsent>) -> Result<()> {
        ctx.accounts.jail_absent()
    }

    /// Closes a round for which no slash can follow any more, and returns its rent. Permissionless.
    #[discrim = 9]
    pub fn close_round(ctx: &mut Context<CloseRound>) -> Result<()> {
        ctx.accounts.close_round()
    }
}
