//! Instructions of exits: in kind, at once, and by the queue.

mod cancel_queued_exit;
mod claim_exit_part;
mod claim_queued_exit;
mod claim_set_aside;
mod close_batch;
mod fill_batch;
mod leave_in_kind;
mod leave_instantly;
mod queue_exit;
mod transfer_queued_exit;

pub use cancel_queued_exit::*;
pub use claim_exit_part::*;
pub use claim_queued_exit::*;
pub use claim_set_aside::*;
pub use close_batch::*;
pub use fill_batch::*;
pub use leave_in_kind::*;
pub use leave_instantly::*;
pub use queue_exit::*;
pub use transfer_queued_exit::*;
