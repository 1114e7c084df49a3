//! Upgrade gate: holds a program's upgrade authority and changes its code only after a notice.
//!
//! The gate's account is the upgrade authority of its program and of an announced buffer. It signs three things: the
//! announced upgrade when it is due, the return of a canceled buffer to its owner, and the end of all upgrades.
#![allow(missing_docs, reason = "Anchor's macros make public items of their own; what is written here is documented")]

use anchor_lang::prelude::*;

// Embeds this program's address, as the core does.
#[path = "../../restaking/src/built_for.rs"]
pub mod built_for;
pub mod error;
pub mod event;
pub mod instructions;
pub mod loader;
// Shared by both programs.
#[cfg(not(feature = "no-entrypoint"))]
#[path = "../../restaking/src/security.rs"]
pub mod security;
pub mod state;

use instructions::*;

// The address for local chains, with a public key pair. `cargo xtask build --gate-id` builds for another address.
declare_id!("BdzvJ5kJHx5VbcCc1hdvNVKqUyDsSzK8FCVMihsgDwdp");

#[program]
pub mod upgrade_gate {
    use super::*;

    /// Creates a program's gate and transfers the program's upgrade authority to it.
    #[discrim = 0]
    pub fn open_gate(ctx: &mut Context<OpenGate>, delay_seconds: u64, guardian: Address) -> Result<()> {
        ctx.accounts.open_gate(ctx.bumps.gate, delay_seconds, guardian)
    }

    /// Announces the code in a buffer and takes over the buffer. `code_hash` is its SHA-256 without trailing zeros.
    #[discrim = 1]
    pub fn announce_upgrade(ctx: &mut Context<AnnounceUpgrade>, code_hash: [u8; 32], delay_seconds: u64) -> Result<()> {
        ctx.accounts.announce_upgrade(code_hash, delay_seconds)
    }

    /// Executes the announced upgrade once it is due. Permissionless.
    #[discrim = 2]
    pub fn execute_upgrade(ctx: &mut Context<ExecuteUpgrade>) -> Result<()> {
        ctx.accounts.execute_upgrade()
    }

    /// Cancels the announced upgrade and returns the buffer to its owner.
    #[discrim = 3]
    pub fn cancel_upgrade(ctx: &mut Context<CancelUpgrade>) -> Result<()> {
        ctx.accounts.cancel_upgrade()
    }

    /// Raises the delay of later announcements. It can never be lowered.
    #[discrim = 4]
    pub fn raise_delay(ctx: &mut Context<RaiseDelay>, delay_seconds: u64) -> Result<()> {
        ctx.accounts.raise_delay(delay_seconds)
    }

    /// Proposes another admin of a gate; the zero address withdraws the proposal.
    #[discrim = 5]
    pub fn propose_gate_admin(ctx: &mut Context<ProposeGateAdmin>, new_admin: Address) -> Result<()> {
        ctx.accounts.propose_gate_admin(new_admin)
    }

    /// Accepts a proposal and becomes a gate's admin.
    #[discrim = 6]
    pub fn accept_gate_admin(ctx: &mut Context<AcceptGateAdmin>) -> Result<()> {
        ctx.accounts.accept_gate_admin()
    }

    /// Transfers the guardian's role; the zero address gives it up permanently.
    #[discrim = 7]
    pub fn set_gate_guardian(ctx: &mut Context<SetGateGuardian>, new_guardian: Address) -> Result<()> {
        ctx.accounts.set_gate_guardian(new_guardian)
    }

    /// Makes the program permanently immutable.
    #[discrim = 8]
    pub fn renounce_upgrades(ctx: &mut Context<RenounceUpgrades>) -> Result<()> {
        ctx.accounts.renounce_upgrades()
    }
}
