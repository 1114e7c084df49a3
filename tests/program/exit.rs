//! Exits: their epochs, and the settlement of tickets.

mod epochs;
mod settle_exits;
