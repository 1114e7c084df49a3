//! Builders for the instructions of the pool program and of the stake program that a staker's way in and out takes.

use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use spl_token_interface::ID as TOKEN;

use super::{
    CLOCK, METADATA_PROGRAM, RENT, SINGLE_POOL_PROGRAM, STAKE_CONFIG, STAKE_HISTORY, STAKE_PROGRAM, SYSTEM, SinglePool,
};

/// The tags of the pool program's instructions.
const INITIALIZE_POOL: u8 = 0;
const REPLENISH_POOL: u8 = 1;
const DEPOSIT_STAKE: u8 = 2;
const WITHDRAW_STAKE: u8 = 3;
const CREATE_TOKEN_METADATA: u8 = 4;
const INITIALIZE_POOL_ON_RAMP: u8 = 6;

/// The tags of the stake program's.
const AUTHORIZE: u32 = 1;
const SPLIT: u32 = 3;
const MERGE: u32 = 7;

/// One of a stake account's two authorities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// Delegates, splits and deactivates.
    Staker,
    /// Withdraws.
    Withdrawer,
}

/// Gives one authority of `account` to `new`; the withdrawer signs, or for the staker's authority the staker.
pub fn authorize(account: &Pubkey, signer: &Pubkey, new: &Pubkey, which: Authority) -> Instruction {
    let mut data = AUTHORIZE.to_le_bytes().to_vec();
    data.extend_from_slice(new.as_ref());
    data.extend_from_slice(&(which as u32).to_le_bytes());
    let accounts = vec![
        AccountMeta::new(*account, false),
        AccountMeta::new_readonly(CLOCK, false),
        AccountMeta::new_readonly(*signer, true),
    ];
    Instruction { program_id: STAKE_PROGRAM, accounts, data }
}

/// Moves `lamports` of `account`'s stake to `to`, an account of the stake program with rent and nothing in it; the staker signs.
pub fn split(account: &Pubkey, staker: &Pubkey, lamports: u64, to: &Pubkey) -> Instruction {
    let mut data = SPLIT.to_le_bytes().to_vec();
    data.extend_from_slice(&lamports.to_le_bytes());
    let accounts =
        vec![AccountMeta::new(*account, false), AccountMeta::new(*to, false), AccountMeta::new_readonly(*staker, true)];
    Instruction { program_id: STAKE_PROGRAM, accounts, data }
}

/// Moves all of `from` into `to`, which has the same authorities and validator; the staker signs.
pub fn merge(to: &Pubkey, from: &Pubkey, staker: &Pubkey) -> Instruction {
    let accounts = vec![
        AccountMeta::new(*to, false),
        AccountMeta::new(*from, false),
        AccountMeta::new_readonly(CLOCK, false),
        AccountMeta::new_readonly(STAKE_HISTORY, false),
        AccountMeta::new_readonly(*staker, true),
    ];
    Instruction { program_id: STAKE_PROGRAM, accounts, data: MERGE.to_le_bytes().to_vec() }
}

/// Makes the pool. Its account, its mint and its stake account have been paid their rent, the last
/// [`MIN_POOL_LAMPORTS`](super::MIN_POOL_LAMPORTS) more.
pub fn initialize_pool(pool: &SinglePool) -> Instruction {
    let accounts = vec![
        AccountMeta::new_readonly(pool.vote, false),
        AccountMeta::new(pool.pool, false),
        AccountMeta::new(pool.stake, false),
        AccountMeta::new(pool.mint, false),
        AccountMeta::new_readonly(pool.stake_authority, false),
        AccountMeta::new_readonly(pool.mint_authority, false),
        AccountMeta::new_readonly(RENT, false),
        AccountMeta::new_readonly(CLOCK, false),
        AccountMeta::new_readonly(STAKE_HISTORY, false),
        AccountMeta::new_readonly(STAKE_CONFIG, false),
        AccountMeta::new_readonly(SYSTEM, false),
        AccountMeta::new_readonly(TOKEN, false),
        AccountMeta::new_readonly(STAKE_PROGRAM, false),
    ];
    of_pool(accounts, vec![INITIALIZE_POOL])
}

/// Makes the pool's on-ramp, which has been paid its rent. Without it, a pool takes no deposits.
pub fn initialize_on_ramp(pool: &SinglePool) -> Instruction {
    let accounts = vec![
        AccountMeta::new_readonly(pool.pool, false),
        AccountMeta::new(pool.on_ramp, false),
        AccountMeta::new_readonly(pool.stake_authority, false),
        AccountMeta::new_readonly(RENT, false),
        AccountMeta::new_readonly(SYSTEM, false),
        AccountMeta::new_readonly(STAKE_PROGRAM, false),
    ];
    of_pool(accounts, vec![INITIALIZE_POOL_ON_RAMP])
}

