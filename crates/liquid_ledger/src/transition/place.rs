//! Moving an asset's tokens into vaults and back.

use crate::EXITS;
use crate::error::{LedgerError, Result, Rule, ensure};
use crate::math::{add, floor, part_ceil, part_floor, sub};
use crate::state::placement::PlacedExit;
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
    /// Books `tokens` that entered the vault of the placement at `place` for `shares` of it. `gain` is by how much the lower figure of
    /// the pool's shares of that vault rose.
    ///
    /// Only the free reserve is placed, and entering may lose no more than the pool's bound: a vault's fees come off the lower value
    /// at once.
    ///
    /// # Errors
    /// [`Rule::NoPlacement`], [`Rule::Zero`], [`Rule::OverReserve`], [`Rule::ValueLost`].
    pub fn place(&mut self, values: &Values, place: usize, tokens: u64, shares: u64, gain: u64) -> Result<()> {
        let index = self.asset_of(place)?;
        let free = self.free(values, index)?;
        ensure(tokens > 0, Rule::Zero, 0, 1)?;
        ensure(tokens <= free, Rule::OverReserve, tokens, free)?;
        let loss = add(part_ceil(tokens, self.place_loss_bps.at(values.now))?, ROUNDING)?;
        let least = tokens.saturating_sub(loss);
        ensure(gain >= least, Rule::ValueLost, gain, least)?;
        let held = add(self.placements[place].shares, shares)?;

        self.assets[index].idle -= tokens;
        self.placements[place].shares = held;
        Ok(())
    }

    /// The tokens by which the placement at `place` is below its target: what anyone may place there.
    ///
    /// # Errors
    /// [`Rule::NoPlacement`], [`Rule::Overflow`].
    pub fn shortfall(&self, values: &Values, place: usize) -> Result<u64> {
        let target = part_floor(values.tokens[self.asset_of(place)?], self.placements[place].target_bps)?;
        Ok(target.saturating_sub(values.holdings[place].low))
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

    /// Books an exit of `shares` from the vault of the placement at `place`, for which the core gave a ticket of `ticket_shares` of its
    /// bucket. Returns the slot of the exit.
    ///
    /// # Errors
    /// [`Rule::NoPlacement`], [`Rule::Dust`], [`Rule::Overflow`], [`Rule::TooManyExits`].
    pub fn unplace(&mut self, place: usize, shares: u64, ticket_shares: u64) -> Result<usize> {
        self.asset_of(place)?;
        ensure(ticket_shares > 0, Rule::Dust, shares, 1)?;
        let placement = &mut self.placements[place];
        let left = sub(placement.shares, shares)?;
        let slot = placement.exits.iter().position(|exit| !exit.is_open());
        let slot = slot.ok_or(LedgerError::new(Rule::TooManyExits, EXITS as u64, EXITS as u64))?;
        placement.shares = left;
        placement.exits[slot] = PlacedExit { shares: ticket_shares, given: 0 };
        Ok(slot)
    }

    /// Books the `paid` tokens of the core's claim of the exit at `slot`: `floor(paid·given/shares)` is the leavers' in kind.
    ///
    /// An exit is collected once, when the claim closes its ticket, so no open slash contests it: its leavers' parts divide one
    /// payment.
    ///
    /// # Errors
    /// [`Rule::NoPlacement`], [`Rule::NoExit`], [`Rule::ExitContested`].
    pub fn collect(&mut self, place: usize, slot: usize, paid: u64, is_closed: bool) -> Result<Collected> {
        let index = self.asset_of(place)?;
        let exit = self.placements[place].exits.get(slot).filter(|exit| exit.is_open());
        let exit = *exit.ok_or(LedgerError::new(Rule::NoExit, slot as u64, EXITS as u64))?;
        ensure(is_closed, Rule::ExitContested, paid, 0)?;
        let given = if exit.given == 0 { 0 } else { floor(paid, exit.given, exit.shares)? };
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
