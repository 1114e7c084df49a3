//! A vault's limits, its term, and the notice of its changes.

mod initialize_vault;
mod metadata;
mod notice;
mod reward;
mod set_vault_limits;
mod sweep;
mod term;
