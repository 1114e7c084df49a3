//! Instructions that prove and slash an equivocation. Permissionless.

mod commit_report;
mod slash_equivocation;
mod submit_equivocation;

pub use commit_report::*;
pub use slash_equivocation::*;
pub use submit_equivocation::*;
