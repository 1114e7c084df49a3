//! Instructions of exits: in kind, at once, and by the queue.

mod cancel_queued_exit;
mod claim_exit_part;
mod claim_queued_exit;
mod claim_set_aside;
mod close_batch;
mod exit_in_kind;
mod exit_instantly;
mod fill_batch;
mod queue_exit;

pub use cancel_queued_exit::*;
pub use claim_exit_part::*;
pub use claim_queued_exit::*;
pub use claim_set_aside::*;
pub use close_batch::*;
pub use exit_in_kind::*;
pub use exit_instantly::*;
pub use fill_batch::*;
pub use queue_exit::*;
