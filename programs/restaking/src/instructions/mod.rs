//! One file per instruction, grouped by its sender or subject: the accounts, and a handler that checks, calls one
//! ledger transition, carries out its token flow and emits one event.

pub mod admin;
pub mod bond;
pub mod captor;
pub mod delegation;
pub mod deployer;
pub mod equivocation;
pub mod fee;
pub mod grant;
pub mod key;
pub mod ncn;
pub mod operator;
pub mod opt_in;
pub mod reward;
pub mod role;
pub mod slashing;
pub mod staker;
pub mod sweep;
