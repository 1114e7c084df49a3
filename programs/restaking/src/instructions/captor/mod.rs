//! Instructions of captors, whom anyone may be: they carry operators' weights into tables.

mod capture_stake;
mod close_capture;
mod enter_captures;

pub use capture_stake::*;
pub use close_capture::*;
pub use enter_captures::*;
