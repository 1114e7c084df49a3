//! The instructions. All but those of the NCN's admin, and the requester's closing of its task, are permissionless.

mod adopt_table;
mod close_offense;
mod close_task;
mod commit_outputs;
mod conclude;
mod draw_committee;
mod jail_absent;
mod judge;
mod open_inference;
mod open_score;
mod open_task;
mod pay_fee;
mod reveal_outputs;
mod set_rules;
mod slash_offense;
mod void_task;

pub use adopt_table::*;
pub use close_offense::*;
pub use close_task::*;
pub use commit_outputs::*;
pub use conclude::*;
pub use draw_committee::*;
pub use jail_absent::*;
pub use judge::*;
pub use open_inference::*;
pub use open_score::*;
pub use open_task::*;
pub use pay_fee::*;
pub use reveal_outputs::*;
pub use set_rules::*;
pub use slash_offense::*;
pub use void_task::*;
