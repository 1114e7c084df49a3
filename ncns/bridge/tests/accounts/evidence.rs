//! The tables of the instructions that prove and slash a false root.

use bridge_client::BridgeNcnError::*;
use bridge_client::Content;
use restaking_client::RestakingError;
use restaking_tests::matrix::rules::Kind::{At, Changed, NewByHandler, Payer, Read, Signer, SoleAt, SolePayer};
use restaking_tests::matrix::rules::{
    Answer, INVALID_ARGUMENT, NOT_SIGNED, TOO_SMALL, UNINITIALIZED, WRONG_ADDRESS, WRONG_OWNER, WRONG_TYPE, custom,
    ours,
};
use restaking_tests::matrix::types::CONFIG;
use restaking_tests::matrix::{self, ANY_OTHER, Call, Slot};
use restaking_tests::{EVIDENCE_NEEDED, id, loaded};

use super::{A_BRIDGE, A_FALSE_ROOT, A_SOURCE, AN_OUTBOX, NO_EXIT, SYSTEM, WALLETS, cast, check, refused, two_bridges};
use crate::scene::{LIE, voter};

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

/// The key of an operator, as an instruction with evidence takes it.
const A_KEY: Slot = Slot(
    "operator_key",
    At(&refused(NotAKey)),
    &[
        ("foreign", refused(NotAKey)),
        ("zeroed", refused(NotAKey)),
        ("gone", refused(NotAKey)),
        ("short", refused(NotAKey)),
    ],
);

/// The record of the key's operator.
const A_RECORD: Slot = Slot(
    "record",
    At(&WRONG_OWNER),
    loaded! {
        "ncn": WRONG_TYPE,
        "operator_key": TOO_SMALL,
        "another NCN": WRONG_TYPE,
        "the table": WRONG_TYPE,
        "another table": WRONG_TYPE,
        "the operator": TOO_SMALL,
        "another operator": TOO_SMALL,
        "the config": TOO_SMALL,
        "nothing": UNINITIALIZED,
    },
);

