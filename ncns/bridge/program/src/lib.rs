//! A bridge service (NCN) on the restaking program.
//!
//! Operators sign checkpoints of a source's outbox off chain: the root and the number of its messages at the time of a height. Anyone
//! carries their votes to a round, makes a checkpoint final once a quorum signed it, judges absent operators, and proves false votes on an
//! outbox of this chain, for which the core slashes. Weights come from the core's stake tables, votes are the core's own format, and
//! every number comes from the `bridge_ledger` crate. Discriminators are one byte, explicit, and never reused.
#![allow(missing_docs, reason = "Anchor's macros make public items of their own; what is written here is documented")]

use anchor_lang::prelude::*;

// Embeds this program's address, as the core does.
#[path = "../../../../programs/restaking/src/built_for.rs"]
pub mod built_for;
pub mod error;
pub mod event;
pub mod instructions;
mod ncn;
// Shared by all programs.
#[cfg(not(feature = "no-entrypoint"))]
#[path = "../../../../programs/restaking/src/security.rs"]
pub mod security;
pub mod state;

use instructions::*;
use state::RuleFigures;

// The address for local chains, with a public key pair. `cargo xtask build` builds for another address.
declare_id!("CBBZX3RxbU56Dzp7Tx6By9EoF7x5HeGZwjzoEB1rm2CU");

#[program]
pub mod bridge_ncn {
    use super::*;

    /// Opens the bridge of an NCN with its rules.
    #[discrim = 0]
    pub fn open_bridge(ctx: &mut Context<OpenBridge>, rules: RuleFigures) -> Result<()> {
        ctx.accounts.open_bridge(ctx.bumps.bridge, rules.into())
    }

    /// Announces rules. They take effect after the notice of a slashing policy.
    #[discrim = 1]
    pub fn set_rules(ctx: &mut Context<SetRules>, rules: RuleFigures) -> Result<()> {
        ctx.accounts.set_rules(rules.into())
    }

    /// Makes a final stake table the table of new rounds. Permissionless.
    #[discrim = 2]
    pub fn adopt_table(ctx: &mut Context<AdoptTable>) -> Result<()> {
        ctx.accounts.adopt_table()
    }

    /// Opens a source of messages. Its number is the kind of its votes.
    #[discrim = 3]
    pub fn open_source(ctx: &mut Context<OpenSource>, number: u8, figures: SourceFigures) -> Result<()> {
        ctx.accounts.open_source(ctx.bumps.source, number, &figures)
    }

    /// Opens the outbox of a source on this chain. Permissionless.
    #[discrim = 4]
    pub fn open_outbox(ctx: &mut Context<OpenOutbox>) -> Result<()> {
        ctx.accounts.open_outbox(ctx.bumps.outbox)
    }

    /// Enlarges an outbox toward the history that its source states. Permissionless.
    #[discrim = 5]
    pub fn grow_outbox(ctx: &mut Context<GrowOutbox>) -> Result<()> {
        ctx.accounts.grow_outbox()
    }

    /// Posts a message to an outbox. Permissionless.
    #[discrim = 6]
    pub fn post_message(ctx: &mut Context<PostMessage>, payload: [u8; 32]) -> Result<()> {
        ctx.accounts.post_message(&payload)
    }

    /// Opens an account of rounds in a source's ring. Permissionless.
    #[discrim = 7]
    pub fn open_round(ctx: &mut Context<OpenRound>, slot: u64) -> Result<()> {
        ctx.accounts.open_round(ctx.bumps.round, slot)
    }

    /// Opens an operator's score in a source. Permissionless.
    #[discrim = 8]
    pub fn open_score(ctx: &mut Context<OpenScore>) -> Result<()> {
        ctx.accounts.open_score(ctx.bumps.score)
    }

    /// Enters operators' votes for a height. Permissionless.
    #[discrim = 9]
    pub fn enter_votes(ctx: &mut Context<EnterVotes>, height: u64) -> Result<()> {
        let keys = ctx.remaining_accounts()?;
        ctx.accounts.enter_votes(&keys, height)
    }

    /// Makes the checkpoint that a quorum signed final. Permissionless.
    #[discrim = 10]
    pub fn finalize(ctx: &mut Context<Finalize>, height: u64, root: [u8; 32], count: u64) -> Result<()> {
        ctx.accounts.finalize(ctx.bumps.checkpoint, height, root, count)
    }

    /// Judges an operator in a final round. Permissionless.
    #[discrim = 11]
    pub fn judge(ctx: &mut Context<Judge>, height: u64, place: u64) -> Result<()> {
        ctx.accounts.judge(height, place)
    }

    /// Proves that an operator signed a false root of an outbox on this chain. Permissionless.
    #[discrim = 12]
    pub fn prove_false_root(ctx: &mut Context<ProveFalseRoot>, height: u64) -> Result<()> {
        ctx.accounts.prove_false_root(height)
    }

    /// States that an operator signed a false root of a foreign outbox, by the source's adjudicator.
    #[discrim = 13]
    pub fn adjudicate_false_root(
        ctx: &mut Context<AdjudicateFalseRoot>,
        height: u64,
        root: [u8; 32],
        count: u64,
    ) -> Result<()> {
        ctx.accounts.adjudicate_false_root(height, root, count)
    }

    /// Slashes a false root in one vault. Permissionless.
    #[discrim = 14]
    pub fn slash_false_root(ctx: &mut Context<SlashFalseRoot>) -> Result<()> {
        let vetoed = ctx.remaining_accounts()?;
        ctx.accounts.slash_false_root(&vetoed)
    }

    /// Jails an operator that missed too many rounds. Permissionless.
    #[discrim = 15]
    pub fn jail_absent(ctx: &mut Context<JailAbsent>) -> Result<()> {
        ctx.accounts.jail_absent()
    }

    /// Closes the proof of a false root that no vault can be slashed for any more, and returns its rent. Permissionless.
    #[discrim = 16]
    pub fn close_false_root(ctx: &mut Context<CloseFalseRoot>) -> Result<()> {
        ctx.accounts.close_false_root()
    }

    /// Closes an old checkpoint and returns its rent. Permissionless.
    #[discrim = 17]
    pub fn close_checkpoint(ctx: &mut Context<CloseCheckpoint>) -> Result<()> {
        ctx.accounts.close_checkpoint()
    }
}
