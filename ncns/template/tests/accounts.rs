//! The tables of the service's instructions, for the matrix in `tests/common/matrix`.

use harness::table;
use restaking_client::{ID, RestakingError, StakeTable, pda};
use restaking_tests::matrix::rules::Kind::{At, Changed, New, Payer, Program, Read, Signer, SoleAt, SolePayer};
use restaking_tests::matrix::rules::{
    Answer, INVALID_ARGUMENT, TOO_SMALL, UNINITIALIZED, WRONG_ADDRESS, WRONG_OWNER, WRONG_TYPE, custom, ours,
};
use restaking_tests::matrix::types::{CONFIG, Type};
use restaking_tests::matrix::{self, ANY_OTHER, Call, Slot, interface};
use restaking_tests::{EVIDENCE_NEEDED, id, loaded, stake_table};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use template_client::TemplateNcnError::{self, *};
use template_client::{
    LOCAL_ID, OPERATOR_SCORE_DISCRIMINATOR, OperatorScore, SERVICE_DISCRIMINATOR, SERVICE_ROUND_DISCRIMINATOR, Service,
    ServiceRound,
};

use crate::scene::{A, Addresses, B, OPERATORS, PROGRAM, RULES, Scene};

const A_SERVICE: Type = Type::of(LOCAL_ID, Service::LEN, SERVICE_DISCRIMINATOR);
const A_ROUND: Type = Type::of(LOCAL_ID, ServiceRound::LEN + 4, SERVICE_ROUND_DISCRIMINATOR);
const A_SCORE: Type = Type::of(LOCAL_ID, OperatorScore::LEN, OPERATOR_SCORE_DISCRIMINATOR);

/// All that can sign.
const WALLETS: [&str; 5] = ["ncn", "keeper", "reporter", "mallory", "operator"];

/// What each of them is called in the rows.
const NAMES: [&str; 5] = ["the admin", "a keeper", "a reporter", "a stranger", "an operator's admin"];

const SYSTEM: Slot = Slot("system_program", Program, &[]);

/// The answers of an account that a slash passes on to the core, with others of its own before.
macro_rules! passed_on {
    ($config:expr; $($name:literal: $answer:expr,)*) => {
        loaded! {
            $($name: $answer,)*
            "another NCN": WRONG_TYPE,
            "another table": WRONG_TYPE,
            "the operator": WRONG_TYPE,
            "another operator": WRONG_TYPE,
            "the config": $config,
            "nothing": UNINITIALIZED,
        }
    };
}

/// The answers of a round's account.
macro_rules! round {
    ($($name:literal: $answer:expr,)*) => {
        &[$(($name, $answer),)* ("another round", refused(WrongService)), ("short", WRONG_TYPE)]
    };
}

/// Without an exit in an epoch, its bucket is not read.
const NO_EXIT: Answer = Answer::Accepted("no exit is in it");

/// Refused with one of the service's own errors.
const fn refused(error: TemplateNcnError) -> Answer {
    custom(error as u32)
}

/// The service of the scene, and one of mallory's with a table, a round and a score.
async fn two_services() -> (Scene, Addresses) {
    let mut scene = Scene::new().await;
    let mallory = id("mallory");
    let other = scene.add_service("mallory").await;
    scene.run("mallory", &[other.open_score(&mallory, &scene.splits[0].operator)]).await;
    let (until, table) = (scene.most_certain().await, pda::stake_table(&other.ncn, 0));
    let open = table::open_certain(&mallory, &mallory, &other.ncn, 0, 4, 10, until);
    scene.bank.by("mallory", open).await;
    // As if enough stake had been captured in it.
    let mut account = scene.bank.account(&table).await.expect("a table");
    let mut head = StakeTable::from_bytes(&account.data[..StakeTable::LEN]).expect("a table");
    head.total_weight = RULES.min_table_weight;
    account.data[..StakeTable::LEN].copy_from_slice(&borsh::to_vec(&head).expect("a table"));
    scene.bank.put(&table, account);
    scene.pass(10).await;
    scene.run("mallory", &[other.adopt_table(&table)]).await;
    let height = scene.next_height().await;
    scene.run("mallory", &[other.open_round(&mallory, &table, height)]).await;
    scene.other_height = height;
    (scene, other)
}

/// Holds an instruction against the matrix.
async fn check(scene: Scene, other: Addresses, right: Instruction, slots: &[Slot]) {
    check_and(scene, other, right, slots, None).await;
}

