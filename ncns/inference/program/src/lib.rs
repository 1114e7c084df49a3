//! A service (NCN) of inference by majority, on the restaking program.
//!
//! A requester posts a task: the hash of a model build with its seed, the hash of the input, a fee. A committee is drawn by stake,
//! commits to the hashes of its outputs, and reveals them. The output of a quorum of the seats wins. Its members share the fee, and
//! the core slashes a member that revealed another output, after its challenge window. Anyone carries votes and keeps tasks going.
//!
//! Votes are the core's own format, with the task's number as the height, and every number comes from the `inference_ledger` crate.
//! Discriminators are one byte, explicit, and never reused.
#![allow(missing_docs, reason = "Anchor's macros make public items of their own; what is written here is documented")]

use anchor_lang::prelude::*;

// Embeds this program's address, as the core does.
#[path = "../../../../programs/restaking/src/built_for.rs"]
pub mod built_for;
pub mod error;
pub mod event;
pub mod hashes;
pub mod instructions;
// Shared by all programs.
#[cfg(not(feature = "no-entrypoint"))]
#[path = "../../../../programs/restaking/src/security.rs"]
pub mod security;
pub mod state;
mod voting;

use instructions::*;
use state::{RuleFigures, TaskFigures};

// The address for local chains, with a public key pair. `cargo xtask build` builds for another address.
declare_id!("HUoKesuR5sGPWZnUXPikPsEG8BXsEb1zv6eEWYLX1jyz");

#[program]
pub mod inference_ncn {
    use super::*;

    /// Opens the service of an NCN with its rules.
    #[discrim = 0]
    pub fn open_inference(ctx: &mut Context<OpenInference>, rules: RuleFigures) -> Result<()> {
        ctx.accounts.open_inference(ctx.bumps.inference, rules.into())
    }

    /// Announces rules. They take effect after the notice of a slashing policy.
    #[discrim = 1]
    pub fn set_rules(ctx: &mut Context<SetRules>, rules: RuleFigures) -> Result<()> {
        ctx.accounts.set_rules(rules.into())
    }

    /// Makes a final stake table the table of new tasks. Permissionless.
    #[discrim = 2]
    pub fn adopt_table(ctx: &mut Context<AdoptTable>) -> Result<()> {
        ctx.accounts.adopt_table()
    }

    /// Opens an operator's score. Permissionless.
    #[discrim = 3]
    pub fn open_score(ctx: &mut Context<OpenScore>) -> Result<()> {
        ctx.accounts.open_score(ctx.bumps.score)
    }

    /// Posts a task with its fee. The number is the height of its votes: its time is 15 to 60 seconds ahead. Permissionless.
    #[discrim = 4]
    pub fn open_task(ctx: &mut Context<OpenTask>, number: u64, seats: u64, figures: TaskFigures) -> Result<()> {
        ctx.accounts.open_task(ctx.bumps.task, number, seats, &figures)
    }

    /// Draws the committee of a task by a slot hash that was to come when the task was posted. Permissionless.
    #[discrim = 5]
    pub fn draw_committee(ctx: &mut Context<DrawCommittee>) -> Result<()> {
        ctx.accounts.draw_committee()
    }

    /// Ends a task that nobody drew a committee for in time. Permissionless.
    #[discrim = 6]
    pub fn void_task(ctx: &mut Context<VoidTask>) -> Result<()> {
        ctx.accounts.void_task()
    }

    /// Enters members' commitments. Permissionless.
    #[discrim = 7]
    pub fn commit_outputs(ctx: &mut Context<CommitOutputs>) -> Result<()> {
        let keys = ctx.remaining_accounts()?;
        ctx.accounts.commit_outputs(&keys)
    }

    /// Enters members' outputs. Permissionless.
    #[discrim = 8]
    pub fn reveal_outputs(ctx: &mut Context<RevealOutputs>) -> Result<()> {
        let keys = ctx.remaining_accounts()?;
        ctx.accounts.reveal_outputs(&keys)
    }

    /// Concludes a task after the reveals, with the output of a quorum or without one. Permissionless.
    #[discrim = 9]
    pub fn conclude(ctx: &mut Context<Conclude>) -> Result<()> {
        ctx.accounts.conclude()
    }

    /// Judges a member of a concluded task. Permissionless.
    #[discrim = 10]
    pub fn judge(ctx: &mut Context<Judge>, place: u64) -> Result<()> {
        ctx.accounts.judge(place)
    }

    /// Pays a member of the majority its part of the fee. Permissionless.
    #[discrim = 11]
    pub fn pay_fee(ctx: &mut Context<PayFee>, place: u64) -> Result<()> {
        ctx.accounts.pay_fee(place)
    }

    /// Slashes an offense in one vault. Permissionless.
    #[discrim = 12]
    pub fn slash_offense(ctx: &mut Context<SlashOffense>) -> Result<()> {
        ctx.accounts.slash_offense()
    }

    /// Jails an operator that missed too many tasks. Permissionless.
    #[discrim = 13]
    pub fn jail_absent(ctx: &mut Context<JailAbsent>) -> Result<()> {
        ctx.accounts.jail_absent()
    }

    /// Closes an offense that no vault can be slashed for any more, and returns its rent. Permissionless.
    #[discrim = 14]
    pub fn close_offense(ctx: &mut Context<CloseOffense>) -> Result<()> {
        ctx.accounts.close_offense()
    }

    /// Closes a task, and returns its rent and the rest of the fee to the requester, which signs.
    #[discrim = 15]
    pub fn close_task(ctx: &mut Context<CloseTask>) -> Result<()> {
        ctx.accounts.close_task()
    }
}
