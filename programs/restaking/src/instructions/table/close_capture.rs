//! Closes a capture and returns its rent. The table's entry stays. Possible at any time, unless rewards may be paid by
//! the capture.

use anchor_lang::accounts::Slab;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::clock;
use crate::error::{RestakingError, fail};
use crate::event::{CaptureClosed, emit};
use crate::state::{CaptureEntry, StakeCapture, StakeEntry, StakeTable};

/// Accounts of `close_capture`.
#[derive(Accounts)]
pub struct CloseCapture {
    /// The capture's author and payer. No other account may close it, because it could disappear before it is entered.
    #[account(mut, address = capture.captor @ RestakingError::NotCaptor)]
    pub captor: Signer,
    #[account(mut, close = captor)]
    pub capture: Slab<StakeCapture, CaptureEntry>,
    /// The table; may be closed already.
    #[account(address = capture.table @ RestakingError::WrongCapture)]
    pub table: UncheckedAccount,
}

impl CloseCapture {
    /// Closes the capture, unless its table may still receive a reward that is paid by this capture.
    pub fn close_capture(&mut self) -> Result<()> {
        let now = clock::now()?;
        match Slab::load(*self.table.account()) {
            Ok(table) => self.check_rewards(&table, now)?,
            // A closed table's address belongs to the system program.
            Err(_) if self.table.account().owned_by(&System::id()) => {}
            Err(error) => return Err(error),
        }
        let capture = &mut self.capture;
        emit(CaptureClosed {
            capture: *capture.address(),
            number: capture.next_event(),
            time: now,
            table: capture.table,
            operator: capture.operator,
            weight: capture.weight,
        });
        Ok(())
    }

    /// Refuses within the window of a table that can receive rewards: a captor could otherwise recapture with fewer
    /// vaults and take the shares of those left out. After the window, refuses if the capture stands and has unpaid
    /// shares.
    #[inline(always)]
    fn check_rewards(&self, table: &Slab<StakeTable, StakeEntry>, now: i64) -> Result<()> {
        // Most tables have no offers.
        if table.offers == 0 {
            return Ok(());
        }
        if now < table.closes_at {
            return Err(fail(RestakingError::TableOpen, now as u64, table.closes_at as u64));
        }
        let capture = &self.capture;
        let entry = StakeEntry::find(table, &capture.operator).ok().map(|place| &table.as_slice()[place]);
        if entry.is_some_and(|entry| address_eq(&entry.captor, &capture.captor)) {
            table.require_settled(now, |place| capture.is_claimed(place))?;
        }
        Ok(())
    }
}
