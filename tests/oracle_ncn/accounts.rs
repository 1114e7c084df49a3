//! The tables of the oracle's instructions, for the matrix in `tests/common/matrix`.

use harness::oracle::PriceOracle;
use harness::table;
use restaking_client::oracle::OracleNcnError::{self, *};
use restaking_client::oracle::{
    FEED_DISCRIMINATOR, Feed, OPERATOR_SCORE_DISCRIMINATOR, ORACLE_DISCRIMINATOR, OperatorScore, Oracle,
    PRICE_OFFENSE_DISCRIMINATOR, PRICE_ROUND_DISCRIMINATOR, PriceOffense, PriceRound,
};
use restaking_client::{ID, RestakingError, pda};
use restaking_tests::matrix::rules::Kind::{
    At, Changed, New, NewByHandler, Payer, Program, Read, Signer, SoleAt, SolePayer,
};
use restaking_tests::matrix::rules::{
    Answer, INVALID_ARGUMENT, TOO_SMALL, UNINITIALIZED, WRONG_ADDRESS, WRONG_OWNER, WRONG_TYPE, custom, ours,
};
use restaking_tests::matrix::types::{CONFIG, Type};
use restaking_tests::matrix::{self, ANY_OTHER, Call, Slot, interface};
use restaking_tests::{EVIDENCE_NEEDED, id, loaded, stake_table};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::scene::{ORACLE, PRICE, ROUNDS, RULES, Scene};

const AN_ORACLE: Type = Type::of(restaking_client::oracle::LOCAL_ID, Oracle::LEN, ORACLE_DISCRIMINATOR);
const A_FEED: Type = Type::of(restaking_client::oracle::LOCAL_ID, Feed::LEN, FEED_DISCRIMINATOR);
const A_ROUND: Type = Type::of(restaking_client::oracle::LOCAL_ID, PriceRound::LEN + 8, PRICE_ROUND_DISCRIMINATOR);
const A_SCORE: Type = Type::of(restaking_client::oracle::LOCAL_ID, OperatorScore::LEN, OPERATOR_SCORE_DISCRIMINATOR);
const AN_OFFENSE: Type = Type::of(restaking_client::oracle::LOCAL_ID, PriceOffense::LEN, PRICE_OFFENSE_DISCRIMINATOR);

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
            "the table": WRONG_TYPE,
            "another table": WRONG_TYPE,
            "the operator": WRONG_TYPE,
            "another operator": WRONG_TYPE,
            "the config": $config,
            "nothing": UNINITIALIZED,
        }
    };
}

/// Without an exit in an epoch, its bucket is not read.
const NO_EXIT: Answer = Answer::Accepted("no exit is in it");

/// Refused with one of the oracle's own errors.
const fn refused(error: OracleNcnError) -> Answer {
    custom(error as u32)
}

/// The oracle of the scene, and one of mallory's with a feed of the same number, a round and a score.
async fn two_oracles() -> (Scene, PriceOracle) {
    let mut scene = Scene::new().await;
    let mallory = id("mallory");
    let other = scene.add_oracle("mallory", scene.oracle.number).await;
    let ncn = other.ncn;
    scene.by("mallory", other.open_round(&mallory, 0)).await;
    scene.by("mallory", other.open_score(&mallory, &scene.splits[0].operator)).await;
    scene.bank.by("mallory", table::open(&mallory, &mallory, &ncn, 0, 4, 10)).await;
    (scene, other)
}

