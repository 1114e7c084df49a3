//! The program's tests, a folder for each noun.

mod accounts;
mod admin;
mod attacks;
mod bond_pool;
mod config;
mod delegation;
mod deposit;
mod entities;
mod evidence;
mod exit;
mod grant;
mod history;
mod key;
mod life;
mod ncn;
mod opt_in;
mod pause;
mod reward;
mod reward_tree;
mod slash;
mod stake_table;
mod sweep;
mod token_2022;
mod vault;
mod vrt_metadata;
