//! What is permanent on chain: sizes and places of account fields, discriminators, error codes. Append to these lists; a
//! change of a line that stands breaks accounts or clients that exist.

use std::mem::{offset_of, size_of};

use anchor_lang::Discriminator;
use anchor_lang::accounts::Slab;
use bytemuck::Zeroable;
use template_ledger::certificate::{Certificate, DISCRIMINATOR, ROUND_AT, SERVICE_AT};
use template_ledger::round::{Round, VoteEntry};
use template_ledger::rules::Rules;
use template_ledger::score::Score;
use template_ncn::built_for::BUILT_FOR;
use template_ncn::error::ServiceError;
use template_ncn::state::{MAX_OPERATORS, OperatorScore, Service, ServiceRound};

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

#[test]
fn fields_stand_where_they_stood() {
    layout!(Service, 304, { version: 0, bump: 1, padding: 2, ncn: 8, table: 40, table_index: 72, rounds: 80, events: 88, height_zero: 96, height_millis: 104, rules: 112, reserved: 240, });
    layout!(ServiceRound, 248, { version: 0, bump: 1, padding: 2, service: 8, table: 40, payer: 72, round: 104, events: 216, reserved: 224, });
    layout!(OperatorScore, 224, { version: 0, bump: 1, padding: 2, service: 8, operator: 40, events: 72, score: 80, reserved: 192, });
    layout!(Rules, 128, { quorum_bps: 0, slash_fraction: 8, window_seconds: 16, absent_times: 24, absent_of: 32, jail_seconds: 40, min_table_weight: 48, certain_seconds: 56, min_challenge_seconds: 64, period_seconds: 72, reserved: 80, });
    layout!(Round, 112, { height: 0, number: 8, opens_at: 16, closes_at: 24, total_weight: 32, votes: 40, voted_weight: 48, is_final: 56, value: 64, weight: 96, final_at: 104, });
    layout!(VoteEntry, 40, { value: 0, voted: 32, judged: 36, });
    layout!(Score, 112, { latest: 0, missed: 8, judged: 16, abstentions: 24, absences: 32, offenses: 40, jailed_through: 48, reserved: 56, });
}

/// One instruction creates the account of the largest round, and of no larger one.
#[test]
fn the_largest_round_is_created_at_once() {
    let space = |operators: u64| Slab::<ServiceRound, VoteEntry>::space_for(operators as u32);
    assert!(space(MAX_OPERATORS) <= 10_240 && space(MAX_OPERATORS + 1) > 10_240);
}

#[test]
fn accounts_keep_their_discriminators() {
    assert_eq!(Service::DISCRIMINATOR, [144, 62, 76, 129, 167, 36, 151, 250]);
    assert_eq!(ServiceRound::DISCRIMINATOR, [201, 21, 6, 234, 1, 129, 82, 149]);
    assert_eq!(OperatorScore::DISCRIMINATOR, [167, 17, 31, 92, 35, 30, 115, 94]);
}

/// At other addresses nobody could ever find or sign for the accounts.
#[test]
fn seeds_are_permanent() {
    assert_eq!(
        [Service::SEED, ServiceRound::SEED, OperatorScore::SEED],
        ["service", "round", "score"].map(str::as_bytes)
    );
}

/// The reader of certificates knows the layout by itself, without this program.
#[test]
fn a_certificate_is_read_where_the_program_writes_it() {
    assert_eq!((SERVICE_AT, ROUND_AT), (8 + offset_of!(ServiceRound, service), 8 + offset_of!(ServiceRound, round)));
    assert_eq!(DISCRIMINATOR, ServiceRound::DISCRIMINATOR);
    let mut account = ServiceRound::zeroed();
    account.service = [9; 32].into();
    account.round =
        Round { height: 1, opens_at: 2, total_weight: 4, weight: 3, value: [5; 32], is_final: 1, ..Round::default() };
    let data = |account: &ServiceRound| [ServiceRound::DISCRIMINATOR, bytemuck::bytes_of(account)].concat();
    let certificate = Certificate { height: 1, time: 2, value: [5; 32], weight: 3, total_weight: 4 };
    assert_eq!(Certificate::read(&data(&account), &[9; 32]), Some(certificate));
    // Another service's, another type's, a part of one, and a round without a certificate.
    assert_eq!(Certificate::read(&data(&account), &[8; 32]), None);
    let mut other = data(&account);
    other[0] ^= 1;
    assert_eq!(Certificate::read(&other, &[9; 32]), None);
    assert_eq!(Certificate::read(&data(&account)[..200], &[9; 32]), None);
    account.round.is_final = 0;
    assert_eq!(Certificate::read(&data(&account), &[9; 32]), None);
}

fn idl() -> serde_json::Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../idl.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("the interface")).expect("the interface is JSON")
}

#[test]
fn error_codes() {
    use ServiceError::*;
    let errors = [
        RuleOutOfBounds,
        PolicyFraction,
        ShortChallenge,
        WindowClosed,
        WindowOpen,
        AlreadyFinal,
        NotFinal,
        NoValue,
        NoQuorum,
        AlreadyJudged,
        NotAnOffense,
        TooFewMissed,
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
        NoHeights,
        OtherHeights,
        NotSlasher,
        NoTable,
        OldTable,
        LightTable,
        SaturatedTable,
        TableTooLarge,
        WrongTable,
        WrongService,
        WrongContent,
        MissingAccounts,
        NothingNew,
        WrongOperator,
        NoEntry,
        WrongScore,
        NotTheOffender,
        NotCore,
        RoundLive,
        WrongPayer,
        LongCooldown,
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
        "open_service",
        "adopt_table",
        "open_score",
        "open_round",
        "report",
        "finalize",
        "judge",
        "slash_offense",
        "jail_absent",
        "close_round",
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
    assert_eq!(artifact::built_for(&BUILT_FOR), Some(template_ncn::ID.to_bytes()));
}
