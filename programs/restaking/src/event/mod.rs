//! Events for off-chain readers. `number` counts the events of the account in the event's first field, so a reader
//! detects a gap in a truncated log. `time` is the block's unix time. Staker events carry the books before and after,
//! so a reader can rebuild the history.

mod admin;
mod agreement;
mod bond;
mod fee;
mod grant;
mod key;
mod ncn;
mod offer;
mod operator;
mod record;
mod reward;
mod role;
mod slash;
mod staker;
mod sweep;
mod table;

pub use admin::*;
pub use agreement::*;
pub use bond::*;
pub use fee::*;
pub use grant::*;
pub use key::*;
pub use ncn::*;
pub use offer::*;
pub use operator::*;
pub use record::*;
pub use reward::*;
pub use role::*;
pub use slash::*;
pub use staker::*;
pub use sweep::*;
pub use table::*;
