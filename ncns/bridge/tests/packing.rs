//! How many votes a transaction carries. Operators that agree sign the same bytes, which are stored once.

use bridge_client::Content;
use ncn_kit::packing::{Signed, instruction_data};
use restaking_tests::id;
use solana_keypair::Keypair;
use solana_message::Message;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::scene::{LIE, OPERATORS, Place, Scene, voter};

/// The most bytes of a transaction.
const MOST: usize = 1_232;

/// The Ed25519 program.
const ED25519: Pubkey = solana_program::pubkey!("Ed25519SigVerify111111111111111111111111111");

/// The votes, packed by the kit, and their entry.
fn packed(at: &Place, table: &Pubkey, height: u64, votes: &[(Keypair, Content)]) -> [Instruction; 2] {
    let signed: Vec<Signed> = votes
        .iter()
        .map(|(key, content)| {
            let message = at.message(height, content);
            let signature = key.sign_message(&message).as_array().to_owned();
            Signed { key: key.pubkey().to_bytes(), signature, message }
        })
        .collect();
    let data = instruction_data(&signed).expect("votes that fit");
    [
        Instruction { program_id: ED25519, accounts: vec![], data },
        at.carry(table, height, votes.iter().map(|(key, _)| key)),
    ]
}

/// The most votes that fit in a transaction of one signer, without a lookup table.
fn most(content: impl Fn(u64) -> Content) -> usize {
    let at = Place::new(id("ncn"), id("admin"), 0, true);
    let fits = |count: &usize| {
        let votes: Vec<_> = (0..*count).map(|number| (voter(number), content(number as u64))).collect();
        let message = Message::new(&packed(&at, &id("table"), 1, &votes), Some(&id("payer")));
        1 + 64 + message.serialize().len() <= MOST
    };
    (1..20).take_while(fits).last().expect("one vote fits")
}

#[test]
fn a_transaction_carries_five_equal_votes_or_three_others() {
    assert_eq!(most(|_| LIE), 5);
    assert_eq!(most(|count| Content { count, ..LIE }), 3);
}

#[tokio::test]
async fn votes_that_share_their_message_are_entered_together() {
    let mut scene = Scene::new().await;
    let (at, height) = (scene.at, scene.next_height().await);
    let votes: Vec<_> = (0..OPERATORS).map(|number| (voter(number), Content::EMPTY)).collect();
    let both = packed(&at, &scene.table, height, &votes);
    scene.run("keeper", &both).await;
    assert_eq!(scene.read_round(&at, height).await.votes, OPERATORS as u64);
    let finalize = scene.finalizing(&at, height, &Content::EMPTY);
    scene.run("keeper", &[finalize]).await;
}
