//! The tables of the bridge's instructions, for the matrix in `tests/common/matrix`.

use bridge_client::BridgeNcnError::{self, *};
use bridge_client::{
    BRIDGE_DISCRIMINATOR, Bridge, CHECKPOINT_DISCRIMINATOR, Checkpoint, Content, FALSE_ROOT_DISCRIMINATOR, FalseRoot,
    LOCAL_ID, OPERATOR_SCORE_DISCRIMINATOR, OUTBOX_DISCRIMINATOR, OperatorScore, Outbox, SOURCE_DISCRIMINATOR, Source,
    VOTE_ROUND_DISCRIMINATOR, VoteRound,
};
use harness::table;
use restaking_client::{ID, pda};
use restaking_tests::matrix::rules::Kind::{At, Changed, New, Payer, Program, Read, Signer, SoleAt, SolePayer};
use restaking_tests::matrix::rules::{
    Answer, INVALID_ARGUMENT, TOO_SMALL, UNINITIALIZED, WRONG_ADDRESS, WRONG_OWNER, WRONG_TYPE, custom,
};
use restaking_tests::matrix::types::{CONFIG, Type};
use restaking_tests::matrix::{self, ANY_OTHER, Call, Slot, interface};
use restaking_tests::{id, loaded, stake_table};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::scene::{BRIDGE, LIE, LOCAL, Place, RULES, Scene, foreign_figures, local_figures};

const A_BRIDGE: Type = Type::of(LOCAL_ID, Bridge::LEN, BRIDGE_DISCRIMINATOR);
const A_SOURCE: Type = Type::of(LOCAL_ID, Source::LEN, SOURCE_DISCRIMINATOR);
const AN_OUTBOX: Type = Type::of(LOCAL_ID, Outbox::LEN + 8, OUTBOX_DISCRIMINATOR);
const A_ROUND: Type = Type::of(LOCAL_ID, VoteRound::LEN + 4, VOTE_ROUND_DISCRIMINATOR);
const A_CHECKPOINT: Type = Type::of(LOCAL_ID, Checkpoint::LEN, CHECKPOINT_DISCRIMINATOR);
const A_SCORE: Type = Type::of(LOCAL_ID, OperatorScore::LEN, OPERATOR_SCORE_DISCRIMINATOR);
const A_FALSE_ROOT: Type = Type::of(LOCAL_ID, FalseRoot::LEN, FALSE_ROOT_DISCRIMINATOR);

/// All that can sign.
const WALLETS: [&str; 6] = ["ncn", "keeper", "reporter", "mallory", "operator", "adjudicator"];

/// What each of them is called in the rows.
const NAMES: [&str; 6] =
    ["the admin", "a keeper", "a reporter", "a stranger", "an operator's admin", "the adjudicator"];

const SYSTEM: Slot = Slot("system_program", Program, &[]);

mod evidence;

/// Without an exit in an epoch, its bucket is not read.
const NO_EXIT: Answer = Answer::Accepted("no exit is in it");

/// Refused with one of the bridge's own errors.
const fn refused(error: BridgeNcnError) -> Answer {
    custom(error as u32)
}

/// The bridge of the scene, and one of mallory's with a source of the same number, an outbox, a round and a score.
async fn two_bridges() -> (Scene, Place) {
    let mut scene = Scene::new().await;
    let mallory = id("mallory");
    let other = scene.add_bridge("mallory", LOCAL).await;
    let ncn = other.ncn;
    scene.run("mallory", &[other.open_round(&mallory, 0)]).await;
    scene.run("mallory", &[other.open_score(&mallory, &scene.splits[0].operator)]).await;
    scene.bank.by("mallory", table::open(&mallory, &mallory, &ncn, 0, 4, 10)).await;
    (scene, other)
}

/// The accounts to pass in place of each other.
fn cast(scene: &Scene, other: &Place) -> Vec<(&'static str, Pubkey)> {
    let (at, foreign) = (scene.at, scene.foreign);
    let operator = scene.splits[0].operator;
    let mut cast: Vec<(&str, Pubkey)> = NAMES.into_iter().zip(WALLETS.map(id)).collect();
    cast.extend([
        ("the bridge", at.bridge),
        ("another bridge", other.bridge),
        ("the NCN", at.ncn),
        ("another NCN", other.ncn),
        ("the source", at.source),
        ("the foreign source", foreign.source),
        ("another source", other.source),
        ("the outbox", at.outbox()),
        ("another outbox", other.outbox()),
        ("round 0", BRIDGE.round(&at.source, 0)),
        ("foreign round 0", BRIDGE.round(&foreign.source, 0)),
        ("another round", BRIDGE.round(&other.source, 0)),
        ("the score", at.score(&operator)),
        ("another operator's score", at.score(&scene.splits[1].operator)),
        ("another source's score", other.score(&operator)),
        ("the table", scene.table),
        ("another table", pda::stake_table(&other.ncn, 0)),
        ("the operator", operator),
        ("another operator", scene.splits[1].operator),
        ("the record", pda::record(&at.ncn, &operator)),
        ("the config", pda::config()),
        ("the core", ID),
        ("the bridge's program", *BRIDGE),
        ("the system program", Pubkey::default()),
        ("nothing", id("nothing")),
    ]);
    cast
}