/// Names the pool's token after its validator; `payer` signs.
pub fn create_token_metadata(pool: &SinglePool, payer: &Pubkey) -> Instruction {
    let accounts = vec![
        AccountMeta::new_readonly(pool.pool, false),
        AccountMeta::new_readonly(pool.mint, false),
        AccountMeta::new_readonly(pool.mint_authority, false),
        AccountMeta::new_readonly(pool.metadata_authority, false),
        AccountMeta::new(*payer, true),
        AccountMeta::new(pool.metadata(), false),
        AccountMeta::new_readonly(METADATA_PROGRAM, false),
        AccountMeta::new_readonly(SYSTEM, false),
    ];
    of_pool(accounts, vec![CREATE_TOKEN_METADATA])
}

/// Delegates again what was deactivated because its validator did not vote, and puts rewards to work. Anyone may send it.
pub fn replenish(pool: &SinglePool) -> Instruction {
    let accounts = vec![
        AccountMeta::new_readonly(pool.vote, false),
        AccountMeta::new_readonly(pool.pool, false),
        AccountMeta::new(pool.stake, false),
        AccountMeta::new(pool.on_ramp, false),
        AccountMeta::new_readonly(pool.stake_authority, false),
        AccountMeta::new_readonly(CLOCK, false),
        AccountMeta::new_readonly(STAKE_HISTORY, false),
        AccountMeta::new_readonly(STAKE_CONFIG, false),
        AccountMeta::new_readonly(STAKE_PROGRAM, false),
    ];
    of_pool(accounts, vec![REPLENISH_POOL])
}

/// Merges `account`, under the pool's authorities, into the pool. Its tokens go to `tokens`, and what is no stake to `lamports`.
pub fn deposit_stake(pool: &SinglePool, account: &Pubkey, tokens: &Pubkey, lamports: &Pubkey) -> Instruction {
    let accounts = vec![
        AccountMeta::new_readonly(pool.pool, false),
        AccountMeta::new(pool.stake, false),
        AccountMeta::new_readonly(pool.on_ramp, false),
        AccountMeta::new(pool.mint, false),
        AccountMeta::new_readonly(pool.stake_authority, false),
        AccountMeta::new_readonly(pool.mint_authority, false),
        AccountMeta::new(*account, false),
        AccountMeta::new(*tokens, false),
        AccountMeta::new(*lamports, false),
        AccountMeta::new_readonly(CLOCK, false),
        AccountMeta::new_readonly(STAKE_HISTORY, false),
        AccountMeta::new_readonly(TOKEN, false),
        AccountMeta::new_readonly(STAKE_PROGRAM, false),
    ];
    of_pool(accounts, vec![DEPOSIT_STAKE])
}

/// Burns `amount` tokens of `tokens`, which the pool's mint authority may take, and splits their stake to `account`. That is an
/// account of the stake program with rent and nothing in it; `owner` gets its authorities.
pub fn withdraw_stake(
    pool: &SinglePool,
    account: &Pubkey,
    owner: &Pubkey,
    tokens: &Pubkey,
    amount: u64,
) -> Instruction {
    let mut data = vec![WITHDRAW_STAKE];
    data.extend_from_slice(owner.as_ref());
    data.extend_from_slice(&amount.to_le_bytes());
    let accounts = vec![
        AccountMeta::new_readonly(pool.pool, false),
        AccountMeta::new(pool.stake, false),
        AccountMeta::new_readonly(pool.on_ramp, false),
        AccountMeta::new(pool.mint, false),
        AccountMeta::new_readonly(pool.stake_authority, false),
        AccountMeta::new_readonly(pool.mint_authority, false),
        AccountMeta::new(*account, false),
        AccountMeta::new(*tokens, false),
        AccountMeta::new_readonly(CLOCK, false),
        AccountMeta::new_readonly(TOKEN, false),
        AccountMeta::new_readonly(STAKE_PROGRAM, false),
    ];
    of_pool(accounts, data)
}

/// The stake account `account` of `owner`, its withdrawer, into pool tokens in `tokens`. What is no stake, rent above all, goes to
/// `owner`. A deposit of the whole balance of `tokens` follows: its amount depends on the pool's value at the landing.
pub fn enter(pool: &SinglePool, account: &Pubkey, owner: &Pubkey, tokens: &Pubkey) -> [Instruction; 3] {
    // The withdrawer may name both; so the staker comes first, while it still is one.
    let hand_over = |which| authorize(account, owner, &pool.stake_authority, which);
    [hand_over(Authority::Staker), hand_over(Authority::Withdrawer), deposit_stake(pool, account, tokens, owner)]
}

/// `amount` pool tokens of `owner`'s in `tokens` into stake in `account`, which `owner` has made: an account of the stake program with
/// rent and nothing in it.
pub fn leave(pool: &SinglePool, account: &Pubkey, owner: &Pubkey, tokens: &Pubkey, amount: u64) -> [Instruction; 2] {
    let approve = spl_token_interface::instruction::approve(&TOKEN, tokens, &pool.mint_authority, owner, &[], amount);
    [approve.expect("SPL Token's id"), withdraw_stake(pool, account, owner, tokens, amount)]
}

fn of_pool(accounts: Vec<AccountMeta>, data: Vec<u8>) -> Instruction {
    Instruction { program_id: SINGLE_POOL_PROGRAM, accounts, data }
}
