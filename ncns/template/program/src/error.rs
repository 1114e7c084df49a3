//! The program's errors and their sentences. Codes count from 6000 in declaration order, which is append-only.

use anchor_lang::prelude::*;
use ncn_kit::service_errors;
use template_ledger::error::{LedgerError, Rule};

service_errors! {
    ServiceError;
    RuleOutOfBounds = 0: "Figure of the rules is out of bounds" [figures],
    PolicyFraction = 1: "NCN's policy does not allow the slash of the rules" [figures],
    ShortChallenge = 2: "NCN's challenge window is too short" [figures],
    WindowClosed = 3: "Time is outside of the height's window" [figures],
    WindowOpen = 4: "Height's window is still open" [figures],
    AlreadyFinal = 5: "Round is already final",
    NotFinal = 6: "Round may still become final" [figures],
    NoValue = 7: "Entry has no value to certify",
    NoQuorum = 8: "Too little weight is for the value" [figures],
    AlreadyJudged = 9: "Operator is already judged in this round",
    NotAnOffense = 10: "Vote is no offense",
    TooFewMissed = 11: "Operator missed too few rounds" [figures],
    NoSignatures = 12: "Ed25519 instruction must stand just before this one",
    WrongSignature = 13: "Signature is in another instruction or out of bounds",
    NotAVote = 14: "Message is not a vote of this NCN and height",
    NotATable = 15: "Account is not a stake table",
    WrongNcn = 16: "Account belongs to another NCN",
    TableOpen = 17: "Stake table's window is still open",
    NotCertain = 18: "Stake table does not guarantee its stake for long enough",
    NotAKey = 19: "Account is not an operator's key",
    WrongKey = 20: "Key is not the vote's",
    KeyNotActive = 21: "Key was not active at the height's time",
    NotNcnAdmin = 22: "Signer is not the NCN's admin",
    NoHeights = 23: "NCN's policy defines no times of heights",
    OtherHeights = 24: "NCN's policy defines other heights than the service's",
    NotSlasher = 25: "NCN's policy names another slasher",
    NoTable = 26: "Service has no stake table yet",
    OldTable = 27: "Table is not later than the service's" [figures],
    LightTable = 28: "Table's total weight is below the least" [figures],
    SaturatedTable = 29: "Table's total weight is saturated",
    TableTooLarge = 30: "Table has more operators than a round" [figures],
    WrongTable = 31: "Table is not the round's",
    WrongService = 32: "Account belongs to another service",
    WrongContent = 33: "Content of a vote has another size than a value" [figures],
    MissingAccounts = 34: "Number of keys is not the number of votes" [figures],
    NothingNew = 35: "Every operator has voted already",
    WrongOperator = 36: "Operator has no entry in the round's table",
    NoEntry = 37: "Table has no such entry" [figures],
    WrongScore = 38: "Score belongs to another operator",
    NotTheOffender = 39: "Account belongs to another operator than the entry's",
    NotCore = 40: "Account is not the restaking program",
    RoundLive = 41: "Round may still be needed for a slash" [figures],
    WrongPayer = 42: "Account did not pay for the round",
    LongCooldown = 43: "NCN's cooldown is too long" [figures],
}

/// Converts a refusal of the ledger and logs its sentence.
#[cold]
pub fn refused(refusal: LedgerError) -> Error {
    fail(code_of(refusal.rule), refusal.value, refusal.limit)
}

fn code_of(rule: Rule) -> ServiceError {
    match rule {
        Rule::RuleOutOfBounds => ServiceError::RuleOutOfBounds,
        Rule::PolicyFraction => ServiceError::PolicyFraction,
        Rule::ShortChallenge => ServiceError::ShortChallenge,
        Rule::LongCooldown => ServiceError::LongCooldown,
        Rule::WindowClosed => ServiceError::WindowClosed,
        Rule::WindowOpen => ServiceError::WindowOpen,
        Rule::AlreadyFinal => ServiceError::AlreadyFinal,
        Rule::NotFinal => ServiceError::NotFinal,
        Rule::NoValue => ServiceError::NoValue,
        Rule::NoQuorum => ServiceError::NoQuorum,
        Rule::AlreadyJudged => ServiceError::AlreadyJudged,
        Rule::NotAnOffense => ServiceError::NotAnOffense,
        Rule::TooFewMissed => ServiceError::TooFewMissed,
    }
}
