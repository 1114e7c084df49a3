//! The tables of the instructions of challenges.

use availability_client::AvailabilityNcnError::*;
use restaking_client::RestakingError;
use restaking_tests::matrix::rules::Kind::{At, Changed, New, Read, SoleAt, SolePayer};
use restaking_tests::matrix::rules::{
    Answer, TOO_SMALL, UNINITIALIZED, WRONG_ADDRESS, WRONG_OWNER, WRONG_TYPE, custom, ours,
};
use restaking_tests::matrix::types::CONFIG;
use restaking_tests::matrix::{ANY_OTHER, Known, Slot};
use restaking_tests::{SLOWEST_FALL, id, loaded};

use super::{A_CERTIFICATE, A_CHALLENGE, A_CUSTODY, AN_ARCHIVE, SYSTEM, check, refused, two_archives};
use crate::archive::{close_challenge, return_bond};
use crate::scene::{DRAW_SLOTS, blob, draw};

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

/// The custody is the challenge's: each other one of the type is refused.
const CUSTODY: Slot = Slot("custody", Changed(A_CUSTODY), &[(ANY_OTHER, refused(WrongCustody))]);

/// The sysvar is known by its address; only the runtime writes to it.
const SYSVAR: Known =
    &[("zeroed", refused(EarlyDraw)), ("gone", refused(NotSlotHashes)), ("short", refused(NotSlotHashes))];

#[tokio::test]
async fn open_challenge_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("challenger", SolePayer, &[(ANY_OTHER, WRONG_ADDRESS)]),
        Slot(
            "certificate",
            Read(A_CERTIFICATE),
            &[("another archive's certificate", WRONG_ADDRESS), ("short", WRONG_TYPE)],
        ),
        Slot("custody", Changed(A_CUSTODY), &[(ANY_OTHER, WRONG_ADDRESS)]),
        Slot("challenge", New, &[]),
        SYSTEM,
    ];
    let (scene, other, stored) = two_archives().await;
    let right = scene.challenging("alice", &stored, 0);
    check(scene, other, &stored, right, SLOTS).await;
}

#[tokio::test]
async fn draw_chunk_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "challenge",
            Changed(A_CHALLENGE),
            &[("another archive's challenge", Answer::Accepted("anyone may draw"))],
        ),
        Slot("slot_hashes", At(&refused(NotSlotHashes)), SYSVAR),
    ];
    let (mut scene, other, stored) = two_archives().await;
    let challenge = scene.challenge("alice", &stored, 0).await;
    scene.slots(DRAW_SLOTS + 1, &[]).await;
    check(scene, other, &stored, draw(&challenge), SLOTS).await;
}

#[tokio::test]
async fn answer_challenge_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "challenge",
            Changed(A_CHALLENGE),
            &[("another archive's challenge", Answer::Accepted("it is forged, with the same custody"))],
        ),
        CUSTODY,
    ];
    let (mut scene, other, stored) = two_archives().await;
    let challenge = scene.drawn("alice", &stored, 0).await;
    let right = scene.answering(&challenge, &blob()).await;
    check(scene, other, &stored, right, SLOTS).await;
}

#[tokio::test]
async fn judge_challenge_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "challenge",
            Changed(A_CHALLENGE),
            &[("another archive's challenge", Answer::Accepted("it is forged, with the same custody"))],
        ),
        CUSTODY,
    ];
    let (mut scene, other, stored) = two_archives().await;
    let challenge = scene.drawn("alice", &stored, 0).await;
    scene.time_out(&challenge).await;
    let right = scene.at.judge(&challenge, &scene.operator(0));
    check(scene, other, &stored, right, SLOTS).await;
}

#[tokio::test]
async fn lapse_challenge_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "challenge",
            Changed(A_CHALLENGE),
            &[("another archive's challenge", Answer::Accepted("it is forged, with the same custody"))],
        ),
        CUSTODY,
        Slot(
            "slot_hashes",
            At(&refused(NotSlotHashes)),
            &[("zeroed", refused(SlotKnown)), ("gone", refused(NotSlotHashes)), ("short", refused(NotSlotHashes))],
        ),
        Slot("incinerator", SoleAt(&refused(NotIncinerator)), &[]),
    ];
    let (mut scene, other, stored) = two_archives().await;
    let challenge = scene.challenge("alice", &stored, 0).await;
    scene.slots(DRAW_SLOTS + 513, &[]).await;
    let right = scene.at.lapse(&challenge, &scene.operator(0));
    check(scene, other, &stored, right, SLOTS).await;
}

