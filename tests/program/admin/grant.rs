//! Grants: what a holder may do in an admin's place, until when, and what ends it.

mod attacks;
mod every;
mod heirs;
mod parts;
mod terms;

use harness::{Failure, Split, grant, key};
use restaking_client::grants::GrantTerms;
use restaking_client::{Grant, LimitsArgs, RestakingError, pda};
use restaking_tests::{Bank, OPEN, id};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

/// The usual split, with lamports for the holder of grants and a stranger.
async fn scene() -> (Bank, Split) {
    scene_with(OPEN).await
}

async fn scene_with(limits: LimitsArgs) -> (Bank, Split) {
    let (mut bank, split) = Bank::with_split(limits).await;
    for name in ["holder", "other holder", "heir", "mallory", "sponsor"] {
        bank.fund(&id(name));
    }
    (bank, split)
}

/// Has the admin called `admin` grant `kinds` of `entity` to "holder" for a thousand seconds.
async fn set(bank: &mut Bank, admin: &str, entity: &Pubkey, kinds: u64) {
    let until = bank.now().await + 1_000;
    bank.by(admin, grant::set_grant(&id(admin), entity, &id("holder"), kinds, until)).await;
}

/// The grant of `entity` to "holder".
async fn read(bank: &mut Bank, entity: &Pubkey) -> Grant {
    bank.read(&pda::grant(entity, &id("holder"))).await.expect("the grant")
}

/// The admin's `instruction` by "holder", with its grant.
fn by_holder(instruction: Instruction) -> Instruction {
    grant::by_holder(instruction, &id("holder"))
}

/// The holder's own key pair.
fn holder() -> Keypair {
    key("holder")
}

/// Has the admin's `instruction` refused to "holder" with `error`.
async fn refuses(bank: &mut Bank, instruction: Instruction, error: RestakingError) -> Failure {
    let failure = bank.refuses("holder", by_holder(instruction)).await;
    assert_eq!(failure.restaking(), Some(error), "{failure}: {:#?}", failure.logs);
    failure
}