/// The same for one that reads accounts behind its own, with its answer to none.
async fn check_and(mut scene: Scene, other: Addresses, right: Instruction, slots: &[Slot], without: Option<Answer>) {
    let at = scene.at;
    let operator = scene.splits[0].operator;
    let mut cast: Vec<(&str, Pubkey)> = NAMES.into_iter().zip(WALLETS.map(id)).collect();
    cast.extend([
        ("the service", at.service),
        ("another service", other.service),
        ("the NCN", at.ncn),
        ("another NCN", other.ncn),
        ("another round", other.round(scene.other_height)),
        ("the score", at.score(&operator)),
        ("another operator's score", at.score(&scene.splits[1].operator)),
        ("another service's score", other.score(&operator)),
        ("the table", scene.table),
        ("another table", pda::stake_table(&other.ncn, 0)),
        ("the operator", operator),
        ("another operator", scene.splits[1].operator),
        ("the record", pda::record(&at.ncn, &operator)),
        ("the config", pda::config()),
        ("the core", ID),
        ("the service's program", *PROGRAM),
        ("the system program", Pubkey::default()),
        ("nothing", id("nothing")),
    ]);
    let call = Call { right, slots, other: None, cast: &cast, signers: &WALLETS };
    match without {
        Some(without) => matrix::check_reading_on(&mut scene.bank, call, without).await,
        None => matrix::check(&mut scene.bank, call).await,
    }
}

#[test]
fn every_instruction_has_a_table() {
    assert_eq!(interface::without_table("template_ncn"), [].into());
}

#[tokio::test]
async fn open_service_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("admin", Signer, &[(ANY_OTHER, refused(NotNcnAdmin))]),
        Slot("ncn", At(&WRONG_ADDRESS), loaded! {}),
        Slot("service", New, &[]),
        SYSTEM,
    ];
    let (mut scene, other) = two_services().await;
    let ncn = pda::ncn(&id("keeper"), 0);
    scene.bank.add_policy("keeper", 0, crate::scene::policy(&ncn)).await;
    let mut right = Addresses::new(ncn, id("keeper")).open(RULES);
    right.accounts[0].pubkey = id("reporter");
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn adopt_table_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("service", Changed(A_SERVICE), &[("another service", refused(WrongNcn))]),
        Slot(
            "table",
            At(&refused(NotATable)),
            stake_table! { refused(NotATable); "the table": refused(OldTable), "another table": refused(WrongNcn), },
        ),
    ];
    let (mut scene, other) = two_services().await;
    let table = scene.new_table(3).await;
    let right = scene.at.adopt_table(&table);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn open_score_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("service", Read(A_SERVICE), &[("the service", WRONG_ADDRESS)]),
        Slot("operator", At(&WRONG_ADDRESS), loaded! {}),
        Slot("score", New, &[]),
        SYSTEM,
    ];
    let (scene, other) = two_services().await;
    let right = other.open_score(&id("keeper"), &scene.splits[2].operator);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn open_round_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("service", Changed(A_SERVICE), &[("another service", WRONG_ADDRESS)]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot(
            "table",
            At(&refused(NotATable)),
            stake_table! { refused(NotATable); "another table": refused(WrongTable), },
        ),
        Slot("round", New, &[]),
        SYSTEM,
    ];
    let (mut scene, other) = two_services().await;
    let height = scene.next_height().await;
    let right = scene.at.open_round(&id("keeper"), &scene.table, height);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn report_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("service", Changed(A_SERVICE), &[("another service", refused(WrongNcn)), ("key", TOO_SMALL)]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot("round", Changed(A_ROUND), round! { "key": TOO_SMALL, }),
        Slot("table", At(&refused(WrongTable)), stake_table! { refused(NotATable); }),
        Slot("instructions", At(&INVALID_ARGUMENT), &[]),
        Slot(
            "key",
            At(&refused(NotAKey)),
            &[
                ("foreign", refused(NotAKey)),
                ("zeroed", refused(NotAKey)),
                ("gone", refused(NotAKey)),
                ("short", refused(NotAKey)),
            ],
        ),
    ];
    let (mut scene, other) = two_services().await;
    let height = scene.open_next().await;
    let [signed, right] = scene.voting(height, &[(0, A)]);
    scene.bank.preface = Some(signed);
    check_and(scene, other, right, SLOTS, Some(refused(MissingAccounts))).await;
}

