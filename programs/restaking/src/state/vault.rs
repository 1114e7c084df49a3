//! A vault: its roles, its accounts and its ledger.

use anchor_lang::prelude::*;

/// The token program of a vault's asset: Token-2022.
pub const TOKEN_2022: u8 = 1;

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
    /// 1 if only approved depositors may deposit.
    pub restricted: u8,
    /// What the asset's issuer could do at the vault's creation (`AssetFlags`): 1 freeze accounts, 2 pause the asset, 4
    /// scale displayed amounts. Each NCN sets which flags it accepts.
    pub asset_flags: u8,
    /// The token program of the asset: 0 SPL Token, 1 Token-2022. The VRT always uses SPL Token.
    pub asset_program: u8,
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
        self.asset_program == TOKEN_2022
    }

    pub fn signer(&self) -> VaultSigner {
        VaultSigner { creator: self.creator, index: self.index.to_le_bytes(), bump: [self.bump] }
    }
}

/// A vault's signer seeds, separate from the account so that the account can be passed to the called program.
pub struct VaultSigner {
    creator: Address,
    index: [u8; 8],
    bump: [u8; 1],
}

impl VaultSigner {
    /// The seeds of the vault's address, including the bump.
    pub fn seeds(&self) -> [&[u8]; 4] {
        [Vault::SEED, self.creator.as_ref(), &self.index, &self.bump]
    }
}
