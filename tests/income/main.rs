//! Rewards in a vault's own asset, and fees, on the program that ships. After every step the vault's tokens are what its ledger
//! owes, to the token, and the step's event says how the one came from the other.

mod accounts;
mod books;
mod collecting;
mod fees;
mod just_in_time;
mod life;
mod parties;
mod protocol;
mod refusals;
mod scene;
mod streams;
