//! A vault: its roles, its accounts and its ledger.

use anchor_lang::pod::PodBool;
use anchor_lang::prelude::*;

use super::Custodian;
use crate::choice::{TokenProgram, stored};

/// A vault of one asset, at `["vault", creator, index]`. This account is the authority of its VRT mint, at `["vrt",
/// vault]`, and of the token account of its assets and slashed assets, at `["assets", vault]`.
#[account]
pub struct Vault {
    pub version: u8,
    pub bump: u8,
    pub vrt_bump: u8,
    pub asset_bump: u8,
    /// The decimals of the asset and of the VRT.
    pub decimals: u8,
    /// Only approved depositors may deposit.
    pub restricted: PodBool,
    /// What the asset's issuer could do at the vault's creation, as bits (`ASSET_*`). Each NCN sets
    /// which flags it accepts.
    pub asset_flags: u8,
    /// The token program of the asset. The VRT always uses SPL Token.
    pub asset_program: stored::TokenProgram,
    /// Unique per creator.
    pub index: u64,
    /// Created the vault; a seed of its address.
    pub creator: Address,
    /// Sets the vault's limits and approves depositors; zero if renounced permanently.
    pub admin: Address,
    pub asset_mint: Address,
    /// The mint of the vault's shares.
    pub vrt_mint: Address,
    /// The token account of all the vault's assets.
    pub asset_account: Address,
    /// Events emitted so far. Each event carries its number, so a reader detects a missing one.
    pub events: u64,
    pub ledger: ledger::state::vault::VaultLedger,
    /// Delegates the vault's stake to operators.
    pub curator: Address,
    /// The proposed admin, which must accept; zero if none.
    pub pending_admin: Address,
    /// May pause actions; zero if none.
    pub guardian: Address,
    /// Sets the fees.
    pub fee_admin: Address,
    /// Owns the token accounts that receive the vault's fees; zero while fees wait for one.
    pub fee_wallet: Address,
    /// The latest pause by the vault's guardian.
    pub pause: ledger::state::pause::Pause,
    /// Must sign every deposit together with its depositor, for example a compliance program or a KYC service; zero for
    /// none. Exits do not need it.
    pub deposit_gate: Address,
    /// The generation of valid grants. An increment voids all earlier ones.
    pub grant_generation: u64,
    pub reserved: [u8; 144],
}

impl Vault {
    pub const SEED: &'static [u8] = b"vault";
    /// Seed of the VRT mint's address.
    pub const VRT_SEED: &'static [u8] = b"vrt";
    /// Seed of the asset account's address.
    pub const ASSET_SEED: &'static [u8] = b"assets";

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    /// Whether Token-2022 moves the asset.
    pub fn is_token_2022(&self) -> bool {
        self.asset_program == TokenProgram::Token2022
    }
}

impl Custodian for Vault {
    #[inline(always)]
    fn with_seeds<R>(&self, sign: impl FnOnce(&[&[u8]]) -> R) -> R {
        sign(&[Self::SEED, self.creator.as_ref(), &self.index.to_le_bytes(), &[self.bump]])
    }
}

/// A vault's limits, as instruction arguments.
#[derive(Clone, Copy, AnchorDeserialize, AnchorSerialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct LimitsArgs {
    /// The largest active assets that a deposit may reach.
    pub deposit_cap: u64,
    /// The fee of an instant exit of the whole idle stake, in basis points of it; at most 1,000.
    pub instant_fee_bps: u64,
    /// The assets that instant exits can withdraw at once; zero disables them.
    pub instant_capacity: u64,
    /// The seconds until a used-up instant capacity is full again.
    pub instant_refill_seconds: u64,
    /// Only approved depositors may deposit.
    pub restricted: bool,
}

impl From<LimitsArgs> for ledger::transition::vault::Limits {
    fn from(args: LimitsArgs) -> Self {
        Self {
            deposit_cap: args.deposit_cap,
            instant_fee_bps: args.instant_fee_bps,
            instant_capacity: args.instant_capacity,
            instant_refill_seconds: args.instant_refill_seconds,
        }
    }
}

/// A vault's fees, as instruction arguments.
#[derive(Clone, Copy, AnchorDeserialize, AnchorSerialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct FeesArgs {
    /// The fee on deposits, in basis points; at most 500.
    pub deposit_bps: u64,
    /// The fee on exit payments, in basis points; at most 500.
    pub exit_bps: u64,
    /// The fee on rewards in the vault's asset, in basis points of the amount after the operator's commission; at most
    /// 3,000.
    pub reward_bps: u64,
    /// The seconds over which a reward streams: at least an epoch, at most a year.
    pub stream_seconds: u64,
}

impl From<FeesArgs> for ledger::transition::fee::FeeTerms {
    fn from(args: FeesArgs) -> Self {
        Self {
            deposit_bps: args.deposit_bps,
            exit_bps: args.exit_bps,
            reward_bps: args.reward_bps,
            stream_seconds: args.stream_seconds,
        }
    }
}
