//! Moving an asset's tokens into vaults and back.

use ledger::state::exit_ticket::Ticket;
use ledger::transition::exit::Claim;

use crate::EXITS;
use crate::error::{LedgerError, Result, Rule, ensure};
use crate::math::{add, floor, part_ceil, sub};
use crate::state::placement::{Holding, PlacedExit};
use crate::state::pool::PoolLedger;
use crate::transition::touch::Values;

/// What roundings of the core may take of a placement by one step, in tokens.
const ROUNDING: u64 = 2;

/// What a collected exit brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Collected {
    /// Tokens for all holders.
    pub idle: u64,
    /// Tokens for those that left in kind while it was on its way.
    pub given: u64,
}

impl PoolLedger {
    /// Books `tokens` that entered the vault of the placement at `place` for `shares` of it. `after` is what the placement comes to
    /// then.
    ///
    /// Only the free reserve is placed, and entering may lose no more than the pool's bound: a vault's fees come off the lower value
    /// at once.
    ///
    /// # Errors
    /// [`Rule::NoPlacement`], [`Rule::OverReserve`], [`Rule::ValueLost`].
    pub fn place(&mut self, values: &Values, place: usize, tokens: u64, shares: u64, after: Holding) -> Result<()> {
        let index = self.asset_of(place)?;
        let free = self.free(values, index)?;
        ensure(tokens > 0, Rule::Zero, 0, 1)?;
        ensure(tokens <= free, Rule::OverReserve, tokens, free)?;
        let loss = add(part_ceil(tokens, self.place_loss_bps)?, ROUNDING)?;
        let least = add(values.holdings[place].low, tokens)?.saturating_sub(loss);
        ensure(after.low >= least, Rule::ValueLost, least, after.low)?;
        let held = add(self.placements[place].shares, shares)?;

        self.assets[index].idle -= tokens;
        self.placements[place].shares = held;
        Ok(())
    }

    /// The most tokens that may be taken out of vaults for the queue of the asset at `place` by anyone: what its queue waits for, less
    /// what is in the reserve or on its way.
    ///
    /// # Errors
    /// [`Rule::NoAsset`], [`Rule::Overflow`].
    pub fn missing(&self, values: &Values, place: usize, on_the_way: u64) -> Result<u64> {
        let there = add(self.asset(place)?.idle, on_the_way)?;
        Ok(self.wanted(values, place)?.saturating_sub(there))
    }

    /// Books an exit of `shares` from the vault of the placement at `place`, for which the core gave `ticket`.
    ///
    /// # Errors
    /// [`Rule::NoPlacement`], [`Rule::Overflow`], [`Rule::TooManyExits`].
    pub fn unplace(&mut self, place: usize, shares: u64, ticket: Ticket) -> Result<usize> {
        self.asset_of(place)?;
        let placement = &mut self.placements[place];
        let left = sub(placement.shares, shares)?;
        let slot = placement.exits.iter().position(|exit| exit.ticket.shares == 0);
        let slot = slot.ok_or(LedgerError::new(Rule::TooManyExits, EXITS as u64, EXITS as u64))?;
        placement.shares = left;
        placement.exits[slot] = PlacedExit { ticket, given: 0 };
        Ok(slot)
    }

    /// Books what the core's claim of the exit at `slot` paid: `floor(paid·given/shares)` is the leavers' in kind.
    ///
    /// An exit is collected once, when no open slash contests it: its leavers' parts divide one payment.
    ///
    /// # Errors
    /// [`Rule::NoPlacement`], [`Rule::NoExit`], [`Rule::ExitContested`].
    pub fn collect(&mut self, place: usize, slot: usize, claim: &Claim) -> Result<Collected> {
        let index = self.asset_of(place)?;
        let exit = self.placements[place].exits.get(slot).filter(|exit| exit.ticket.shares > 0);
        let exit = *exit.ok_or(LedgerError::new(Rule::NoExit, slot as u64, EXITS as u64))?;
        let paid = claim.flow.assets_out;
        ensure(claim.closes, Rule::ExitContested, paid, 0)?;
        let given = if exit.given == 0 { 0 } else { floor(paid, exit.given, exit.ticket.shares)? };
        let asset = &self.assets[index];
        let (idle, owed) = (add(asset.idle, paid - given)?, add(asset.owed, given)?);

        (self.assets[index].idle, self.assets[index].owed) = (idle, owed);
        self.placements[place].exits[slot] = PlacedExit::default();
        Ok(Collected { idle: paid - given, given })
    }

    /// The place of the asset of the placement at `place`.
    ///
    /// # Errors
    /// [`Rule::NoPlacement`].
    pub fn asset_of(&self, place: usize) -> Result<usize> {
        let asset = self.placement(place)?.asset();
        asset.ok_or(LedgerError::new(Rule::NoPlacement, place as u64, 0))
    }
}
