//! Rewards in a vault's own asset, and fees, on the program that ships. After every step the vault's tokens are what its ledger
//! owes, to the token, and the step's event says how the one came from the other.

mod accounts;
mod books;
mod collect_fees;
mod just_in_time;
mod life;
mod parties;
mod pay_reward;
mod refusals;
mod scene;
mod set_fees;
mod set_protocol_fee;
mod vault_rates;
