//! Events of deposits.

use anchor_lang::prelude::*;

use super::PoolWorth;

/// Tokens of an asset were deposited for shares.
#[event(bytemuck)]
pub struct PoolDeposited {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub depositor: Address,
    pub mint: Address,
    pub tokens: u64,
    /// The shares minted.
    pub shares: u64,
    /// What the tokens are worth, the fee included.
    pub value: u64,
    /// What the holders receive of the value.
    pub imbalance_fee: u64,
    pub before: PoolWorth,
    /// The shares of the pool after it.
    pub supply: u64,
}

/// Shares of a vault were deposited.
#[event(bytemuck)]
pub struct VrtDeposited {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub depositor: Address,
    pub vault: Address,
    pub vault_shares: u64,
    pub shares: u64,
    /// What the vault's shares are worth, the fee included.
    pub value: u64,
    pub imbalance_fee: u64,
    pub before: PoolWorth,
    /// The pool's shares afterwards.
    pub supply: u64,
}
