//! The rewards of a bond pool.

use solana_program::pubkey::Pubkey;

use crate::{RewardMint, VaultBondPool};

/// The rewards that `pool` pays, by their place: an account has room for more.
pub fn rewards(pool: &VaultBondPool) -> &[RewardMint] {
    &pool.mints[..pool.ledger.rewards as usize]
}

/// The token account of the pool for rewards of `mint`; none if it pays none.
pub fn treasury_of(pool: &VaultBondPool, mint: &Pubkey) -> Option<Pubkey> {
    rewards(pool).iter().find(|reward| reward.mint == *mint).map(|reward| reward.treasury)
}
