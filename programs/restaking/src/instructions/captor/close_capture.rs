//! A captor's rent back, at any time: what was entered stays.

use anchor_lang::prelude::*;

use crate::error::RestakingError;
use crate::event::CaptureClosed;
use crate::state::StakeCapture;
use crate::till;

/// Accounts of `close_capture`.
#[derive(Accounts)]
pub struct CloseCapture {
    /// Who made the capture, and paid for it. Nobody else closes it, or it might be gone before it is entered.
    #[account(mut, address = capture.captor @ RestakingError::NotCaptor)]
    pub captor: Signer,
    /// The capture, closed here.
    #[account(mut, close = captor)]
    pub capture: Account<StakeCapture>,
}

impl CloseCapture {
    /// Closes the capture.
    pub fn run(&mut self) -> Result<()> {
        let capture = &mut self.capture;
        emit!(CaptureClosed {
            capture: *capture.address(),
            number: capture.next_event(),
            time: till::now()?,
            table: capture.table,
            operator: capture.operator,
            weight: capture.weight,
        });
        Ok(())
    }
}
