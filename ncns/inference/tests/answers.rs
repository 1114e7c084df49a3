//! What the tables in `accounts` share: the answers of common accounts, and the scene with all that stands in for others.

use harness::table;
use inference_client::{
    INFERENCE_DISCRIMINATOR, INFERENCE_TASK_DISCRIMINATOR, Inference, InferenceNcnError, InferenceTask, LOCAL_ID,
    MINORITY_OFFENSE_DISCRIMINATOR, MinorityOffense, OPERATOR_SCORE_DISCRIMINATOR, OperatorScore,
};
use restaking_client::{ID, StakeTable, pda};
use restaking_tests::id;
use restaking_tests::matrix::rules::Kind::Program;
use restaking_tests::matrix::rules::{Answer, custom};
use restaking_tests::matrix::types::Type;
use restaking_tests::matrix::{self, Call, Slot};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::scene::{A, Addresses, B, FEE, INFERENCE, SEATS, Scene, figures};

pub const A_SERVICE: Type = Type::of(LOCAL_ID, Inference::LEN, INFERENCE_DISCRIMINATOR);
pub const A_TASK: Type = Type::of(LOCAL_ID, InferenceTask::LEN + 8, INFERENCE_TASK_DISCRIMINATOR);
pub const A_SCORE: Type = Type::of(LOCAL_ID, OperatorScore::LEN, OPERATOR_SCORE_DISCRIMINATOR);
pub const AN_OFFENSE: Type = Type::of(LOCAL_ID, MinorityOffense::LEN, MINORITY_OFFENSE_DISCRIMINATOR);

/// All that can sign.
pub const WALLETS: [&str; 6] = ["ncn", "keeper", "reporter", "mallory", "operator", "requester"];

/// What each of them is called in the rows.
pub const NAMES: [&str; 6] =
    ["the admin", "a keeper", "a reporter", "a stranger", "an operator's admin", "the task's requester"];

pub const SYSTEM: Slot = Slot("system_program", Program, &[]);

/// The answers of an account that a slash passes on to the core, with others of its own before.
macro_rules! passed_on {
    ($config:expr; $($name:literal: $answer:expr,)*) => {
        loaded! {
            $($name: $answer,)*
            "another NCN": WRONG_TYPE,
            "the table": WRONG_TYPE,
            "another table": WRONG_TYPE,
            "the operator": WRONG_TYPE,
            "another operator": WRONG_TYPE,
            "the config": $config,
            "nothing": UNINITIALIZED,
        }
    };
}

/// The answers of the sysvar of slot hashes, by the error without any block.
macro_rules! hashes {
    ($zeroed:expr) => {
        Slot(
            "slot_hashes",
            At(&refused(NotSlotHashes)),
            &[("gone", refused(NotSlotHashes)), ("short", refused(NotSlotHashes)), ("zeroed", $zeroed)],
        )
    };
}

/// Without an exit in an epoch, its bucket is not read.
pub const NO_EXIT: Answer = Answer::Accepted("no exit is in it");

/// Nobody could draw from a table that is gone.
pub const NO_TABLE: Answer = Answer::Accepted("the task is void, and nothing is burned");

/// Seats of one operator take one member's room.
pub const FREE_SEATS: Answer = Answer::Accepted("it has room for a member less");

/// Refused with one of the service's own errors.
pub const fn refused(error: InferenceNcnError) -> Answer {
    custom(error as u32)
}

/// What stands on the chain besides: a service of mallory's with a table, a task without a committee and a score.
pub struct Other {
    pub at: Addresses,
    pub task: Pubkey,
}

pub async fn two_services() -> (Scene, Other) {
    let mut scene = Scene::new().await;
    let mallory = id("mallory");
    let other = scene.add_service("mallory").await;
    scene.run("mallory", &[other.open_score(&mallory, &scene.splits[0].operator)]).await;
    let (until, table) = (scene.most_certain().await, pda::stake_table(&other.ncn, 0));
    let open = table::open_certain(&mallory, &mallory, &other.ncn, 0, 4, 10, until);
    scene.bank.by("mallory", open).await;
    // As if the table of the scene was captured in it.
    let own = scene.table;
    let own = scene.bank.account(&own).await.expect("a table");
    let mut account = scene.bank.account(&table).await.expect("a table");
    let mut head = StakeTable::from_bytes(&account.data[..StakeTable::LEN]).expect("a table");
    head.total_weight = 1_000_000;
    account.data = own.data;
    account.data[..StakeTable::LEN].copy_from_slice(&borsh::to_vec(&head).expect("a table"));
    scene.bank.put(&table, account);
    scene.pass(10).await;
    scene.run("mallory", &[other.adopt_table(&table)]).await;
    let number = scene.next_number().await;
    scene.run("mallory", &[other.open_task(&mallory, &table, (number, SEATS), figures())]).await;
    (scene, Other { at: other, task: other.task(number) })
}

/// The same with a concluded task, of which number 4 is in the minority.
pub async fn concluded() -> (Scene, Other, u64) {
    let (mut scene, other) = two_services().await;
    // Enough for a wallet that does not exist yet.
    scene.fee = 100 * FEE;
    let number = scene.concluded(&[Some(A), Some(A), Some(A), Some(A), Some(B)]).await;
    (scene, other, number)
}

/// Holds an instruction against the matrix.
pub async fn check(scene: Scene, other: Other, right: Instruction, slots: &[Slot]) {
    check_and(scene, other, right, slots, None).await;
}

/// The same for one that reads accounts behind its own, with its answer to none.
pub async fn check_and(mut scene: Scene, other: Other, right: Instruction, slots: &[Slot], without: Option<Answer>) {
    let at = scene.at;
    let operator = scene.splits[4].operator;
    let mut cast: Vec<(&str, Pubkey)> = NAMES.into_iter().zip(WALLETS.map(id)).collect();
    cast.extend([
        ("the service", at.inference),
        ("another service", other.at.inference),
        ("the NCN", at.ncn),
        ("another NCN", other.at.ncn),
        ("another task", other.task),
        ("the score", at.score(&operator)),
        ("another operator's score", at.score(&scene.splits[1].operator)),
        ("another service's score", other.at.score(&scene.splits[0].operator)),
        ("the table", scene.table),
        ("another table", pda::stake_table(&other.at.ncn, 0)),
        ("the operator", operator),
        ("another operator", scene.splits[1].operator),
        ("the record", pda::record(&at.ncn, &operator)),
        ("the config", pda::config()),
        ("the core", ID),
        ("the service's program", *INFERENCE),
        ("the system program", Pubkey::default()),
        ("nothing", id("nothing")),
    ]);
    let call = Call { right, slots, other: None, cast: &cast, signers: &WALLETS };
    match without {
        Some(without) => matrix::check_reading_on(&mut scene.bank, call, without).await,
        None => matrix::check(&mut scene.bank, call).await,
    }
}
