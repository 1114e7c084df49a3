//! What changes the state: a file for each noun of the program's instructions.

pub mod advance;
pub mod allocation;
pub mod bond_pool;
pub mod breaker;
pub mod certain_stake;
pub mod delegation;
pub mod delegation_move;
pub mod deposit;
pub mod exit;
pub mod exposure;
pub mod fee;
pub mod flow;
pub mod instant_exit;
pub mod opt_in;
pub mod pause;
pub mod pledge;
pub mod release;
pub mod reward;
pub mod reward_offer;
pub mod reward_tree;
pub mod settle_exit;
pub mod slash;
pub mod stop_loss;
pub mod sweep;
pub mod vault;
