//! Rewards by root on the program that ships: its publishers, its disputers, its claimers, and strangers.

mod accounts;
mod claimers;
mod claims;
mod fuzz;
mod life;
mod proofs;
mod roles;
mod roots;
mod scene;
