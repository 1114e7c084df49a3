//! The program's accounts. New fields are only ever appended, in the reserved bytes at an account's end.

mod inference;
mod offense;
mod score;
mod task;

pub use inference::{Inference, RuleFigures};
pub use offense::MinorityOffense;
pub use score::OperatorScore;
pub use task::{InferenceTask, TaskFigures};

/// The layout version of every new account.
pub const VERSION: u8 = 1;
