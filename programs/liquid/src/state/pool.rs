//! A pool: its roles, its assets and placements with their accounts, and its ledger.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use liquid_ledger::state::guard::Band;
use liquid_ledger::state::pool::PoolLedger;
use liquid_ledger::transition::fees::FeeTerms;
use liquid_ledger::transition::settings::{AssetTerms, GuardTerms};
use liquid_ledger::{ASSETS, EXITS, PLACEMENTS};
use restaking::metaplex::Minter;
use restaking::state::Custodian;

use super::is_zero;
use crate::error::{LiquidError, fail};

/// A pool of assets, at `["pool", creator, index]`. This account is the authority of its LRT mint, at `["lrt", pool]`, and owns
/// the reserves of its assets, its VRT and its escrow.
#[account]
pub struct Pool {
    pub version: u8,
    pub bump: u8,
    pub lrt_bump: u8,
    pub escrow_bump: u8,
    pub padding: [u8; 4],
    /// Unique per creator.
    pub index: u64,
    /// Created the pool; a seed of its address.
    pub creator: Address,
    /// Adds assets and placements, and sets limits and fees.
    pub admin: Address,
    /// The proposed admin, which must accept; zero if none.
    pub pending_admin: Address,
    /// Moves the assets between the reserves and the placements.
    pub curator: Address,
    /// Accepts suspect rates, acknowledges upgrades and pauses; zero if none.
    pub guardian: Address,
    /// Owns the token accounts that receive the fees.
    pub fee_wallet: Address,
    /// The mint of the pool's shares.
    pub lrt_mint: Address,
    /// The token account of the shares that wait in the queue, at `["escrow", pool]`.
    pub escrow: Address,
    /// Events emitted so far. Each event carries its number, so a reader detects a missing one.
    pub events: u64,
    /// The seconds between a change that burdens holders and its effect. Permanent.
    pub notice_seconds: u64,
    /// The number of exits from placements so far: the nonce of the next ticket.
    pub tickets: u64,
    /// The latest pause by the guardian.
    pub pause: ledger::state::pause::Pause,
    /// The accounts of each asset, by place.
    pub assets: [PoolAsset; ASSETS],
    /// The accounts of each placement, by place.
    pub placements: [PoolPlacement; PLACEMENTS],
    pub ledger: PoolLedger,
    /// Reports the prices of assets without a source on this chain; zero if none.
    pub price_reporter: Address,
    /// The price reporter from `reporter_from` on.
    pub next_reporter: Address,
    /// The first second of the next price reporter; zero if no change is pending.
    pub reporter_from: i64,
    pub reserved: [u8; 120],
}

/// The accounts of one asset.
#[derive(Clone, Copy, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct PoolAsset {
    pub mint: Address,
    /// The token account of the pool's tokens that are in no vault, at `["reserve", pool, mint]`.
    pub reserve: Address,
    /// The account that gives the rate; zero for wrapped SOL, which is worth itself. Of a single-validator pool, its stake account.
    pub source: Address,
    /// The program of the source.
    pub program: Address,
    /// The data account of that program; zero where the source is this program's.
    pub program_data: Address,
    /// The on-ramp of a single-validator pool; zero for any other source.
    pub on_ramp: Address,
    /// The slot in which that program was deployed, as the admin or the guardian last acknowledged it.
    pub code_slot: u64,
    /// The first second at which deposits are possible.
    pub active_from: i64,
    pub reserve_bump: u8,
    /// What gives the rate: the number of a `SourceKind`.
    pub kind: u8,
    pub padding: [u8; 6],
}

/// What gives the rate of an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum SourceKind {
    /// None: wrapped SOL.
    Par,
    /// A stake pool of SPL's layout.
    StakePool,
    /// A pool of one validator.
    SinglePool,
    /// Marinade's state.
    Marinade,
    /// The pool's price reporter.
    Report,
}

impl PoolAsset {
    /// An asset that is worth itself, until a source is named for it.
    pub fn new(mint: Address, reserve: Address, reserve_bump: u8, active_from: i64) -> Self {
        let none: Self = bytemuck::Zeroable::zeroed();
        Self { mint, reserve, reserve_bump, active_from, ..none }
    }

    /// What gives the rate.
    pub fn source_kind(&self) -> SourceKind {
        match self.kind {
            0 => SourceKind::Par,
            1 => SourceKind::StakePool,
            2 => SourceKind::SinglePool,
            3 => SourceKind::Marinade,
            _ => SourceKind::Report,
        }
    }
}

impl SourceKind {
    /// The accounts that an instruction names for such a source.
    pub const fn accounts(self) -> usize {
        match self {
            Self::Par => 0,
            Self::Report => 1,
            Self::StakePool | Self::Marinade => 2,
            Self::SinglePool => 4,
        }
    }
}

