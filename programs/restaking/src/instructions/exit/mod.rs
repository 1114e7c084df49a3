//! Instructions of exits. Settling tickets and closing a bucket are permissionless.

mod cancel_exit;
mod claim_exit;
mod close_exit_bucket;
mod exit_instantly;
mod request_exit;
mod settle_exits;
mod transfer_exit_ticket;

pub use cancel_exit::*;
pub use claim_exit::*;
pub use close_exit_bucket::*;
pub use exit_instantly::*;
pub use request_exit::*;
pub use settle_exits::*;
pub use transfer_exit_ticket::*;
