//! Events for off-chain readers. `number` counts the events of the account in the event's first field, so a reader
//! detects a gap in a truncated log. `time` is the block's unix time. Staker events carry the books before and after,
//! so a reader can rebuild the history.

mod admin;
mod allocation;
mod bond;
mod config;
mod delegation;
mod deposit;
mod emit;
mod exit;
mod key;
mod ncn;
mod operator;
mod opt_in;
mod pause;
mod report;
mod reward_offer;
mod reward_tree;
mod slash;
mod table;
mod vault;

pub use admin::*;
pub use allocation::*;
pub use bond::*;
pub use config::*;
pub use delegation::*;
pub use deposit::*;
pub use emit::emit;
pub use exit::*;
pub use key::*;
pub use ncn::*;
pub use operator::*;
pub use opt_in::*;
pub use pause::*;
pub use report::*;
pub use reward_offer::*;
pub use reward_tree::*;
pub use slash::*;
pub use table::*;
pub use vault::*;