/// Holds an instruction against the matrix.
async fn check(mut scene: Scene, other: PriceOracle, right: Instruction, slots: &[Slot]) {
    let oracle = scene.oracle;
    let operator = scene.splits[0].operator;
    let mut cast: Vec<(&str, Pubkey)> = NAMES.into_iter().zip(WALLETS.map(id)).collect();
    cast.extend([
        ("the oracle", oracle.address),
        ("another oracle", other.address),
        ("the NCN", oracle.ncn),
        ("another NCN", other.ncn),
        ("the feed", oracle.feed),
        ("another feed", other.feed),
        ("round 0", ORACLE.round(&oracle.feed, 0)),
        ("another round", ORACLE.round(&other.feed, 0)),
        ("the score", oracle.score(&operator)),
        ("another operator's score", oracle.score(&scene.splits[1].operator)),
        ("another feed's score", other.score(&operator)),
        ("the table", scene.table),
        ("another table", pda::stake_table(&other.ncn, 0)),
        ("the operator", operator),
        ("another operator", scene.splits[1].operator),
        ("the record", pda::record(&oracle.ncn, &operator)),
        ("the config", pda::config()),
        ("the core", ID),
        ("the oracle's program", *ORACLE),
        ("the system program", Pubkey::default()),
        ("nothing", id("nothing")),
    ]);
    let call = Call { right, slots, other: None, cast: &cast, signers: &WALLETS };
    matrix::check(&mut scene.bank, call).await;
}

#[test]
fn every_instruction_has_a_table() {
    assert_eq!(interface::without_table("oracle_ncn"), [].into());
}

