//! The account of a round.

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use ncn_kit::program::tables;
use template_ledger::round::{Round, VoteEntry};

use crate::error::{ServiceError, fail, unfit};

/// The most operators of a round: one instruction allocates at most 10,240 bytes.
pub const MAX_OPERATORS: u64 = 249;

/// The round of a height, at `["round", service, height]`; a vote per entry of the stake table follows, at the entry's index. Other
/// programs read it as a certificate: see `template_ledger::certificate`, which knows the layout.
#[account]
pub struct ServiceRound {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub service: Address,
    /// The table of the height's weights.
    pub table: Address,
    /// Paid for the account and receives its rent.
    pub payer: Address,
    pub round: Round,
    pub events: u64,
    pub reserved: [u8; 24],
}

impl ServiceRound {
    pub const SEED: &'static [u8] = b"round";

    /// The size of the account, with a vote for each operator of the table at `view`.
    ///
    /// # Errors
    /// [`ServiceError::NotATable`], [`ServiceError::TableTooLarge`].
    pub fn space(view: &AccountView) -> Result<usize> {
        let data = view.try_borrow()?;
        let count = tables::read(view, &data).map_err(unfit)?.count() as u64;
        if count > MAX_OPERATORS {
            return Err(fail(ServiceError::TableTooLarge, count, MAX_OPERATORS));
        }
        Ok(Slab::<Self, VoteEntry>::space_for(count as u32))
    }

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }
}
