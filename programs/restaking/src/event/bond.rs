//! Events of a vault's bond pool, numbered per pool. The events and their times suffice to recompute what each position
//! is owed.

use anchor_lang::pod::PodBool;
use anchor_lang::prelude::*;
use ledger::state::bond_pool::{Earning, RewardSlot};

/// A bond pool was opened; `number` 1 of its events.
#[event(bytemuck)]
pub struct BondPoolOpened {
    pub bond_pool: Address,
    pub number: u64,
    pub time: i64,
    /// The vault whose shares can be bonded.
    pub vault: Address,
    /// The token account of the bonded shares.
    pub bonded_account: Address,
    /// The seconds over which a payment streams.
    pub stream_seconds: u64,
}

/// A reward mint was added to a bond pool, permanently.
#[event(bytemuck)]
pub struct RewardMintAdded {
    pub bond_pool: Address,
    pub number: u64,
    pub time: i64,
    /// The reward's index in the pool.
    pub place: u64,
    pub mint: Address,
    /// The pool's token account for the reward.
    pub treasury: Address,
    /// The mint's issuer could freeze the treasury when it was added.
    pub freezable: PodBool,
    pub padding: [u8; 7],
}

/// A position was opened, or closed while empty.
#[event(bytemuck)]
pub struct PositionSet {
    pub bond_pool: Address,
    pub number: u64,
    pub time: i64,
    pub position: Address,
    pub owner: Address,
    /// The position existed before.
    pub before: PodBool,
    /// The position exists after.
    pub after: PodBool,
    pub padding: [u8; 6],
    /// What the owner gave up of each reward at closing, in the pool's order. It streams again.
    pub forfeited: [u64; ledger::state::bond_pool::MAX_REWARDS],
}

/// Shares were bonded in a position or withdrawn from it.
#[event(bytemuck)]
pub struct BondChanged {
    pub bond_pool: Address,
    pub number: u64,
    pub time: i64,
    pub position: Address,
    pub owner: Address,
    /// The shares bonded in the position before.
    pub before: u64,
    /// The shares bonded in the position after.
    pub after: u64,
    /// The shares bonded in all positions after.
    pub bonded: u64,
}

/// A reward was paid in. It streams from now on.
#[event(bytemuck)]
pub struct PositionRewardPaid {
    pub bond_pool: Address,
    pub number: u64,
    pub time: i64,
    pub payer: Address,
    pub mint: Address,
    /// The reward's index in the pool.
    pub place: u64,
    pub amount: u64,
    /// The shares bonded in all positions.
    pub bonded: u64,
    pub reward: RewardSlot,
}

/// A position was paid what it was owed of a reward.
#[event(bytemuck)]
pub struct PositionRewardClaimed {
    pub bond_pool: Address,
    pub number: u64,
    pub time: i64,
    pub position: Address,
    pub owner: Address,
    /// The token account that received the payment.
    pub to: Address,
    pub mint: Address,
    /// The reward's index in the pool.
    pub place: u64,
    pub amount: u64,
    /// The shares bonded in the position.
    pub position_bonded: u64,
    /// The shares bonded in all positions.
    pub bonded: u64,
    /// What the position earns of the reward, after.
    pub earning: Earning,
    pub reward: RewardSlot,
}
