//! Instructions of allocations: an operator's stake, divided among NCNs.

mod allocate;
mod release_allocation;

pub use allocate::*;
pub use release_allocation::*;
