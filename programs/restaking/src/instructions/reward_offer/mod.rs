//! Instructions of rewards that an NCN's stake tables divide.

mod attribute_reward;
mod claim_position_share;
mod claim_reward_share;
mod close_reward_offer;
mod collect_reward_commission;
mod open_reward_offer;
mod share;

pub use attribute_reward::*;
pub use claim_position_share::*;
pub use claim_reward_share::*;
pub use close_reward_offer::*;
pub use collect_reward_commission::*;
pub use open_reward_offer::*;
