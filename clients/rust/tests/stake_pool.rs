//! Stake pools as this client reads them and goes through them, against the crate of their program, by the vectors that `chain/programs`
//! writes.

use std::fs;

use restaking_client::liquid::stake_pool::{LEAST_STAKE, STAKE_POOLS, StakePool, Validator, find, kept, validators};
use serde_json::{Value, json};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

/// A number that takes all of its bytes, as in the vectors.
const NUMBER: u64 = 0x0102_0304_0506_0708;

fn vectors() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors/stake_pool.json");
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
    let data: String = instruction.data.iter().map(|byte| format!("{byte:02x}")).collect();
    json!({ "program": instruction.program_id.to_string(), "accounts": accounts.collect::<Vec<_>>(), "data": data })
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn data(of: &Value) -> Vec<u8> {
    unhex(of["data"].as_str().unwrap())
}

fn number(of: &Value) -> u64 {
    of.as_str().unwrap().parse().unwrap()
}

/// The first stake pool of the vectors and the validators of the list.
fn plain() -> (StakePool, Vec<Validator>) {
    let all = vectors();
    (StakePool::decode(&data(&all["pools"][0])).unwrap(), validators(&data(&all["list"])).unwrap())
}

#[test]
fn stake_pools_say_what_the_crate_says() {
    let all = vectors();
    assert_eq!(all["program"], STAKE_POOLS.to_string());
    assert_eq!(number(&all["leastStake"]), LEAST_STAKE);
    let pools = all["pools"].as_array().unwrap();
    assert_eq!(pools.len(), 3);
    for said in pools {
        let bytes = data(said);
        let pool = StakePool::decode(&bytes).expect("a stake pool");
        let fee = |[numerator, denominator]: [u64; 2]| json!([numerator.to_string(), denominator.to_string()]);
        let [stake_fee, rest_fee] = pool.deposit_fees;
        let found = json!({
            "data": said["data"],
            "depositAuthority": pool.deposit_authority.to_string(),
            "validatorList": pool.validator_list.to_string(),
            "reserve": pool.reserve.to_string(),
            "mint": pool.mint.to_string(),
            "managerFees": pool.manager_fees.to_string(),
            "tokenProgram": pool.token_program.to_string(),
            "lamports": pool.lamports.to_string(),
            "supply": pool.supply.to_string(),
            "updatedIn": pool.updated_in.to_string(),
            "withdrawalFee": fee(pool.withdrawal_fee),
            "exitFee": fee(pool.exit_fee),
            "stakeFee": fee(stake_fee),
            "restFee": fee(rest_fee),
            "referral": pool.referral,
            "preferredDeposit": pool.preferred_deposit.map(|vote| vote.to_string()),
            "preferredWithdrawal": pool.preferred_withdrawal.map(|vote| vote.to_string()),
            "deposits": said["deposits"],
            "withdrawals": said["withdrawals"],
        });
        assert_eq!(&found, said);
        for deposit in said["deposits"].as_array().unwrap() {
            let [stake, rest, tokens] = ["stake", "rest", "tokens"].map(|field| number(&deposit[field]));
            assert_eq!(pool.tokens_for(stake, rest), Some(tokens), "{deposit}");
            let compared = number(&deposit["compared"]);
            assert_eq!(pool.least_tokens_for(stake, rest, 0), Some(compared), "{deposit}");
            assert_eq!(pool.least_tokens_for(stake, rest, 50), Some(compared - compared.div_ceil(200)), "{deposit}");
        }
        for withdrawal in said["withdrawals"].as_array().unwrap() {
            let [tokens, stake, next] = ["tokens", "stake", "next"].map(|field| number(&withdrawal[field]));
            assert_eq!(pool.stake_for(tokens), Some(stake), "{withdrawal}");
            assert_eq!(pool.least_stake_for(tokens, NUMBER, 0), Some(stake), "{withdrawal}");
            assert_eq!(pool.least_stake_for(tokens, NUMBER + 1, 0), Some(next), "{withdrawal}");
            assert_eq!(pool.least_stake_for(tokens, NUMBER, 50), Some(stake - stake.div_ceil(200)), "{withdrawal}");
        }
        // Cut short within what is read, it is no stake pool.
        assert_eq!(StakePool::decode(&bytes[..bytes.len() / 2]), None);
    }
}

