//! A vault: who runs it, which accounts are its own, and its ledger.

use anchor_lang::prelude::*;

/// The token program of a vault's asset: Token-2022.
pub const TOKEN_2022: u8 = 1;

/// A vault of one asset, at `["vault", creator, index]`. Its VRT mint is at `["vrt", vault]`, the token account of its assets, and of
/// what slashes took of them, at `["assets", vault]`; this account is the authority of both.
#[account]
pub struct Vault {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// The bump of the VRT mint's address.
    pub vrt_bump: u8,
    /// The bump of the asset account's address.
    pub asset_bump: u8,
    /// The decimals of the asset and of the VRT.
    pub decimals: u8,
    /// 1 if only approved depositors may enter.
    pub restricted: u8,
    /// What the asset's issuer could do when the vault was made (`AssetFlags`): 1 freeze accounts of it, 2 pause it, 4
    /// scale the amounts that are shown. NCNs say which of these they accept.
    pub asset_flags: u8,
    /// The token program of the asset: 0 SPL Token, 1 Token-2022. The VRT is always SPL Token's.
    pub asset_program: u8,
    /// Tells apart the vaults of one creator.
    pub index: u64,
    /// Who created the vault: a part of its address.
    pub creator: Address,
    /// Who sets the vault's limits and admits depositors; zero if nobody ever will again.
    pub admin: Address,
    /// The mint of what is staked.
    pub asset_mint: Address,
    /// The mint of the vault's shares.
    pub vrt_mint: Address,
    /// The token account that holds all the vault's assets.
    pub asset_account: Address,
    /// How many events the vault has emitted: each carries its number, so that a reader sees when it misses one.
    pub events: u64,
    /// The figures.
    pub ledger: ledger::VaultLedger,
    /// Who splits the stake among operators.
    pub curator: Address,
    /// Who may become the admin by accepting; zero while nobody is proposed.
    pub pending_admin: Address,
    /// Who may pause what can be paused; zero if nobody may.
    pub guardian: Address,
    /// Who sets the fees.
    pub fee_admin: Address,
    /// Who owns the token accounts that the vault's fees go to; zero while they wait for one.
    pub fee_wallet: Address,
    /// What the vault's guardian paused last.
    pub pause: ledger::Pause,
    /// Who has to sign every deposit beside its depositor, such as a compliance program or a service that knows its customers;
    /// zero for nobody. No exit asks for it.
    pub deposit_gate: Address,
    /// The generation of the grants that are valid; one more voids them all.
    pub grant_generation: u64,
    /// Zero, for fields to come.
    pub reserved: [u8; 144],
}

impl Vault {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"vault";
    /// The first seed of the VRT mint's address.
    pub const VRT_SEED: &'static [u8] = b"vrt";
    /// The first seed of the asset account's address.
    pub const ASSET_SEED: &'static [u8] = b"assets";

    /// The number of the vault's next event.
    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    /// Whether Token-2022 moves the asset.
    pub fn is_token_2022(&self) -> bool {
        self.asset_program == TOKEN_2022
    }

    /// What the vault signs with.
    pub fn signer(&self) -> VaultSigner {
        VaultSigner { creator: self.creator, index: self.index.to_le_bytes(), bump: [self.bump] }
    }
}

/// A vault's seeds, apart from the account so that it can be passed to the program it signs for.
pub struct VaultSigner {
    creator: Address,
    index: [u8; 8],
    bump: [u8; 1],
}

impl VaultSigner {
    /// The seeds of the vault's address, bump included.
    pub fn seeds(&self) -> [&[u8]; 4] {
        [Vault::SEED, self.creator.as_ref(), &self.index, &self.bump]
    }
}
