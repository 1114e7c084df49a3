//! The instructions. All but those of the NCN's admin are permissionless.

mod adopt_table;
mod close_offense;
mod finalize;
mod jail_absent;
mod judge;
mod open_feed;
mod open_oracle;
mod open_round;
mod open_score;
mod report;
mod set_rules;
mod slash_offense;

pub use adopt_table::*;
pub use close_offense::*;
pub use finalize::*;
pub use jail_absent::*;
pub use judge::*;
pub use open_feed::*;
pub use open_oracle::*;
pub use open_round::*;
pub use open_score::*;
pub use report::*;
pub use set_rules::*;
pub use slash_offense::*;
