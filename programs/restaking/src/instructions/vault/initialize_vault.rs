//! Creates a vault with its VRT mint and its asset account. Permissionless.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::prelude::*;
use anchor_lang::{Id, address_eq};
use anchor_spl::token_2022::Token2022;
use anchor_spl::{Mint, mint};
use ledger::state::term::Term;
use ledger::transition::vault::Limits;

use crate::asset::{self, AssetMint};
use crate::choice::TokenProgram;
use crate::clock;
use crate::error::{RestakingError, fail, refused};
use crate::event::{VaultInitialized, VaultLimits, emit};
use crate::state::{Config, VERSION, Vault};

/// Accounts of `initialize_vault`.
#[derive(Accounts)]
#[instruction(index: u64)]
pub struct InitializeVault {
    /// Pays for the accounts; may be the creator.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The first admin. The address is a seed of the vault's address, so nobody else can take it.
    pub creator: Signer,
    /// Bounds the epoch length.
    pub config: Account<Config>,
    /// The staked asset: a mint of SPL Token, or of Token-2022 with extensions of the allow list.
    pub asset_mint: Account<AssetMint>,
    #[account(init, payer = payer, seeds = [Vault::SEED, creator.address().as_ref(), &index.to_le_bytes()], bump)]
    pub vault: Account<Vault>,
    /// The VRT mint. The vault is its mint authority, and nobody can freeze VRT.
    #[account(
        init, payer = payer, seeds = [Vault::VRT_SEED, vault.address().as_ref()], bump,
        mint::decimals = asset_mint.decimals(), mint::authority = vault
    )]
    pub vrt_mint: Account<Mint>,
    /// The token account of the vault's assets.
    #[account(mut, seeds = [Vault::ASSET_SEED, vault.address().as_ref()], bump)]
    pub asset_account: UncheckedAccount,
    /// SPL Token, for the VRT. For a Token-2022 asset, Token-2022 follows the last account.
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl InitializeVault {
    /// Creates the vault. Epoch 0 begins now.
    ///
    /// An asset that its issuer can freeze or pause is accepted, because most stablecoins are such assets. The vault
    /// shows it in `asset_flags`: a freeze stops every payment until it ends, but no slash.
    pub fn initialize_vault(
        &mut self,
        bumps: &InitializeVaultBumps,
        index: u64,
        epoch_seconds: u64,
        limits: Limits,
        restricted: bool,
        term: Term,
    ) -> Result<()> {
        let now = clock::now()?;
        let (min, max) = (self.config.min_epoch_seconds, self.config.max_epoch_seconds);
        if epoch_seconds < min || epoch_seconds > max {
            let bound = if epoch_seconds < min { min } else { max };
            return Err(fail(RestakingError::EpochLength, epoch_seconds, bound));
        }
        let ledger = ledger::state::vault::VaultLedger::new(epoch_seconds, limits, now).map_err(refused)?;
        let ledger = ledger.with_term(term.start, term.end).map_err(refused)?;

        let seeds: [&[u8]; 3] = [Vault::ASSET_SEED, self.vault.address().as_ref(), &[bumps.asset_account]];
        asset::create(self.asset_account.account(), &self.payer, &self.asset_mint, &self.vault, &seeds)?;
        let is_token_2022 = self.is_token_2022();
        let vault = &mut self.vault;
        vault.version = VERSION;
        vault.bump = bumps.vault;
        vault.vrt_bump = bumps.vrt_mint;
        vault.asset_bump = bumps.asset_account;
        vault.decimals = self.asset_mint.decimals();
        vault.restricted = restricted.into();
        vault.asset_flags = self.asset_mint.flags(self.asset_mint.account())? as u8;
        vault.asset_program = if is_token_2022 { TokenProgram::Token2022 } else { TokenProgram::SplToken }.into();
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

        emit(VaultInitialized {
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

impl InitializeVault {
    /// Whether the asset is of Token-2022.
    pub fn is_token_2022(&self) -> bool {
        self.asset_mint.account().owned_by(&Token2022::id())
    }

    /// Refuses a vault of a Token-2022 mint without that program, which makes the asset account.
    ///
    /// # Errors
    /// [`RestakingError::NoToken2022`].
    #[cold]
    pub fn check_program(&self, more: &[AccountView]) -> Result<()> {
        let has = more.iter().any(|account| address_eq(account.address(), &Token2022::id()));
        require!(has, RestakingError::NoToken2022);
        Ok(())
    }
}

impl VaultLimits {
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
            restricted: vault.restricted,
            padding: [0; 7],
        }
    }
}
