//! Leaving by the queue: without a fee, when the asset's reserve has the tokens.

use crate::error::{Result, Rule, ensure};
use crate::math::{add, ceil, floor, sub};
use crate::state::batch::{Batch, Request};
use crate::state::pool::PoolLedger;
use crate::transition::touch::Values;

/// What a cancellation gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Canceled {
    /// The shares that were not filled.
    pub shares: u64,
    /// The tokens of those that were.
    pub tokens: u64,
}

/// What a fill does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The shares to burn.
    pub shares: u64,
    /// The tokens that they bring the batch.
    pub tokens: u64,
}

impl PoolLedger {
    /// Puts `shares` into the batch of this period for the asset at `place`. The shares stay shares of the pool until the batch is
    /// filled: they earn, and bear losses.
    ///
    /// A batch without requests begins now.
    ///
    /// # Errors
    /// [`Rule::Zero`], [`Rule::NoAsset`], [`Rule::OtherPeriod`] for a batch of another period.
    pub fn request(&mut self, place: usize, batch: &mut Batch, shares: u64, now: i64) -> Result<Request> {
        ensure(shares > 0, Rule::Zero, 0, 1)?;
        let period = self.period_at(now);
        let asset = self.asset(place)?;
        let begins = asset.last_batch != period + 1;
        // A batch of an earlier period keeps its place in the row, even if nothing of it waits.
        let is_new = *batch == Batch { period, ..Batch::default() };
        ensure(if begins { is_new } else { batch.period == period }, Rule::OtherPeriod, batch.period, period)?;
        let requested = add(asset.requested, shares)?;
        let start = if begins { asset.requested } else { batch.start };
        let mut after = Batch { start, ..*batch };
        after.shares = add(after.shares, shares)?;
        after.requests = add(after.requests, 1)?;

        *batch = after;
        let asset = self.asset_mut(place)?;
        (asset.requested, asset.last_batch) = (requested, period + 1);
        Ok(Request { shares, taken: 0 })
    }

    /// Takes back what is not filled of a request, and pays what is. Always open, so that no source and no guard can keep a holder in the
    /// queue. The row ends earlier if this is its last batch. Otherwise it keeps the place of what was canceled until it is passed.
    ///
    /// With `f = ceil(own·filled/shares)` of its shares filled, the request gives back `own - f`, and takes `floor(own·paid/shares)` less what
    /// it took. Roundings favor the batch's other requests.
    ///
    /// # Errors
    /// [`Rule::Zero`]; [`Rule::TooLateToCancel`] where all of it is filled.
    pub fn cancel_request(&mut self, place: usize, batch: &mut Batch, request: &mut Request) -> Result<Canceled> {
        ensure(request.shares > 0, Rule::Zero, 0, 1)?;
        let own = request.shares;
        let filled = ceil(own, batch.filled, batch.shares)?;
        let paid = floor(own, batch.paid, batch.shares)?;
        let (shares, tokens) = (sub(own, filled)?, sub(paid, request.taken)?);
        ensure(shares > 0, Rule::TooLateToCancel, filled, own)?;
        let asset = self.asset_mut(place)?;
        let owed = sub(asset.owed, tokens)?;
        // Nothing comes after the last batch. Its cancellations take no place, so that no one uses the row up.
        let is_last = asset.last_batch == add(batch.period, 1)?;
        let (requested, canceled) = if is_last {
            (sub(asset.requested, shares)?, asset.canceled)
        } else {
            (asset.requested, add(asset.canceled, shares)?)
        };
        let after = Batch {
            start: add(batch.start, filled)?,
            shares: sub(batch.shares, own)?,
            filled: sub(batch.filled, filled)?,
            paid: sub(batch.paid, paid)?,
            taken: sub(batch.taken, request.taken)?,
            requests: sub(batch.requests, 1)?,
            canceled: add(batch.canceled, if is_last { 0 } else { shares })?,
            ..*batch
        };

        (asset.owed, asset.requested, asset.canceled) = (owed, requested, canceled);
        (*batch, *request) = (after, Request::default());
        Ok(Canceled { shares, tokens })
    }

    /// Passes what was canceled of a batch in which nothing waits, if the row is filled up to there.
    fn pass(&mut self, place: usize, batch: &mut Batch) -> Result<()> {
        let next = add(batch.start, batch.filled)?;
        let asset = self.asset_mut(place)?;
        if batch.waiting() == 0 && asset.filled == next {
            asset.filled = add(asset.filled, batch.canceled)?;
            asset.canceled = sub(asset.canceled, batch.canceled)?;
            batch.canceled = 0;
        }
        Ok(())
    }

