//! The instructions, one per file: accounts and handler.

mod accept_gate_admin;
mod announce_upgrade;
mod cancel_upgrade;
mod execute_upgrade;
mod open_gate;
mod propose_gate_admin;
mod raise_delay;
mod renounce_upgrades;
mod set_gate_guardian;

pub use accept_gate_admin::*;
pub use announce_upgrade::*;
pub use cancel_upgrade::*;
pub use execute_upgrade::*;
pub use open_gate::*;
pub use propose_gate_admin::*;
pub use raise_delay::*;
pub use renounce_upgrades::*;
pub use set_gate_guardian::*;
