//! Instructions of rewards.

mod attribute_reward;
mod claim_position_share;
mod claim_reward;
mod claim_reward_share;
mod close_reward_offer;
mod collect_reward_commission;
mod fund_reward_tree;
mod open_reward_offer;
mod open_reward_tree;
mod publish_root;
mod set_claimer;
mod set_reward_roles;
mod share;
mod strike_root;

pub use attribute_reward::*;
pub use claim_position_share::*;
pub use claim_reward::*;
pub use claim_reward_share::*;
pub use close_reward_offer::*;
pub use collect_reward_commission::*;
pub use fund_reward_tree::*;
pub use open_reward_offer::*;
pub use open_reward_tree::*;
pub use publish_root::*;
pub use set_claimer::*;
pub use set_reward_roles::*;
pub use strike_root::*;
