//! What a transaction's log says: the program's events, and why it refused.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use num_traits::FromPrimitive;
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;

use crate::asset::{ASSOCIATED_TOKEN, TOKEN, TOKEN_2022};
use crate::native_stake::{SINGLE_POOL_PROGRAM, STAKE_PROGRAM};
use crate::words::{errors, foreign};
use crate::{Event, Program, RestakingError};

/// The lamports of one SOL.
const LAMPORTS_PER_SOL: u64 = 1_000_000_000;

impl Program {
    /// The bytes of the program's events in a log, in order: those that it logged itself, whichever program called it.
    pub fn event_bytes(&self, logs: &[impl AsRef<str>]) -> Vec<Vec<u8>> {
        let mut stack: Vec<Pubkey> = vec![];
        let mut found = vec![];
        for line in logs {
            match Line::read(line.as_ref()) {
                Line::Invoke(program, depth) if depth == stack.len() + 1 => stack.push(program),
                // The log is cut: the lines that follow belong to no known program.
                Line::Invoke(..) => break,
                Line::Return(program) if stack.last() == Some(&program) => drop(stack.pop()),
                Line::Data(text) if stack.last() == Some(&self.address()) => found.extend(BASE64_STANDARD.decode(text)),
                _ => {}
            }
        }
        found
    }

    /// The program's events in a log, in order, but for those that this client does not know yet.
    pub fn events(&self, logs: &[impl AsRef<str>]) -> Vec<Event> {
        self.event_bytes(logs).iter().filter_map(|bytes| Event::decode(bytes).ok()).collect()
    }

    /// Why an instruction failed, as a sentence: the program's own, with the value and the limit, where its log has them; else what
    /// the framework, a token program, the system program, the stake program or the single-validator pools' mean by their codes; none for
    /// what none of them says.
    pub fn sentence(&self, error: &InstructionError, logs: &[impl AsRef<str>]) -> Option<String> {
        let failed = failed_program(logs);
        let theirs = |program: &Pubkey| failed == Some(*program);
        let text = match error {
            InstructionError::Custom(code) if theirs(&TOKEN) || theirs(&TOKEN_2022) => foreign(errors::TOKEN, *code)?,
            InstructionError::Custom(code) if theirs(&ASSOCIATED_TOKEN) => foreign(errors::ASSOCIATED_TOKEN, *code)?,
            InstructionError::Custom(code) if theirs(&Pubkey::default()) => {
                return Some(with_lamports(foreign(errors::SYSTEM, *code)?, logs));
            }
            InstructionError::Custom(code) if theirs(&STAKE_PROGRAM) => foreign(errors::STAKE, *code)?,
            InstructionError::Custom(code) if theirs(&SINGLE_POOL_PROGRAM) => foreign(errors::SINGLE_POOL, *code)?,
            // Another program's codes mean what that one says.
            InstructionError::Custom(_) if failed.is_some_and(|failed| failed != self.address()) => return None,
            InstructionError::Custom(code) => match RestakingError::from_u32(*code) {
                Some(error) => {
                    return Some(logged(&error.to_string(), logs));
                }
                None => foreign(errors::ANCHOR, *code)?,
            },
            other => errors::runtime(other)?,
        };
        Some(text.to_owned())
    }
}

/// [`Program::event_bytes`] of the program on local chains.
#[cfg(feature = "local")]
pub fn event_bytes(logs: &[impl AsRef<str>]) -> Vec<Vec<u8>> {
    Program::LOCAL.event_bytes(logs)
}

/// [`Program::events`] of the program on local chains.
#[cfg(feature = "local")]
pub fn events(logs: &[impl AsRef<str>]) -> Vec<Event> {
    Program::LOCAL.events(logs)
}

/// [`Program::sentence`] of the program on local chains.
#[cfg(feature = "local")]
pub fn sentence(error: &InstructionError, logs: &[impl AsRef<str>]) -> Option<String> {
    Program::LOCAL.sentence(error, logs)
}

/// What a line of a log says of the programs that run.
enum Line<'a> {
    /// A program begins, at this depth: 1 for an instruction of the transaction.
    Invoke(Pubkey, usize),
    /// A program ends, well or not.
    Return(Pubkey),
    /// The program that runs logs data.
    Data(&'a str),
    /// Anything else: also a program's text logs, in any wording.
    Other,
}