#[tokio::test]
async fn prove_false_root_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("reporter", SolePayer, &[(ANY_OTHER, Answer::Accepted("anyone may prove it"))]),
        Slot("bridge", Read(A_BRIDGE), &[("another bridge", refused(WrongNcn))]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot(
            "source",
            Read(A_SOURCE),
            &[("the foreign source", refused(WrongOutbox)), ("another source", refused(WrongBridge))],
        ),
        Slot("outbox", Read(AN_OUTBOX), &[("another outbox", refused(WrongOutbox)), ("short", WRONG_TYPE)]),
        A_KEY,
        A_RECORD,
        Slot("false_root", NewByHandler, &[]),
        Slot("instructions", At(&INVALID_ARGUMENT), &[]),
        SYSTEM,
    ];
    let (mut scene, other) = two_bridges().await;
    let height = scene.next_height().await;
    let [signed, right] = scene.proving(height, 0, &LIE);
    scene.bank.preface = Some(signed);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn adjudicate_false_root_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("reporter", Payer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("adjudicator", Signer, &[(ANY_OTHER, refused(NotAdjudicator))]),
        Slot("bridge", Read(A_BRIDGE), &[("another bridge", refused(WrongNcn))]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot(
            "source",
            Read(A_SOURCE),
            &[("the source", refused(NotAdjudicator)), ("another source", refused(NotAdjudicator))],
        ),
        A_KEY,
        A_RECORD,
        Slot("false_root", NewByHandler, &[]),
        Slot("instructions", At(&INVALID_ARGUMENT), &[]),
        SYSTEM,
    ];
    let (mut scene, other) = two_bridges().await;
    let height = scene.next_height().await;
    let (operator, adjudicator) = (scene.splits[0].operator, id("adjudicator"));
    let vote = (&voter(0), &operator);
    let both = scene.foreign.adjudicate([&id("reporter"), &adjudicator], height, vote, [&LIE, &Content::EMPTY]);
    let [signed, right] = both;
    scene.bank.preface = Some(signed);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn slash_false_root_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, Answer::Accepted("any signer may pay")), ("vetoed", NOT_SIGNED)]),
        Slot("bridge", Read(A_BRIDGE), &[("another bridge", refused(WrongFalseRoot))]),
        Slot("false_root", Changed(A_FALSE_ROOT), &[("vetoed", WRONG_OWNER)]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot(
            "record",
            SoleAt(&TOO_SMALL),
            &[
                ("another NCN", WRONG_TYPE),
                ("the table", WRONG_TYPE),
                ("another table", WRONG_TYPE),
                ("another bridge", WRONG_OWNER),
                ("the outbox", WRONG_OWNER),
                ("another outbox", WRONG_OWNER),
                ("round 0", WRONG_OWNER),
                ("foreign round 0", WRONG_OWNER),
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
        // The vetoed slash is of this allocation.
        Slot("allocation", SoleAt(&refused(NotVetoed)), loaded! {}),
        Slot(
            "vault_operator",
            At(&WRONG_OWNER),
            passed_on! { TOO_SMALL; "ncn": WRONG_TYPE, "vetoed": WRONG_TYPE, "operator_ncn": ours(RestakingError::WrongOptIn), },
        ),
        Slot(
            "operator_ncn",
            At(&WRONG_OWNER),
            passed_on! { TOO_SMALL; "ncn": WRONG_TYPE, "vetoed": WRONG_TYPE, "vault_operator": ours(RestakingError::WrongOptIn), },
        ),
        Slot("vault_ncn", SoleAt(&WRONG_OWNER), passed_on! { TOO_SMALL; }),
        Slot("this_bucket", SoleAt(&NO_EXIT), &[]),
        Slot("next_bucket", SoleAt(&NO_EXIT), &[]),
        Slot("proposal", SoleAt(&WRONG_ADDRESS), &[("taken", custom(0))]),
        SYSTEM,
        Slot("restaking_program", At(&refused(NotCore)), &[]),
        Slot(
            "vetoed",
            At(&WRONG_OWNER),
            loaded! {
                "ncn": WRONG_TYPE,
                "vault_operator": TOO_SMALL,
                "operator_ncn": TOO_SMALL,
                "another NCN": WRONG_TYPE,
                "the table": WRONG_TYPE,
                "another table": WRONG_TYPE,
                "the operator": TOO_SMALL,
                "another operator": TOO_SMALL,
                "the config": TOO_SMALL,
                "nothing": UNINITIALIZED,
            },
        ),
    ];
    let (mut scene, other) = two_bridges().await;
    let (at, split) = (scene.at, scene.splits[0]);
    let mut heights = vec![];
    for _ in 0..2 {
        let height = scene.next_height().await;
        let prove = scene.proving(height, 0, &LIE);
        scene.run("reporter", &prove).await;
        heights.push(height);
    }
    // Another false root of the incident, of which the slash was vetoed.
    let slash = scene.slashing(&at, heights[0], 0).await;
    scene.run("keeper", &[slash]).await;
    let incident = scene.false_root(&at, heights[0], 0).await.incident;
    let veto = scene.bank.vetoing(&split, incident).await;
    scene.bank.by("resolver", veto).await;
    let right = scene.slashing_after(&at, heights[1], 0, 1).await;
    let cast = cast(&scene, &other);
    let call = Call { right, slots: SLOTS, other: None, cast: &cast, signers: &WALLETS };
    matrix::check_reading_on(&mut scene.bank, call, WRONG_ADDRESS).await;
}

#[tokio::test]
async fn close_false_root_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("config", Read(CONFIG), &[]),
        Slot("false_root", Changed(A_FALSE_ROOT), &[]),
        Slot("reporter", SoleAt(&refused(WrongReporter)), &[]),
    ];
    let (mut scene, other) = two_bridges().await;
    let (at, height) = (scene.at, scene.next_height().await);
    let prove = scene.proving(height, 0, &LIE);
    scene.run("reporter", &prove).await;
    scene.pass(EVIDENCE_NEEDED).await;
    let right = at.close_false_root(height, &scene.splits[0].operator, &id("reporter"));
    check(scene, other, right, SLOTS).await;
}
