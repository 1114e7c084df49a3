//! Native stake as collateral: the way from a stake account to VRT and back to an active stake account, one transaction each.
//!
//! The asset of such a vault is the token of SPL's single-validator pool of one vote account. The restaking program takes no stake
//! accounts: a slash takes pool tokens at once, in any epoch of the cluster.
//!
//! ```text
//! enter:  Authorize (staker), Authorize (withdrawer), DepositStake, deposit of the whole balance
//! leave:  claim_exit, create account, Approve, WithdrawStake
//! ```
//!
//! The layouts are those of the crates `spl-single-pool` and `solana-stake-interface`, which this crate does not depend on: the tests in
//! `tests/native_stake` compare every byte with them.

mod account;
mod instruction;
mod pool;

pub use account::{Delegation, Lockup, Phase, STAKE_ACCOUNT_BYTES, StakeAccount, rewards_are_paid};
pub use instruction::{
    Authority, authorize, create_token_metadata, deposit_stake, enter, initialize_on_ramp, initialize_pool, leave,
    merge, replenish, split, withdraw_stake,
};
pub use pool::{MIN_POOL_LAMPORTS, PHANTOM_TOKENS, POOL_BYTES, PoolValue, SinglePool};

use solana_program::pubkey::Pubkey;

/// The program of stake accounts.
pub const STAKE_PROGRAM: Pubkey = solana_program::pubkey!("Stake11111111111111111111111111111111111111");

/// The program of vote accounts.
pub const VOTE_PROGRAM: Pubkey = solana_program::pubkey!("Vote111111111111111111111111111111111111111");

/// SPL's single-validator pools.
pub const SINGLE_POOL_PROGRAM: Pubkey = solana_program::pubkey!("SVSPxpvHdN29nkVg9rPapPNDddN5DipNLRUFhyjFThE");

/// The program of tokens' names, which pools name their tokens by.
pub use crate::metadata::PROGRAM as METADATA_PROGRAM;

/// The sysvar that says whether stake rewards are being paid: stake instructions fail meanwhile.
pub const EPOCH_REWARDS: Pubkey = solana_program::pubkey!("SysvarEpochRewards1111111111111111111111111");

/// The cluster's time and epoch.
pub const CLOCK: Pubkey = solana_program::pubkey!("SysvarC1ock11111111111111111111111111111111");
/// The cluster's rent.
pub const RENT: Pubkey = solana_program::pubkey!("SysvarRent111111111111111111111111111111111");
/// The cluster's stake by epoch.
pub const STAKE_HISTORY: Pubkey = solana_program::pubkey!("SysvarStakeHistory1111111111111111111111111");
/// The account of the stake program's former settings, which programs still name.
pub const STAKE_CONFIG: Pubkey = solana_program::pubkey!("StakeConfig11111111111111111111111111111111");
const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);
