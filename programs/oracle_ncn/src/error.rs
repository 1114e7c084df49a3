//! The program's errors and their sentences. Codes count from 6000 in declaration order, which is append-only.

use anchor_lang::prelude::*;
use ncn_kit::program::KitError;
use oracle_ledger::error::{LedgerError, Rule};

/// Declares the error codes with their sentences, which the interface file and the program's log share. `[figures]` marks an
/// error with a value and a limit that both inform: its log line shows them.
macro_rules! errors {
    (@shows figures) => { true };
    (@shows) => { false };
    ($($(#[$doc:meta])* $name:ident = $code:tt: $text:tt $([$figures:ident])?,)*) => {
        #[error_code]
        pub enum OracleError {
            $($(#[$doc])* #[msg($text)] $name = $code,)*
        }

        impl OracleError {
            /// The sentence of the error.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Whether the log shows the value and the limit.
            pub const fn shows_figures(self) -> bool {
                match self { $(Self::$name => errors!(@shows $($figures)?),)* }
            }
        }
    };
}

errors! {
    RuleOutOfBounds = 0: "Figure of the rules is out of bounds" [figures],
    OldHeight = 1: "Round has this height or a later one" [figures],
    WindowClosed = 2: "Time is outside of the height's window" [figures],
    WindowOpen = 3: "Height's window is still open" [figures],
    NegativePrice = 4: "Price is negative",
    OtherHeight = 5: "Round has another height" [figures],
    AlreadyFinal = 6: "Round is already final",
    NotFinal = 7: "Round is not final",
    OrderCount = 8: "Order has another number of entries than prices" [figures],
    OrderTwice = 9: "Order has an entry twice",
    OrderNoPrice = 10: "Order has an entry without a price",
    OrderFalls = 11: "Prices of the order fall",
    NoEntry = 12: "Table has no such entry" [figures],
    AlreadyJudged = 13: "Operator is already judged in this round",
    TooFewMissed = 14: "Operator missed too few rounds" [figures],
    NoSignatures = 15: "Ed25519 instruction must stand just before this one",
    WrongSignature = 16: "Signature is in another instruction or out of bounds",
    NotAVote = 17: "Message is not a vote of this NCN, feed and height",
    NotATable = 18: "Account is not a stake table",
    WrongNcn = 19: "Account belongs to another NCN",
    TableOpen = 20: "Stake table's window is still open",
    NotCertain = 21: "Stake table does not guarantee its stake for long enough",
    NotAKey = 22: "Account is not an operator's key",
    WrongKey = 23: "Key is not the vote's",
    KeyNotActive = 24: "Key was not active at the height's time",
    NotNcnAdmin = 25: "Signer is not the NCN's admin",
    WrongOracle = 26: "Account belongs to another oracle",
    WrongFeed = 27: "Account belongs to another feed",
    WrongTable = 28: "Table is not the round's",
    WrongScore = 29: "Score belongs to another feed or operator",
    WrongOffense = 30: "Offense belongs to another oracle or operator",
    NoTable = 31: "Oracle has no stake table yet",
    OldTable = 32: "Table is not later than the oracle's" [figures],
    LightTable = 33: "Table's total weight is below the least" [figures],
    TableTooLarge = 34: "Table has more operators than the round" [figures],
    NoHeights = 35: "NCN's policy defines no times of heights",
    RingOutOfBounds = 36: "Number of rounds or entries is out of bounds" [figures],
    WrongRound = 37: "Height belongs to another round account" [figures],
    WrongContent = 38: "Content of a vote is not a price and a time" [figures],
    MissingAccounts = 39: "Number of keys is not the number of votes" [figures],
    NothingNew = 40: "Every operator has reported already",
    NotAnOffense = 41: "Verdict needs an offense account, or has none",
    WrongOperator = 42: "Operator has no entry in the round's table",
    NotCore = 43: "Account is not the restaking program",
    AccountBusy = 44: "Round account serves an earlier height that is not final" [figures],
    FutureTime = 45: "Time of the vote is in the future" [figures],
    RingTooShort = 46: "Ring of rounds is too short for the window" [figures],
    PolicyFraction = 47: "NCN's policy does not allow a slash of the rules" [figures],
    ShortChallenge = 48: "NCN's challenge window is too short" [figures],
    MilderAnnounced = 49: "Announced rules are milder and stand" [figures],
    NotSlasher = 50: "NCN's policy names another slasher",
    OtherHeights = 51: "NCN's policy defines other heights than the feed's",
    FewOperators = 52: "Table has too few operators" [figures],
    SaturatedTable = 53: "Table's total weight is saturated",
    OffenseLive = 54: "Offense may still be slashed" [figures],
    WrongReporter = 55: "Account is not the offense's reporter",
}

/// Converts a refusal of the ledger and logs its sentence.
#[cold]
pub fn refused(refusal: LedgerError) -> Error {
    fail(code_of(refusal.rule), refusal.value, refusal.limit)
}

/// Converts a refusal of the kit.
#[cold]
pub fn unfit(error: KitError) -> Error {
    let code = match error {
        KitError::NoSignatures => OracleError::NoSignatures,
        KitError::Signature => OracleError::WrongSignature,
        KitError::NotAVote => OracleError::NotAVote,
        KitError::NotATable => OracleError::NotATable,
        KitError::OtherNcn => OracleError::WrongNcn,
        KitError::TableOpen => OracleError::TableOpen,
        KitError::NotCertain => OracleError::NotCertain,
        KitError::NotAKey => OracleError::NotAKey,
        KitError::OtherKey => OracleError::WrongKey,
        KitError::KeyNotActive => OracleError::KeyNotActive,
    };
    fail(code, 0, 0)
}

/// Logs the sentence of `error`, with the value and the limit if both inform, and returns it.
#[cold]
pub fn fail(error: OracleError, value: u64, limit: u64) -> Error {
    if error.shows_figures() {
        msg!("{} (got {}, limit {})", error.text(), value, limit);
    } else {
        msg!("{}", error.text());
    }
    error.into()
}

fn code_of(rule: Rule) -> OracleError {
    match rule {
        Rule::RuleOutOfBounds => OracleError::RuleOutOfBounds,
        Rule::OldHeight => OracleError::OldHeight,
        Rule::WindowClosed => OracleError::WindowClosed,
        Rule::WindowOpen => OracleError::WindowOpen,
        Rule::NegativePrice => OracleError::NegativePrice,
        Rule::OtherHeight => OracleError::OtherHeight,
        Rule::AlreadyFinal => OracleError::AlreadyFinal,
        Rule::NotFinal => OracleError::NotFinal,
        Rule::OrderCount => OracleError::OrderCount,
        Rule::OrderTwice => OracleError::OrderTwice,
        Rule::OrderNoPrice => OracleError::OrderNoPrice,
        Rule::OrderFalls => OracleError::OrderFalls,
        Rule::AlreadyJudged => OracleError::AlreadyJudged,
        Rule::TooFewMissed => OracleError::TooFewMissed,
        Rule::AccountBusy => OracleError::AccountBusy,
        Rule::FutureTime => OracleError::FutureTime,
        Rule::RingTooShort => OracleError::RingTooShort,
        Rule::PolicyFraction => OracleError::PolicyFraction,
        Rule::ShortChallenge => OracleError::ShortChallenge,
        Rule::MilderAnnounced => OracleError::MilderAnnounced,
    }
}
