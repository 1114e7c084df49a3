//! A service (NCN) on the restaking program: data availability, with challenges of random chunks.
//!
//! Operators sign that they store a blob until an expiry. With two thirds of the weight, their votes are a certificate that any program
//! reads. Until the expiry, anyone locks a bond and asks one of the operators for a chunk, which the hash of a later slot draws. The
//! operator publishes the chunk in time and wins the bond, or it is jailed and slashed. Weights come from the core's stake
//! tables, votes are the core's own format, and every number comes from the `availability_ledger` crate. Discriminators are one byte,
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
use state::{BlobContent, RuleFigures};

// The address for local chains, with a public key pair. `cargo xtask build` builds for another address.
declare_id!("2JKwWeDty2Czn1u57EG48ru6z7d6yMDpWbhC3q6PZQvv");

#[program]
pub mod availability_ncn {
    use super::*;

    /// Opens the archive of an NCN with its rules.
    #[discrim = 0]
    pub fn open_archive(ctx: &mut Context<OpenArchive>, rules: RuleFigures) -> Result<()> {
        ctx.accounts.open_archive(ctx.bumps.archive, rules.into())
    }

    /// Announces rules. They take effect after the notice of a slashing policy.
    #[discrim = 1]
    pub fn set_rules(ctx: &mut Context<SetRules>, rules: RuleFigures) -> Result<()> {
        ctx.accounts.set_rules(rules.into())
    }

    /// Opens an operator's custody, which counts its challenges. Permissionless.
    #[discrim = 2]
    pub fn open_custody(ctx: &mut Context<OpenCustody>) -> Result<()> {
        ctx.accounts.open_custody(ctx.bumps.custody)
    }

    /// Makes a final stake table the table of new certificates. Permissionless.
    #[discrim = 3]
    pub fn adopt_table(ctx: &mut Context<AdoptTable>) -> Result<()> {
        ctx.accounts.adopt_table()
    }

    /// Opens the certificate of a blob at a height, with room for each operator of the archive's table. Permissionless.
    #[discrim = 4]
    pub fn open_certificate(
        ctx: &mut Context<OpenCertificate>,
        kind: u8,
        height: u64,
        capacity: u32,
        content: BlobContent,
        digest: [u8; 32],
    ) -> Result<()> {
        ctx.accounts.open_certificate(ctx.bumps.certificate, (kind, height), capacity, content.into(), &digest)
    }

    /// Enters operators' votes for a blob. Permissionless.
    #[discrim = 5]
    pub fn attest(ctx: &mut Context<Attest>) -> Result<()> {
        let keys = ctx.remaining_accounts()?;
        ctx.accounts.attest(&keys)
    }

    /// Locks a bond and asks the operator at a place of the certificate for a chunk. Permissionless.
    #[discrim = 6]
    pub fn open_challenge(ctx: &mut Context<OpenChallenge>, place: u64, max_bond: u64) -> Result<()> {
        ctx.accounts.open_challenge(ctx.bumps.challenge, place, max_bond)
    }

    /// Draws the chunk of a challenge by the hash of its slot. Permissionless.
    #[discrim = 7]
    pub fn draw_chunk(ctx: &mut Context<DrawChunk>) -> Result<()> {
        ctx.accounts.draw_chunk()
    }

    /// Publishes the chunk with its proof. Permissionless. The operator wins the bond, not the sender.
    #[discrim = 8]
    pub fn answer_challenge(ctx: &mut Context<AnswerChallenge>, chunk: Vec<u8>, proof: Vec<[u8; 32]>) -> Result<()> {
        ctx.accounts.answer_challenge(&chunk, &proof)
    }

    /// Finds that an operator did not answer in time. Permissionless.
    #[discrim = 9]
    pub fn judge_challenge(ctx: &mut Context<JudgeChallenge>) -> Result<()> {
        ctx.accounts.judge_challenge()
    }

    /// Ends a challenge of which nobody drew the chunk in time. The bond is burned. Permissionless.
    #[discrim = 10]
    pub fn lapse_challenge(ctx: &mut Context<LapseChallenge>) -> Result<()> {
        ctx.accounts.lapse_challenge()
    }

    /// Returns the bond of a challenge that found a failure. Permissionless.
    #[discrim = 11]
    pub fn return_bond(ctx: &mut Context<ReturnBond>) -> Result<()> {
        ctx.accounts.return_bond()
    }

    /// Jails an operator for a failure. Permissionless.
    #[discrim = 12]
    pub fn jail_failed(ctx: &mut Context<JailFailed>) -> Result<()> {
        ctx.accounts.jail_failed()
    }

    /// Slashes a failure in one vault. Permissionless.
    #[discrim = 13]
    pub fn slash_failed(ctx: &mut Context<SlashFailed>) -> Result<()> {
        ctx.accounts.slash_failed()
    }

    /// Closes a settled challenge and returns its rent to the challenger. Permissionless.
    #[discrim = 14]
    pub fn close_challenge(ctx: &mut Context<CloseChallenge>) -> Result<()> {
        ctx.accounts.close_challenge()
    }

    /// Pays the bonds that an operator won to its fee wallet. Permissionless.
    #[discrim = 15]
    pub fn collect_bonds(ctx: &mut Context<CollectBonds>) -> Result<()> {
        ctx.accounts.collect_bonds()
    }

    /// Closes a certificate that expired, or that has no quorum, and returns its rent. Permissionless.
    #[discrim = 16]
    pub fn close_certificate(ctx: &mut Context<CloseCertificate>) -> Result<()> {
        ctx.accounts.close_certificate()
    }

    /// Lifts the jail of a failure of which the slash was vetoed. Permissionless.
    #[discrim = 17]
    pub fn release_failed(ctx: &mut Context<ReleaseFailed>) -> Result<()> {
        ctx.accounts.release_failed()
    }
}

/// SHA-256 of the parts, one after the other.
fn hashv(parts: &[&[u8]]) -> [u8; 32] {
    solana_sha256_hasher::hashv(parts).to_bytes()
}
