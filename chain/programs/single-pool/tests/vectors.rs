//! Addresses and instructions of the pool program and of the stake program as their crates build them: the clients, which depend on
//! neither crate, compare theirs with these.

use std::path::Path;
use std::{env, fs};

use serde_json::{Value, json};
use single_pool::state::SinglePool;
use single_pool::{find_pool_address, id, inline_mpl_token_metadata, instruction};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;
use solana_rent::Rent;
use solana_stake_interface::stake_flags::StakeFlags;
use solana_stake_interface::state::{Authorized, Delegation, Lockup, Meta, Stake, StakeAuthorize, StakeStateV2};
use solana_stake_interface::{instruction as stake, program as stake_program};

/// Where they are, below this crate.
const FILE: &str = "../../../clients/vectors/single_pool.json";

#[test]
fn the_vectors_are_what_the_crates_give() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let all = json!({
        "programs": programs(), "pools": [pool(at(1)), pool(at(2))], "instructions": instructions(), "accounts": accounts(),
    });
    let text = format!("{all:#}\n");
    if env::var_os("UPDATE_VECTORS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == text,
        "clients/vectors/single_pool.json is not what the crates give; run \
         `UPDATE_VECTORS=1 cargo test --manifest-path chain/programs/Cargo.toml`"
    );
}

/// The address made of `byte`.
fn at(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

/// A number that takes all of its bytes.
const NUMBER: u64 = 0x0102_0304_0506_0708;

fn programs() -> Value {
    json!({
        "singlePool": id().to_string(),
        "stake": stake_program::ID.to_string(),
        "metadata": inline_mpl_token_metadata::id().to_string(),
        "poolBytes": SinglePool::size_of(),
        "stakeAccountBytes": StakeStateV2::size_of(),
    })
}

/// The addresses of the pool of `vote`, and its account's data.
fn pool(vote: Pubkey) -> Value {
    let pool = find_pool_address(&id(), &vote);
    let of = |find: fn(&Pubkey, &Pubkey) -> Pubkey| find(&id(), &pool).to_string();
    let mint = single_pool::find_pool_mint_address(&id(), &pool);
    let state =
        SinglePool { account_type: single_pool::state::SinglePoolAccountType::Pool, vote_account_address: vote };
    json!({
        "vote": vote.to_string(),
        "pool": pool.to_string(),
        "stake": of(single_pool::find_pool_stake_address),
        "onRamp": of(single_pool::find_pool_onramp_address),
        "mint": mint.to_string(),
        "stakeAuthority": of(single_pool::find_pool_stake_authority_address),
        "mintAuthority": of(single_pool::find_pool_mint_authority_address),
        "metadataAuthority": of(single_pool::find_pool_mpl_authority_address),
        "metadata": inline_mpl_token_metadata::pda::find_metadata_account(&mint).0.to_string(),
        "data": hex(&borsh::to_vec(&state).unwrap()),
    })
}

/// The instructions, by the name of the builder. What they are made of: the pool of vote account 1, stake accounts 3 and 4, owner 5,
/// token account 6, payer 7.
fn instructions() -> Value {
    let (vote, account, other, owner, tokens, payer) = (at(1), at(3), at(4), at(5), at(6), at(7));
    let pool = find_pool_address(&id(), &vote);
    let initialize = instruction::initialize(&id(), &vote, &payer, &Rent::default(), NUMBER);
    // Behind the transfers of rent.
    let made = &initialize[4..];
    let one = |which| stake::authorize(&account, &owner, &other, which, None);
    json!({
        "initializePool": shown(&instruction::initialize_pool(&id(), &vote)),
        "initializeOnRamp": shown(&instruction::initialize_pool_onramp(&id(), &pool)),
        "createTokenMetadata": shown(&instruction::create_token_metadata(&id(), &pool, &payer)),
        "create": made.iter().map(shown).collect::<Vec<_>>(),
        "replenish": shown(&instruction::replenish_pool(&id(), &vote)),
        "depositStake": shown(&instruction::deposit_stake(&id(), &pool, &account, &tokens, &owner)),
        "withdrawStake": shown(&instruction::withdraw_stake(&id(), &pool, &account, &owner, &tokens, NUMBER)),
        "enter": instruction::deposit(&id(), &pool, &account, &tokens, &owner, &owner).iter().map(shown).collect::<Vec<_>>(),
        "leave": instruction::withdraw(&id(), &pool, &account, &owner, &tokens, &owner, NUMBER)
            .iter().map(shown).collect::<Vec<_>>(),
        "authorizeStaker": shown(&one(StakeAuthorize::Staker)),
        "authorizeWithdrawer": shown(&one(StakeAuthorize::Withdrawer)),
        // Behind the two of the system program's that make the account.
        "split": shown(stake::split(&account, &owner, NUMBER, &other).last().unwrap()),
        "merge": shown(stake::merge(&other, &account, &owner).last().unwrap()),
    })
}

/// Stake accounts as they stand on a chain, with what they say.
fn accounts() -> Value {
    let lockup = Lockup { unix_timestamp: -5, epoch: 7, custodian: at(8) };
    let meta =
        Meta { rent_exempt_reserve: 2_282_880, authorized: Authorized { staker: at(5), withdrawer: at(6) }, lockup };
    let delegation = Delegation { voter_pubkey: at(1), stake: NUMBER, activation_epoch: 11, ..Delegation::default() };
    let ended = Delegation { deactivation_epoch: 13, ..delegation };
    let delegated =
        |delegation| StakeStateV2::Stake(meta, Stake { delegation, credits_observed: 3 }, StakeFlags::empty());
    let shown = |state: &StakeStateV2, delegation: Option<Delegation>| {
        let mut data = solana_stake_data(state);
        data.resize(StakeStateV2::size_of(), 0);
        json!({
            "data": hex(&data),
            "staker": at(5).to_string(),
            "withdrawer": at(6).to_string(),
            "lockup": { "unixTimestamp": "-5", "epoch": "7", "custodian": at(8).to_string() },
            "delegation": delegation.map(|delegation| json!({
                "vote": delegation.voter_pubkey.to_string(),
                "stake": delegation.stake.to_string(),
                "activationEpoch": delegation.activation_epoch.to_string(),
                "deactivationEpoch": delegation.deactivation_epoch.to_string(),
            })),
        })
    };
    json!([
        shown(&StakeStateV2::Initialized(meta), None),
        shown(&delegated(delegation), Some(delegation)),
        shown(&delegated(ended), Some(ended)),
    ])
}

/// A state as the stake program writes it.
fn solana_stake_data(state: &StakeStateV2) -> Vec<u8> {
    bincode::serialize(state).unwrap()
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
