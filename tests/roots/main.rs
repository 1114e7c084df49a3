//! Rewards by root on the program that ships: who publishes, who strikes, who claims, and who does not.

mod accounts;
mod claimers;
mod claims;
mod fuzz;
mod life;
mod proofs;
mod roles;
mod roots;
mod scene;