    /// Burns as many of the batch's shares as the asset's reserve can pay, at their worth now: all requests of the batch get the same.
    /// Shares that are worth less than a token together bring nothing: they would block all later batches.
    ///
    /// # Errors
    /// Those of [`Values::check_waiting`]; [`Rule::PeriodRuns`], [`Rule::NotNext`], [`Rule::OverReserve`] where the reserve pays for no
    /// share, [`Rule::Insolvent`] where the pool is worth nothing.
    pub fn fill(&mut self, values: &Values, place: usize, batch: &mut Batch) -> Result<Filled> {
        values.check_waiting(self, place)?;
        let period = self.period_at(values.now);
        ensure(batch.period < period, Rule::PeriodRuns, batch.period, period)?;
        let asset = self.asset(place)?;
        let next = add(batch.start, batch.filled)?;
        ensure(asset.filled == next, Rule::NotNext, asset.filled, next)?;
        let waiting = batch.waiting();
        if waiting == 0 && batch.canceled > 0 {
            self.pass(place, batch)?;
            return Ok(Filled { shares: 0, tokens: 0 });
        }
        ensure(waiting > 0, Rule::Zero, 0, 1)?;
        ensure(values.total_low > 0, Rule::Insolvent, self.supply, values.total_low)?;
        let price = &values.prices[place];
        let wanted = price.tokens_for(self.worth(waiting, values.total_low)?)?;
        let (shares, tokens) = if wanted <= asset.idle {
            (waiting, wanted)
        } else {
            let shares = floor(waiting, asset.idle, wanted)?;
            // Two roundings may come to a token more than there is.
            let tokens = price.tokens_for(self.worth(shares, values.total_low)?)?.min(asset.idle);
            ensure(tokens > 0, Rule::OverReserve, wanted, asset.idle)?;
            (shares, tokens)
        };
        let (idle, owed) = (sub(asset.idle, tokens)?, add(asset.owed, tokens)?);
        let filled = add(asset.filled, shares)?;
        let paid = add(batch.paid, tokens)?;

        let asset = self.asset_mut(place)?;
        (asset.idle, asset.owed, asset.filled) = (idle, owed, filled);
        self.supply = sub(self.supply, shares)?;
        (batch.filled, batch.paid) = (add(batch.filled, shares)?, paid);
        self.pass(place, batch)?;
        Ok(Filled { shares, tokens })
    }

    /// Pays a request its part of what its batch was paid. Returns the tokens, and whether the request is done.
    ///
    /// # Errors
    /// [`Rule::NothingToPay`].
    pub fn claim(&mut self, place: usize, batch: &mut Batch, request: &mut Request) -> Result<(u64, bool)> {
        let tokens = batch.due(request)?;
        let is_done = batch.waiting() == 0;
        ensure(tokens > 0 || is_done, Rule::NothingToPay, batch.paid, request.taken)?;
        let asset = self.asset_mut(place)?;
        let owed = sub(asset.owed, tokens)?;
        let taken = add(batch.taken, tokens)?;
        let requests = sub(batch.requests, u64::from(is_done))?;

        asset.owed = owed;
        (batch.taken, batch.requests) = (taken, requests);
        request.taken = add(request.taken, tokens)?;
        if is_done {
            request.shares = 0;
        }
        Ok((tokens, is_done))
    }

    /// Closes a batch that no request needs. What roundings left of it goes to the holders; returns it.
    ///
    /// # Errors
    /// [`Rule::RequestsOutstanding`]; [`Rule::PeriodRuns`] for the batch of this period, which more requests may join;
    /// [`Rule::NotNext`] for canceled requests that the row has not come to.
    pub fn close_batch(&mut self, place: usize, batch: &mut Batch, now: i64) -> Result<u64> {
        ensure(batch.requests == 0, Rule::RequestsOutstanding, batch.requests, 0)?;
        let period = self.period_at(now);
        ensure(batch.period < period, Rule::PeriodRuns, batch.period, period)?;
        let mut passed = *batch;
        let next = add(batch.start, batch.filled)?;
        ensure(
            batch.canceled == 0 || self.asset(place)?.filled == next,
            Rule::NotNext,
            self.asset(place)?.filled,
            next,
        )?;
        self.pass(place, &mut passed)?;
        let asset = self.asset_mut(place)?;
        let dust = sub(batch.paid, batch.taken)?;
        (asset.owed, asset.idle) = (sub(asset.owed, dust)?, add(asset.idle, dust)?);
        *batch = Batch::default();
        Ok(dust)
    }
}
