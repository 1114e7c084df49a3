//! Operators' keys on the program that ships: their registration for an NCN and its proof, the seconds in which each is
//! active, and the record that is left.

mod register_key;

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
async fn anyone_opens_a_record_which_says_nothing_yet_once_for_good() {
    let mut bank = Bank::bare().await;
    bank.configure().await;
    let (operator, ncn) = (bank.add_operator("operator", 0).await, bank.add_ncn("ncn", 0).await);
    bank.fund(&id("mallory"));
    bank.warp(GENESIS + 5).await;
    let open = entity::open_record(&id("mallory"), &ncn, &operator);
    let lamports = bank.lamports(&id("mallory")).await;
    let done = bank.by("mallory", open.clone()).await;
    let address = pda::record(&ncn, &operator);
    assert_eq!(
        done.events,
        [Event::RecordOpened(RecordOpened { record: address, number: 1, time: GENESIS + 5, ncn, operator })]
    );
    let record: OperatorRecord = bank.read(&address).await.expect("the record");
    assert_eq!((record.version, record.ncn, record.operator, record.events), (1, ncn, operator, 1));
    assert_eq!((record.key, record.keys, record.slashes, record.jailed_until), (Pubkey::default(), 0, 0, 0));
    assert_eq!(bank.lamports(&address).await, lamports - bank.lamports(&id("mallory")).await);
    let failure = bank.refuses("mallory", open).await;
    assert_eq!(failure.code(), Some(0), "the system program's: an account is there already");

    // A retired operator has a past to record all the same, and each pair has a record of its own.
    bank.by("operator", entity::retire_operator(&id("operator"), &operator)).await;
    bank.by("ncn", entity::retire_ncn(&id("ncn"), &ncn)).await;
    let (second, other) = (bank.add_operator("operator", 1).await, bank.add_ncn("ncn", 1).await);
    for (ncn, operator) in [(ncn, second), (other, operator), (other, second)] {
        bank.by("mallory", entity::open_record(&id("mallory"), &ncn, &operator)).await;
        let record: OperatorRecord = bank.read(&pda::record(&ncn, &operator)).await.expect("the record");
        assert_eq!((record.ncn, record.operator), (ncn, operator));
    }
}

#[tokio::test]
async fn a_key_is_registered_and_retired_with_an_event_each() {
    let mut scene = scene().await;
    let (operator, ncn, record) = (scene.operator, scene.ncn, pda::record(&scene.ncn, &scene.operator));
    let operator_key = pda::operator_key(&ncn, &public("key"));
    scene.second(10).await;
    let registered = scene.registers("key", None).await;
    let (key, time) = (public("key"), GENESIS + 10);
    let (replaced, replaced_until) = (Pubkey::default(), 0);
    assert_eq!(
        registered,
        KeyRegistered {
            record,
            number: 2,
            time,
            ncn,
            operator,
            operator_key,
            kind: KeyKind::Ed25519,
            padding: [0; 7],
            key,
            replaced,
            replaced_until
        }
    );
    let account = scene.key("key").await;
    assert_eq!((account.version, account.ncn, account.operator, account.key), (1, ncn, operator, key));
    assert_eq!((account.rent_payer, account.from, account.until), (id("operator"), GENESIS + 10, i64::MAX));
    assert_eq!((account.number, account.proven_at, account.reserved), (1, 0, [0; 48]));
    let now = scene.record().await;
    assert_eq!((now.key, now.keys, now.events), (operator_key, 1, 2));

    scene.second(20).await;
    let retired = scene.retires("key").await;
    let (time, until) = (GENESIS + 20, GENESIS + 21);
    assert_eq!(retired, KeyRetired { record, number: 3, time, ncn, operator, operator_key, key, until });
    let account = scene.key("key").await;
    assert_eq!((account.from, account.until), (GENESIS + 10, GENESIS + 21), "it counts through its last second");
    let now = scene.record().await;
    assert_eq!((now.key, now.keys, now.events), (Pubkey::default(), 1, 3));
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
async fn who_is_retired_registers_no_key_but_ends_the_one_it_has() {
    for retires_operator in [true, false] {
        let mut scene = scene().await;
        scene.registers("key", None).await;
        if retires_operator {
            scene.bank.by("operator", entity::retire_operator(&id("operator"), &scene.operator)).await;
        } else {
            scene.bank.by("ncn", entity::retire_ncn(&id("ncn"), &scene.ncn)).await;
        }
        scene.refuses("next", Some("key"), RestakingError::Retired).await;
        scene.retires("key").await;
        scene.refuses("next", None, RestakingError::Retired).await;
    }
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
