//! The rewards of a bond pool.

use solana_program::pubkey::Pubkey;

use crate::ledger;
use crate::{RewardMint, VaultBondPool, VaultPosition};

/// The rewards that `pool` pays, by their place: an account has room for more.
pub fn rewards(pool: &VaultBondPool) -> &[RewardMint] {
    &pool.mints[..pool.ledger.rewards as usize]
}

/// The token account of the pool for rewards of `mint`; none if it pays none.
pub fn treasury_of(pool: &VaultBondPool, mint: &Pubkey) -> Option<Pubkey> {
    rewards(pool).iter().find(|reward| reward.mint == *mint).map(|reward| reward.treasury)
}

/// What `position` is owed at `now` of the pool's reward at `place`, in the mint's smallest units.
pub fn owed(pool: &VaultBondPool, position: &VaultPosition, place: usize, now: i64) -> u64 {
    let (mut pool, mut position) = (
        ledger::state::bond_pool::BondPool::from(&pool.ledger),
        ledger::state::bond_pool::BondPosition::from(&position.position),
    );
    pool.claim(&mut position, place, now).unwrap_or(0)
}