#[tokio::test]
async fn finalize_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("service", Read(A_SERVICE), &[("another service", refused(WrongService))]),
        Slot("round", Changed(A_ROUND), round! {}),
        Slot("table", At(&refused(WrongTable)), stake_table! { refused(NotATable); }),
    ];
    let (mut scene, other) = two_services().await;
    let height = scene.open_next().await;
    scene.vote(height, &[(0, A), (1, A), (2, A), (3, A)]).await;
    let right = scene.at.finalize(&scene.table, height, 1);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn judge_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("service", Read(A_SERVICE), &[("another service", refused(WrongService))]),
        Slot("round", Changed(A_ROUND), round! {}),
        Slot("table", At(&refused(WrongTable)), stake_table! { refused(NotATable); }),
        Slot("score", Changed(A_SCORE), &[(ANY_OTHER, refused(WrongScore))]),
    ];
    let (mut scene, other) = two_services().await;
    let height = scene.round([Some(A); OPERATORS]).await;
    let right = scene.judging(height, 0);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn slash_offense_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("reporter", SolePayer, &[(ANY_OTHER, Answer::Accepted("anyone may report"))]),
        Slot("service", Read(A_SERVICE), &[("another service", refused(WrongService))]),
        Slot("round", Changed(A_ROUND), round! {}),
        Slot("table", At(&refused(WrongTable)), stake_table! { refused(NotATable); }),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot(
            "record",
            SoleAt(&TOO_SMALL),
            &[
                ("another NCN", WRONG_TYPE),
                ("another table", WRONG_TYPE),
                ("foreign", WRONG_OWNER),
                ("zeroed", WRONG_TYPE),
                ("gone", TOO_SMALL),
                ("short", TOO_SMALL),
            ],
        ),
        Slot(
            "vault",
            SoleAt(&WRONG_OWNER),
            loaded! {
                "another NCN": WRONG_TYPE,
                "another table": TOO_SMALL,
                "the operator": TOO_SMALL,
                "another operator": TOO_SMALL,
                "the config": TOO_SMALL,
                "nothing": UNINITIALIZED,
            },
        ),
        Slot("delegation", SoleAt(&WRONG_OWNER), passed_on! { WRONG_TYPE; }),
        Slot("allocation", SoleAt(&WRONG_OWNER), passed_on! { WRONG_TYPE; }),
        Slot(
            "vault_operator",
            At(&WRONG_OWNER),
            passed_on! { TOO_SMALL; "ncn": WRONG_TYPE, "table": WRONG_TYPE, "operator_ncn": ours(RestakingError::WrongOptIn), },
        ),
        Slot(
            "operator_ncn",
            At(&WRONG_OWNER),
            passed_on! { TOO_SMALL; "ncn": WRONG_TYPE, "table": WRONG_TYPE, "vault_operator": ours(RestakingError::WrongOptIn), },
        ),
        Slot("vault_ncn", SoleAt(&WRONG_OWNER), passed_on! { TOO_SMALL; }),
        Slot("this_bucket", SoleAt(&NO_EXIT), &[]),
        Slot("next_bucket", SoleAt(&NO_EXIT), &[]),
        Slot("proposal", SoleAt(&WRONG_ADDRESS), &[("taken", custom(0))]),
        SYSTEM,
        Slot("restaking_program", At(&refused(NotCore)), &[]),
    ];
    let (mut scene, other) = two_services().await;
    let height = scene.round([Some(B), Some(A), Some(A), Some(A), Some(A)]).await;
    let right = scene.slashing(height, 0).await;
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn jail_absent_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("service", Read(A_SERVICE), &[("another service", refused(WrongScore))]),
        Slot(
            "score",
            Changed(A_SCORE),
            &[("another operator's score", refused(TooFewMissed)), ("another service's score", refused(WrongScore))],
        ),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot(
            "record",
            SoleAt(&WRONG_OWNER),
            loaded! {
                "another NCN": WRONG_TYPE,
                "the table": WRONG_TYPE,
                "another table": WRONG_TYPE,
                "the operator": TOO_SMALL,
                "another operator": TOO_SMALL,
                "the config": TOO_SMALL,
                "nothing": UNINITIALIZED,
            },
        ),
        Slot("restaking_program", At(&refused(NotCore)), &[]),
    ];
    let (mut scene, other) = two_services().await;
    for _ in 0..3 {
        let height = scene.round([None, Some(A), Some(A), Some(A), Some(A)]).await;
        scene.judge(height, 0).await;
    }
    let right = scene.at.jail(&scene.splits[0].operator);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn close_round_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("config", Read(CONFIG), &[]),
        Slot("round", Changed(A_ROUND), &[("another round", refused(WrongPayer)), ("short", WRONG_TYPE)]),
        Slot("payer", SoleAt(&refused(WrongPayer)), &[]),
    ];
    let (mut scene, other) = two_services().await;
    let height = scene.round([Some(A); OPERATORS]).await;
    scene.pass(EVIDENCE_NEEDED).await;
    let right = scene.at.close_round(height, &id("keeper"));
    check(scene, other, right, SLOTS).await;
}
