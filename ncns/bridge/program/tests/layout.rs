//! What is permanent on chain: sizes and places of account fields, discriminators, error codes. Append to these lists; a
//! change of a line that stands breaks accounts or clients that exist.

use std::mem::{offset_of, size_of};

use anchor_lang::Discriminator;
use bridge_ledger::heights::Heights;
use bridge_ledger::history::{History, RootEntry};
use bridge_ledger::round::{Round, VoteEntry};
use bridge_ledger::rules::{RuleBook, Rules};
use bridge_ledger::score::Score;
use bridge_ledger::tree::Tree;
use bridge_ncn::built_for::BUILT_FOR;
use bridge_ncn::error::BridgeError;
use bridge_ncn::state::{Bridge, Checkpoint, FalseRoot, OperatorScore, Outbox, Source, VoteRound};

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
    layout!(Bridge, 648, { version: 0, bump: 1, padding: 2, ncn: 8, table: 40, table_index: 72, events: 80, rules: 88, reserved: 584, });
    layout!(Source, 248, { version: 0, bump: 1, number: 2, padding: 3, bridge: 8, origin: 40, adjudicator: 72, name: 104, rounds: 136, history: 144, events: 152, heights: 160, checkpoints: 176, height: 184, count: 192, opened_at: 200, reserved: 208, });
    layout!(Outbox, 1_648, { version: 0, bump: 1, padding: 2, source: 8, ring: 40, history: 48, tree: 56, reserved: 1_600, });
    layout!(VoteRound, 440, { version: 0, bump: 1, padding: 2, source: 8, slot: 40, table: 48, round: 80, reserved: 408, });
    layout!(Checkpoint, 288, { version: 0, bump: 1, padding: 2, bridge: 8, source: 40, table: 72, rent_payer: 104, origin: 136, height: 168, time: 176, final_at: 184, root: 192, count: 224, weight: 232, total_weight: 240, signers: 248, kept_until: 256, reserved: 264, });
    layout!(OperatorScore, 216, { version: 0, bump: 1, padding: 2, source: 8, operator: 40, events: 72, score: 80, reserved: 184, });
    layout!(FalseRoot, 328, { version: 0, bump: 1, padding: 2, bridge: 8, source: 40, operator: 72, reporter: 104, adjudicator: 136, height: 168, incident: 176, signed_root: 184, signed_count: 216, true_root: 224, true_count: 256, fraction: 264, offense_at: 272, proven_at: 280, slashes: 288, reserved: 296, });
}

#[test]
fn fields_of_fields_stand_where_they_stood() {
    layout!(Rules, 160, { quorum_bps: 0, min_signers: 8, window_seconds: 16, absent_times: 24, absent_of: 32, jail_seconds: 40, min_table_weight: 48, certain_seconds: 56, min_challenge_seconds: 64, period_seconds: 72, false_root_fraction: 80, adjudicated_fraction: 88, kept_seconds: 96, reserved: 104, });
    layout!(RuleBook, 496, { past: 0, current: 160, next: 320, since: 480, from: 488, });
    layout!(Heights, 16, { zero: 0, millis: 8, });
    layout!(History, 8, { entries: 0, });
    layout!(RootEntry, 48, { from: 0, count: 8, root: 16, });
    layout!(Tree, 1_544, { count: 0, peaks: 8, });
    layout!(Score, 104, { latest: 0, missed: 8, judged: 16, dissents: 24, absences: 32, reserved: 40, });
    layout!(Round, 328, { rules: 0, height: 160, is_open: 168, opens_at: 176, closes_at: 184, signed: 192, judged: 224, votes: 256, number: 264, digest: 272, weight: 304, total_weight: 312, signers: 320, });
    layout!(VoteEntry, 32, { digest: 0, });
}

#[test]
fn accounts_keep_their_discriminators() {
    assert_eq!(Bridge::DISCRIMINATOR, [231, 232, 31, 98, 110, 3, 23, 59]);
    assert_eq!(Source::DISCRIMINATOR, [234, 248, 11, 137, 202, 183, 168, 229]);
    assert_eq!(Outbox::DISCRIMINATOR, [70, 215, 144, 9, 98, 225, 68, 204]);
    assert_eq!(VoteRound::DISCRIMINATOR, [155, 210, 10, 166, 226, 108, 60, 182]);
    assert_eq!(Checkpoint::DISCRIMINATOR, [199, 62, 186, 186, 98, 119, 211, 139]);
    assert_eq!(OperatorScore::DISCRIMINATOR, [167, 17, 31, 92, 35, 30, 115, 94]);
    assert_eq!(FalseRoot::DISCRIMINATOR, [11, 238, 198, 70, 18, 5, 85, 31]);
}

