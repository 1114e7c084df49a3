//! NCNs and their operator sets.

mod register_set;
mod slashable_stake;
