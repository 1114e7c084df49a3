//! A new vault, with its VRT mint and its asset account. Anyone may make one.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::prelude::*;
use anchor_spl::{Mint, TokenAccount, mint, token};
use ledger::{AssetFlags, Limits, Term};

use crate::error::{RestakingError, fail, refused};
use crate::event::{VaultInitialized, VaultLimits};
use crate::state::{Config, VERSION, Vault};

/// Accounts of `initialize_vault`.
#[derive(Accounts)]
#[instruction(index: u64)]
pub struct InitializeVault {
    /// Who pays for the accounts; may be the creator.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// Who makes the vault and is its first admin. It is a part of the vault's address, so nobody can take the place.
    pub creator: Signer,
    /// The config: its bounds hold the epoch length.
    pub config: Account<Config>,
    /// What is staked: a mint of the SPL Token program, with or without a freeze authority.
    pub asset_mint: Account<Mint>,
    /// The vault, made here.
    #[account(init, payer = payer, seeds = [Vault::SEED, creator.address().as_ref(), &index.to_le_bytes()], bump)]
    pub vault: Account<Vault>,
    /// The VRT mint, made here; the vault is its authority, and nobody can freeze the VRT.
    #[account(
        init, payer = payer, seeds = [Vault::VRT_SEED, vault.address().as_ref()], bump,
        mint::decimals = asset_mint.decimals(), mint::authority = vault
    )]
    pub vrt_mint: Account<Mint>,
    /// The token account of the vault's assets, made here.
    #[account(
        init, payer = payer, seeds = [Vault::ASSET_SEED, vault.address().as_ref()], bump,
        token::mint = asset_mint, token::authority = vault
    )]
    pub asset_account: Account<TokenAccount>,
    /// SPL Token. Token-2022 is not supported: its extensions can take a fee of a transfer, or move a holder's tokens.
    pub token_program: Program<Token>,
    /// The system program.
    pub system_program: Program<System>,
}

impl InitializeVault {
    /// Makes the vault; its epoch 0 begins now.
    ///
    /// An asset with a freeze authority is admitted, because most stablecoins have one, and the vault says so in
    /// `asset_flags`: an issuer that freezes the asset account stops every payment out until it thaws it, and no slash.
    pub fn run(
        &mut self,
        bumps: &InitializeVaultBumps,
        index: u64,
        epoch_seconds: u64,
        limits: Limits,
        restricted: bool,
        term: Term,
    ) -> Result<()> {
        let now = crate::till::now()?;
        let (min, max) = (self.config.min_epoch_seconds, self.config.max_epoch_seconds);
        if epoch_seconds < min || epoch_seconds > max {
            let bound = if epoch_seconds < min { min } else { max };
            return Err(fail(RestakingError::EpochLength, epoch_seconds, bound));
        }
        let ledger = ledger::VaultLedger::new(epoch_seconds, limits, now).map_err(refused)?;
        let ledger = ledger.with_term(term.start, term.end).map_err(refused)?;

        let vault = &mut self.vault;
        vault.version = VERSION;
        vault.bump = bumps.vault;
        vault.vrt_bump = bumps.vrt_mint;
        vault.asset_bump = bumps.asset_account;
        vault.decimals = self.asset_mint.decimals();
        vault.restricted = restricted.into();
        vault.asset_flags = if self.asset_mint.has_freeze_authority() { AssetFlags::FREEZABLE as u8 } else { 0 };
        vault.index = index;
        vault.creator = *self.creator.address();
        vault.admin = *self.creator.address();
        vault.curator = *self.creator.address();
        vault.fee_admin = *self.creator.address();
        vault.fee_wallet = *self.creator.address();
        vault.asset_mint = *self.asset_mint.address();
        vault.vrt_mint = *self.vrt_mint.address();
        vault.asset_account = *self.asset_account.address();
        vault.ledger = ledger;

        emit!(VaultInitialized {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            creator: self.vault.creator,
            admin: self.vault.admin,
            asset_mint: self.vault.asset_mint,
            vrt_mint: self.vault.vrt_mint,
            epoch_seconds,
            asset_flags: self.vault.asset_flags.into(),
            limits: VaultLimits::of(&self.vault, now),
            term: self.vault.ledger.term,
        });
        Ok(())
    }
}

impl VaultLimits {
    /// The limits of `vault` at `now`.
    pub fn of(vault: &Vault, now: i64) -> Self {
        let ledger = &vault.ledger;
        Self {
            deposit_cap: ledger.deposit_cap,
            instant_fee_bps: ledger.instant_fee_bps.at(now),
            next_instant_fee_bps: ledger.instant_fee_bps.next,
            next_instant_fee_from: ledger.instant_fee_bps.effective,
            instant_capacity: ledger.instant_allowance.capacity,
            instant_refill_seconds: ledger.instant_allowance.refill_seconds,
            next_instant_capacity: ledger.instant_allowance.next_capacity,
            next_instant_refill_seconds: ledger.instant_allowance.next_refill_seconds,
            next_instant_terms_from: ledger.instant_allowance.effective,
            restricted: vault.restricted.into(),
        }
    }
}