/// The accounts of one placement.
#[derive(Clone, Copy, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct PoolPlacement {
    /// The vault of the core; zero if there is no placement.
    pub vault: Address,
    pub vrt_mint: Address,
    /// The token account of the pool's shares of the vault, at `["vrt", pool, vault]`.
    pub vrt_account: Address,
    /// The tickets of the exits on their way, by slot; zero if there is none.
    pub tickets: [Address; EXITS],
    /// The first second at which tokens may be placed.
    pub active_from: i64,
    /// The vault's risk version as the admin or the curator saw it last. Others place nothing after a later announcement.
    pub seen_risk_version: u64,
}

impl Pool {
    pub const SEED: &'static [u8] = b"pool";
    /// Seed of the LRT mint's address.
    pub const LRT_SEED: &'static [u8] = b"lrt";
    /// Seed of the escrow's address.
    pub const ESCROW_SEED: &'static [u8] = b"escrow";
    /// Seed of a reserve's address.
    pub const RESERVE_SEED: &'static [u8] = b"reserve";
    /// Seed of a placement's token account.
    pub const VRT_SEED: &'static [u8] = b"vrt";

    /// The kinds of a pause: deposits, instant exits, and placing. No pause stops an in-kind exit or the queue.
    pub const PAUSES: u64 = ledger::state::pause::Pause::DEPOSITS
        | ledger::state::pause::Pause::INSTANT_EXITS
        | ledger::state::pause::Pause::EXPOSURE;

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    /// The place of the asset of the reserve.
    ///
    /// # Errors
    /// [`LiquidError::WrongReserve`].
    pub fn place_of(&self, reserve: &Address) -> Result<usize> {
        let mut assets = self.assets.iter().take(self.ledger.assets().len());
        Ok(assets.position(|asset| address_eq(&asset.reserve, reserve)).ok_or(LiquidError::WrongReserve)?)
    }

    /// The accounts of the asset at `place`.
    ///
    /// # Errors
    /// [`LiquidError::NoAsset`].
    pub fn asset(&self, place: u64) -> Result<&PoolAsset> {
        let count = self.ledger.assets().len() as u64;
        if place >= count {
            return Err(fail(LiquidError::NoAsset, place, count));
        }
        Ok(&self.assets[place as usize])
    }

    /// Refuses the mint of an asset, and the LRT mint.
    ///
    /// # Errors
    /// [`LiquidError::TwiceInPool`].
    pub fn check_other(&self, mint: &Address) -> Result<()> {
        let is_asset = self.assets.iter().any(|asset| address_eq(&asset.mint, mint));
        require!(!is_asset && !address_eq(&self.lrt_mint, mint), LiquidError::TwiceInPool);
        Ok(())
    }

    /// The accounts of the placement at `place`.
    ///
    /// # Errors
    /// [`LiquidError::NoPlacement`].
    pub fn placement(&self, place: u64) -> Result<&PoolPlacement> {
        let placement = usize::try_from(place).ok().and_then(|place| self.placements.get(place));
        let placement = placement.filter(|placement| !is_zero(&placement.vault));
        placement.ok_or_else(|| fail(LiquidError::NoPlacement, place, PLACEMENTS as u64))
    }

    /// The accounts of the placement at `place`, which these must be.
    ///
    /// # Errors
    /// [`LiquidError::NoPlacement`], [`LiquidError::WrongVault`], [`LiquidError::WrongVrtAccount`].
    pub fn placement_of(&self, place: u64, vault: &Address, vrt_account: &Address) -> Result<&PoolPlacement> {
        let placement = self.placement(place)?;
        require!(address_eq(vault, &placement.vault), LiquidError::WrongVault);
        require!(address_eq(vrt_account, &placement.vrt_account), LiquidError::WrongVrtAccount);
        Ok(placement)
    }

    /// Refuses a signer other than the admin.
    ///
    /// # Errors
    /// [`LiquidError::NotPoolAdmin`].
    pub fn check_admin(&self, signer: &Address) -> Result<()> {
        require!(address_eq(&self.admin, signer), LiquidError::NotPoolAdmin);
        Ok(())
    }

    /// Refuses a signer other than the guardian and the admin.
    ///
    /// # Errors
    /// [`LiquidError::NotPoolGuardian`].
    pub fn check_guardian(&self, signer: &Address) -> Result<()> {
        let is_guardian = address_eq(&self.guardian, signer) || address_eq(&self.admin, signer);
        require!(is_guardian, LiquidError::NotPoolGuardian);
        Ok(())
    }

    /// Refuses `kind` while it is paused.
    ///
    /// # Errors
    /// [`LiquidError::Paused`].
    pub fn check_pause(&self, kind: u64, now: i64) -> Result<()> {
        self.pause.check(kind, now).map_err(|refusal| fail(LiquidError::Paused, refusal.value, refusal.limit))
    }

    /// Refuses an asset whose notice is not over.
    ///
    /// # Errors
    /// [`LiquidError::NotActiveYet`].
    pub fn check_active(&self, place: usize, now: i64) -> Result<()> {
        check_notice(self.assets[place].active_from, now)
    }

    /// The price reporter at `now`.
    pub fn reporter_at(&self, now: i64) -> &Address {
        let is_next = self.reporter_from != 0 && now >= self.reporter_from;
        if is_next { &self.next_reporter } else { &self.price_reporter }
    }

