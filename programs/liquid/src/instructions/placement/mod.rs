//! Instructions of placements: assets in vaults of the core.

mod add_placement;
mod collect_exit;
mod place;
mod remove_placement;
mod set_placement;
mod unplace;

pub use add_placement::*;
pub use collect_exit::*;
pub use place::*;
pub use remove_placement::*;
pub use set_placement::*;
pub use unplace::*;