#[test]
fn lists_say_what_the_crate_says() {
    let said = &vectors()["list"];
    let bytes = data(said);
    let found = validators(&bytes).expect("a list");
    let shown: Vec<Value> = found
        .iter()
        .map(|one| {
            json!({
                "vote": one.vote.to_string(),
                "active": one.active.to_string(),
                "transient": one.transient.to_string(),
                "updatedIn": one.updated_in.to_string(),
                "transientSeed": one.transient_seed.to_string(),
                "seed": one.seed,
                "isActive": one.is_active(),
                "stakeAccount": one.stake_account(&STAKE_POOLS, &at(1)).to_string(),
                "transientAccount": one.transient_account(&STAKE_POOLS, &at(1)).to_string(),
            })
        })
        .collect();
    assert_eq!(Value::from(shown), said["validators"]);
    assert_eq!(find(&found, &at(22)).map(|one| one.seed), Some(9));
    assert_eq!(find(&found, &at(23)), None, "about to leave");
    assert_eq!(validators(&bytes[..9 + 2 * 73]), None, "a list of three, cut after two");
    assert_eq!(StakePool::decode(&bytes), None);
}

#[test]
fn instructions_are_those_of_the_crate() {
    let said = &vectors()["instructions"];
    let (pool, list) = plain();
    let (place, validator) = ([&STAKE_POOLS, &at(1)], &list[1]);
    let enter = pool.enter(place, validator, &at(31), &at(32), (&at(33), NUMBER + 1));
    assert_eq!(Value::from(enter.iter().map(shown).collect::<Vec<_>>()), said["enter"]);
    let freely = pool.enter(place, validator, &at(31), &at(32), (&at(33), 0));
    assert_eq!(Value::from(freely.iter().map(shown).collect::<Vec<_>>()), said["enterFreely"]);
    assert_eq!(shown(&pool.leave(place, validator, &at(31), &at(32), (&at(33), [NUMBER, NUMBER + 1]))), said["leave"]);
    assert_eq!(shown(&pool.update_validators(&STAKE_POOLS, &at(1), 1, &list[1..2])), said["updateValidators"]);
    assert_eq!(shown(&pool.update(&STAKE_POOLS, &at(1))), said["update"]);
}

#[test]
fn the_validator_that_gives_is_the_preferred_one_or_the_one_of_most_stake() {
    let (pool, mut list) = plain();
    let rent = 2_282_880;
    // A least delegation below the crate's own figure changes nothing.
    for least in [0, 1, LEAST_STAKE] {
        assert_eq!(kept(rent, least), rent + LEAST_STAKE);
    }
    assert_eq!(kept(rent, 1_000_000_000), rent + 1_000_000_000);
    let stays = kept(rent, 1);
    let most = 5_000_000_009 - stays;
    let gives = |pool: &StakePool, list: &[Validator], stake| pool.gives(list, stake, stays).map(|one| one.vote);
    assert_eq!(gives(&pool, &list, most), Some(at(22)), "with nine lamports more");
    assert_eq!(gives(&pool, &list, most + 1), None);
    let preferring = StakePool { preferred_withdrawal: Some(at(21)), ..pool };
    assert_eq!(gives(&preferring, &list, 1), Some(at(21)));
    assert_eq!(gives(&preferring, &list, most), None, "while the preferred one has any, no other gives");
    list[0].active = stays;
    assert_eq!(gives(&preferring, &list, most), Some(at(22)));
    // One that leaves the list gives nothing, however much it has.
    list[2].active = u64::MAX;
    assert_eq!(gives(&pool, &list, 1), Some(at(22)));
}
