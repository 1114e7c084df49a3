//! What a transaction's log says: the program's events, and why it refused.

use std::str::FromStr;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use num_traits::FromPrimitive;
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;

use crate::{Event, ID, RestakingError};

/// SPL Token.
const TOKEN: Pubkey = solana_program::pubkey!("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");

/// The bytes of the program's events in a log, in order: those that it logged itself, whoever called it.
pub fn event_bytes(logs: &[impl AsRef<str>]) -> Vec<Vec<u8>> {
    let id = ID.to_string();
    let mut stack: Vec<&str> = vec![];
    let mut found = vec![];
    for line in logs {
        match Line::of(line.as_ref()) {
            Line::Invoked(program, depth) if depth == stack.len() + 1 => stack.push(program),
            // Not whole: what follows is nobody's.
            Line::Invoked(..) => break,
            Line::Ended(program) if stack.last() == Some(&program) => drop(stack.pop()),
            Line::Data(text) if stack.last() == Some(&id.as_str()) => found.extend(BASE64_STANDARD.decode(text)),
            _ => {}
        }
    }
    found
}

/// A line of a log. The runtime puts `Program log: ` before what a program says, so that a program's own words are never taken
/// for the runtime's, whatever they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line<'a> {
    /// A program was invoked, at this depth: 1 for an instruction of the transaction.
    Invoked(&'a str, usize),
    /// A program ended, well or not.
    Ended(&'a str),
    /// A program logged bytes.
    Data(&'a str),
    /// Anything else.
    Other,
}

impl<'a> Line<'a> {
    fn of(line: &'a str) -> Self {
        let Some(said) = line.strip_prefix("Program ") else { return Self::Other };
        if let Some(bytes) = said.strip_prefix("data: ") {
            return Self::Data(bytes);
        }
        let Some((program, rest)) = said.split_once(' ') else { return Self::Other };
        // `log:`, `return:` and `consumed` lines have no address in the address's place.
        if Pubkey::from_str(program).is_err() {
            return Self::Other;
        }
        let depth = rest.strip_prefix("invoke [").and_then(|depth| depth.strip_suffix(']'));
        match depth.and_then(|depth| depth.parse().ok()) {
            Some(depth) => Self::Invoked(program, depth),
            None if rest == "success" || rest.starts_with("failed: ") => Self::Ended(program),
            None => Self::Other,
        }
    }
}

/// The program's events in a log, in order, but for those that this client does not know yet.
pub fn events(logs: &[impl AsRef<str>]) -> Vec<Event> {
    event_bytes(logs).iter().filter_map(|bytes| Event::decode(bytes).ok()).collect()
}

/// Why an instruction failed, as a sentence: the program's own, with the value and the limit, where its log has them; else what the
/// framework, SPL Token or the system program mean by their codes; none for what none of them says.
pub fn sentence(error: &InstructionError, logs: &[impl AsRef<str>]) -> Option<String> {
    let failed = failed_program(logs);
    let theirs = |program: &Pubkey| failed.is_some_and(|failed| failed == program.to_string());
    let text = match error {
        InstructionError::Custom(code) if theirs(&TOKEN) => token(*code)?,
        InstructionError::Custom(code) if theirs(&Pubkey::default()) => system(*code)?,
        InstructionError::Custom(code) => match RestakingError::from_u32(*code) {
            Some(error) => {
                let plain = error.to_string();
                let mut logged = logs.iter().rev().filter_map(|line| line.as_ref().strip_prefix("Program log: "));
                return Some(logged.find(|line| line.starts_with(&plain)).map_or(plain, ToOwned::to_owned));
            }
            None => framework(*code)?,
        },
        InstructionError::AccountDataTooSmall | InstructionError::UninitializedAccount => {
            "An account is missing: it has not been made yet"
        }
        InstructionError::InvalidAccountData => "An account is of another kind than the instruction takes",
        InstructionError::IllegalOwner | InstructionError::InvalidAccountOwner => {
            "An account is missing, or belongs to another program than it should"
        }
        InstructionError::InvalidSeeds => "An account's address is not the one that its seeds give",
        InstructionError::MissingRequiredSignature => "Someone who should sign did not",
        InstructionError::AccountAlreadyInitialized => "The account is there already",
        InstructionError::InvalidInstructionData => {
            "The program does not know this instruction or its arguments: it may be of another version than this client"
        }
        InstructionError::MissingAccount => "The instruction was given too few accounts",
        InstructionError::IncorrectProgramId => "An account is not of the program that it should be of",
        _ => return None,
    };
    Some(text.to_owned())
}

/// Whether the error says that an account is not there, or not what it should be.
pub fn is_about_an_account(error: &InstructionError) -> bool {
    use InstructionError as E;
    matches!(
        error,
        E::AccountDataTooSmall
            | E::UninitializedAccount
            | E::InvalidAccountData
            | E::IllegalOwner
            | E::InvalidAccountOwner
            | E::IncorrectProgramId
    )
}

/// The program that failed first: the one whose error the others passed on. A program that fails ends its caller too, unless it
/// was called for its failure to be survived, which no program can.
fn failed_program(logs: &[impl AsRef<str>]) -> Option<&str> {
    logs.iter().map(AsRef::as_ref).find_map(|line| match Line::of(line) {
        Line::Ended(program) if !line.ends_with(" success") => Some(program),
        _ => None,
    })
}

/// What Anchor means by its codes, which are not the program's.
fn framework(code: u32) -> Option<&'static str> {
    Some(match code {
        2000 => "An account should be writable and is not",
        2001 => "An account is not the one that another account names",
        2003 => "An account does not meet the instruction's conditions",
        2005 => "An account has too few lamports to stay",
        2007 => "An account should be a program and is not",
        2011 => "An account cannot be closed into itself",
        2012 => "An account is not the one that the instruction takes",
        2013 => "An account should be empty and is not",
        2019 => "An account is of another size than it should be",
        2020 => "An account is missing that is needed here",
        2040 => "One account stands in two places that must be different",
        _ => return None,
    })
}

fn token(code: u32) -> Option<&'static str> {
    Some(match code {
        0 => "A token account has too few lamports to stay",
        1 => "There are not enough tokens in the token account",
        3 => "A token account is of another mint",
        4 => "A token account is another owner's",
        14 => "The amount does not fit",
        17 => "A token account is frozen",
        _ => return None,
    })
}

fn system(code: u32) -> Option<&'static str> {
    Some(match code {
        0 => "The account to be made is there already",
        1 => "There are not enough lamports to pay for the account",
        _ => return None,
    })
}
