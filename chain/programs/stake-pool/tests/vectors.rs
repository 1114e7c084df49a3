//! Addresses, accounts, figures and instructions of stake pools as their crate has them: the clients, which do not depend on it, compare
//! theirs with these.

use std::num::NonZeroU32;
use std::path::Path;
use std::{env, fs};

use borsh::BorshSerialize;
use serde_json::{Value, json};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;
use stake_pool::state::{
    AccountType, Fee, FutureEpoch, StakePool, StakeStatus, ValidatorList, ValidatorListHeader, ValidatorStakeInfo,
};
use stake_pool::{
    MINIMUM_ACTIVE_STAKE, find_deposit_authority_program_address, find_stake_program_address,
    find_transient_stake_program_address, find_withdraw_authority_program_address, id, instruction,
};

/// Where they are, below this crate.
const FILE: &str = "../../../clients/vectors/stake_pool.json";

#[test]
fn the_vectors_are_what_the_crate_gives() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let pools: Vec<_> = [plain(), preferring(), announcing()].iter().map(pool).collect();
    let all = json!({
        "program": id().to_string(),
        "leastStake": MINIMUM_ACTIVE_STAKE.to_string(),
        "pools": pools,
        "list": list(),
        "instructions": instructions(),
    });
    let text = format!("{all:#}\n");
    if env::var_os("UPDATE_VECTORS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == text,
        "clients/vectors/stake_pool.json is not what the crate gives; run \
         `UPDATE_VECTORS=1 cargo test --manifest-path chain/programs/Cargo.toml`"
    );
}

