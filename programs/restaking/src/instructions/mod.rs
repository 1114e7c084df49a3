//! One file per instruction, in a folder per concept: the accounts, and a handler of the instruction's name that checks, calls
//! one ledger transition, carries out its token flow and emits one event.

pub mod admin;
pub mod allocation;
pub mod bond;
pub mod config;
pub mod delegation;
pub mod deposit;
pub mod exit;
pub mod key;
pub mod ncn;
pub mod operator;
pub mod opt_in;
pub mod pause;
pub mod report;
pub mod reward_offer;
pub mod reward_tree;
pub mod slash;
pub mod table;
pub mod vault;
