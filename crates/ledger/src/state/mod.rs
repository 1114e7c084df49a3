//! What is stored: plain structs, their readings, and their invariants. Three of them are building blocks with their own changes:
//! [`delayed`], [`allowance`], [`stream`].

pub mod allocation;
pub mod allowance;
pub mod bond_pool;
pub mod books;
pub mod breaker;
pub mod clock;
pub mod delayed;
pub mod delegation;
pub mod exit_bucket;
pub mod exit_ticket;
pub mod exposure;
pub mod fee;
pub mod grant;
pub mod invariant;
pub mod opt_in;
pub mod pause;
pub mod pledge;
pub mod rates;
pub mod reward_offer;
pub mod reward_tree;
pub mod room;
pub mod slash;
pub mod slash_terms;
pub mod stake;
pub mod stop_loss;
pub mod stream;
pub mod term;
pub mod time;
pub mod vault;
pub mod weight;