#[tokio::test]
async fn open_oracle_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("admin", Signer, &[(ANY_OTHER, refused(NotNcnAdmin))]),
        Slot("ncn", At(&WRONG_ADDRESS), loaded! {}),
        Slot("oracle", New, &[]),
        SYSTEM,
    ];
    let (mut scene, other) = two_oracles().await;
    let ncn = scene.bank.add_ncn("keeper", 0).await;
    let mut right = PriceOracle::new(ncn, id("keeper"), 0, ROUNDS).open(RULES);
    right.accounts[0].pubkey = id("reporter");
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn set_rules_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", Signer, &[(ANY_OTHER, refused(NotNcnAdmin))]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot("config", Read(CONFIG), &[]),
        Slot("oracle", Changed(AN_ORACLE), &[("another oracle", refused(WrongNcn))]),
    ];
    let (scene, other) = two_oracles().await;
    let right = scene.oracle.set_rules(RULES);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn open_feed_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("admin", Signer, &[(ANY_OTHER, refused(NotNcnAdmin))]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot("oracle", Read(AN_ORACLE), &[("another oracle", WRONG_ADDRESS)]),
        Slot("feed", New, &[]),
        SYSTEM,
    ];
    let (scene, other) = two_oracles().await;
    let mut right = PriceOracle::new(scene.oracle.ncn, id("ncn"), 9, ROUNDS).open_feed();
    right.accounts[0].pubkey = id("keeper");
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn open_round_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("feed", Changed(A_FEED), &[("the feed", WRONG_ADDRESS)]),
        Slot("round", New, &[]),
        SYSTEM,
    ];
    let (scene, other) = two_oracles().await;
    let right = other.open_round(&id("keeper"), 1);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn open_score_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("feed", Changed(A_FEED), &[("the feed", WRONG_ADDRESS)]),
        Slot("operator", At(&WRONG_ADDRESS), loaded! {}),
        Slot("score", New, &[]),
        SYSTEM,
    ];
    let (scene, other) = two_oracles().await;
    let right = other.open_score(&id("keeper"), &scene.splits[2].operator);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn adopt_table_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("oracle", Changed(AN_ORACLE), &[("another oracle", refused(WrongNcn))]),
        Slot(
            "table",
            At(&refused(NotATable)),
            stake_table! { refused(NotATable); "another table": refused(WrongNcn), },
        ),
    ];
    let (mut scene, other) = two_oracles().await;
    scene.table = scene.new_table(3).await;
    let right = scene.oracle.adopt_table(&scene.table);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn report_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("oracle", Read(AN_ORACLE), &[("another oracle", refused(WrongNcn))]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot("feed", Read(A_FEED), &[("another feed", refused(WrongOracle))]),
        Slot(
            "round",
            Changed(A_ROUND),
            &[
                ("key", TOO_SMALL),
                ("round 0", refused(WrongRound)),
                ("another round", refused(WrongFeed)),
                ("short", WRONG_TYPE),
            ],
        ),
        Slot(
            "table",
            At(&refused(NotATable)),
            stake_table! { refused(NotATable); "another table": refused(WrongTable), },
        ),
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
    let (mut scene, other) = two_oracles().await;
    let height = scene.next_height().await;
    let [signed, right] = scene.reporting(height, &[(0, PRICE)]).await;
    scene.bank.preface = Some(signed);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn finalize_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("feed", Changed(A_FEED), &[("another feed", refused(WrongFeed))]),
        Slot(
            "round",
            Changed(A_ROUND),
            &[("round 0", refused(WrongTable)), ("another round", refused(WrongFeed)), ("short", WRONG_TYPE)],
        ),
        Slot("table", At(&refused(WrongTable)), stake_table! { refused(NotATable); }),
    ];
    let (mut scene, other) = two_oracles().await;
    let height = scene.next_height().await;
    scene.report(height, &[(0, PRICE), (1, PRICE), (2, PRICE), (3, PRICE)]).await;
    scene.close().await;
    let right = scene.finalizing(height).await;
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn judge_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("reporter", SolePayer, &[(ANY_OTHER, Answer::Accepted("anyone may judge"))]),
        Slot("feed", Read(A_FEED), &[("offense", UNINITIALIZED), ("another feed", refused(WrongFeed))]),
        Slot(
            "round",
            Changed(A_ROUND),
            &[("round 0", refused(WrongTable)), ("another round", refused(WrongFeed)), ("short", WRONG_TYPE)],
        ),
        Slot("table", At(&refused(WrongTable)), stake_table! { refused(NotATable); }),
        Slot("score", Changed(A_SCORE), &[(ANY_OTHER, refused(WrongScore))]),
        Slot("offense", NewByHandler, &[("the oracle's program", refused(NotAnOffense))]),
        SYSTEM,
    ];
    let (mut scene, other) = two_oracles().await;
    let height = scene.round([Some(2 * PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE)]).await;
    let right = scene.judging("reporter", height, 0, true);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn slash_offense_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("oracle", Read(AN_ORACLE), &[("another oracle", refused(WrongOffense))]),
        Slot("offense", Changed(AN_OFFENSE), &[]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot(
            "record",
            SoleAt(&TOO_SMALL),
            &[
                ("another NCN", WRONG_TYPE),
                ("the table", WRONG_TYPE),
                ("another table", WRONG_TYPE),
                ("another oracle", WRONG_OWNER),
                ("round 0", WRONG_OWNER),
                ("another round", WRONG_OWNER),
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
                "the table": WRONG_TYPE,
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
            passed_on! { TOO_SMALL; "ncn": WRONG_TYPE, "operator_ncn": ours(RestakingError::WrongOptIn), },
        ),
        Slot(
            "operator_ncn",
            At(&WRONG_OWNER),
            passed_on! { TOO_SMALL; "ncn": WRONG_TYPE, "vault_operator": ours(RestakingError::WrongOptIn), },
        ),
        Slot("vault_ncn", SoleAt(&WRONG_OWNER), passed_on! { TOO_SMALL; }),
        Slot("this_bucket", SoleAt(&NO_EXIT), &[]),
        Slot("next_bucket", SoleAt(&NO_EXIT), &[]),
        Slot("proposal", SoleAt(&WRONG_ADDRESS), &[("taken", custom(0))]),
        SYSTEM,
        Slot("restaking_program", At(&refused(NotCore)), &[]),
    ];
    let (mut scene, other) = two_oracles().await;
    let height = scene.round([Some(2 * PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE)]).await;
    scene.judge(height, 0, true).await;
    let right = scene.slashing(height, 0).await;
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn close_offense_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("config", Read(CONFIG), &[]),
        Slot("offense", Changed(AN_OFFENSE), &[]),
        Slot("reporter", SoleAt(&refused(WrongReporter)), &[]),
    ];
    let (mut scene, other) = two_oracles().await;
    let height = scene.round([Some(2 * PRICE), Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE)]).await;
    scene.judge(height, 0, true).await;
    let now = scene.bank.now().await;
    scene.bank.warp(now + EVIDENCE_NEEDED).await;
    let right = scene.oracle.close_offense(height, &scene.splits[0].operator, &id("reporter"));
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn jail_absent_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("oracle", Read(AN_ORACLE), &[("another oracle", refused(WrongOracle))]),
        Slot("feed", Read(A_FEED), &[("another feed", refused(WrongOracle))]),
        Slot(
            "score",
            Changed(A_SCORE),
            &[("another operator's score", refused(TooFewMissed)), ("another feed's score", refused(WrongScore))],
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
    let (mut scene, other) = two_oracles().await;
    for _ in 0..3 {
        let height = scene.round([None, Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE)]).await;
        scene.judge(height, 0, false).await;
    }
    let right = scene.oracle.jail(&scene.splits[0].operator);
    check(scene, other, right, SLOTS).await;
}

