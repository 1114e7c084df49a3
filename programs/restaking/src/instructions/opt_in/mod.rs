//! Instructions of the parties of an opt-in.

mod change_opt_in;
mod close_opt_in;
mod cover_sets;
mod join_opt_in;
mod leave_opt_in;
mod open_opt_in;
mod release_opt_in;
mod set_loss_limits;
mod set_stop_loss;

pub use change_opt_in::*;
pub use close_opt_in::*;
pub use cover_sets::*;
pub use open_opt_in::*;
pub use release_opt_in::*;
pub use set_stop_loss::*;

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use ledger::state::breaker::LossLimits;
use ledger::state::opt_in::Sides;

use crate::event::{OptInChanged, emit};
use crate::state::OptIn;

/// Emits the opt-in and its limits before and after. Inlined, because passing the figures costs more compute units.
#[inline(always)]
pub(super) fn announce(
    opt_in: &mut Account<OptIn>,
    time: i64,
    (before, limits_before): (Sides, LossLimits),
    closed: bool,
) -> Result<()> {
    emit(OptInChanged {
        opt_in: *opt_in.address(),
        number: opt_in.next_event(),
        time,
        left: opt_in.left,
        right: opt_in.right,
        before,
        after: opt_in.sides,
        limits_before,
        limits_after: opt_in.limits,
        closed: closed.into(),
        padding: [0; 7],
    });
    Ok(())
}
