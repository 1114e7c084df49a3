//! Closes a round with its weighted median. Permissionless.

use anchor_lang::accounts::Slab;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::program::tables;
use oracle_ledger::round::ReportEntry;

use crate::error::{OracleError, refused, unfit};
use crate::event::{RoundFinalized, emit};
use crate::state::{Feed, PriceRound};

/// Accounts of `finalize`.
#[derive(Accounts)]
pub struct Finalize {
    #[account(mut)]
    pub feed: Account<Feed>,
    #[account(mut, constraint = address_eq(&round.feed, feed.address()) @ OracleError::WrongFeed)]
    pub round: Slab<PriceRound, ReportEntry>,
    /// The round's table.
    #[account(address = round.table @ OracleError::WrongTable)]
    pub table: UncheckedAccount,
}

impl Finalize {
    /// Closes the round after its window. `order` lists the indexes of the entries with a price, in ascending order of prices. A round
    /// without a quorum is closed without a price: its absent operators are judged all the same.
    pub fn finalize(&mut self, order: &[u8]) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let data = self.table.account().try_borrow()?;
        let table = tables::read(self.table.account(), &data).map_err(unfit)?;
        let number = self.feed.price.rounds + 1;
        let mut round = self.round.round;
        let entries = self.round.as_slice();
        let total = table.total_weight();
        round.finalize(entries, order, |place| table.weight_at(place), total, (number, now)).map_err(refused)?;
        self.round.round = round;
        let feed = &mut self.feed;
        feed.price.enter(&round);
        emit(RoundFinalized {
            feed: *feed.address(),
            number: feed.next_event(),
            time: now,
            round: *self.round.address(),
            table: self.round.table,
            height: round.height,
            round_number: round.number,
            price: round.price,
            weight: round.weight,
            total_weight: round.total_weight,
            near_weight: round.near_weight,
            dispersion_bps: round.dispersion_bps,
            priced: round.priced,
            abstained: round.abstained,
        });
        Ok(())
    }
}
