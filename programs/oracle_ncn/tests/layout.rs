//! What is permanent on chain: sizes and places of account fields, discriminators, error codes. Append to these lists; a
//! change of a line that stands breaks accounts or clients that exist.

use std::mem::{offset_of, size_of};

use anchor_lang::Discriminator;
use oracle_ledger::feed::FeedPrice;
use oracle_ledger::retirement::{RetiredNumbers, Retirement};
use oracle_ledger::round::{ReportEntry, Round};
use oracle_ledger::rules::{RuleBook, Rules};
use oracle_ledger::score::Score;
use oracle_ncn::built_for::BUILT_FOR;
use oracle_ncn::error::OracleError;
use oracle_ncn::state::{Feed, OperatorScore, Oracle, PriceOffense, PriceRound};

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
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../idl/oracle_ncn.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("the interface")).expect("the interface is JSON")
}

#[test]
fn fields_stand_where_they_stood() {
    layout!(Oracle, 576, { version: 0, bump: 1, padding: 2, ncn: 8, table: 40, table_index: 72, events: 80, rules: 88, retired: 512, reserved: 544, });
    layout!(Feed, 272, { version: 0, bump: 1, number: 2, decimals: 3, padding: 4, oracle: 8, name: 40, rounds: 72, events: 80, price: 88, height_zero: 152, height_millis: 160, retirement: 168, payer: 192, reserved: 224, });
    layout!(OperatorScore, 272, { version: 0, bump: 1, padding: 2, feed: 8, operator: 40, events: 72, score: 80, payer: 208, reserved: 240, });
    layout!(PriceRound, 456, { version: 0, bump: 1, padding: 2, feed: 8, slot: 40, table: 48, round: 80, payer: 392, reserved: 424, });
    layout!(PriceOffense, 272, { version: 0, bump: 1, is_manipulation: 2, padding: 3, oracle: 8, feed: 40, operator: 72, reporter: 104, table: 136, height: 168, incident: 176, price: 184, median: 192, deviation_bps: 200, fraction: 208, offense_at: 216, judged_at: 224, slashes: 232, reserved: 240, });
}

#[test]
fn fields_of_fields_stand_where_they_stood() {
    layout!(Rules, 208, { quorum_bps: 0, min_reports: 8, safety_bps: 16, warning_bps: 24, slash_bps: 32, severe_bps: 40, severe_times: 48, severe_of: 56, slash_fraction: 64, manipulation_fraction: 72, window_seconds: 80, absent_times: 88, absent_of: 96, jail_seconds: 104, min_table_weight: 112, certain_seconds: 120, min_challenge_seconds: 128, period_seconds: 136, reserved: 144, });
    layout!(RuleBook, 424, { current: 0, next: 208, from: 416, });
    layout!(FeedPrice, 64, { price: 0, height: 8, time: 16, weight: 24, total_weight: 32, dispersion_bps: 40, reports: 48, rounds: 56, });
    layout!(Score, 128, { latest: 0, missed: 8, severe: 16, judged: 24, warnings: 32, abstentions: 40, absences: 48, offenses: 56, jailed_through: 64, reserved: 72, });
    layout!(Round, 312, { rules: 0, height: 208, is_open: 216, opens_at: 224, closes_at: 232, priced: 240, abstained: 248, reported_weight: 256, number: 264, price: 272, weight: 280, total_weight: 288, near_weight: 296, dispersion_bps: 304, });
    layout!(RetiredNumbers, 32, { bits: 0, });
    layout!(Retirement, 24, { from: 0, closable_from: 8, open_rounds: 16, open_scores: 20, });
    layout!(ReportEntry, 24, { price: 0, reported: 8, judged: 16, });
}

#[test]
fn accounts_keep_their_discriminators() {
    assert_eq!(Oracle::DISCRIMINATOR, [139, 194, 131, 179, 140, 179, 229, 244]);
    assert_eq!(Feed::DISCRIMINATOR, [69, 191, 16, 227, 132, 187, 84, 227]);
    assert_eq!(OperatorScore::DISCRIMINATOR, [167, 17, 31, 92, 35, 30, 115, 94]);
    assert_eq!(PriceRound::DISCRIMINATOR, [217, 64, 207, 54, 34, 251, 222, 252]);
    assert_eq!(PriceOffense::DISCRIMINATOR, [172, 120, 124, 113, 165, 38, 1, 188]);
}

/// The reader knows the layout by itself, without this program.
#[test]
fn the_reader_reads_what_the_program_writes() {
    use bytemuck::Zeroable;
    let mut feed = Feed::zeroed();
    (feed.number, feed.decimals, feed.oracle) = (3, 8, [9; 32].into());
    let price = &mut feed.price;
    (price.price, price.height, price.time, price.weight) = (1, 2, 3, 4);
    (price.total_weight, price.dispersion_bps, price.reports) = (5, 6, 7);
    feed.retirement.from = 8;
    let data = [Feed::DISCRIMINATOR, bytemuck::bytes_of(&feed)].concat();
    assert_eq!(data.len(), oracle_reader::FEED_BYTES);
    let read = oracle_reader::Feed::read(&data, &[9; 32], 3).expect("a feed");
    assert_eq!((read.price, read.decimals, read.height, read.time), (1, 8, 2, 3));
    assert_eq!(read.retired_from, Some(8));
    assert_eq!((read.weight, read.total_weight, read.dispersion_bps, read.reports), (4, 5, 6, 7));
}

/// At other addresses nobody could ever find or sign for the accounts.
#[test]
fn seeds_are_permanent() {
    let seeds = [Oracle::SEED, Feed::SEED, PriceRound::SEED, OperatorScore::SEED, PriceOffense::SEED];
    assert_eq!(seeds, ["oracle", "feed", "round", "score", "offense"].map(str::as_bytes));
}

#[test]
fn error_codes() {
    use OracleError::*;
    let errors = [
        RuleOutOfBounds,
        OldHeight,
        WindowClosed,
        WindowOpen,
        NegativePrice,
        OtherHeight,
        AlreadyFinal,
        NotFinal,
        OrderCount,
        OrderTwice,
        OrderNoPrice,
        OrderFalls,
        NoEntry,
        AlreadyJudged,
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
        WrongOracle,
        WrongFeed,
        WrongTable,
        WrongScore,
        WrongOffense,
        NoTable,
        OldTable,
        LightTable,
        TableTooLarge,
        NoHeights,
        RingOutOfBounds,
        WrongRound,
        WrongContent,
        MissingAccounts,
        NothingNew,
        NotAnOffense,
        WrongOperator,
        NotCore,
        AccountBusy,
        FutureTime,
        RingTooShort,
        PolicyFraction,
        ShortChallenge,
        MilderAnnounced,
        NotSlasher,
        OtherHeights,
        FewOperators,
        SaturatedTable,
        OffenseLive,
        WrongReporter,
        LongCooldown,
        AlreadyRetired,
        NotRetired,
        NumberRetired,
        FeedRetired,
        EvidenceNeeded,
        AccountsOpen,
        WrongPayer,
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
        "open_oracle",
        "set_rules",
        "open_feed",
        "open_round",
        "open_score",
        "adopt_table",
        "report",
        "finalize",
        "judge",
        "slash_offense",
        "jail_absent",
        "close_offense",
        "retire_feed",
        "close_feed",
        "close_round",
        "close_score",
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
    assert_eq!(artifact::built_for(&BUILT_FOR), Some(oracle_ncn::ID.to_bytes()));
}
