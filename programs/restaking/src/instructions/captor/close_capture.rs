//! A captor's rent back: what was entered stays. At any time, unless rewards may be paid by the capture.

use anchor_lang::accounts::Slab;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::{RestakingError, fail};
use crate::event::CaptureClosed;
use crate::state::{CaptureEntry, StakeCapture, StakeEntry, StakeTable};
use crate::till;

/// Accounts of `close_capture`.
#[derive(Accounts)]
pub struct CloseCapture {
    /// Who made the capture, and paid for it. Nobody else closes it, or it might be gone before it is entered.
    #[account(mut, address = capture.captor @ RestakingError::NotCaptor)]
    pub captor: Signer,
    /// The capture, closed here.
    #[account(mut, close = captor)]
    pub capture: Slab<StakeCapture, CaptureEntry>,
    /// The table, which may be closed.
    #[account(address = capture.table @ RestakingError::WrongCapture)]
    pub table: UncheckedAccount,
}

impl CloseCapture {
    /// Closes the capture, unless its table may be attributed a reward, and the capture may be the one that is paid by.
    pub fn run(&mut self) -> Result<()> {
        let now = till::now()?;
        // A closed table's address is the system program's.
        if !self.table.account().owned_by(&System::id()) {
            self.check_rewards(now)?;
        }
        let capture = &mut self.capture;
        emit!(CaptureClosed {
            capture: *capture.address(),
            number: capture.next_event(),
            time: now,
            table: capture.table,
            operator: capture.operator,
            weight: capture.weight,
        });
        Ok(())
    }

    /// Refuses within the window of a table that rewards may be attributed to: a captor that closes a capture and makes another one
    /// could take the shares of the vaults that it leaves out. Refuses after it where the capture stands and has unpaid shares.
    fn check_rewards(&self, now: i64) -> Result<()> {
        let table = Slab::<StakeTable, StakeEntry>::load(*self.table.account())?;
        if table.offers == 0 {
            return Ok(());
        }
        if now < table.closes_at {
            return Err(fail(RestakingError::TableOpen, now as u64, table.closes_at as u64));
        }
        let capture = &self.capture;
        let entry = StakeEntry::find(&table, &capture.operator).ok().map(|place| &table.as_slice()[place]);
        if entry.is_some_and(|entry| address_eq(&entry.captor, &capture.captor)) {
            table.require_settled(now, |place| capture.is_claimed(place))?;
        }
        Ok(())
    }
}