impl<'a> Line<'a> {
    fn read(line: &'a str) -> Self {
        let Some(rest) = line.strip_prefix("Program ") else { return Self::Other };
        let Some((first, rest)) = rest.split_once(' ') else { return Self::Other };
        if first == "data:" {
            return Self::Data(rest);
        }
        // Behind "log:" and "return:" there is no address, but what a program wrote.
        let Ok(program) = first.parse() else { return Self::Other };
        let depth = rest.strip_prefix("invoke [").and_then(|depth| depth.strip_suffix(']'));
        match depth.and_then(|depth| depth.parse().ok()) {
            Some(depth) => Self::Invoke(program, depth),
            None if rest == "success" || rest.starts_with("failed: ") => Self::Return(program),
            None => Self::Other,
        }
    }
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

/// The program's sentence `plain`, with the value and the limit if the log has them.
pub fn logged(plain: &str, logs: &[impl AsRef<str>]) -> String {
    let mut logged = logs.iter().rev().filter_map(|line| line.as_ref().strip_prefix("Program log: "));
    let is_own = |line: &&str| line.strip_prefix(plain).is_some_and(|rest| rest.is_empty() || is_figures(rest));
    logged.find(is_own).unwrap_or(plain).to_owned()
}

/// Whether `text` is ` (got X, limit Y)` with two numbers.
fn is_figures(text: &str) -> bool {
    let figures = text.strip_prefix(" (got ").and_then(|text| text.strip_suffix(')')?.split_once(", limit "));
    figures.is_some_and(|(value, limit)| value.parse::<u64>().is_ok() && limit.parse::<u64>().is_ok())
}

/// The sentence `plain` of the system program, with the lamports that it found and needed if its log has them.
fn with_lamports(plain: &str, logs: &[impl AsRef<str>]) -> String {
    // No program can log such a line: the runtime begins all of theirs.
    let figures = logs.iter().find_map(|line| {
        let figures = line.as_ref().strip_prefix("Transfer: insufficient lamports ")?;
        let (has, needs) = figures.split_once(", need ")?;
        Some((has.parse::<u64>().ok()?, needs.parse::<u64>().ok()?))
    });
    match figures {
        Some((has, needs)) => format!("{plain}: it has {} SOL and needs {} SOL", sol(has), sol(needs)),
        None => plain.to_owned(),
    }
}

fn sol(lamports: u64) -> String {
    let text = format!("{}.{:09}", lamports / LAMPORTS_PER_SOL, lamports % LAMPORTS_PER_SOL);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What Anchor means by the code of an error that a program of its own passed on.
pub fn of_anchor(error: &InstructionError) -> Option<&'static str> {
    match error {
        InstructionError::Custom(code) => foreign(errors::ANCHOR, *code),
        _ => None,
    }
}

/// Why the program that failed first refuses, in its own words: the last line that it logged itself, without what programs put before a
/// reason. None where it logged nothing but the name of its instruction.
pub fn reason(logs: &[impl AsRef<str>]) -> Option<String> {
    let (mut stack, mut said): (Vec<Pubkey>, Vec<(Pubkey, &str)>) = (vec![], vec![]);
    for line in logs.iter().map(AsRef::as_ref) {
        match Line::read(line) {
            Line::Invoke(program, _) => stack.push(program),
            Line::Return(program) if stack.last() == Some(&program) => {
                if line.contains(" failed: ") {
                    let (_, words) = said.iter().rev().find(|(by, _)| *by == program)?;
                    let words = words.rsplit_once("Error Message: ").map_or(*words, |(_, message)| message);
                    let words = words.strip_prefix("Error: ").unwrap_or(words).trim().trim_end_matches('.');
                    return (!words.is_empty()).then(|| words.chars().take(LONGEST_REASON).collect());
                }
                stack.pop();
                // What a call before this one logged is no reason.
                said.clear();
            }
            _ => {
                let words = line
                    .strip_prefix("Program log: ")
                    .filter(|words| !NAMES.iter().any(|name| words.starts_with(name)));
                said.extend(stack.last().copied().zip(words));
            }
        }
    }
    None
}

/// How a program logs the name of its instruction.
const NAMES: [&str; 2] = ["Instruction: ", "IX: "];

/// The most characters of a reason.
const LONGEST_REASON: usize = 200;

/// The program that failed first: the others passed its error on.
pub fn failed_program(logs: &[impl AsRef<str>]) -> Option<Pubkey> {
    let mut failed = logs.iter().filter_map(|line| {
        let (program, rest) = line.as_ref().strip_prefix("Program ")?.split_once(' ')?;
        rest.starts_with("failed: ").then(|| program.parse().ok())?
    });
    failed.next()
}
