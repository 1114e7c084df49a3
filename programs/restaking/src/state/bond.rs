//! Shares that their holders have bonded, and the rewards in other tokens that they earn.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

/// A vault's bond pool, at `["bond_pool", vault]`. The shares are in the token account at `["bonded", vault]`, what is paid of
/// each reward in one at `["reward", pool, place]`; this account is the authority of all of them.
#[account]
pub struct VaultBondPool {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 6],
    /// The vault whose shares they are.
    pub vault: Address,
    /// The token account of the bonded shares.
    pub bonded_account: Address,
    /// How many events the pool has emitted: each carries its number, so that a reader sees when it misses one.
    pub events: u64,
    /// The figures.
    pub ledger: ledger::BondPool,
    /// The tokens of the rewards, in the order of the ledger's.
    pub mints: [RewardMint; ledger::MAX_REWARDS],
    /// Zero, for fields to come.
    pub reserved: [u8; 96],
}

/// A token that a bond pool pays rewards in.
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct RewardMint {
    /// Its mint.
    pub mint: Address,
    /// The pool's token account of it.
    pub treasury: Address,
}

impl VaultBondPool {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"bond_pool";
    /// The first seed of the address of the token account of the bonded shares.
    pub const BONDED_SEED: &'static [u8] = b"bonded";
    /// The first seed of the address of a reward's token account.
    pub const REWARD_SEED: &'static [u8] = b"reward";

    /// The rewards that the pool has.
    pub fn rewards(&self) -> &[RewardMint] {
        &self.mints[..(self.ledger.rewards as usize).min(ledger::MAX_REWARDS)]
    }

    /// The place of the reward that is in `treasury`.
    pub fn place_of(&self, treasury: &Address) -> Option<usize> {
        self.rewards().iter().position(|reward| address_eq(&reward.treasury, treasury))
    }

    /// The number of the pool's next event.
    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    /// What the pool signs with.
    pub fn signer(&self) -> BondPoolSigner {
        BondPoolSigner { vault: self.vault, bump: [self.bump] }
    }
}

/// A bond pool's seeds, apart from the account so that it can be passed to the program it signs for.
pub struct BondPoolSigner {
    vault: Address,
    bump: [u8; 1],
}

impl BondPoolSigner {
    /// The seeds of the pool's address, bump included.
    pub fn seeds(&self) -> [&[u8]; 3] {
        [VaultBondPool::SEED, self.vault.as_ref(), &self.bump]
    }
}

/// What a holder has bonded in a pool and earns by it, at `["position", pool, owner]`.
#[account]
pub struct VaultPosition {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 6],
    /// The bond pool.
    pub pool: Address,
    /// Whose it is.
    pub owner: Address,
    /// Who paid for this account, and gets its rent back.
    pub rent_payer: Address,
    /// The figures.
    pub position: ledger::BondPosition,
    /// Zero, for fields to come.
    pub reserved: [u8; 64],
}

impl VaultPosition {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"position";
}
