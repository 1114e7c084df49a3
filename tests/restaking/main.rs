//! The program's tests, a file a capability.

mod accounts;
mod agreements;
mod attacks;
mod config;
mod delegations;
mod depositors;
mod entities;
mod epochs;
mod equivocation;
mod gated;
mod grants;
mod growth;
mod history;
mod keys;
mod life;
mod limits;
mod notice;
mod releases;
mod rent;
mod sets;
mod settling;
mod slashing;
mod stake;
mod table;
mod terms;
mod whole_balance;
