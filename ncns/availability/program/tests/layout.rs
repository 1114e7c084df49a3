//! What is permanent on chain: sizes and places of account fields, discriminators, error codes. Append to these lists; a
//! change of a line that stands breaks accounts or clients that exist.

use std::mem::{offset_of, size_of};

use anchor_lang::Discriminator;
use availability_ledger::certificate::Certificate;
use availability_ledger::challenge::Challenge;
use availability_ledger::content::Content;
use availability_ledger::custody::Custody;
use availability_ledger::reader::{self, CertifiedBlob};
use availability_ledger::rules::MAX_OPERATORS;
use availability_ledger::rules::{RuleBook, Rules};
use availability_ncn::built_for::BUILT_FOR;
use availability_ncn::error::AvailabilityError;
use availability_ncn::state::{Archive, Attestation, BlobCertificate, ChunkChallenge, OperatorCustody};

/// Holds each field's place, and the size.
macro_rules! layout {
    ($type:ident, $size:literal, { $($field:ident: $offset:literal,)* }) => {{
        assert_eq!(size_of::<$type>(), $size, stringify!($type));
        $(assert_eq!(offset_of!($type, $field), $offset, concat!(stringify!($type), ".", stringify!($field)));)*
        // A field that is omitted from the list does not compile.
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
    layout!(Archive, 432, { version: 0, bump: 1, padding: 2, ncn: 8, table: 40, table_index: 72, events: 80, height_zero: 88, height_millis: 96, rules: 104, reserved: 368, });
    layout!(BlobCertificate, 400, { version: 0, bump: 1, kind: 2, padding: 3, archive: 8, table: 40, payer: 72, certificate: 104, reserved: 368, });
    layout!(ChunkChallenge, 344, { version: 0, bump: 1, is_jailed: 2, padding: 3, archive: 8, certificate: 40, custody: 72, operator: 104, challenger: 136, slashes: 168, events: 176, challenge: 184, reserved: 328, });
    layout!(OperatorCustody, 176, { version: 0, bump: 1, padding: 2, archive: 8, operator: 40, events: 72, custody: 80, reserved: 144, });
    layout!(Attestation, 40, { operator: 0, weight: 32, });
}

#[test]
fn fields_of_fields_stand_where_they_stood() {
    layout!(Rules, 128, { quorum_bps: 0, min_operators: 8, window_seconds: 16, bond: 24, doubling: 32, answer_seconds: 40, slash_fraction: 48, jail_seconds: 56, min_table_weight: 64, certain_seconds: 72, min_challenge_seconds: 80, period_seconds: 88, reserved: 96, });
    layout!(RuleBook, 264, { current: 0, next: 128, from: 256, });
    layout!(Content, 48, { root: 0, size: 32, expiry: 40, });
    layout!(Certificate, 264, { content: 0, rules: 48, height: 176, opens_at: 184, closes_at: 192, certified_at: 200, weight: 208, total_weight: 216, operators: 224, signed: 232, });
    layout!(Custody, 64, { open: 0, answered: 8, failed: 16, lapsed: 24, bonds: 32, won: 40, steps: 48, reserved: 56, });
    layout!(Challenge, 144, { root: 0, size: 32, status: 40, padding: 41, bond: 48, locked_at: 56, draw_slot: 64, chunk: 72, deadline: 80, deadline_slot: 88, answer_seconds: 96, slash_fraction: 104, jail_seconds: 112, period_seconds: 120, step: 128, failed_at: 136, });
}

#[test]
fn accounts_keep_their_discriminators() {
    assert_eq!(Archive::DISCRIMINATOR, [231, 36, 31, 240, 210, 212, 36, 107]);
    assert_eq!(BlobCertificate::DISCRIMINATOR, [228, 75, 237, 243, 146, 159, 37, 82]);
    assert_eq!(ChunkChallenge::DISCRIMINATOR, [125, 183, 130, 16, 107, 139, 120, 132]);
    assert_eq!(OperatorCustody::DISCRIMINATOR, [175, 154, 216, 130, 231, 224, 220, 163]);
}

/// At other addresses nobody could ever find or sign for the accounts.
#[test]
fn seeds_are_permanent() {
    let seeds = [Archive::SEED, OperatorCustody::SEED, BlobCertificate::SEED, ChunkChallenge::SEED];
    assert_eq!(seeds, ["archive", "custody", "certificate", "challenge"].map(str::as_bytes));
}

/// One instruction allocates 10,240 bytes at most.
#[test]
fn the_largest_certificate_can_be_created() {
    assert!(BlobCertificate::space(MAX_OPERATORS as u32) <= 10_240);
}

/// The places by which operators find their challenges, as the README states them.
#[test]
fn a_challenge_is_found_by_its_operator_and_status() {
    assert_eq!(8 + offset_of!(ChunkChallenge, operator), 112);
    assert_eq!(8 + offset_of!(ChunkChallenge, challenge) + offset_of!(Challenge, status), 232);
}

/// The layout that the README states, and the reader that knows it without this program.
#[test]
fn a_certificate_reads_as_documented() {
    use bytemuck::Zeroable;
    let mut account = BlobCertificate::zeroed();
    (account.kind, account.archive) = (4, [9; 32].into());
    let certificate = &mut account.certificate;
    certificate.content = Content { root: [5; 32], size: 77, expiry: 1_000 };
    (certificate.height, certificate.opens_at, certificate.certified_at) = (7, 800, 900);
    (certificate.weight, certificate.total_weight) = (20, 30);
    let data = [BlobCertificate::DISCRIMINATOR, bytemuck::bytes_of(&account)].concat();
    let figure = |at: usize| u64::from_le_bytes(data[at..at + 8].try_into().expect("8 bytes"));
    assert_eq!((data[10], &data[16..48], &data[112..144]), (4, &[9; 32][..], &[5; 32][..]));
    assert_eq!([144, 152, 288, 312, 320, 328].map(figure), [77, 1_000, 7, 900, 20, 30]);
    let read = CertifiedBlob::read(&data, &[9; 32]).expect("a certificate");
    assert_eq!((read.kind, read.height, read.time, read.content), (4, 7, 800, account.certificate.content));
    assert_eq!((read.certified_at, read.weight, read.total_weight), (900, 20, 30));
    assert_eq!(reader::DISCRIMINATOR, BlobCertificate::DISCRIMINATOR);
}

#[test]
fn error_codes() {
    use AvailabilityError::*;
    let errors = [
        RuleOutOfBounds,
        MilderAnnounced,
        PolicyFraction,
        ShortChallenge,
        BlobSize,
        WindowClosed,
        EarlyExpiry,
        NoPlace,
        NotCertified,
        Expired,
        CertificateLive,
        HighBond,
        AlreadyDrawn,
        EarlyDraw,
        SlotGone,
        SlotKnown,
        NotDrawn,
        TooLate,
        TimeLeft,
        SlotsLeft,
        Settled,
        ChunkSize,
        ProofLength,
        NotInBlob,
        NotFailed,
        StillOpen,
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
        WrongArchive,
        WrongTable,
        WrongCustody,
        WrongChallenge,
        WrongOperator,
        NotInTable,
        NoTable,
        OldTable,
        LightTable,
        SaturatedTable,
        TableTooLarge,
        FewOperators,
        WrongCapacity,
        WrongDigest,
        WrongContent,
        MissingAccounts,
        NothingNew,
        NoHeights,
        OtherHeights,
        NotSlasher,
        NotCore,
        NotSlotHashes,
        NoBond,
        AlreadyJailed,
        FailureLive,
        WrongRecipient,
        NoFeeWallet,
        LongCooldown,
        NotIncinerator,
        WrongProposal,
        NotVetoed,
        OtherJail,
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
        "open_archive",
        "set_rules",
        "open_custody",
        "adopt_table",
        "open_certificate",
        "attest",
        "open_challenge",
        "draw_chunk",
        "answer_challenge",
        "judge_challenge",
        "lapse_challenge",
        "return_bond",
        "jail_failed",
        "slash_failed",
        "close_challenge",
        "collect_bonds",
        "close_certificate",
        "release_failed",
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
    assert_eq!(artifact::built_for(&BUILT_FOR), Some(availability_ncn::ID.to_bytes()));
}
