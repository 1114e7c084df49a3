//! What is permanent on chain: sizes and places of account fields, discriminators, error codes. Append to these lists; a
//! change of a line that stands breaks accounts or clients that exist.

use std::mem::{offset_of, size_of};

use anchor_lang::Discriminator;
use anchor_lang::accounts::Slab;
use bytemuck::Zeroable;
use inference_ledger::member::Member;
use inference_ledger::outcome::{
    Asked, DISCRIMINATOR, INFERENCE_AT, INPUT_AT, MODEL_AT, NUMBER_AT, Outcome, REQUESTER_AT, TASK_AT,
};
use inference_ledger::rules::{MAX_SEATS, RuleBook, Rules};
use inference_ledger::score::Score;
use inference_ledger::task::{DRAW_SLOTS, LEAST_LEAD_SECONDS, Task};
use inference_ncn::built_for::BUILT_FOR;
use inference_ncn::error::InferenceError;
use inference_ncn::state::{Inference, InferenceTask, MinorityOffense, OperatorScore};
use ledger::state::slash_terms::SLOWEST_SLOT_MILLIS;

/// Holds each field's place, and the size.
macro_rules! layout {
    ($type:ident, $size:literal, { $($field:ident: $offset:literal,)* }) => {{
        assert_eq!(size_of::<$type>(), $size, stringify!($type));
        $(assert_eq!(offset_of!($type, $field), $offset, concat!(stringify!($type), ".", stringify!($field)));)*
        // A field that is left out of the list does not compile.
        let _ = |account: &$type| {
            let $type { $($field: _,)* } = account;
        };
    }};
}

fn idl() -> serde_json::Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../idl.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("the interface")).expect("the interface is JSON")
}

#[test]
fn fields_stand_where_they_stood() {
    layout!(Inference, 544, { version: 0, bump: 1, padding: 2, ncn: 8, table: 40, table_index: 72, events: 80, height_zero: 88, height_millis: 96, rules: 104, reserved: 480, });
    layout!(OperatorScore, 240, { version: 0, bump: 1, padding: 2, inference: 8, operator: 40, events: 72, score: 80, reserved: 208, });
    layout!(InferenceTask, 632, { version: 0, bump: 1, padding: 2, inference: 8, ncn: 40, domain: 72, requester: 104, table: 136, model: 168, input: 200, number: 232, events: 240, task: 248, reserved: 600, });
    layout!(MinorityOffense, 360, { version: 0, bump: 1, padding: 2, inference: 8, task: 40, operator: 72, reporter: 104, number: 136, incident: 144, model: 152, input: 184, output: 216, winner: 248, winning_seats: 280, seats: 288, fraction: 296, offense_at: 304, judged_at: 312, slashes: 320, slashed_at: 328, reserved: 336, });
}

#[test]
fn fields_of_fields_stand_where_they_stood() {
    layout!(Rules, 184, { quorum_bps: 0, min_members: 8, min_seats: 16, min_seat_fee: 24, commit_seconds: 32, reveal_seconds: 40, slash_fraction: 48, absent_times: 56, absent_of: 64, jail_seconds: 72, min_table_weight: 80, certain_seconds: 88, min_challenge_seconds: 96, period_seconds: 104, forfeit_bps: 112, reserved: 120, });
    layout!(RuleBook, 376, { current: 0, next: 184, from: 368, });
    layout!(Score, 128, { judged: 0, missed: 8, agreed: 16, abstentions: 24, absences: 32, withheld: 40, offenses: 48, latest_round: 56, jailed_round: 64, reserved: 72, });
    layout!(Task, 352, { rules: 0, seats: 184, fee: 192, opened_at: 200, begins_at: 208, draw_until: 216, draw_slot: 224, commits_until: 232, reveals_until: 240, members: 248, committed_seats: 256, revealed_seats: 264, concluded_at: 272, output: 280, winning_seats: 312, winning_members: 320, judged: 328, paid: 336, paid_fee: 344, });
    layout!(Member, 112, { operator: 0, seats: 32, commitment: 40, output: 72, has_committed: 104, has_revealed: 105, is_judged: 106, is_paid: 107, padding: 108, });
}

/// A task has room for a member per seat, and one instruction can allocate the largest: 10,240 bytes at most.
#[test]
fn a_task_has_room_for_its_seats() {
    assert_eq!(InferenceTask::space(3).expect("seats"), 8 + 632 + 8 + 3 * 112);
    assert_eq!(InferenceTask::space(MAX_SEATS).expect("seats"), Slab::<InferenceTask, Member>::space_for(64));
    assert!(InferenceTask::space(MAX_SEATS).expect("seats") <= 10_240);
    assert!(InferenceTask::space(2).is_err() && InferenceTask::space(MAX_SEATS + 1).is_err());
    assert!(InferenceTask::space(u64::from(u32::MAX) + 4).is_err(), "no cut of the high bits");
}

#[test]
fn accounts_keep_their_discriminators() {
    assert_eq!(Inference::DISCRIMINATOR, [212, 88, 92, 102, 232, 184, 55, 139]);
    assert_eq!(OperatorScore::DISCRIMINATOR, [167, 17, 31, 92, 35, 30, 115, 94]);
    assert_eq!(InferenceTask::DISCRIMINATOR, [1, 252, 72, 175, 101, 92, 80, 56]);
    assert_eq!(MinorityOffense::DISCRIMINATOR, [136, 17, 71, 91, 147, 65, 87, 143]);
}

