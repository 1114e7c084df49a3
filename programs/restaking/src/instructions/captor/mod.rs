//! Instructions that carry operators' weights into tables. Permissionless.

mod capture_stake;
mod close_capture;
mod enter_captures;

pub use capture_stake::*;
pub use close_capture::*;
pub use enter_captures::*;
