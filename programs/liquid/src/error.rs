//! The program's errors and their sentences. Codes count from 6000 in declaration order, which is append-only.

use anchor_lang::prelude::*;
use liquid_ledger::error::{LedgerError, Rule};
use restaking::metaplex::Fault;

/// Declares the error codes with their sentences, which the interface file and the program's log share. `[figures]` marks an
/// error with a value and a limit that both inform: its log line shows them.
macro_rules! errors {
    (@shows figures) => { true };
    (@shows) => { false };
    ($($(#[$doc:meta])* $name:ident = $code:tt: $text:tt $([$figures:ident])?,)*) => {
        #[error_code]
        pub enum LiquidError {
            $($(#[$doc])* #[msg($text)] $name = $code,)*
        }

        impl LiquidError {
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
    Zero = 0: "Amount is zero",
    Overflow = 1: "Amount overflows, or a balance would be negative",
    Dust = 2: "Amount is too small to convert to one unit",
    BelowMinimum = 3: "Result is below the requested minimum" [figures],
    AboveMaximum = 4: "Cost exceeds the requested maximum" [figures],
    OverSupply = 5: "Shares exceed the pool's supply" [figures],
    NoAsset = 6: "Pool has no such asset, or no place for one" [figures],
    AssetClosed = 7: "Asset takes no deposits",
    OverCap = 8: "Deposit would exceed the asset's cap" [figures],
    OverWeight = 9: "Asset would exceed its part of the pool" [figures],
    OverValue = 10: "Pool would exceed the largest value" [figures],
    Insolvent = 11: "Pool has shares and no value",
    StaleSource = 12: "Price source is not updated in this epoch",
    RateRejected = 13: "Price moved too far: only in-kind exits are open",
    NoRate = 14: "Price source has no tokens or no value",
    OtherRate = 15: "Rate is not the suspect one" [figures],
    OverReserve = 16: "Tokens exceed the free reserve" [figures],
    OverOutflow = 17: "Value exceeds what may leave now" [figures],
    BelowWatermark = 18: "Free reserve would fall below its watermark" [figures],
    OtherPeriod = 19: "Batch belongs to another period" [figures],
    PeriodRuns = 20: "Batch's period is not over" [figures],
    NotNext = 21: "Earlier batches of the asset come first" [figures],
    TooLateToCancel = 22: "Request is filled: claim it instead",
    NothingToPay = 23: "Nothing is payable now",
    RequestsOutstanding = 24: "Batch has open requests" [figures],
    NoPlacement = 25: "Pool has no such placement, or no place for one" [figures],
    TooManyExits = 26: "Placement has too many open exits" [figures],
    NoExit = 27: "Placement has no such exit" [figures],
    ExitContested = 28: "Open slashes contest the exit",
    ValueLost = 29: "Operation would lose too much value" [figures],
    PlacementInUse = 30: "Placement has shares or open exits" [figures],
    FeeOverCap = 31: "Fee in basis points exceeds its cap" [figures],
    WeightsNotWhole = 32: "Weights do not total 10,000, or exceed it" [figures],
    GuardOutOfBounds = 33: "Limit is out of bounds" [figures],
    NoLot = 34: "No such lot is for sale" [figures],
    LotForSale = 35: "A lot is still for sale" [figures],
    CoreRefused = 36: "Vault's books refuse the figure" [figures],
    BalanceDiffers = 37: "Token account's balance differs from the books" [figures],
    NotPoolAdmin = 38: "Signer is not the pool's admin",
    NotPoolCurator = 39: "Signer is not the pool's curator",
    NotPoolGuardian = 40: "Signer is neither guardian nor admin",
    NotPendingPoolAdmin = 41: "Signer is not the proposed admin",
    NotHolder = 42: "Signer is neither the token account's owner nor delegate",
    NotOwner = 43: "Signer is not the owner",
    WrongPool = 44: "Account belongs to another pool",
    WrongMint = 45: "Token account has another mint",
    WrongLrtMint = 46: "Mint is not the pool's LRT mint",
    WrongReserve = 47: "Token account is not the asset's reserve",
    WrongEscrow = 48: "Token account is not the pool's escrow",
    WrongVault = 49: "Account is not the placement's vault",
    WrongVrtAccount = 50: "Token account is not the placement's",
    WrongTicket = 51: "Ticket is not the placement's",
    WrongBucket = 52: "Exit bucket is not the ticket's",
    WrongBatch = 53: "Batch is not the request's or the asset's",
    WrongRentPayer = 54: "Account is not the rent payer",
    WrongExitPart = 55: "Exit part belongs to another exit or owner",
    WrongFeeWallet = 56: "Token account is not the fee wallet's",
    WrongSource = 57: "Account is not the asset's price source",
    NotASource = 58: "Account is not a price source of the mint",
    NotProgramData = 59: "Account is not the source program's data",
    SourceUpgraded = 60: "Price source's program was upgraded: acknowledge it first",
    MissingAccounts = 61: "Accounts after the instruction's own are missing",
    TwiceInPool = 62: "Mint or vault is already in the pool",
    NotActiveYet = 63: "Notice is not over" [figures],
    NoticeOutOfBounds = 64: "Notice in seconds is out of bounds" [figures],
    OverTarget = 65: "Tokens exceed what anyone may move" [figures],
    SlotUsed = 66: "Exits of that placement fill all slots",
    Paused = 67: "Action is paused" [figures],
    PauseRefused = 68: "Pause's flags, length or time are invalid" [figures],
    NotCollected = 69: "Exit is not collected yet",
    OtherCode = 70: "Source's program was deployed in another slot" [figures],
    RateQuarantined = 71: "A price waits to be accepted: the queue waits",
    NoHolders = 72: "Pool has no holders to pay income to",
    WrongTreasury = 73: "Token account is not the auction's treasury",
    NotSweepable = 74: "Token account is part of the pool's books",
    VaultHasTerm = 75: "Vault's term is not over" [figures],
    NotPriceReporter = 76: "Signer is not the pool's price reporter",
    WrongReport = 77: "Account is not the asset's price report",
    ReportedRate = 78: "Reported price is accepted after its quarantine only",
    ReportTooSoon = 79: "Reported price changed less than a period ago" [figures],
    ReportOutOfBounds = 80: "Reported price exceeds the most for a unit, or its figures are too large" [figures],
    VaultContested = 81: "Open slashes contest the vault",
    SourceTooSmall = 82: "Single-validator pool has too few lamports" [figures],
    NoTokenMetadata = 83: "Cluster lacks the Metaplex Token Metadata program",
    MetadataExists = 84: "LRT has metadata already",
    NoMetadata = 85: "LRT has no metadata",
    MetadataDiffers = 86: "Metadata account is not the LRT's after the call",
    MetadataEmpty = 87: "Name and symbol need at least one character",
    MetadataTooLong = 88: "Name, symbol or URI has too many bytes" [figures],
    MetadataBlank = 89: "Name, symbol or URI has an outer blank",
    MetadataHidden = 90: "Name, symbol or URI has a hidden character",
    NoNewOwner = 91: "New owner is the zero address",
    RequestDiffers = 92: "Request has another batch, other shares or other payments",
}

/// Converts a refusal of the ledger and logs its sentence.
#[cold]
pub fn refused(refusal: LedgerError) -> Error {
    fail(code_of(refusal.rule), refusal.value, refusal.limit)
}

/// Converts what keeps an LRT from a name.
#[cold]
pub fn unnamed(fault: Fault) -> Error {
    match fault {
        Fault::NoProgram => LiquidError::NoTokenMetadata.into(),
        Fault::Exists => LiquidError::MetadataExists.into(),
        Fault::Missing => LiquidError::NoMetadata.into(),
        Fault::Differs => LiquidError::MetadataDiffers.into(),
        Fault::Empty => LiquidError::MetadataEmpty.into(),
        Fault::TooLong { bytes, most } => fail(LiquidError::MetadataTooLong, bytes, most),
        Fault::Blank => LiquidError::MetadataBlank.into(),
        Fault::Hidden => LiquidError::MetadataHidden.into(),
    }
}

/// Logs the sentence of `error`, with the value and the limit if both inform, and returns it.
#[cold]
pub fn fail(error: LiquidError, value: u64, limit: u64) -> Error {
    if error.shows_figures() {
        msg!("{} (got {}, limit {})", error.text(), value, limit);
    } else {
        msg!("{}", error.text());
    }
    error.into()
}

fn code_of(rule: Rule) -> LiquidError {
    match rule {
        Rule::Zero => LiquidError::Zero,
        Rule::Overflow => LiquidError::Overflow,
        Rule::Dust => LiquidError::Dust,
        Rule::BelowMinimum => LiquidError::BelowMinimum,
        Rule::AboveMaximum => LiquidError::AboveMaximum,
        Rule::OverSupply => LiquidError::OverSupply,
        Rule::NoAsset => LiquidError::NoAsset,
        Rule::AssetClosed => LiquidError::AssetClosed,
        Rule::OverCap => LiquidError::OverCap,
        Rule::OverWeight => LiquidError::OverWeight,
        Rule::OverValue => LiquidError::OverValue,
        Rule::Insolvent => LiquidError::Insolvent,
        Rule::StaleSource => LiquidError::StaleSource,
        Rule::RateRejected => LiquidError::RateRejected,
        Rule::RateQuarantined => LiquidError::RateQuarantined,
        Rule::NoRate => LiquidError::NoRate,
        Rule::OtherRate => LiquidError::OtherRate,
        Rule::OverReserve => LiquidError::OverReserve,
        Rule::OverOutflow => LiquidError::OverOutflow,
        Rule::BelowWatermark => LiquidError::BelowWatermark,
        Rule::OtherPeriod => LiquidError::OtherPeriod,
        Rule::PeriodRuns => LiquidError::PeriodRuns,
        Rule::NotNext => LiquidError::NotNext,
        Rule::TooLateToCancel => LiquidError::TooLateToCancel,
        Rule::NothingToPay => LiquidError::NothingToPay,
        Rule::RequestsOutstanding => LiquidError::RequestsOutstanding,
        Rule::NoPlacement => LiquidError::NoPlacement,
        Rule::TooManyExits => LiquidError::TooManyExits,
        Rule::NoExit => LiquidError::NoExit,
        Rule::ExitContested => LiquidError::ExitContested,
        Rule::ValueLost => LiquidError::ValueLost,
        Rule::PlacementInUse => LiquidError::PlacementInUse,
        Rule::FeeOverCap => LiquidError::FeeOverCap,
        Rule::WeightsNotWhole => LiquidError::WeightsNotWhole,
        Rule::GuardOutOfBounds => LiquidError::GuardOutOfBounds,
        Rule::NoLot => LiquidError::NoLot,
        Rule::LotForSale => LiquidError::LotForSale,
        Rule::OverTarget => LiquidError::OverTarget,
        Rule::NoHolders => LiquidError::NoHolders,
        Rule::ReportTooSoon => LiquidError::ReportTooSoon,
        Rule::ReportOutOfBounds => LiquidError::ReportOutOfBounds,
        Rule::Core => LiquidError::CoreRefused,
    }
}
