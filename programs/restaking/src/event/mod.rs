//! Events for off-chain readers. `number` counts the events of the account in the event's first field, so a reader
//! detects a gap in a truncated log. `time` is the block's unix time. Staker events carry the books before and after,
//! so a reader can rebuild the history.

mod admin;
mod bond_pool;
mod delegation;
mod exit;
mod grant;
mod key;
mod ncn;
mod operator;
mod record;
mod reward;
mod reward_offer;
mod reward_tree;
mod slash;
mod stake_table;
mod sweep;
mod vault;

pub use admin::*;
pub use bond_pool::*;
pub use delegation::*;
pub use exit::*;
pub use grant::*;
pub use key::*;
pub use ncn::*;
pub use operator::*;
pub use record::*;
pub use reward::*;
pub use reward_offer::*;
pub use reward_tree::*;
pub use slash::*;
pub use stake_table::*;
pub use sweep::*;
pub use vault::*;
