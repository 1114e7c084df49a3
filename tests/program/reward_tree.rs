//! Rewards by root on the program that ships: its publishers, its disputers, its claimers, and strangers.

mod accounts;
mod claim_reward;
mod fuzz;
mod life;
mod proofs;
mod publish_root;
mod scene;
mod set_claimer;
mod set_reward_roles;
