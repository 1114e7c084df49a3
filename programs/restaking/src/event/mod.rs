//! What happened, for readers off chain. Each vault, operator and NCN numbers its events, and each event of a staker carries
//! the books before and after, so that a reader rebuilds the history and sees a gap where a log was cut short.

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
pub use table::*;
