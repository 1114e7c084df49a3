//! The instructions. All but the first are permissionless.

mod adopt_table;
mod close_round;
mod finalize;
mod jail_absent;
mod judge;
mod open_round;
mod open_score;
mod open_service;
mod report;
mod slash_offense;

pub use adopt_table::*;
pub use close_round::*;
pub use finalize::*;
pub use jail_absent::*;
pub use judge::*;
pub use open_round::*;
pub use open_score::*;
pub use open_service::*;
pub use report::*;
pub use slash_offense::*;
