//! A vault's limits, its term, and the notice of its changes.

mod notice;
mod set_vault_limits;
mod term;
