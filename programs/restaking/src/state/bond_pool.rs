//! Accounts of bonded shares and of the rewards that they earn.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::Custodian;

/// A vault's bond pool, at `["bond_pool", vault]`. It is the authority of the token accounts of bonded shares, at
/// `["bonded", vault]`, and of each reward, at `["reward", pool, place]`.
#[account]
pub struct VaultBondPool {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    /// The vault whose shares can be bonded.
    pub vault: Address,
    /// The token account of the bonded shares.
    pub bonded_account: Address,
    /// Events emitted so far. Each event carries its number, so a reader detects a missing one.
    pub events: u64,
    pub ledger: ledger::state::bond_pool::BondPool,
    /// The reward mints, in the ledger's order.
    pub mints: [RewardMint; ledger::state::bond_pool::MAX_REWARDS],
    pub reserved: [u8; 96],
}

/// A token in which a bond pool pays rewards.
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct RewardMint {
    pub mint: Address,
    /// The pool's token account for the reward.
    pub treasury: Address,
}

impl VaultBondPool {
    pub const SEED: &'static [u8] = b"bond_pool";
    /// Seed of the token account of the bonded shares.
    pub const BONDED_SEED: &'static [u8] = b"bonded";
    /// Seed of a reward's token account.
    pub const REWARD_SEED: &'static [u8] = b"reward";

    /// The pool's rewards.
    pub fn rewards(&self) -> &[RewardMint] {
        &self.mints[..(self.ledger.rewards as usize).min(ledger::state::bond_pool::MAX_REWARDS)]
    }

    /// The index of the reward held in `treasury`.
    pub fn place_of(&self, treasury: &Address) -> Option<usize> {
        self.rewards().iter().position(|reward| address_eq(&reward.treasury, treasury))
    }

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }
}

impl Custodian for VaultBondPool {
    #[inline(always)]
    fn with_seeds<R>(&self, sign: impl FnOnce(&[&[u8]]) -> R) -> R {
        sign(&[Self::SEED, self.vault.as_ref(), &[self.bump]])
    }
}

/// A holder's bonded shares in a pool and their earnings, at `["position", pool, owner]`.
#[account]
pub struct VaultPosition {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub pool: Address,
    pub owner: Address,
    /// Receives the rent when the account is closed.
    pub rent_payer: Address,
    pub position: ledger::state::bond_pool::BondPosition,
    pub reserved: [u8; 64],
}

impl VaultPosition {
    pub const SEED: &'static [u8] = b"position";
}
