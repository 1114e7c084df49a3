//! What each instruction costs, and that the largest answer fits in a transaction.

use availability_client::blob::chunk;
use availability_client::tree::{self, MAX_BLOB_BYTES, MAX_DEPTH};
use availability_client::{ChunkChallenge, sha256};
use harness::{Svm, deploy, key, ncn_path};
use restaking_tests::{SLOWEST_FALL, id};
use solana_message::Message;
use solana_packet::PACKET_DATA_SIZE;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::archive::{close_challenge, return_bond};
use crate::scene::{AVAILABILITY, BOND, DRAW_SLOTS, OPERATORS, RULES, STORED, Scene, blob, draw, voters};

const COMPUTE_BUDGET: Pubkey = solana_program::pubkey!("ComputeBudget111111111111111111111111111111");

/// Runs an instruction of the program and holds the units that it takes, with those of its calls, against a bound.
async fn bounded(scene: &mut Scene, name: &str, by: &str, instructions: &[Instruction], most: u64) {
    let logs = scene.by(by, instructions).await;
    let consumed = format!("Program {} consumed ", *AVAILABILITY);
    let line = logs.iter().rev().find_map(|line| line.strip_prefix(&consumed)).expect("the units");
    let units: u64 = line.split(' ').next().and_then(|units| units.parse().ok()).expect("a number");
    println!("{name}: {units}");
    assert!(units <= most, "{name} takes {units} units, {most} at most");
}

/// The bytes of a transaction with one signature. No list but an instruction's data has more than 127 entries.
fn transaction_bytes(instructions: &[Instruction]) -> usize {
    let message = Message::new(instructions, Some(&id("payer")));
    assert_eq!(message.header.num_required_signatures, 1);
    let lists = message
        .instructions
        .iter()
        .map(|each| 3 + each.accounts.len() + each.data.len() + usize::from(each.data.len() > 127));
    1 + 64 + 3 + 1 + 32 * message.account_keys.len() + 32 + 1 + lists.sum::<usize>()
}

#[tokio::test]
async fn each_instruction_has_a_bound() {
    let mut scene = Scene::new().await;
    let scene = &mut scene;
    let at = scene.at;
    let other =
        scene.bank.add_policy("mallory", 0, crate::scene::policy(&restaking_client::pda::ncn(&id("mallory"), 0))).await;
    let own = crate::archive::Archive::new(other, id("mallory"));
    bounded(scene, "open_archive", "mallory", &[own.open(RULES)], 4_000).await;
    bounded(scene, "set_rules", "mallory", &[own.set_rules(RULES)], 1_500).await;
    let operator = scene.operator(0);
    bounded(scene, "open_custody", "mallory", &[own.open_custody(&id("mallory"), &operator)], 4_000).await;
    scene.table = scene.new_table(OPERATORS).await;
    bounded(scene, "adopt_table", "keeper", &[at.adopt_table(&scene.table)], 1_000).await;
    let stored = scene.storing(&blob()).await;
    let open = scene.opening("keeper", &stored);
    bounded(scene, "open_certificate", "keeper", &[open], 6_000).await;
    for numbers in [&[0][..], &[1, 2, 3, 4]] {
        let both = at.attest(&scene.table, &stored, &voters(numbers));
        let name = format!("attest, {} votes", numbers.len());
        bounded(scene, &name, "keeper", &both, 1_500 + 700 * numbers.len() as u64).await;
    }
    let open = scene.challenging("alice", &stored, 0);
    bounded(scene, "open_challenge", "alice", &[open], 7_500).await;
    let challenge = at.challenge(&stored, &operator, &id("alice"));
    scene.slots(DRAW_SLOTS + 400, &[]).await;
    bounded(scene, "draw_chunk", "keeper", &[draw(&challenge)], 2_500).await;
    let answer = scene.answering(&challenge, &blob()).await;
    bounded(scene, "answer_challenge, 5 hashes", "keeper", &[answer], 3_000).await;
    bounded(scene, "collect_bonds", "keeper", &[at.collect(&operator, &id("operator"))], 1_000).await;
    bounded(scene, "close_challenge", "keeper", &[close_challenge(&challenge, &id("alice"))], 1_000).await;
    let lapsing = scene.challenge("bob", &stored, 1).await;
    scene.slots(DRAW_SLOTS + 513, &[]).await;
    let lapse = at.lapse(&lapsing, &scene.operator(1));
    bounded(scene, "lapse_challenge", "keeper", &[lapse], 2_500).await;
    let stored = scene.stored().await;
    let failing = scene.drawn("alice", &stored, 4).await;
    scene.time_out(&failing).await;
    let judge = at.judge(&failing, &scene.operator(4));
    bounded(scene, "judge_challenge", "keeper", &[judge], 1_000).await;
    bounded(scene, "return_bond", "keeper", &[return_bond(&failing, &id("alice"))], 1_000).await;
    let jail = at.jail(&failing, &scene.operator(4));
    bounded(scene, "jail_failed", "keeper", &[jail], 4_000).await;
    let slash = scene.slashing(&failing, 4).await;
    bounded(scene, "slash_failed", "keeper", &[slash], 14_000).await;
    let incident = scene.incident(&failing).await;
    let (split, proposal) = (scene.splits[4], scene.splits[4].proposal(incident));
    scene.bank.veto(&split, incident).await;
    let release = at.release(&failing, &split.operator, &proposal);
    bounded(scene, "release_failed", "keeper", &[release], 4_000).await;
    scene.pass(SLOWEST_FALL + STORED).await;
    bounded(scene, "close_certificate", "keeper", &[at.close_certificate(&stored, &id("keeper"))], 1_000).await;
}

