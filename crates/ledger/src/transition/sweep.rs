//! Tokens that were sent to a vault's address, beside its books, and that leave for its fee wallet with notice.

use crate::refusal::{Result, Rule, ensure};
use crate::state::vault::VaultLedger;

/// The shortest notice of a sweep into the fee wallet, in seconds: a week.
pub const MIN_SWEEP_SECONDS: i64 = 7 * 86_400;

impl VaultLedger {
    /// When tokens that are announced at `now` may leave for the fee wallet: with the notice of a rise, and after
    /// [`MIN_SWEEP_SECONDS`] at least. An exit requested at the announcement is out by then.
    pub fn sweep_due(&self, now: i64) -> i64 {
        self.notice_at(now).rise.max(now.saturating_add(MIN_SWEEP_SECONDS))
    }
}

/// What leaves at `now` of an account that holds `held`: what was announced, as far as it is there. What came later waits for a
/// notice of its own.
///
/// # Errors
/// [`Rule::SweepNotDue`].
pub fn sweep(announced: u64, held: u64, due: i64, now: i64) -> Result<u64> {
    ensure(now >= due, Rule::SweepNotDue, now.max(0).unsigned_abs(), due.max(0).unsigned_abs())?;
    Ok(announced.min(held))
}
