//! The program's tests, a folder for each noun.

mod accounts;
mod admin;
mod attacks;
mod bond;
mod config;
mod delegation;
mod deposit;
mod entities;
mod exit;
mod history;
mod key;
mod life;
mod ncn;
mod opt_in;
mod pause;
mod report;
mod reward_tree;
mod slash;
mod table;
mod token_2022;
mod vault;
