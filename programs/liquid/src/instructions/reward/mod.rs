//! Instructions of rewards that a pool receives: in its assets they stream to the holders, in other tokens they are sold for an asset.

mod begin_lot;
mod claim_pool_reward;
mod collect_airdrop;
mod open_auction;
mod sell_reward;

pub use begin_lot::*;
pub use claim_pool_reward::*;
pub use collect_airdrop::*;
pub use open_auction::*;
pub use sell_reward::*;

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::error::LiquidError;
use crate::state::Pool;

/// Refuses a token account that is not the pool's, and those that its books cover: reserves, shares of vaults, and the escrow.
///
/// Treasuries are not among them: their mint is that of their auction.
fn check_found(pool: &Account<Pool>, found: &Account<TokenAccount>) -> Result<()> {
    let at = found.address();
    require!(address_eq(found.owner(), pool.address()), LiquidError::NotSweepable);
    let is_asset = pool.assets.iter().any(|asset| address_eq(&asset.reserve, at));
    let is_vault = pool.placements.iter().any(|placement| address_eq(&placement.vrt_account, at));
    require!(!is_asset && !is_vault && !address_eq(&pool.escrow, at), LiquidError::NotSweepable);
    Ok(())
}