/// The longest proof, in the largest blob. It fits in a transaction beside a limit and a price of compute units.
#[tokio::test]
async fn the_largest_answer_fits_in_a_transaction() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let challenge = scene.drawn("alice", &stored, 0).await;
    let mut account = scene.bank.account(&challenge).await.expect("a challenge");
    let mut read = ChunkChallenge::from_bytes(&account.data).expect("a challenge");
    // As if the blob were the largest one, with this chunk and these siblings on its way up.
    let (data, index) = ([7; 256], (1 << 20) - 3u64);
    let proof: Vec<[u8; 32]> = (0..MAX_DEPTH).map(|level| sha256(&[&[level as u8]])).collect();
    let mut top = tree::leaf(&sha256, &data);
    for (level, sibling) in proof.iter().enumerate() {
        let is_left = index >> level & 1 == 0;
        top = if is_left { tree::node(&sha256, &top, sibling) } else { tree::node(&sha256, sibling, &top) };
    }
    read.challenge.root = tree::root(&sha256, MAX_BLOB_BYTES, &top);
    (read.challenge.size, read.challenge.chunk) = (MAX_BLOB_BYTES, index);
    account.data = borsh::to_vec(&read).expect("a challenge");
    scene.bank.put(&challenge, account);
    let answer = scene.at.answer(&challenge, &scene.operator(0), chunk(&data, 0), proof);
    let budget = |data: Vec<u8>| Instruction { program_id: COMPUTE_BUDGET, accounts: Vec::<AccountMeta>::new(), data };
    let limit = budget([&[2][..], &20_000u32.to_le_bytes()].concat());
    let price = budget([&[3][..], &1_000u64.to_le_bytes()].concat());
    let bytes = transaction_bytes(&[limit, price, answer.clone()]);
    println!("the largest answer: {bytes} bytes");
    assert!(bytes <= PACKET_DATA_SIZE, "{bytes}");
    bounded(&mut scene, "answer_challenge, 20 hashes", "keeper", &[answer], 6_000).await;
}

/// An answer's transaction has one signature. Its fee is 200 times smaller than the least bond.
#[tokio::test]
async fn the_least_bond_is_many_fees() {
    let mut chain = Svm::new().expect("a chain");
    let accounts = deploy::from_file(&ncn_path("availability"), &AVAILABILITY, "build it", |bytes| chain.rent(bytes));
    accounts.into_iter().for_each(|(at, account)| chain.put(at, account));
    let payer = key("payer");
    chain.fund(&payer.pubkey());
    let before = chain.account(&payer.pubkey()).expect("a wallet").lamports;
    let answer =
        crate::archive::Archive::new(id("ncn"), id("ncn")).answer(&id("challenge"), &id("operator"), &[7; 256], vec![]);
    chain.send(&[answer], &[&payer]).expect_err("there is no challenge, but the fee is paid");
    let fee = before - chain.account(&payer.pubkey()).expect("a wallet").lamports;
    println!("the fee of an answer: {fee} lamports");
    assert_eq!(BOND, 200 * fee);
}
