//! The reader of a task's output, for other programs. It knows the layout of a task's account, and needs no Solana crate.
//!
//! A consumer checks the owner of the account against the service's program, then reads the output of its own task:
//!
//! ```
//! use inference_ledger::outcome::{Asked, Outcome};
//!
//! # fn consume(data: &[u8], inference: [u8; 32], requester: [u8; 32], model: [u8; 32], input: [u8; 32], number: u64) -> Option<()> {
//! let asked = Asked { inference, requester, model, input };
//! let outcome = Outcome::read(data, &asked)?;
//! assert!(outcome.number == number, "another task than the one that was posted for this");
//! assert!(outcome.seats >= 64 && outcome.winning_members >= 5, "too small a committee for what is at risk");
//! # Some(())
//! # }
//! # assert_eq!(consume(&[], [0; 32], [0; 32], [0; 32], [0; 32], 1), None);
//! ```
//!
//! **The task must be the consumer's own.** Anyone posts any number of tasks for the same model and input, and shows the one of which a
//! coalition won the committee. A consumer that asks once has the chance of one draw against it.
//!
//! The requester can close the account once all are judged and paid, so a consumer reads it before.

use core::mem::{offset_of, size_of};

use crate::task::Task;

/// The first bytes of a task's account.
pub const DISCRIMINATOR: [u8; 8] = [1, 252, 72, 175, 101, 92, 80, 56];

/// The offset of the service's address in a task's account.
pub const INFERENCE_AT: usize = 16;

/// The offset of the requester's address.
pub const REQUESTER_AT: usize = 112;

/// The offset of the model's hash.
pub const MODEL_AT: usize = 176;

/// The offset of the input's hash.
pub const INPUT_AT: usize = 208;

/// The offset of the task's number.
pub const NUMBER_AT: usize = 240;

/// The offset of the [`Task`].
pub const TASK_AT: usize = 256;

/// The task that a consumer asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The service's address.
    pub inference: [u8; 32],
    /// The address that posted the task: the consumer's own, or one that it trusts to have posted no other.
    pub requester: [u8; 32],
    pub model: [u8; 32],
    pub input: [u8; 32],
}

/// The output that won a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub number: u64,
    /// The hash of the output.
    pub output: [u8; 32],
    pub concluded_at: i64,
    /// The seats of the committee, and those behind the output.
    pub seats: u64,
    pub winning_seats: u64,
    /// The operators behind the output.
    pub winning_members: u64,
}

impl Outcome {
    /// Reads the account of a task. None without a winner, for another task than `asked`, or for other data. The caller has checked
    /// the owner of the account.
    pub fn read(data: &[u8], asked: &Asked) -> Option<Self> {
        let has = |at: usize, hash: &[u8; 32]| data.get(at..at + 32).is_some_and(|found| found == hash);
        let is_of = data.starts_with(&DISCRIMINATOR) && has(INFERENCE_AT, &asked.inference);
        let is_own = is_of && has(REQUESTER_AT, &asked.requester);
        let is_asked = is_own && has(MODEL_AT, &asked.model) && has(INPUT_AT, &asked.input);
        let task = data.get(TASK_AT..TASK_AT + size_of::<Task>()).filter(|_| is_asked)?;
        let winning_seats = figure(task, offset_of!(Task, winning_seats))?;
        let at = offset_of!(Task, output);
        (winning_seats > 0).then_some(())?;
        Some(Self {
            number: figure(data, NUMBER_AT)?,
            output: task.get(at..at + 32)?.try_into().ok()?,
            concluded_at: figure(task, offset_of!(Task, concluded_at))?.cast_signed(),
            seats: figure(task, offset_of!(Task, seats))?,
            winning_seats,
            winning_members: figure(task, offset_of!(Task, winning_members))?,
        })
    }
}

/// The figure at an offset.
fn figure(data: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(data.get(at..at + 8)?.try_into().ok()?))
}
