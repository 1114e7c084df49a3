//! Instructions of bond pools and positions. The vault's admin opens the pool and adds rewards, holders bond, and
//! anyone can pay rewards in.

mod add_reward_mint;
#[expect(clippy::module_inception, reason = "the instruction has the name of its noun")]
mod bond;
mod change_bond;
mod claim_position_reward;
mod close_position;
mod open_bond_pool;
mod open_position;
mod pay_position_reward;
mod unbond;

pub use add_reward_mint::*;
pub use change_bond::*;
pub use claim_position_reward::*;
pub use close_position::*;
pub use open_bond_pool::*;
pub use open_position::*;
pub use pay_position_reward::*;
