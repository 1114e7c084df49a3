//! The instructions. All but those of the NCN's admin are permissionless.

mod adopt_table;
mod close_feed;
mod close_offense;
mod close_round;
mod close_score;
mod finalize;
mod jail_absent;
mod judge;
mod open_feed;
mod open_oracle;
mod open_round;
mod open_score;
mod report;
mod retire_feed;
mod set_rules;
mod slash_offense;

pub use adopt_table::*;
pub use close_feed::*;
pub use close_offense::*;
pub use close_round::*;
pub use close_score::*;
pub use finalize::*;
pub use jail_absent::*;
pub use judge::*;
pub use open_feed::*;
pub use open_oracle::*;
pub use open_round::*;
pub use open_score::*;
pub use report::*;
pub use retire_feed::*;
pub use set_rules::*;
pub use slash_offense::*;
