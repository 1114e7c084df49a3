//! Instructions of slashes and of pledges for them.

mod accounts;
mod execute_slash;
mod pay_slash_share;
mod pledge;
mod propose_slash;
mod uncount_slash;
mod veto_slash;
mod withdraw_pledge;

pub use accounts::*;
pub use execute_slash::*;
pub use pay_slash_share::*;
pub use pledge::*;
pub use propose_slash::*;
pub use uncount_slash::*;
pub use veto_slash::*;
pub use withdraw_pledge::*;
