//! The client of the oracle, held against the program: its accounts, its addresses, its votes and its errors.

use anchor_lang::Discriminator;
use bytemuck::Zeroable;
use oracle_ledger::rules::Rules;
use oracle_ncn::state;
use restaking_client::oracle::{
    FEED_DISCRIMINATOR, Feed, LOCAL_ID, OPERATOR_SCORE_DISCRIMINATOR, ORACLE_DISCRIMINATOR, OracleNcnError,
    OracleProgram, PRICE_OFFENSE_DISCRIMINATOR, PRICE_ROUND_DISCRIMINATOR, PriceRound, ReportEntry, entries, incident,
    is_retired, order, vote_content,
};
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;

const PROGRAM: OracleProgram = OracleProgram::at(Pubkey::new_from_array([7; 32]));

fn key(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

#[test]
fn accounts_are_what_the_program_writes() {
    assert_eq!(ORACLE_DISCRIMINATOR, state::Oracle::DISCRIMINATOR);
    assert_eq!(FEED_DISCRIMINATOR, state::Feed::DISCRIMINATOR);
    assert_eq!(PRICE_ROUND_DISCRIMINATOR, state::PriceRound::DISCRIMINATOR);
    assert_eq!(OPERATOR_SCORE_DISCRIMINATOR, state::OperatorScore::DISCRIMINATOR);
    assert_eq!(PRICE_OFFENSE_DISCRIMINATOR, state::PriceOffense::DISCRIMINATOR);
    let mut feed = state::Feed::zeroed();
    (feed.number, feed.price.price, feed.price.dispersion_bps) = (3, -5, 6);
    let data = [&FEED_DISCRIMINATOR[..], bytemuck::bytes_of(&feed)].concat();
    let read = Feed::from_bytes(&data).expect("a feed");
    assert_eq!((read.number, read.price.price, read.price.dispersion_bps), (3, -5, 6));
    assert_eq!(data.len(), Feed::LEN);
}

#[test]
fn the_order_of_a_round_is_what_finalize_takes() {
    let mut data = vec![0; state::PriceRound::SPACE];
    data[..8].copy_from_slice(&PRICE_ROUND_DISCRIMINATOR);
    data[PriceRound::LEN..PriceRound::LEN + 4].copy_from_slice(&256u32.to_le_bytes());
    // Of height 4: two prices and an abstention; one of an earlier height.
    for (place, price, reported) in [(0, 30i64, 5u64), (1, 20, 5), (2, 0, 5), (3, 10, 4)] {
        let from = PriceRound::LEN + 8 + 24 * place;
        data[from..from + 8].copy_from_slice(&price.to_le_bytes());
        data[from + 8..from + 16].copy_from_slice(&reported.to_le_bytes());
    }
    let read = entries(&data).expect("a round");
    assert_eq!((read.len(), read[1]), (256, ReportEntry { price: 20, reported: 5, judged: 0 }));
    assert_eq!(order(&read, 4), [1, 0]);
    assert_eq!(order(&read, 3), [3]);
    assert_eq!(entries(&data[..20]), None);
    assert_eq!(entries(&[0; 400]), None);
}

#[test]
fn addresses_are_those_of_the_programs_seeds() {
    let find = |seeds: &[&[u8]]| Pubkey::find_program_address(seeds, &PROGRAM).0;
    let (one, two) = (key(1), key(2));
    assert_eq!(PROGRAM.oracle(&one), find(&[state::Oracle::SEED, one.as_ref()]));
    assert_eq!(PROGRAM.feed(&one, 7), find(&[state::Feed::SEED, one.as_ref(), &[7]]));
    assert_eq!(PROGRAM.round(&one, 7), find(&[state::PriceRound::SEED, one.as_ref(), &7u64.to_le_bytes()]));
    assert_eq!(PROGRAM.score(&one, &two), find(&[state::OperatorScore::SEED, one.as_ref(), two.as_ref()]));
    let seeds: [&[u8]; 4] = [state::PriceOffense::SEED, one.as_ref(), &7u64.to_le_bytes(), two.as_ref()];
    assert_eq!(PROGRAM.offense(&one, 7, &two), find(&seeds));
    assert_eq!(LOCAL_ID.to_bytes(), oracle_ncn::ID.to_bytes());
}

/// The TypeScript client's test has the same list.
#[test]
fn addresses_are_those_of_the_typescript_client() {
    let (one, two) = (key(1), key(2));
    let found = [
        PROGRAM.oracle(&one),
        PROGRAM.feed(&one, 7),
        PROGRAM.round(&one, 7),
        PROGRAM.score(&one, &two),
        PROGRAM.offense(&one, 7, &two),
    ];
    let expected = [
        "8mBAGDSgXqGar7aQXXqBGRXrRPfTya3Lbj9wa1oNwrpt",
        "C5DUBHJDWerMJojejmYvZ9JBKR3seVU7ZrNy2ZxSn8Ny",
        "2hPqX7g6PUkrX5hWZBH5ChAU8YERo8NpXuYFKXaZbeLa",
        "5mwPrRLhejajKCLdsHtbWiiCdfJxvCkLf4dDYaHjx9Eg",
        "BRvP6ALG6FX2tj5CZyamnjYaXcybxSvRYvv9Nusmq1jp",
    ];
    assert_eq!(found.map(|address| address.to_string()), expected);
}

#[test]
fn incidents_and_contents_are_the_programs() {
    for (at, period, is_manipulation) in
        [(1_000, 300, false), (1_000, 300, true), (-5, 300, false), (i64::MAX, 1, true)]
    {
        let rules = Rules { period_seconds: period, ..Rules::REFERENCE };
        assert_eq!(incident(at, period, is_manipulation), rules.incident(at, is_manipulation));
    }
    assert_eq!(vote_content(-2, 5), *[(-2i64).to_le_bytes(), 5i64.to_le_bytes()].concat());
    assert_eq!(vote_content(0, 0).len(), oracle_ncn::instructions::CONTENT_BYTES);
}

#[test]
fn errors_are_sentences_of_this_program_alone() {
    let error = InstructionError::Custom(OracleNcnError::WindowClosed as u32);
    let logs = |program: Pubkey| {
        let log = "Program log: Time is outside of the height's window (got 5, limit 4)";
        vec![log.to_owned(), format!("Program {program} failed: custom program error: 0x1772")]
    };
    let sentence = PROGRAM.sentence(&error, &logs(*PROGRAM));
    assert_eq!(sentence.as_deref(), Some("Time is outside of the height's window (got 5, limit 4)"));
    assert_eq!(PROGRAM.sentence(&error, &logs(key(9))), None);
}

#[test]
fn retired_numbers_are_what_the_program_writes() {
    let mut oracle = state::Oracle::zeroed();
    for number in [0, 7, 8, 255] {
        oracle.retired.retire(number).expect("a new number");
    }
    let data = [&ORACLE_DISCRIMINATOR[..], bytemuck::bytes_of(&oracle)].concat();
    let read = restaking_client::oracle::Oracle::from_bytes(&data).expect("an oracle");
    let retired: Vec<u8> = (0..=255).filter(|number| is_retired(&read, *number)).collect();
    assert_eq!(retired, [0, 7, 8, 255]);
}
