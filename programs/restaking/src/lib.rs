//! Restaking: vaults of one asset whose stake secures many services.
//!
//! Instructions check accounts and move tokens; every number comes from the `ledger` crate. Discriminators are one byte,
//! explicit, and never reused.
#![allow(missing_docs, reason = "Anchor's macros make public items of their own; what is written here is documented")]

use anchor_lang::prelude::*;

pub mod error;
pub mod event;
pub mod instructions;
pub mod state;
pub mod till;

use instructions::admin::*;
use instructions::deployer::*;
use instructions::ncn::*;
use instructions::operator::*;
use instructions::staker::*;

declare_id!("9R8FAwsVT6wWxLyJnwJwqpUs6S8ha5viyMnpAX8dM2iv");

#[cfg(not(feature = "no-entrypoint"))]
solana_security_txt::security_txt! {
    name: "Restaking",
    project_url: "none yet",
    contacts: "other:a private vulnerability report on the source repository",
    policy: "SECURITY.md in the source repository",
    auditors: "none"
}

/// The limits of a new vault, or a vault's new limits, as instruction arguments.
#[derive(Clone, Copy, AnchorDeserialize, AnchorSerialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct LimitsArgs {
    /// The most active assets that deposits may lift the vault to.
    pub deposit_cap: u64,
    /// What an instant exit of the whole idle stake pays, in basis points of it; at most 1,000.
    pub instant_fee_bps: u64,
    /// The assets that can leave at once by instant exits; zero closes them.
    pub instant_capacity: u64,
    /// The seconds in which a used-up instant capacity is whole again.
    pub instant_refill_seconds: u64,
    /// Only approved depositors may enter.
    pub restricted: bool,
}

impl From<LimitsArgs> for ledger::Limits {
    fn from(args: LimitsArgs) -> Self {
        Self {
            deposit_cap: args.deposit_cap,
            instant_fee_bps: args.instant_fee_bps,
            instant_capacity: args.instant_capacity,
            instant_refill_seconds: args.instant_refill_seconds,
        }
    }
}

/// The instructions.
#[program]
pub mod restaking {
    use super::*;

    /// Makes the config: once, by the program's upgrade authority.
    #[discrim = 0]
    pub fn initialize_config(
        ctx: &mut Context<InitializeConfig>,
        min_epoch_seconds: u64,
        max_epoch_seconds: u64,
    ) -> Result<()> {
        ctx.accounts.run(ctx.bumps.config, min_epoch_seconds, max_epoch_seconds)
    }

    /// Makes a vault of one asset.
    #[discrim = 1]
    pub fn initialize_vault(
        ctx: &mut Context<InitializeVault>,
        index: u64,
        epoch_seconds: u64,
        limits: LimitsArgs,
    ) -> Result<()> {
        ctx.accounts.run(&ctx.bumps, index, epoch_seconds, limits.into(), limits.restricted)
    }

    /// Sets a vault's limits.
    #[discrim = 2]
    pub fn set_vault_limits(ctx: &mut Context<SetVaultLimits>, limits: LimitsArgs) -> Result<()> {
        ctx.accounts.run(limits.into(), limits.restricted)
    }

    /// Admits a depositor to a restricted vault.
    #[discrim = 3]
    pub fn approve_depositor(ctx: &mut Context<ApproveDepositor>, depositor: Address) -> Result<()> {
        ctx.accounts.run(ctx.bumps.approval, depositor)
    }

    /// Admits a depositor no longer.
    #[discrim = 4]
    pub fn revoke_depositor(ctx: &mut Context<RevokeDepositor>) -> Result<()> {
        ctx.accounts.run()
    }

    /// Deposits assets for shares.
    #[discrim = 5]
    pub fn deposit(ctx: &mut Context<Deposit>, amount: u64, min_shares: u64) -> Result<()> {
        ctx.accounts.run(amount, min_shares)
    }

    /// Burns shares for an exit ticket, claimable from the start of the epoch after the next.
    #[discrim = 6]
    pub fn request_exit(ctx: &mut Context<RequestExit>, nonce: u64, shares: u64, min_assets: u64) -> Result<()> {
        let _ = nonce;
        ctx.accounts.run(ctx.bumps.ticket, shares, min_assets)
    }

    /// Turns an exit ticket back into shares, while its bucket is live.
    #[discrim = 7]
    pub fn cancel_exit(ctx: &mut Context<CancelExit>, min_shares: u64) -> Result<()> {
        ctx.accounts.run(min_shares)
    }

    /// Pays a matured exit ticket.
    #[discrim = 8]
    pub fn claim_exit(ctx: &mut Context<ClaimExit>) -> Result<()> {
        ctx.accounts.run()
    }

    /// Gives an exit ticket to another owner.
    #[discrim = 9]
    pub fn transfer_exit_ticket(ctx: &mut Context<TransferExitTicket>, new_owner: Address) -> Result<()> {
        ctx.accounts.run(new_owner)
    }

    /// Burns shares for assets at once, from the idle stake and for a fee.
    #[discrim = 10]
    pub fn exit_instantly(ctx: &mut Context<ExitInstantly>, shares: u64, min_assets: u64) -> Result<()> {
        ctx.accounts.run(shares, min_assets)
    }

    /// Closes an exit bucket that no ticket needs.
    #[discrim = 11]
    pub fn close_exit_bucket(ctx: &mut Context<CloseExitBucket>) -> Result<()> {
        ctx.accounts.run()
    }

    /// Registers an operator.
    #[discrim = 12]
    pub fn register_operator(
        ctx: &mut Context<RegisterOperator>,
        index: u64,
        allocator: Address,
        commission_bps: u64,
        uri: [u8; 128],
    ) -> Result<()> {
        ctx.accounts.run(ctx.bumps.operator, index, allocator, commission_bps, uri)
    }

    /// Sets an operator's terms.
    #[discrim = 13]
    pub fn update_operator(
        ctx: &mut Context<UpdateOperator>,
        allocator: Address,
        commission_bps: u64,
        uri: [u8; 128],
    ) -> Result<()> {
        ctx.accounts.run(allocator, commission_bps, uri)
    }

    /// Lets an operator take on nothing new any more.
    #[discrim = 14]
    pub fn retire_operator(ctx: &mut Context<RetireOperator>) -> Result<()> {
        ctx.accounts.run()
    }

    /// Registers an NCN.
    #[discrim = 15]
    pub fn register_ncn(
        ctx: &mut Context<RegisterNcn>,
        index: u64,
        slasher: Address,
        max_operator_weight: u64,
        uri: [u8; 128],
    ) -> Result<()> {
        ctx.accounts.run(ctx.bumps.ncn, index, slasher, max_operator_weight, uri)
    }

    /// Sets an NCN's terms.
    #[discrim = 16]
    pub fn update_ncn(ctx: &mut Context<UpdateNcn>, max_operator_weight: u64, uri: [u8; 128]) -> Result<()> {
        ctx.accounts.run(max_operator_weight, uri)
    }

    /// Sets what an NCN counts a unit of an asset for; zero takes the asset off its list.
    #[discrim = 17]
    pub fn set_ncn_asset(ctx: &mut Context<SetNcnAsset>, mint: Address, weight: u64) -> Result<()> {
        ctx.accounts.run(mint, weight)
    }

    /// Lets an NCN take on nothing new any more.
    #[discrim = 18]
    pub fn retire_ncn(ctx: &mut Context<RetireNcn>) -> Result<()> {
        ctx.accounts.run()
    }
}