/// The reader knows the layout by itself, without this program.
#[test]
fn the_reader_reads_what_the_program_writes() {
    use bridge_reader::checkpoint::{CHECKPOINT_BYTES, Checkpoint as Read, DISCRIMINATOR};
    use bytemuck::Zeroable;
    let mut written = Checkpoint::zeroed();
    (written.source, written.origin, written.root) = ([9; 32].into(), [8; 32], [7; 32]);
    (written.height, written.time, written.final_at, written.count) = (1, 2, 3, 4);
    (written.weight, written.total_weight, written.signers) = (5, 6, 7);
    (written.version, written.kept_until) = (bridge_ncn::state::VERSION, 10);
    let data = [Checkpoint::DISCRIMINATOR, bytemuck::bytes_of(&written)].concat();
    assert_eq!((data.len(), Checkpoint::DISCRIMINATOR), (CHECKPOINT_BYTES, &DISCRIMINATOR[..]));
    let read = Read::read(&data, &[9; 32]).expect("a checkpoint");
    assert_eq!((read.origin, read.root), ([8; 32], [7; 32]));
    assert_eq!((read.height, read.time, read.final_at, read.count), (1, 2, 3, 4));
    assert_eq!((read.weight, read.total_weight, read.signers), (5, 6, 7));
    assert_eq!((read.kept().final_at, read.kept().kept_until), (3, 10));
    written.version += 1;
    let other = [Checkpoint::DISCRIMINATOR, bytemuck::bytes_of(&written)].concat();
    assert_eq!(Read::read(&other, &[9; 32]), Err(bridge_reader::Refused::NotACheckpoint));
}

/// At other addresses nobody could ever find or sign for the accounts.
#[test]
fn seeds_are_permanent() {
    let seeds = [
        Bridge::SEED,
        Source::SEED,
        Outbox::SEED,
        VoteRound::SEED,
        Checkpoint::SEED,
        OperatorScore::SEED,
        FalseRoot::SEED,
    ];
    let expected = ["bridge", "source", "outbox", "round", "checkpoint", "score", "false_root"];
    assert_eq!(seeds, expected.map(str::as_bytes));
}

#[test]
fn error_codes() {
    use BridgeError::*;
    let errors = [
        RuleOutOfBounds,
        OldHeight,
        WindowClosed,
        WindowOpen,
        OtherHeight,
        AlreadyFinal,
        NotFinal,
        NoQuorum,
        FewSigners,
        AlreadyJudged,
        TooFewMissed,
        AccountBusy,
        RingTooShort,
        HistoryTooShort,
        PolicyFraction,
        ShortChallenge,
        MilderAnnounced,
        OutboxFull,
        HeightToCome,
        HeightForgotten,
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
        WrongBridge,
        WrongSource,
        WrongTable,
        WrongScore,
        WrongFalseRoot,
        WrongOutbox,
        WrongReporter,
        WrongRentPayer,
        NoTable,
        OldTable,
        LightTable,
        TableTooLarge,
        FewOperators,
        SaturatedTable,
        NoHeights,
        OtherHeights,
        NotSlasher,
        RingOutOfBounds,
        WrongRound,
        WrongContent,
        MissingAccounts,
        NothingNew,
        NoEntry,
        WrongOperator,
        NotCore,
        ForeignSource,
        LocalSource,
        WrongOrigin,
        NoOutbox,
        OutboxGrowing,
        OutboxGrown,
        FalseRoot,
        RootIsTrue,
        NotAdjudicator,
        SameJudge,
        ProofLive,
        CheckpointKept,
        BeforeSource,
        LongCooldown,
        WrongRecord,
        NotVetoed,
        Forgiven,
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
        "open_bridge",
        "set_rules",
        "adopt_table",
        "open_source",
        "open_outbox",
        "grow_outbox",
        "post_message",
        "open_round",
        "open_score",
        "enter_votes",
        "finalize",
        "judge",
        "prove_false_root",
        "adjudicate_false_root",
        "slash_false_root",
        "jail_absent",
        "close_false_root",
        "close_checkpoint",
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
    assert_eq!(artifact::built_for(&BUILT_FOR), Some(bridge_ncn::ID.to_bytes()));
}