/// The address made of `byte`.
fn at(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

/// A number that takes all of its bytes.
const NUMBER: u64 = 0x0102_0304_0506_0708;

const fn fee(numerator: u64, denominator: u64) -> Fee {
    Fee { denominator, numerator }
}

/// The stake pool at address 1, with the authorities of its program and fees of which none is zero.
fn plain() -> StakePool {
    StakePool {
        account_type: AccountType::StakePool,
        manager: at(11),
        staker: at(12),
        stake_deposit_authority: find_deposit_authority_program_address(&id(), &at(1)).0,
        stake_withdraw_bump_seed: find_withdraw_authority_program_address(&id(), &at(1)).1,
        validator_list: at(2),
        reserve_stake: at(3),
        pool_mint: at(4),
        manager_fee_account: at(5),
        token_program_id: at(6),
        total_lamports: 1_234_567_890_123,
        pool_token_supply: 1_100_000_000_001,
        last_update_epoch: NUMBER,
        epoch_fee: fee(1, 9),
        stake_deposit_fee: fee(2, 1_000),
        stake_withdrawal_fee: fee(1, 1_000),
        sol_deposit_fee: fee(3, 1_000),
        stake_referral_fee: 7,
        sol_referral_fee: 8,
        ..StakePool::default()
    }
}

/// The same with each option that comes before a figure.
fn preferring() -> StakePool {
    StakePool {
        stake_deposit_authority: at(13),
        next_epoch_fee: FutureEpoch::Two(fee(1, 8)),
        preferred_deposit_validator_vote_address: Some(at(21)),
        preferred_withdraw_validator_vote_address: Some(at(22)),
        next_stake_withdrawal_fee: FutureEpoch::One(fee(1, 2_000)),
        sol_deposit_authority: Some(at(14)),
        ..plain()
    }
}

/// The same with a larger withdrawal fee announced, and no fee on deposits: a whole of zero is none.
fn announcing() -> StakePool {
    StakePool {
        next_stake_withdrawal_fee: FutureEpoch::Two(fee(3, 2_000)),
        stake_deposit_fee: Fee::default(),
        sol_deposit_fee: Fee::default(),
        ..plain()
    }
}

/// The amounts of stake, with what else is in the account, and of tokens that vectors have figures for.
const DEPOSITS: [[u64; 2]; 4] = [[10_000_000_000, 2_282_880], [1, 0], [999, 1], [77_777_777_777, 0]];
const WITHDRAWALS: [u64; 4] = [10_000_000_000, 1, 1_000, 1_001];

/// A stake pool's data, and what follows from it.
fn pool(pool: &StakePool) -> Value {
    let of = |fee: &Fee| json!([fee.numerator.to_string(), fee.denominator.to_string()]);
    let next = match &pool.next_stake_withdrawal_fee {
        FutureEpoch::None => None,
        FutureEpoch::One(fee) | FutureEpoch::Two(fee) => Some(*fee),
    };
    // Of fractions a whole number of which is equal, the larger numerator is the larger.
    let more = |a: &Fee, b: &Fee| {
        u128::from(b.numerator) * u128::from(a.denominator) > u128::from(a.numerator) * u128::from(b.denominator)
    };
    let exit = next.filter(|next| more(&pool.stake_withdrawal_fee, next)).unwrap_or(pool.stake_withdrawal_fee);
    let deposits = DEPOSITS.map(|[stake, rest]| {
        let whole = pool.calc_pool_tokens_for_deposit(stake + rest).unwrap();
        let of_stake = pool.calc_pool_tokens_for_deposit(stake).unwrap();
        let fees = pool.calc_pool_tokens_stake_deposit_fee(of_stake).unwrap()
            + pool.calc_pool_tokens_sol_deposit_fee(whole - of_stake).unwrap();
        let referral = pool.calc_pool_tokens_stake_referral_fee(fees).unwrap();
        json!({
            "stake": stake.to_string(),
            "rest": rest.to_string(),
            // What the program compares with a minimum, and what the owner receives, which is the referrer.
            "compared": (whole - fees).to_string(),
            "tokens": (whole - fees + referral).to_string(),
        })
    });
    let withdrawals = WITHDRAWALS.map(|tokens| {
        let after = |fee: &Fee| {
            let fee = u64::try_from(fee.apply(tokens).unwrap()).unwrap();
            pool.calc_lamports_withdraw_amount(tokens - fee).unwrap().to_string()
        };
        // Now, and where an update begins the announced fee.
        let (stake, next) = (after(&pool.stake_withdrawal_fee), after(&exit));
        json!({ "tokens": tokens.to_string(), "stake": stake, "next": next })
    });
    json!({
        "data": hex(&bytes(pool)),
        "depositAuthority": pool.stake_deposit_authority.to_string(),
        "validatorList": pool.validator_list.to_string(),
        "reserve": pool.reserve_stake.to_string(),
        "mint": pool.pool_mint.to_string(),
        "managerFees": pool.manager_fee_account.to_string(),
        "tokenProgram": pool.token_program_id.to_string(),
        "lamports": pool.total_lamports.to_string(),
        "supply": pool.pool_token_supply.to_string(),
        "updatedIn": pool.last_update_epoch.to_string(),
        "withdrawalFee": of(&pool.stake_withdrawal_fee),
        "exitFee": of(&exit),
        "stakeFee": of(&pool.stake_deposit_fee),
        "restFee": of(&pool.sol_deposit_fee),
        "referral": pool.stake_referral_fee,
        "preferredDeposit": pool.preferred_deposit_validator_vote_address.map(|vote| vote.to_string()),
        "preferredWithdrawal": pool.preferred_withdraw_validator_vote_address.map(|vote| vote.to_string()),
        "deposits": deposits,
        "withdrawals": withdrawals,
    })
}

/// The validators of a list: the second with a seed of its own, the third about to leave.
fn validators() -> [ValidatorStakeInfo; 3] {
    let one = |vote, status: StakeStatus, seed: u32, transient_seed: u64| ValidatorStakeInfo {
        active_stake_lamports: (5_000_000_000 + u64::from(seed)).into(),
        transient_stake_lamports: (7 + transient_seed).into(),
        last_update_epoch: NUMBER.into(),
        transient_seed_suffix: transient_seed.into(),
        unused: 0.into(),
        validator_seed_suffix: seed.into(),
        status: status.into(),
        vote_account_address: vote,
    };
    [
        one(at(21), StakeStatus::Active, 0, 0),
        one(at(22), StakeStatus::Active, 9, 3),
        one(at(23), StakeStatus::DeactivatingTransient, 0, 0),
    ]
}

/// A list's data, with room for more, and what it says.
fn list() -> Value {
    let header = ValidatorListHeader { account_type: AccountType::ValidatorList, max_validators: 5 };
    let mut data = bytes(&ValidatorList { header, validators: validators().to_vec() });
    data.resize(data.len() + 2 * 73, 0);
    let shown = validators().map(|one| {
        let (vote, seed) = (one.vote_account_address, u32::from(one.validator_seed_suffix));
        let transient_seed = u64::from(one.transient_seed_suffix);
        json!({
            "vote": vote.to_string(),
            "active": u64::from(one.active_stake_lamports).to_string(),
            "transient": u64::from(one.transient_stake_lamports).to_string(),
            "updatedIn": u64::from(one.last_update_epoch).to_string(),
            "transientSeed": transient_seed.to_string(),
            "seed": seed,
            "isActive": StakeStatus::try_from(one.status).unwrap() == StakeStatus::Active,
            "stakeAccount": find_stake_program_address(&id(), &vote, &at(1), NonZeroU32::new(seed)).0.to_string(),
            "transientAccount": find_transient_stake_program_address(&id(), &vote, &at(1), transient_seed).0.to_string(),
        })
    });
    json!({ "data": hex(&data), "validators": shown })
}

/// The instructions of the plain stake pool at address 1 and of its second validator. What they are made of: stake account 31, owner 32,
/// token account 33.
fn instructions() -> Value {
    let (pool, address, validator) = (plain(), at(1), validators()[1]);
    let (account, owner, tokens) = (at(31), at(32), at(33));
    let withdraw = find_withdraw_authority_program_address(&id(), &address).0;
    let seed = NonZeroU32::new(validator.validator_seed_suffix.into());
    let stake = find_stake_program_address(&id(), &validator.vote_account_address, &address, seed).0;
    let enter = instruction::deposit_stake_with_slippage(
        &id(),
        &address,
        &pool.validator_list,
        &withdraw,
        &account,
        &owner,
        &stake,
        &pool.reserve_stake,
        &tokens,
        &pool.manager_fee_account,
        &tokens,
        &pool.pool_mint,
        &pool.token_program_id,
        NUMBER + 1,
    );
    let freely = instruction::deposit_stake(
        &id(),
        &address,
        &pool.validator_list,
        &withdraw,
        &account,
        &owner,
        &stake,
        &pool.reserve_stake,
        &tokens,
        &pool.manager_fee_account,
        &tokens,
        &pool.pool_mint,
        &pool.token_program_id,
    );
    let leave = instruction::withdraw_stake_with_slippage(
        &id(),
        &address,
        &pool.validator_list,
        &withdraw,
        &stake,
        &account,
        &owner,
        &owner,
        &tokens,
        &pool.manager_fee_account,
        &pool.pool_mint,
        &pool.token_program_id,
        NUMBER,
        NUMBER + 1,
    );
    let header = ValidatorListHeader { account_type: AccountType::ValidatorList, max_validators: 5 };
    let list = ValidatorList { header, validators: validators().to_vec() };
    #[allow(deprecated, reason = "clusters' program has no newer one")]
    let update_validators = instruction::update_validator_list_balance(
        &id(),
        &address,
        &withdraw,
        &pool.validator_list,
        &pool.reserve_stake,
        &list,
        &[validator.vote_account_address],
        1,
        false,
    );
    let update = instruction::update_stake_pool_balance(
        &id(),
        &address,
        &withdraw,
        &pool.validator_list,
        &pool.reserve_stake,
        &pool.manager_fee_account,
        &pool.pool_mint,
        &pool.token_program_id,
    );
    json!({
        "enter": enter.iter().map(shown).collect::<Vec<_>>(),
        "enterFreely": freely.iter().map(shown).collect::<Vec<_>>(),
        "leave": shown(&leave),
        "updateValidators": shown(&update_validators),
        "update": shown(&update),
    })
}

fn bytes(of: &impl BorshSerialize) -> Vec<u8> {
    borsh::to_vec(of).unwrap()
}

fn shown(instruction: &Instruction) -> Value {
    let accounts = instruction.accounts.iter().map(
        |meta| json!({ "address": meta.pubkey.to_string(), "signer": meta.is_signer, "writable": meta.is_writable }),
    );
    json!({
        "program": instruction.program_id.to_string(),
        "accounts": accounts.collect::<Vec<_>>(),
        "data": hex(&instruction.data),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
