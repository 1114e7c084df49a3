//! Tokens that were sent to a vault's address: to its stream, to its bond pool, or with notice to its fee wallet. Permissionless.

mod announce_sweep;
mod sweep_to_pool;
mod sweep_to_stream;
mod sweep_to_wallet;

pub use announce_sweep::*;
pub use sweep_to_pool::*;
pub use sweep_to_stream::*;
pub use sweep_to_wallet::*;

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::error::RestakingError;
use crate::state::{Vault, VaultBondPool};

/// Refuses a token account that is not the vault's, the account of its books, and shares. Nothing else that the program uses belongs
/// to a vault: bond pools, reward trees and offers own their treasuries themselves.
pub(super) fn check(vault: &Account<Vault>, tokens: &TokenAccount, at: &Address) -> Result<()> {
    require!(address_eq(tokens.owner(), vault.address()), RestakingError::NotVaultTokens);
    let kept = address_eq(at, &vault.asset_account) || address_eq(tokens.mint(), &vault.vrt_mint);
    require!(!kept, RestakingError::NotSweepable);
    Ok(())
}

/// Refuses what goes to the vault's stakers: its asset, and what its bond pool pays. `bond_pool` is the pool's address, where there
/// may be none yet.
pub(super) fn check_foreign(vault: &Vault, tokens: &TokenAccount, bond_pool: &UncheckedAccount) -> Result<()> {
    require!(!address_eq(tokens.mint(), &vault.asset_mint), RestakingError::SweepsToStream);
    let view = bond_pool.account();
    if view.owned_by(&crate::ID) {
        let pool = Account::<VaultBondPool>::load(*view)?;
        let pays = pool.rewards().iter().any(|reward| address_eq(&reward.mint, tokens.mint()));
        require!(!pays, RestakingError::SweepsToPool);
    } else {
        // No account shows that the address is off the curve, as a pool's is.
        require!(!bond_pool.address().is_on_curve(), ErrorCode::ConstraintSeeds);
    }
    Ok(())
}
