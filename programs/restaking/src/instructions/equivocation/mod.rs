//! Instructions of who proves that an operator voted twice. Nobody's leave is needed for any of them.

mod commit_report;
mod slash_equivocation;
mod submit_equivocation;

pub use commit_report::*;
pub use slash_equivocation::*;
pub use submit_equivocation::*;
