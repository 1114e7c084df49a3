//! Operators' keys on the program that ships: their registration for an NCN and its proof, the seconds in which each is
//! active, and the record that is left.

mod open_record;
mod register_key;
mod retire_key;

use harness::{Failure, Signatures, entity, key, keys};
use restaking_client::{
    Event, KeyKind, KeyRegistered, KeyRetired, OperatorKey, OperatorRecord, RecordOpened, RestakingError, pda,
};
use restaking_tests::{Bank, GENESIS, id};
use solana_program::instruction::{AccountMeta, Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_transaction_error::TransactionError;

/// A bank with an operator of "operator", an NCN of "ncn", and the record of the one in the other.
struct Scene {
    bank: Bank,
    operator: Pubkey,
    ncn: Pubkey,
}

async fn scene() -> Scene {
    let mut bank = Bank::bare().await;
    bank.configure().await;
    let (operator, ncn) = (bank.add_operator("operator", 0).await, bank.add_ncn("ncn", 0).await);
    bank.fund(&id("mallory"));
    bank.by("operator", entity::open_record(&id("operator"), &ncn, &operator)).await;
    Scene { bank, operator, ncn }
}

/// The public key of the key pair called `name`.
fn public(name: &str) -> [u8; 32] {
    id(name).to_bytes()
}

impl Scene {
    /// Registers the key called `name`, in place of the one called `previous`.
    fn register(&self, name: &str, previous: Option<&str>) -> Instruction {
        let admin = id("operator");
        keys::register_key(&admin, &admin, &self.ncn, &self.operator, &public(name), previous.map(public).as_ref())
    }

    /// The proof that its owner has the key called `name`.
    fn proof(&self, name: &str) -> Instruction {
        Signatures::possession(&key(name), &self.ncn, &self.operator).instruction()
    }

    fn retire(&self, name: &str) -> Instruction {
        keys::retire_key(&id("operator"), &self.ncn, &self.operator, &public(name))
    }

    /// Registers a key with its proof, which succeeds; what the only event says.
    async fn registers(&mut self, name: &str, previous: Option<&str>) -> KeyRegistered {
        let both = [self.proof(name), self.register(name, previous)];
        let done = self.bank.send(&both, &[&key("operator")]).await.unwrap();
        match &done.events[..] {
            [Event::KeyRegistered(event)] => event.clone(),
            events => panic!("not one registration: {events:?}"),
        }
    }

    /// Ends a key, which succeeds; what the only event says.
    async fn retires(&mut self, name: &str) -> KeyRetired {
        match &self.bank.by("operator", self.retire(name)).await.events[..] {
            [Event::KeyRetired(event)] => event.clone(),
            events => panic!("not one end of a key: {events:?}"),
        }
    }

    /// Runs `instructions`, which "operator" signs, and which must fail and change nothing.
    async fn refused(&mut self, instructions: &[Instruction]) -> Failure {
        let names = |meta: &AccountMeta| meta.is_signer && meta.pubkey == id("operator");
        let signs = instructions.iter().any(|instruction| instruction.accounts.iter().any(names));
        let operator = key("operator");
        let signers = [&operator];
        self.bank.all_refused(instructions, if signs { &signers } else { &[] }).await
    }

    /// Refuses the key called `name` with `error`, though its proof is right.
    async fn refuses(&mut self, name: &str, previous: Option<&str>, error: RestakingError) {
        let failure = self.refused(&[self.proof(name), self.register(name, previous)]).await;
        assert_eq!(failure.restaking(), Some(error), "{:#?}", failure.logs);
    }

    async fn key(&mut self, name: &str) -> OperatorKey {
        self.bank.read(&pda::operator_key(&self.ncn, &public(name))).await.expect("a key")
    }

    async fn record(&mut self) -> OperatorRecord {
        self.bank.read(&pda::record(&self.ncn, &self.operator)).await.expect("the record")
    }

    /// Moves the clock to a second of the scene's.
    async fn second(&mut self, second: i64) {
        self.bank.warp(GENESIS + second).await;
    }
}

/// The system program's: an account is there already.
#[track_caller]
fn assert_occupied(failure: &Failure) {
    let custom = InstructionError::Custom(0);
    assert_eq!(failure.error, TransactionError::InstructionError(2, custom), "{:#?}", failure.logs);
}

#[tokio::test]
async fn a_key_is_paid_for_by_whoever_signs_for_it() {
    let mut scene = scene().await;
    let mut register = scene.register("key", None);
    register.accounts[0].pubkey = id("mallory");
    let all = [id("mallory"), id("operator")];
    let mut before = vec![];
    for who in all {
        before.push(scene.bank.lamports(&who).await);
    }
    scene.bank.send(&[scene.proof("key"), register], &[&key("mallory"), &key("operator")]).await.unwrap();
    let rent = scene.bank.lamports(&pda::operator_key(&scene.ncn, &public("key"))).await;
    assert!(rent > 0);
    assert_eq!(scene.bank.lamports(&all[0]).await, before[0] - rent);
    assert_eq!(scene.bank.lamports(&all[1]).await, before[1]);
    assert_eq!(scene.key("key").await.rent_payer, id("mallory"));
}

#[tokio::test]
async fn only_the_operators_admin_registers_and_retires_its_keys() {
    let mut scene = scene().await;
    scene.registers("key", None).await;
    for name in ["mallory", "ncn", "allocator", "slasher", "key", "next", "deployer"] {
        scene.bank.fund(&id(name));
        let (mut register, mut retire) = (scene.register("next", Some("key")), scene.retire("key"));
        register.accounts[0].pubkey = id(name);
        register.accounts[1].pubkey = id(name);
        retire.accounts[0].pubkey = id(name);
        for instructions in [vec![scene.proof("next"), register], vec![retire]] {
            let failure = scene.bank.all_refused(&instructions, &[&key(name)]).await;
            assert_eq!(failure.restaking(), Some(RestakingError::NotOperatorAdmin), "{name}");
        }
    }
    // The admin's name without its signature.
    let (mut register, mut retire) = (scene.register("next", Some("key")), scene.retire("key"));
    register.accounts[0].pubkey = id("mallory");
    register.accounts[1].is_signer = false;
    retire.accounts[0].is_signer = false;
    let missing = InstructionError::MissingRequiredSignature;
    let failure = scene.bank.all_refused(&[scene.proof("next"), register], &[&key("mallory")]).await;
    assert_eq!(failure.error, TransactionError::InstructionError(2, missing.clone()));
    let failure = scene.bank.all_refused(&[retire], &[]).await;
    assert_eq!(failure.error, TransactionError::InstructionError(1, missing));
}

#[tokio::test]
async fn a_key_is_one_operators_in_an_ncn_for_good() {
    let mut scene = scene().await;
    scene.registers("key", None).await;
    let other = scene.bank.add_operator("mallory", 0).await;
    scene.bank.by("mallory", entity::open_record(&id("mallory"), &scene.ncn, &other)).await;
    let others = [
        Signatures::possession(&key("key"), &scene.ncn, &other).instruction(),
        keys::register_key(&id("mallory"), &id("mallory"), &scene.ncn, &other, &public("key"), None),
    ];

    // While it is the current one: with itself as the one before, the account is in two places.
    let again = |scene: &Scene, previous| [scene.proof("key"), scene.register("key", previous)];
    let twice = scene.refused(&again(&scene, Some("key"))).await;
    assert_eq!(twice.error, TransactionError::InstructionError(2, InstructionError::Custom(2040)));
    assert_occupied(&scene.refused(&again(&scene, None)).await);
    assert_occupied(&scene.bank.all_refused(&others, &[&key("mallory")]).await);
    // Once it was replaced.
    scene.registers("next", Some("key")).await;
    assert_occupied(&scene.refused(&again(&scene, Some("next"))).await);
    assert_occupied(&scene.bank.all_refused(&others, &[&key("mallory")]).await);
    // Once no key is there.
    scene.retires("next").await;
    assert_occupied(&scene.refused(&again(&scene, None)).await);
    assert_occupied(&scene.refused(&[scene.proof("next"), scene.register("next", None)]).await);
    assert_occupied(&scene.bank.all_refused(&others, &[&key("mallory")]).await);

    // In another NCN it is free.
    scene.ncn = scene.bank.add_ncn("ncn", 1).await;
    scene.bank.by("operator", entity::open_record(&id("operator"), &scene.ncn, &scene.operator)).await;
    scene.registers("key", None).await;
}
