//! Addresses, messages and hashes for clients in other languages, which hold themselves against these.

use std::path::Path;
use std::{env, fs};

use restaking_client::merkle::Earnings;
use restaking_client::{Program, possession_message, rating, report_commitment, vote_message};
use serde_json::{Value, json};
use solana_program::pubkey::Pubkey;

/// Where they are, below this crate.
const FILE: &str = "../vectors/client.json";

#[test]
fn the_vectors_are_what_the_client_gives() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let text = format!("{:#}\n", vectors());
    if env::var_os("UPDATE_VECTORS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &text).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == text,
        "clients/vectors/client.json is not what the client gives; run \
         `UPDATE_VECTORS=1 cargo test --package restaking-client --test vectors`"
    );
}

fn vectors() -> Value {
    let at_any_address: Vec<String> = rating::AT_ANY_ADDRESS.iter().map(ToString::to_string).collect();
    json!({ "addresses": addresses(), "messages": messages(), "lists": lists(), "atAnyAddress": at_any_address })
}

/// The program that they are of.
const PROGRAM: Program = Program::LOCAL;

/// The address made of `byte`.
fn at(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

/// A number that takes all of its bytes.
const NUMBER: u64 = 0x0102_0304_0506_0708;

/// A number of one byte.
const SMALL: u8 = 7;

/// Each account's address with what it is made of: addresses in base58, numbers as texts, bytes in hexadecimal.
fn addresses() -> Value {
    let (a, b, c) = (at(1), at(2), at(3));
    let [x, y, z] = [a, b, c].map(|address| json!({ "address": address.to_string() }));
    let number = json!({ "number": NUMBER.to_string() });
    let small = json!({ "small": SMALL });
    let bytes = json!({ "bytes": hex(&[9; 32]) });
    let list = [
        ("config", PROGRAM.config(), vec![]),
        ("programData", PROGRAM.program_data(), vec![]),
        ("vault", PROGRAM.vault(&a, NUMBER), vec![&x, &number]),
        ("vrtMint", PROGRAM.vrt_mint(&a), vec![&x]),
        ("assetAccount", PROGRAM.asset_account(&a), vec![&x]),
        ("slash", PROGRAM.slash(&a, SMALL, NUMBER), vec![&x, &small, &number]),
        ("report", PROGRAM.report(&a, &[9; 32]), vec![&x, &bytes]),
        ("equivocation", PROGRAM.equivocation(&a, &b, SMALL, NUMBER), vec![&x, &y, &small, &number]),
        ("depositorApproval", PROGRAM.depositor_approval(&a, &b), vec![&x, &y]),
        ("exitBucket", PROGRAM.exit_bucket(&a, NUMBER), vec![&x, &number]),
        ("exitTicket", PROGRAM.exit_ticket(&a, &b, NUMBER), vec![&x, &y, &number]),
        ("operator", PROGRAM.operator(&a, NUMBER), vec![&x, &number]),
        ("ncn", PROGRAM.ncn(&a, NUMBER), vec![&x, &number]),
        ("optIn", PROGRAM.opt_in(&a, &b), vec![&x, &y]),
        ("delegation", PROGRAM.delegation(&a, &b), vec![&x, &y]),
        ("allocation", PROGRAM.allocation(&a, &b), vec![&x, &y]),
        ("record", PROGRAM.record(&a, &b), vec![&x, &y]),
        ("operatorKey", PROGRAM.operator_key(&a, &[9; 32]), vec![&x, &bytes]),
        ("stakeTable", PROGRAM.stake_table(&a, NUMBER), vec![&x, &number]),
        ("capture", PROGRAM.capture(&a, &b, &c), vec![&x, &y, &z]),
        ("rewardOffer", PROGRAM.reward_offer(&a, NUMBER), vec![&x, &number]),
        ("offerTreasury", PROGRAM.offer_treasury(&a), vec![&x]),
        ("rewardTree", PROGRAM.reward_tree(&a, &b), vec![&x, &y]),
        ("treasury", PROGRAM.treasury(&a), vec![&x]),
        ("rewardClaim", PROGRAM.reward_claim(&a, &b), vec![&x, &y]),
        ("bondPool", PROGRAM.bond_pool(&a), vec![&x]),
        ("bondedAccount", PROGRAM.bonded_account(&a), vec![&x]),
        ("rewardTreasury", PROGRAM.reward_treasury(&a, SMALL), vec![&x, &small]),
        ("position", PROGRAM.position(&a, &b), vec![&x, &y]),
        ("pledge", PROGRAM.pledge(&a, &b), vec![&x, &y]),
        ("grant", PROGRAM.grant(&a, &b), vec![&x, &y]),
        ("sweepNotice", PROGRAM.sweep_notice(&a, &b), vec![&x, &y]),
    ];
    let entry = |(name, address, of): (&str, Pubkey, Vec<&Value>)| {
        let address = address.to_string();
        json!({ "name": name, "address": address, "of": of })
    };
    list.into_iter().map(entry).collect()
}

/// What operators sign and reporters commit to, for the addresses of 1 and 2.
fn messages() -> Value {
    let votes: [&[u8]; 2] = [b"one vote", b"another"];
    json!({
        "domain": hex(&PROGRAM.signing_domain(&[9; 32], &at(1))),
        "possession": hex(&possession_message(&[1; 32], &at(2))),
        "vote": hex(&vote_message(&[1; 32], SMALL, NUMBER, b"said")),
        "commitment": hex(&report_commitment(&at(1), &at(2), votes, &[9; 32])),
    })
}

/// Lists of the addresses of 1 and on for the tree at 99, each having earned a thousand times its number, and the proof
/// of the last of them.
fn lists() -> Value {
    let list = |earners: u8| {
        let earned = (1..=earners).map(|number| (at(number), u64::from(number) * 1_000));
        let earnings = Earnings::new(&at(99), earned).unwrap();
        let (_, proof) = earnings.proof(&at(earners)).unwrap();
        let proof: Vec<_> = proof.iter().map(|hash| hex(hash)).collect();
        let (root, total) = (hex(&earnings.root()), earnings.total().to_string());
        json!({ "earners": earners, "root": root, "total": total, "proof": proof })
    };
    [1, 2, 3, 4, 5, 7, 8, 9, 31, 33].map(list).into_iter().collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
