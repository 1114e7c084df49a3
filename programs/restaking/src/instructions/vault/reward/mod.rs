//! Instructions of rewards in a vault's own asset, and of fees.

mod collect_fees;
mod pay_reward;
mod set_fees;

pub use collect_fees::*;
pub use pay_reward::*;
pub use set_fees::*;
