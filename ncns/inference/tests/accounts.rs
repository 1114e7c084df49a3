//! The tables of the service's instructions, for the matrix in `tests/common/matrix`.

use inference_client::INCINERATOR;
use inference_client::InferenceNcnError::*;
use inference_client::SLOT_HASHES;
use inference_ledger::rules::MAX_CHALLENGE_SECONDS;
use inference_ledger::score::ROUND_SECONDS;
use restaking_client::{RestakingError, pda};
use restaking_tests::matrix::rules::Kind::{
    At, Changed, New, NewByHandler, PaidSigner, Payer, Read, Signer, SoleAt, SolePayer,
};
use restaking_tests::matrix::rules::{
    Answer, INVALID_ARGUMENT, TOO_SMALL, UNINITIALIZED, WRONG_ADDRESS, WRONG_OWNER, WRONG_TYPE, custom, ours,
};
use restaking_tests::matrix::types::CONFIG;
use restaking_tests::matrix::{ANY_OTHER, Slot, interface};
use restaking_tests::{SLOWEST_FALL, id, loaded, stake_table};

use crate::answers::*;
use crate::scene::{A, A_SECOND, Addresses, OPERATORS, RULES, SEATS, figures, slot_hashes};

#[test]
fn every_instruction_has_a_table() {
    assert_eq!(interface::without_table("inference_ncn"), [].into());
}

#[tokio::test]
async fn open_inference_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("admin", Signer, &[(ANY_OTHER, refused(NotNcnAdmin))]),
        Slot("ncn", At(&WRONG_ADDRESS), loaded! {}),
        Slot("inference", New, &[]),
        SYSTEM,
    ];
    let (mut scene, other) = two_services().await;
    let ncn = scene.bank.add_policy("keeper", 0, crate::scene::policy(&pda::ncn(&id("keeper"), 0))).await;
    let mut right = Addresses::new(ncn, id("keeper")).open(RULES);
    right.accounts[0].pubkey = id("reporter");
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn set_rules_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", Signer, &[(ANY_OTHER, refused(NotNcnAdmin))]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot("config", Read(CONFIG), &[]),
        Slot("inference", Changed(A_SERVICE), &[("another service", refused(WrongNcn))]),
    ];
    let (scene, other) = two_services().await;
    let right = scene.at.set_rules(RULES);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn adopt_table_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("inference", Changed(A_SERVICE), &[("another service", refused(WrongNcn))]),
        Slot(
            "table",
            At(&refused(NotATable)),
            stake_table! { refused(NotATable); "another table": refused(WrongNcn), },
        ),
    ];
    let (mut scene, other) = two_services().await;
    scene.table = scene.new_table(OPERATORS).await;
    let right = scene.at.adopt_table(&scene.table);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn open_score_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("inference", Read(A_SERVICE), &[("the service", WRONG_ADDRESS)]),
        Slot("operator", At(&WRONG_ADDRESS), loaded! {}),
        Slot("score", New, &[]),
        SYSTEM,
    ];
    let (scene, other) = two_services().await;
    let right = other.at.open_score(&id("keeper"), &scene.splits[2].operator);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn open_task_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("requester", SolePayer, &[(ANY_OTHER, Answer::Accepted("anyone may ask"))]),
        Slot("inference", Read(A_SERVICE), &[("another service", WRONG_ADDRESS)]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot("table", At(&refused(WrongTable)), stake_table! { refused(NotATable); }),
        Slot("task", New, &[]),
        SYSTEM,
    ];
    let (mut scene, other) = two_services().await;
    let now = scene.bank.now().await;
    // A minute ahead, so that the number's time is to come for as long as the rows take.
    let number = (now + 60 - restaking_tests::GENESIS) as u64 * A_SECOND;
    let right = scene.at.open_task(&id("requester"), &scene.table, (number, SEATS), figures());
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn draw_committee_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("task", Changed(A_TASK), &[("another task", refused(WrongTable)), ("short", FREE_SEATS)]),
        Slot("table", At(&refused(WrongTable)), stake_table! { refused(NotATable); }),
        hashes!(refused(HashToCome)),
    ];
    let (mut scene, other) = two_services().await;
    let number = scene.post(SEATS).await;
    scene.reach_draw(number).await;
    let right = scene.at.draw(&scene.table, number);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn void_task_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("task", Changed(A_TASK), &[("another task", refused(WrongTable)), ("short", FREE_SEATS)]),
        Slot("table", At(&refused(WrongTable)), &[("foreign", NO_TABLE), ("zeroed", NO_TABLE), ("gone", NO_TABLE)]),
        hashes!(refused(DrawOpen)),
        Slot("requester", SoleAt(&refused(WrongRequester)), &[]),
        Slot("incinerator", SoleAt(&refused(NotIncinerator)), &[]),
    ];
    let (mut scene, other) = two_services().await;
    let number = scene.post(SEATS).await;
    scene.pass(20).await;
    let slot = scene.task(number).await.task.draw_slot;
    scene.bank.put(&SLOT_HASHES, slot_hashes(&[(slot + 600, [1; 32]), (slot + 1, [2; 32])]));
    scene.bank.fund(&INCINERATOR);
    let right = scene.at.void(&scene.table, number, &id("requester"));
    check(scene, other, right, SLOTS).await;
}

