//! What happens in a vault's bond pool. Each is numbered among the pool's events: from all of them and their times, what every
//! position is owed can be computed again.

use anchor_lang::prelude::*;
use ledger::{Earning, RewardSlot};

/// A bond pool was opened; `number` 1 of its events.
#[event(bytemuck)]
pub struct BondPoolOpened {
    /// The bond pool.
    pub bond_pool: Address,
    /// The number of this event among the pool's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The vault whose shares can be bonded.
    pub vault: Address,
    /// The token account of the bonded shares.
    pub bonded_account: Address,
    /// The seconds over which a payment comes out.
    pub stream_seconds: u64,
}

/// A bond pool got another reward, for good.
#[event(bytemuck)]
pub struct RewardMintAdded {
    /// The bond pool.
    pub bond_pool: Address,
    /// The number of this event among the pool's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The reward's place in the pool.
    pub place: u64,
    /// The reward's mint.
    pub mint: Address,
    /// The pool's token account of it.
    pub treasury: Address,
    /// 1 if the mint's issuer could freeze the pool's tokens when it was added.
    pub freezable: u64,
}

/// A position was opened, or closed: then nothing was bonded in it.
#[event(bytemuck)]
pub struct PositionSet {
    /// The bond pool.
    pub bond_pool: Address,
    /// The number of this event among the pool's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The position.
    pub position: Address,
    /// Whose it is.
    pub owner: Address,
    /// 1 if it was there before.
    pub before: u64,
    /// 1 if it is there after.
    pub after: u64,
    /// What its owner gave up of each reward when it was closed, in the order of the pool's: it comes out again.
    pub forfeited: [u64; ledger::MAX_REWARDS],
}

/// Shares were bonded in a position, or taken out of it.
#[event(bytemuck)]
pub struct BondChanged {
    /// The bond pool.
    pub bond_pool: Address,
    /// The number of this event among the pool's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The position.
    pub position: Address,
    /// Whose it is.
    pub owner: Address,
    /// What was bonded in the position before.
    pub before: u64,
    /// What is bonded in it after.
    pub after: u64,
    /// What is bonded in all positions after.
    pub bonded: u64,
}

/// A reward was paid in, to come out from now on.
#[event(bytemuck)]
pub struct PositionRewardPaid {
    /// The bond pool.
    pub bond_pool: Address,
    /// The number of this event among the pool's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who paid.
    pub payer: Address,
    /// The reward's mint.
    pub mint: Address,
    /// The reward's place in the pool.
    pub place: u64,
    /// What was paid.
    pub amount: u64,
    /// What is bonded in all positions.
    pub bonded: u64,
    /// The reward after.
    pub reward: RewardSlot,
}

/// A position was paid what it was owed of a reward.
#[event(bytemuck)]
pub struct PositionRewardClaimed {
    /// The bond pool.
    pub bond_pool: Address,
    /// The number of this event among the pool's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The position.
    pub position: Address,
    /// Whose it is.
    pub owner: Address,
    /// The token account that got it.
    pub to: Address,
    /// The reward's mint.
    pub mint: Address,
    /// The reward's place in the pool.
    pub place: u64,
    /// What was paid.
    pub amount: u64,
    /// What is bonded in the position.
    pub position_bonded: u64,
    /// What is bonded in all positions.
    pub bonded: u64,
    /// What the position earns of the reward, after.
    pub earning: Earning,
    /// The reward after.
    pub reward: RewardSlot,
}
