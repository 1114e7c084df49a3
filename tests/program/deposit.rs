//! Deposits: of a whole balance, of listed depositors, and through a gate.

mod approve_depositor;
mod gate;
mod whole_balance;