    /// Makes `holder` the price reporter from `from` on. The present one keeps its role until then.
    pub fn set_reporter(&mut self, holder: Address, now: i64, from: i64) {
        self.price_reporter = *self.reporter_at(now);
        (self.next_reporter, self.reporter_from) = (holder, from);
        if from <= now {
            (self.price_reporter, self.reporter_from) = (holder, 0);
        }
    }

    /// When a change that burdens holders takes effect, if it is announced at `now`. At once while there are none.
    pub fn effective_from(&self, now: i64) -> i64 {
        if self.ledger.supply == 0 { now } else { now.saturating_add_unsigned(self.notice_seconds) }
    }
}

impl Custodian for Pool {
    #[inline(always)]
    fn with_seeds<R>(&self, sign: impl FnOnce(&[&[u8]]) -> R) -> R {
        sign(&[Self::SEED, self.creator.as_ref(), &self.index.to_le_bytes(), &[self.bump]])
    }
}

impl Minter for Pool {
    fn mint(&self) -> &Address {
        &self.lrt_mint
    }
}

/// The bounds of rates, as instruction arguments.
#[derive(Clone, Copy, AnchorDeserialize, AnchorSerialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct BandTermsArgs {
    /// A larger rise of a rate within a period is quarantined, in basis points.
    pub rise_bps: u64,
    /// A larger rise of a rate within a period is rejected, in basis points.
    pub reject_bps: u64,
    /// A larger fall of a rate within a period is quarantined, in basis points.
    pub fall_bps: u64,
    /// The length of a period, in seconds.
    pub period_seconds: u64,
    /// The time after which a suspect rate is accepted by itself, in seconds.
    pub quarantine_seconds: u64,
}

impl From<BandTermsArgs> for Band {
    fn from(args: BandTermsArgs) -> Self {
        Self {
            rise_bps: args.rise_bps,
            reject_bps: args.reject_bps,
            fall_bps: args.fall_bps,
            period_seconds: args.period_seconds,
            quarantine_seconds: args.quarantine_seconds,
        }
    }
}

/// A pool's limits, as instruction arguments.
#[derive(Clone, Copy, AnchorDeserialize, AnchorSerialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct GuardsArgs {
    pub band: BandTermsArgs,
    /// The value that may leave by instant exits at once.
    pub outflow_capacity: u64,
    /// The seconds until a used-up capacity is full again.
    pub outflow_refill_seconds: u64,
    /// The part of the pool's value that instant exits leave in an asset's free reserve, in basis points.
    pub watermark_bps: u64,
    /// The part of an amount that it may lose by entering a vault, in basis points; at most 500.
    pub place_loss_bps: u64,
}

impl From<GuardsArgs> for GuardTerms {
    fn from(args: GuardsArgs) -> Self {
        Self {
            band: args.band.into(),
            outflow_capacity: args.outflow_capacity,
            outflow_refill_seconds: args.outflow_refill_seconds,
            watermark_bps: args.watermark_bps,
            place_loss_bps: args.place_loss_bps,
        }
    }
}

/// A pool's fees, as instruction arguments.
#[derive(Clone, Copy, AnchorDeserialize, AnchorSerialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct FeesArgs {
    /// The yearly fee on the pool's value, in basis points; at most 200.
    pub management_bps: u64,
    /// The fee on the rise of the rate over its highest, in basis points; at most 2,000.
    pub performance_bps: u64,
    /// The fee of an instant exit of the whole free reserve, in basis points of it; at most 1,000. Holders receive it.
    pub instant_bps: u64,
    /// The factor of the imbalance fee, in basis points; at most 10,000. Holders receive it.
    pub imbalance_bps: u64,
}

impl From<FeesArgs> for FeeTerms {
    fn from(args: FeesArgs) -> Self {
        Self {
            management_bps: args.management_bps,
            performance_bps: args.performance_bps,
            instant_bps: args.instant_bps,
            imbalance_bps: args.imbalance_bps,
        }
    }
}

/// An asset's limits, as instruction arguments.
#[derive(Clone, Copy, AnchorDeserialize, AnchorSerialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct AssetTermsArgs {
    /// The largest part of the pool's value that deposits may reach, in basis points.
    pub max_bps: u64,
    /// The most tokens that deposits may reach.
    pub deposit_cap: u64,
    /// Whether the asset takes deposits.
    pub is_open: bool,
}

impl From<AssetTermsArgs> for AssetTerms {
    fn from(args: AssetTermsArgs) -> Self {
        Self { max_bps: args.max_bps, deposit_cap: args.deposit_cap, is_open: args.is_open }
    }
}

/// Refuses what takes effect after a notice that is not over.
///
/// # Errors
/// [`LiquidError::NotActiveYet`].
pub fn check_notice(from: i64, now: i64) -> Result<()> {
    if now < from {
        return Err(fail(LiquidError::NotActiveYet, now.unsigned_abs(), from.unsigned_abs()));
    }
    Ok(())
}