/// The answers of the key of a vote.
const KEY: Slot = Slot(
    "key",
    At(&refused(NotAKey)),
    &[
        ("foreign", refused(NotAKey)),
        ("zeroed", refused(NotAKey)),
        ("gone", refused(NotAKey)),
        ("short", refused(NotAKey)),
    ],
);

#[tokio::test]
async fn commit_outputs_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "task",
            Changed(A_TASK),
            &[("key", TOO_SMALL), ("another task", refused(NotDrawn)), ("short", FREE_SEATS)],
        ),
        Slot("instructions", At(&INVALID_ARGUMENT), &[]),
        KEY,
    ];
    let (mut scene, other) = two_services().await;
    let number = scene.drawn(SEATS).await;
    let [signed, right] = scene.committing(number, &[(4, A)]);
    scene.bank.preface = Some(signed);
    check_and(scene, other, right, SLOTS, Some(refused(MissingAccounts))).await;
}

#[tokio::test]
async fn reveal_outputs_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "task",
            Changed(A_TASK),
            &[("key", TOO_SMALL), ("another task", refused(NotDrawn)), ("short", FREE_SEATS)],
        ),
        Slot("instructions", At(&INVALID_ARGUMENT), &[]),
        KEY,
    ];
    let (mut scene, other) = two_services().await;
    let number = scene.drawn(SEATS).await;
    scene.commit(number, &[(4, A)]).await;
    scene.end_window().await;
    let [signed, right] = scene.revealing(number, &[(4, A)]);
    scene.bank.preface = Some(signed);
    check_and(scene, other, right, SLOTS, Some(refused(MissingAccounts))).await;
}

#[tokio::test]
async fn conclude_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] =
        &[Slot("task", Changed(A_TASK), &[("another task", refused(NotDrawn)), ("short", FREE_SEATS)])];
    let (mut scene, other) = two_services().await;
    let number = scene.drawn(SEATS).await;
    scene.end_window().await;
    scene.end_window().await;
    let right = scene.at.conclude(number);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn judge_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("reporter", SolePayer, &[(ANY_OTHER, Answer::Accepted("anyone may judge"))]),
        Slot("task", Changed(A_TASK), &[("another task", refused(WrongScore)), ("short", FREE_SEATS)]),
        Slot("score", Changed(A_SCORE), &[(ANY_OTHER, refused(WrongScore))]),
        Slot("offense", NewByHandler, &[("the service's program", refused(NotAnOffense))]),
        SYSTEM,
    ];
    let (scene, other, number) = concluded().await;
    let right = scene.judging("reporter", number, 4, true);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn pay_fee_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("task", Changed(A_TASK), &[("another task", refused(NoMember)), ("short", FREE_SEATS)]),
        Slot("operator", At(&refused(WrongOperator)), loaded! {}),
        Slot("wallet", SoleAt(&refused(WrongWallet)), &[]),
    ];
    let (scene, other, number) = concluded().await;
    let right = scene.paying(number, 0);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn slash_offense_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("inference", Read(A_SERVICE), &[("another service", refused(WrongOffense))]),
        Slot("offense", Changed(AN_OFFENSE), &[]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot(
            "record",
            SoleAt(&TOO_SMALL),
            &[
                ("another NCN", WRONG_TYPE),
                ("the table", WRONG_TYPE),
                ("another table", WRONG_TYPE),
                ("another service", WRONG_OWNER),
                ("another task", WRONG_OWNER),
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
                "another table": WRONG_TYPE,
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
    let (mut scene, other, number) = concluded().await;
    scene.judge(number, 4, true).await;
    let right = scene.slashing(number, 4).await;
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn jail_absent_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("inference", Read(A_SERVICE), &[("another service", refused(WrongScore))]),
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
        scene.pass(ROUND_SECONDS as i64).await;
        scene.renew_table().await;
        let number = scene.concluded(&[Some(A), Some(A), Some(A), Some(A), None]).await;
        scene.judge(number, 4, false).await;
    }
    let right = scene.at.jail(&scene.splits[4].operator);
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn close_offense_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("config", Read(CONFIG), &[]),
        Slot("offense", Changed(AN_OFFENSE), &[]),
        Slot("reporter", SoleAt(&refused(WrongReporter)), &[]),
    ];
    let (mut scene, other, number) = concluded().await;
    scene.judge(number, 4, true).await;
    scene.pass(SLOWEST_FALL + MAX_CHALLENGE_SECONDS as i64).await;
    let right = scene.at.close_offense(number, &scene.splits[4].operator, &id("reporter"));
    check(scene, other, right, SLOTS).await;
}

#[tokio::test]
async fn close_task_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("requester", PaidSigner, &[(ANY_OTHER, refused(WrongRequester))]),
        Slot("config", Read(CONFIG), &[]),
        Slot("task", Changed(A_TASK), &[("another task", refused(WrongRequester)), ("short", FREE_SEATS)]),
    ];
    let (mut scene, other, number) = concluded().await;
    for operator in 0..5 {
        scene.judge(number, operator, operator == 4).await;
    }
    scene.pass(SLOWEST_FALL).await;
    let right = scene.at.close_task(number, &id("requester"));
    check(scene, other, right, SLOTS).await;
}