#[tokio::test]
async fn return_bond_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "challenge",
            Changed(A_CHALLENGE),
            &[("another archive's challenge", Answer::Accepted("it is forged, with the same challenger"))],
        ),
        Slot("challenger", SoleAt(&refused(WrongRecipient)), &[]),
    ];
    let (mut scene, other, stored) = two_archives().await;
    let challenge = scene.failed("alice", &stored, 0).await;
    check(scene, other, &stored, return_bond(&challenge, &id("alice")), SLOTS).await;
}

#[tokio::test]
async fn jail_failed_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("archive", Read(AN_ARCHIVE), &[("another archive", refused(WrongChallenge))]),
        Slot("challenge", Changed(A_CHALLENGE), &[("another archive's challenge", refused(WrongChallenge))]),
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
    let (mut scene, other, stored) = two_archives().await;
    let challenge = scene.failed("alice", &stored, 0).await;
    let right = scene.at.jail(&challenge, &scene.operator(0));
    check(scene, other, &stored, right, SLOTS).await;
}

#[tokio::test]
async fn release_failed_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("archive", Read(AN_ARCHIVE), &[("another archive", refused(WrongChallenge))]),
        Slot("challenge", Changed(A_CHALLENGE), &[("another archive's challenge", refused(WrongChallenge))]),
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
        Slot(
            "proposal",
            At(&WRONG_OWNER),
            loaded! {
                "ncn": WRONG_TYPE,
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
    let (mut scene, other, stored) = two_archives().await;
    let challenge = scene.drawn("alice", &stored, 0).await;
    let right = scene.vetoes(&challenge, 0).await;
    check(scene, other, &stored, right, SLOTS).await;
}

#[tokio::test]
async fn slash_failed_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("archive", Read(AN_ARCHIVE), &[("another archive", refused(WrongChallenge))]),
        Slot("challenge", Changed(A_CHALLENGE), &[("another archive's challenge", refused(WrongChallenge))]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot(
            "record",
            SoleAt(&TOO_SMALL),
            &[
                ("another NCN", WRONG_TYPE),
                ("the table", WRONG_TYPE),
                ("another table", WRONG_TYPE),
                ("the certificate", WRONG_OWNER),
                ("another archive's certificate", WRONG_OWNER),
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
    let (mut scene, other, stored) = two_archives().await;
    let challenge = scene.failed("alice", &stored, 0).await;
    let right = scene.slashing(&challenge, 0).await;
    check(scene, other, &stored, right, SLOTS).await;
}

#[tokio::test]
async fn close_challenge_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("config", Read(CONFIG), &[]),
        Slot(
            "challenge",
            Changed(A_CHALLENGE),
            &[("another archive's challenge", Answer::Accepted("it is forged, with the same challenger"))],
        ),
        Slot("challenger", SoleAt(&refused(WrongRecipient)), &[]),
    ];
    let (mut scene, other, stored) = two_archives().await;
    let challenge = scene.failed("alice", &stored, 0).await;
    scene.pass(SLOWEST_FALL).await;
    check(scene, other, &stored, close_challenge(&challenge, &id("alice")), SLOTS).await;
}

#[tokio::test]
async fn collect_bonds_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "custody",
            Changed(A_CUSTODY),
            &[("another operator's custody", refused(WrongOperator)), ("another archive's custody", refused(NoBond))],
        ),
        Slot("operator", At(&refused(WrongOperator)), loaded! {}),
        Slot("wallet", SoleAt(&refused(WrongRecipient)), &[]),
    ];
    let (mut scene, other, stored) = two_archives().await;
    let challenge = scene.drawn("alice", &stored, 0).await;
    let answer = scene.answering(&challenge, &blob()).await;
    scene.run("keeper", &[answer]).await;
    let right = scene.at.collect(&scene.operator(0), &id("operator"));
    check(scene, other, &stored, right, SLOTS).await;
}