/// The reader of outputs knows the layout by itself, without this program.
#[test]
fn an_outcome_is_read_where_the_program_writes_it() {
    let places = [
        (INFERENCE_AT, offset_of!(InferenceTask, inference)),
        (REQUESTER_AT, offset_of!(InferenceTask, requester)),
        (MODEL_AT, offset_of!(InferenceTask, model)),
        (INPUT_AT, offset_of!(InferenceTask, input)),
        (NUMBER_AT, offset_of!(InferenceTask, number)),
        (TASK_AT, offset_of!(InferenceTask, task)),
    ];
    assert!(places.iter().all(|(at, offset)| *at == 8 + offset), "{places:?}");
    assert_eq!(DISCRIMINATOR, InferenceTask::DISCRIMINATOR);
    let mut account = InferenceTask::zeroed();
    (account.inference, account.requester) = ([9; 32].into(), [4; 32].into());
    (account.model, account.input, account.number) = ([7; 32], [6; 32], 5);
    account.task =
        Task { seats: 4, winning_seats: 3, winning_members: 2, concluded_at: 1, output: [8; 32], ..Task::default() };
    let data = |account: &InferenceTask| [InferenceTask::DISCRIMINATOR, bytemuck::bytes_of(account)].concat();
    let outcome =
        Outcome { number: 5, output: [8; 32], concluded_at: 1, seats: 4, winning_seats: 3, winning_members: 2 };
    let asked = Asked { inference: [9; 32], requester: [4; 32], model: [7; 32], input: [6; 32] };
    let read = |data: &[u8]| Outcome::read(data, &asked);
    let right = data(&account);
    assert_eq!(read(&right), Some(outcome));
    // Another service's, another requester's, for another model or input, another type's, a part of one, and a task without a winner.
    for other in [
        Asked { inference: [1; 32], ..asked },
        Asked { requester: [1; 32], ..asked },
        Asked { model: [1; 32], ..asked },
        Asked { input: [1; 32], ..asked },
    ] {
        assert_eq!(Outcome::read(&right, &other), None);
    }
    let mut other = right.clone();
    other[0] ^= 1;
    assert_eq!(read(&other), None);
    for len in 0..TASK_AT + size_of::<Task>() {
        assert_eq!(read(&right[..len]), None, "{len} bytes");
    }
    account.task.winning_seats = 0;
    assert_eq!(read(&data(&account)), None);
}

/// Each task's hash is known when its number's time comes, so that tasks can be drawn in the order of their numbers.
#[test]
fn the_slot_of_a_draw_ends_before_the_numbers_time() {
    let longest = (DRAW_SLOTS + 1) * SLOWEST_SLOT_MILLIS;
    assert!(longest <= LEAST_LEAD_SECONDS * 1_000, "{longest} ms");
}

/// At other addresses nobody could ever find or sign for the accounts.
#[test]
fn seeds_are_permanent() {
    let seeds = [Inference::SEED, OperatorScore::SEED, InferenceTask::SEED, MinorityOffense::SEED];
    assert_eq!(seeds, ["inference", "score", "task", "offense"].map(str::as_bytes));
}

#[test]
fn error_codes() {
    use InferenceError::*;
    let errors = [
        RuleOutOfBounds,
        PolicyFraction,
        ShortChallenge,
        MilderAnnounced,
        SeatsOutOfBounds,
        LongCooldown,
        LowFee,
        NumberTime,
        LightTable,
        AlreadyDrawn,
        NotDrawn,
        EarlyDraw,
        HashToCome,
        DrawOver,
        DrawOpen,
        WrongTotal,
        WindowClosed,
        WindowOpen,
        NotCommitted,
        WrongOpening,
        AlreadyConcluded,
        NotConcluded,
        AlreadyJudged,
        TooFewMissed,
        NotWinner,
        AlreadyPaid,
        TaskLive,
        NoSignatures,
        WrongSignature,
        NotAVote,
        NotATable,
        WrongNcn,
        TableOpen,
        NotCertain,
        NotAKey,
        WrongKey,
        KeyNotActive,
        NotNcnAdmin,
        WrongInference,
        WrongTable,
        WrongScore,
        WrongOffense,
        NoTable,
        OldTable,
        FewOperators,
        SaturatedTable,
        NoHeights,
        OtherHeights,
        NotSlasher,
        NotSlotHashes,
        WrongContent,
        MissingAccounts,
        NotAMember,
        NothingNew,
        NoMember,
        NotAnOffense,
        NotCore,
        WrongRequester,
        WrongOperator,
        WrongWallet,
        NoWallet,
        NotIncinerator,
        OffenseLive,
        WrongReporter,
        CoarseHeights,
    ];
    let idl = idl();
    let listed = idl["errors"].as_array().expect("errors");
    assert_eq!(listed.len(), errors.len());
    for (place, (error, listed)) in errors.into_iter().zip(listed).enumerate() {
        assert_eq!((error as usize, listed["code"].as_u64()), (place, Some(6000 + place as u64)));
        assert_eq!(listed["msg"].as_str(), Some(error.text()));
    }
}

#[test]
fn instructions_keep_their_numbers() {
    let names = [
        "open_inference",
        "set_rules",
        "adopt_table",
        "open_score",
        "open_task",
        "draw_committee",
        "void_task",
        "commit_outputs",
        "reveal_outputs",
        "conclude",
        "judge",
        "pay_fee",
        "slash_offense",
        "jail_absent",
        "close_offense",
        "close_task",
    ];
    let idl = idl();
    let listed = idl["instructions"].as_array().expect("instructions");
    assert_eq!(listed.len(), names.len());
    for (place, (name, listed)) in names.into_iter().zip(listed).enumerate() {
        assert_eq!(listed["name"], name);
        assert_eq!(listed["discriminator"], serde_json::json!([place]));
    }
}

#[test]
fn a_build_says_which_address_it_is_for() {
    assert_eq!(artifact::built_for(&BUILT_FOR), Some(inference_ncn::ID.to_bytes()));
}