/// Holds an instruction against the matrix.
async fn check(mut scene: Scene, other: Place, right: Instruction, slots: &[Slot]) {
    let cast = cast(&scene, &other);
    let call = Call { right, slots, other: None, cast: &cast, signers: &WALLETS };
    matrix::check(&mut scene.bank, call).await;
}

#[test]
fn every_instruction_has_a_table() {
    assert_eq!(interface::without_table("bridge_ncn"), [].into());
}

#[tokio::test]
async fn open_bridge_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("admin", Signer, &[(ANY_OTHER, refused(NotNcnAdmin))]),
        Slot("ncn", At(&WRONG_ADDRESS), loaded! {}),
        Slot("bridge", New, &[]),
        SYSTEM,
    ];
    let (mut scene, other) = two_bridges().await;
    let ncn = scene.bank.add_ncn("keeper", 0).await;
    let mut right = Place::new(ncn, id("keeper"), 0, true).open(RULES);
    right.accounts[0].pubkey = id("reporter");
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn set_rules_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", Signer, &[(ANY_OTHER, refused(NotNcnAdmin))]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot("config", Read(CONFIG), &[]),
        Slot("bridge", Changed(A_BRIDGE), &[("another bridge", refused(WrongNcn))]),
    ];
    let (scene, other) = two_bridges().await;
    let right = scene.at.set_rules(RULES);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn adopt_table_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("bridge", Changed(A_BRIDGE), &[("another bridge", refused(WrongNcn))]),
        Slot(
            "table",
            At(&refused(NotATable)),
            stake_table! { refused(NotATable); "another table": refused(WrongNcn), },
        ),
    ];
    let (mut scene, other) = two_bridges().await;
    scene.table = scene.new_table(3).await;
    let right = scene.at.adopt_table(&scene.table);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn open_source_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("admin", Signer, &[(ANY_OTHER, refused(NotNcnAdmin))]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot("bridge", Read(A_BRIDGE), &[("another bridge", WRONG_ADDRESS)]),
        Slot("source", New, &[]),
        SYSTEM,
    ];
    let (scene, other) = two_bridges().await;
    let mut right = Place::new(scene.ncn, id("ncn"), 9, false).open_source(foreign_figures());
    right.accounts[0].pubkey = id("keeper");
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn open_outbox_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot(
            "source",
            Changed(A_SOURCE),
            &[("the source", WRONG_ADDRESS), ("the foreign source", WRONG_ADDRESS), ("another source", WRONG_ADDRESS)],
        ),
        Slot("outbox", New, &[]),
        SYSTEM,
    ];
    let (mut scene, other) = two_bridges().await;
    let own = Place::new(scene.ncn, id("ncn"), 9, true);
    scene.run("ncn", &[own.open_source(local_figures())]).await;
    let right = own.open_outbox(&id("keeper"));
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn grow_outbox_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot(
            "outbox",
            Changed(AN_OUTBOX),
            &[("the outbox", refused(OutboxGrown)), ("another outbox", refused(OutboxGrown)), ("short", WRONG_TYPE)],
        ),
        SYSTEM,
    ];
    let (mut scene, other) = two_bridges().await;
    let own = Place::new(scene.ncn, id("ncn"), 9, true);
    let figures = crate::scene::SourceFigures { history: 250, ..local_figures() };
    scene.run("ncn", &[own.open_source(figures)]).await;
    scene.run("keeper", &[own.open_outbox(&id("keeper"))]).await;
    let right = own.grow_outbox(&id("keeper"));
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn post_message_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("sender", Signer, &[(ANY_OTHER, Answer::Accepted("anyone may post"))]),
        Slot(
            "source",
            Read(A_SOURCE),
            &[("the foreign source", refused(WrongOutbox)), ("another source", refused(WrongOutbox))],
        ),
        Slot("outbox", Changed(AN_OUTBOX), &[("another outbox", refused(WrongOutbox)), ("short", WRONG_TYPE)]),
    ];
    let (scene, other) = two_bridges().await;
    let right = scene.at.post(&id("keeper"), &[1]);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn open_round_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("source", Read(A_SOURCE), &[("the source", WRONG_ADDRESS), ("the foreign source", WRONG_ADDRESS)]),
        Slot("round", New, &[]),
        SYSTEM,
    ];
    let (scene, other) = two_bridges().await;
    let right = other.open_round(&id("keeper"), 1);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn open_score_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("source", Read(A_SOURCE), &[("the source", WRONG_ADDRESS), ("the foreign source", WRONG_ADDRESS)]),
        Slot("operator", At(&WRONG_ADDRESS), loaded! {}),
        Slot("score", New, &[]),
        SYSTEM,
    ];
    let (scene, other) = two_bridges().await;
    let right = other.open_score(&id("keeper"), &scene.splits[2].operator);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn enter_votes_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("bridge", Read(A_BRIDGE), &[("another bridge", refused(WrongNcn))]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot(
            "source",
            Read(A_SOURCE),
            &[("the foreign source", refused(WrongSource)), ("another source", refused(WrongBridge))],
        ),
        Slot(
            "round",
            Changed(A_ROUND),
            &[
                ("key", TOO_SMALL),
                ("round 0", refused(WrongRound)),
                ("foreign round 0", refused(WrongSource)),
                ("another round", refused(WrongSource)),
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
    let (mut scene, other) = two_bridges().await;
    let height = off_zero(&mut scene).await;
    let [signed, right] = scene.voting(&scene.at, height, &[(0, LIE)]);
    scene.bank.preface = Some(signed);
    let cast = cast(&scene, &other);
    let call = Call { right, slots: SLOTS, other: None, cast: &cast, signers: &WALLETS };
    matrix::check_reading_on(&mut scene.bank, call, refused(MissingAccounts)).await;
}

/// The next height that is not in round account 0.
async fn off_zero(scene: &mut Scene) -> u64 {
    let height = scene.next_height().await;
    if height.is_multiple_of(crate::scene::ROUNDS) { scene.next_height().await } else { height }
}

#[tokio::test]
async fn finalize_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("source", Changed(A_SOURCE), &[("the foreign source", WRONG_ADDRESS), ("another source", WRONG_ADDRESS)]),
        Slot(
            "round",
            Changed(A_ROUND),
            &[
                ("round 0", refused(WrongTable)),
                ("foreign round 0", refused(WrongSource)),
                ("another round", refused(WrongSource)),
                ("short", WRONG_TYPE),
            ],
        ),
        Slot("table", At(&refused(WrongTable)), stake_table! { refused(NotATable); }),
        Slot(
            "outbox",
            At(&refused(WrongOutbox)),
            &[
                ("the bridge's program", refused(LocalSource)),
                ("foreign", WRONG_OWNER),
                ("zeroed", WRONG_TYPE),
                ("gone", UNINITIALIZED),
                ("short", WRONG_TYPE),
                ("mistyped", WRONG_TYPE),
            ],
        ),
        Slot("checkpoint", New, &[]),
        SYSTEM,
    ];
    let (mut scene, other) = two_bridges().await;
    let height = off_zero(&mut scene).await;
    let at = scene.at;
    let votes: Vec<_> = (0..4).map(|number| (number, Content::EMPTY)).collect();
    scene.vote(&at, height, &votes).await;
    let right = scene.finalizing(&at, height, &Content::EMPTY);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn judge_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "source",
            Read(A_SOURCE),
            &[("the foreign source", refused(WrongSource)), ("another source", refused(WrongSource))],
        ),
        Slot(
            "round",
            Changed(A_ROUND),
            &[
                ("round 0", refused(WrongTable)),
                ("foreign round 0", refused(WrongSource)),
                ("another round", refused(WrongSource)),
                ("short", WRONG_TYPE),
            ],
        ),
        Slot("table", At(&refused(WrongTable)), stake_table! { refused(NotATable); }),
        Slot("score", Changed(A_SCORE), &[(ANY_OTHER, refused(WrongScore))]),
    ];
    let (mut scene, other) = two_bridges().await;
    off_zero(&mut scene).await;
    let (mut height, _) = scene.round(&[0]).await;
    if height.is_multiple_of(crate::scene::ROUNDS) {
        height = scene.round(&[0]).await.0;
    }
    let right = scene.judging(&scene.at, height, 0);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn jail_absent_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("bridge", Read(A_BRIDGE), &[("another bridge", refused(WrongBridge))]),
        Slot(
            "source",
            Read(A_SOURCE),
            &[("the foreign source", refused(WrongScore)), ("another source", refused(WrongBridge))],
        ),
        Slot(
            "score",
            Changed(A_SCORE),
            &[("another operator's score", refused(TooFewMissed)), ("another source's score", refused(WrongScore))],
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
    let (mut scene, other) = two_bridges().await;
    let at = scene.at;
    for _ in 0..3 {
        let (height, _) = scene.round(&[0]).await;
        scene.judge(&at, height, 0).await;
    }
    let right = at.jail(&scene.splits[0].operator);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn close_checkpoint_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] =
        &[Slot("checkpoint", Changed(A_CHECKPOINT), &[]), Slot("rent_payer", SoleAt(&refused(WrongRentPayer)), &[])];
    let (mut scene, other) = two_bridges().await;
    let (height, _) = scene.round(&[]).await;
    scene.pass(RULES.kept_seconds as i64).await;
    let right = scene.at.close_checkpoint(height, &id("keeper"));
    check(scene, other, right, SLOTS).await;
}