/// All accounts of a retired feed can be closed.
const OF_THE_FEED: Answer = Answer::Accepted("it belongs to the feed and its payer");

/// The scene's feed, retired, in the first second in which its accounts can be closed.
async fn closable() -> (Scene, PriceOracle) {
    let (mut scene, other) = two_oracles().await;
    scene.by("ncn", scene.oracle.retire_feed()).await;
    let closable_from = scene.feed().await.retirement.closable_from;
    scene.bank.warp(closable_from).await;
    (scene, other)
}

#[tokio::test]
async fn retire_feed_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", Signer, &[(ANY_OTHER, refused(NotNcnAdmin))]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot("config", Read(CONFIG), &[]),
        Slot("oracle", Changed(AN_ORACLE), &[("another oracle", refused(WrongNcn))]),
        Slot("feed", Changed(A_FEED), &[("another feed", refused(WrongOracle))]),
    ];
    let (scene, other) = two_oracles().await;
    let right = scene.oracle.retire_feed();
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn close_feed_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("feed", Changed(A_FEED), &[("another feed", refused(WrongPayer))]),
        Slot("payer", SoleAt(&refused(WrongPayer)), &[]),
    ];
    let (mut scene, other) = closable().await;
    for slot in 0..ROUNDS {
        scene.by("mallory", scene.oracle.close_round(slot, &id("keeper"))).await;
    }
    for split in scene.splits.clone() {
        scene.by("mallory", scene.oracle.close_score(&split.operator, &id("keeper"))).await;
    }
    let right = scene.oracle.close_feed(&id("ncn"));
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn close_round_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("feed", Changed(A_FEED), &[("another feed", refused(WrongFeed))]),
        Slot(
            "round",
            Changed(A_ROUND),
            &[("round 0", OF_THE_FEED), ("another round", refused(WrongFeed)), ("short", WRONG_TYPE)],
        ),
        Slot("payer", SoleAt(&refused(WrongPayer)), &[]),
    ];
    let (scene, other) = closable().await;
    let right = scene.oracle.close_round(1, &id("keeper"));
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn close_score_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("feed", Changed(A_FEED), &[("another feed", refused(WrongScore))]),
        Slot(
            "score",
            Changed(A_SCORE),
            &[("another operator's score", OF_THE_FEED), ("another feed's score", refused(WrongScore))],
        ),
        Slot("payer", SoleAt(&refused(WrongPayer)), &[]),
    ];
    let (scene, other) = closable().await;
    let right = scene.oracle.close_score(&scene.splits[0].operator, &id("keeper"));
    check(scene, other, right, SLOTS).await;
}
