//! Instructions of rewards by a cumulative Merkle root.

mod claim_reward;
mod fund_reward_tree;
mod open_reward_tree;
mod publish_root;
mod set_claimer;
mod set_reward_roles;
mod strike_root;

pub use claim_reward::*;
pub use fund_reward_tree::*;
pub use open_reward_tree::*;
pub use publish_root::*;
pub use set_claimer::*;
pub use set_reward_roles::*;
pub use strike_root::*;
