//! The program's tests, a file a capability.

mod accounts;
mod attacks;
mod config;
mod depositors;
mod epochs;
mod history;
mod life;
mod limits;
mod rent;
