//! The builders of native stake against what the crates of the pool program and of the stake program build, by the vectors that
//! `chain/programs` writes.

use std::fs;

use restaking_client::native_stake::{
    self as native, Authority, Delegation, Lockup, METADATA_PROGRAM, POOL_BYTES, SINGLE_POOL_PROGRAM,
    STAKE_ACCOUNT_BYTES, STAKE_PROGRAM, SinglePool, StakeAccount,
};
use serde_json::{Value, json};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

/// A number that takes all of its bytes, as in the vectors.
const NUMBER: u64 = 0x0102_0304_0506_0708;

fn vectors() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors/single_pool.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The address made of `byte`.
fn at(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
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

fn all(instructions: &[Instruction]) -> Value {
    instructions.iter().map(shown).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn the_programs_are_those_of_their_crates() {
    let programs = json!({
        "singlePool": SINGLE_POOL_PROGRAM.to_string(),
        "stake": STAKE_PROGRAM.to_string(),
        "metadata": METADATA_PROGRAM.to_string(),
        "poolBytes": POOL_BYTES,
        "stakeAccountBytes": STAKE_ACCOUNT_BYTES,
    });
    assert_eq!(programs, vectors()["programs"]);
}

#[test]
fn a_pool_has_the_addresses_that_its_crate_gives() {
    for known in vectors()["pools"].as_array().unwrap() {
        let data = known["data"].as_str().unwrap();
        let pool = SinglePool::of(&known["vote"].as_str().unwrap().parse().unwrap());
        let found = json!({
            "vote": pool.vote.to_string(),
            "pool": pool.pool.to_string(),
            "stake": pool.stake.to_string(),
            "onRamp": pool.on_ramp.to_string(),
            "mint": pool.mint.to_string(),
            "stakeAuthority": pool.stake_authority.to_string(),
            "mintAuthority": pool.mint_authority.to_string(),
            "metadataAuthority": pool.metadata_authority.to_string(),
            "metadata": pool.metadata().to_string(),
            "data": data,
        });
        assert_eq!(found, *known);
        assert_eq!(SinglePool::in_account(&unhex(data)), Some(pool));
    }
}

#[test]
fn every_instruction_has_the_bytes_that_its_crate_gives() {
    let (pool, account, other, owner, tokens, payer) = (SinglePool::of(&at(1)), at(3), at(4), at(5), at(6), at(7));
    let create = [
        native::initialize_pool(&pool),
        native::initialize_on_ramp(&pool),
        native::create_token_metadata(&pool, &payer),
    ];
    let built = json!({
        "initializePool": shown(&create[0]),
        "initializeOnRamp": shown(&create[1]),
        "createTokenMetadata": shown(&create[2]),
        "create": all(&create),
        "replenish": shown(&native::replenish(&pool)),
        "depositStake": shown(&native::deposit_stake(&pool, &account, &tokens, &owner)),
        "withdrawStake": shown(&native::withdraw_stake(&pool, &account, &owner, &tokens, NUMBER)),
        "enter": all(&native::enter(&pool, &account, &owner, &tokens)),
        "leave": all(&native::leave(&pool, &account, &owner, &tokens, NUMBER)),
        "authorizeStaker": shown(&native::authorize(&account, &owner, &other, Authority::Staker)),
        "authorizeWithdrawer": shown(&native::authorize(&account, &owner, &other, Authority::Withdrawer)),
        "split": shown(&native::split(&account, &owner, NUMBER, &other)),
        "merge": shown(&native::merge(&other, &account, &owner)),
    });
    let vectors = vectors();
    let known = vectors["instructions"].as_object().unwrap();
    for (name, instruction) in known {
        assert_eq!(built[name], *instruction, "{name}");
    }
    assert_eq!(built.as_object().unwrap().len(), known.len());
}

#[test]
fn a_stake_account_says_what_its_crate_wrote() {
    for known in vectors()["accounts"].as_array().unwrap() {
        let number = |value: &Value| value.as_str().unwrap().parse::<u64>().unwrap();
        let address = |value: &Value| value.as_str().unwrap().parse::<Pubkey>().unwrap();
        let delegation = known["delegation"].as_object().map(|delegation| Delegation {
            vote: address(&delegation["vote"]),
            stake: number(&delegation["stake"]),
            activation_epoch: number(&delegation["activationEpoch"]),
            deactivation_epoch: number(&delegation["deactivationEpoch"]),
        });
        let account = StakeAccount {
            staker: address(&known["staker"]),
            withdrawer: address(&known["withdrawer"]),
            lockup: Lockup {
                unix_timestamp: known["lockup"]["unixTimestamp"].as_str().unwrap().parse().unwrap(),
                epoch: number(&known["lockup"]["epoch"]),
                custodian: address(&known["lockup"]["custodian"]),
            },
            delegation,
        };
        assert_eq!(StakeAccount::decode(&unhex(known["data"].as_str().unwrap())), Some(account));
    }
}
