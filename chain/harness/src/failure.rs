//! Why a transaction failed, as a sentence.

use std::fmt;

use restaking_client::gate::UpgradeGateError;
use restaking_client::{RestakingError, logs};
use solana_program::instruction::InstructionError;
use solana_transaction_error::TransactionError;

/// The declaration of the program's errors.
const DECLARED: &str = include_str!("../../../programs/restaking/src/error.rs");

/// A failed transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What the runtime says.
    pub error: TransactionError,
    /// What the programs logged.
    pub logs: Vec<String>,
}

impl Failure {
    /// The custom error code, whichever program it is from.
    pub fn code(&self) -> Option<u32> {
        match self.error {
            TransactionError::InstructionError(_, InstructionError::Custom(code)) => Some(code),
            _ => None,
        }
    }

    /// Which instruction failed.
    pub fn place(&self) -> Option<usize> {
        match self.error {
            TransactionError::InstructionError(place, _) => Some(place.into()),
            _ => None,
        }
    }

    /// The upgrade gate's own error, if that is what it was.
    pub fn gate(&self) -> Option<UpgradeGateError> {
        self.code().and_then(num_traits::FromPrimitive::from_u32)
    }

    /// Whether the last log line is the sentence of `error`: with this value and limit if its declaration asks for figures.
    pub fn logs_error(&self, error: &RestakingError, [value, limit]: [u64; 2]) -> bool {
        let declared = format!("    {error:?} = ");
        let line = DECLARED.lines().find(|line| line.starts_with(&declared)).expect("each error is declared");
        let figures =
            if line.ends_with(" [figures],") { format!(" (got {value}, limit {limit})") } else { String::new() };
        self.last_log() == Some(&format!("{error}{figures}"))
    }

    fn last_log(&self) -> Option<&str> {
        self.logs.iter().rev().find_map(|line| line.strip_prefix("Program log: "))
    }

    /// The program's own error, if that is what it was.
    pub fn restaking(&self) -> Option<RestakingError> {
        self.code().and_then(num_traits::FromPrimitive::from_u32)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The program logs its sentence, some with a value and a limit; the code alone is the fallback.
        match (self.restaking(), self.last_log()) {
            (Some(error), Some(line)) if line.starts_with(&error.to_string()) => write!(f, "{line}"),
            (Some(error), _) => write!(f, "{error}"),
            _ => match &self.error {
                TransactionError::InstructionError(_, error) => match logs::sentence(error, &self.logs) {
                    Some(sentence) => write!(f, "{sentence}"),
                    None => write!(f, "{}", self.error),
                },
                error => write!(f, "{error}"),
            },
        }
    }
}

impl std::error::Error for Failure {}
