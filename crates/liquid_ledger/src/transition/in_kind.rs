//! Leaving in kind: a part of everything. No price, no guard, no pause and no fee, so it is always open.

use crate::error::{Result, Rule, ensure};
use crate::math::{add, floor, sub};
use crate::state::pool::PoolLedger;
use crate::{ASSETS, EXITS, PLACEMENTS};

/// What a leaver takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InKind {
    /// Tokens of each asset's reserve.
    pub idle: [u64; ASSETS],
    /// Shares of each placement's vault.
    pub shares: [u64; PLACEMENTS],
    /// Shares of each exit on its way: paid when it is collected.
    pub exits: [[u64; EXITS]; PLACEMENTS],
}

impl PoolLedger {
    /// Burns `shares` for `floor(x·shares/N)` of each thing that the pool has at `now`. Rewards that still stream stay. The management
    /// fee is taken first; a performance that no one has looked at yet is not.
    ///
    /// Tokens in `set_aside` (a bit an asset) are kept in the reserve for the leaver, such as those of an asset that its issuer
    /// froze: they are owed, and no one else's.
    ///
    /// # Errors
    /// [`Rule::Zero`], [`Rule::OverSupply`], [`Rule::Overflow`].
    pub fn leave_in_kind(&mut self, shares: u64, set_aside: u64, now: i64) -> Result<InKind> {
        ensure(shares > 0, Rule::Zero, 0, 1)?;
        ensure(shares <= self.supply, Rule::OverSupply, shares, self.supply)?;
        self.charge_management(now)?;
        let supply = self.supply;
        let mut taken = InKind { idle: [0; ASSETS], shares: [0; PLACEMENTS], exits: [[0; EXITS]; PLACEMENTS] };
        let count = self.assets().len();
        for (place, asset) in self.assets.iter_mut().enumerate().take(count) {
            let idle = add(asset.idle, asset.stream.release(now)?)?;
            let part = floor(idle, shares, supply)?;
            asset.idle = idle - part;
            if set_aside >> place & 1 == 1 {
                asset.owed = add(asset.owed, part)?;
            }
            taken.idle[place] = part;
        }
        for (place, placement) in self.placements.iter_mut().enumerate() {
            if placement.asset == 0 {
                continue;
            }
            let part = floor(placement.shares, shares, supply)?;
            placement.shares -= part;
            taken.shares[place] = part;
            for (slot, exit) in placement.exits.iter_mut().enumerate().filter(|(_, exit)| exit.is_open()) {
                let part = floor(sub(exit.shares, exit.given)?, shares, supply)?;
                exit.given = add(exit.given, part)?;
                taken.exits[place][slot] = part;
            }
        }
        self.supply = supply - shares;
        Ok(taken)
    }

    /// Pays what was set aside, or is a leaver's of a collected exit.
    ///
    /// # Errors
    /// [`Rule::Zero`], [`Rule::Overflow`] for more than is owed.
    pub fn pay_owed(&mut self, place: usize, tokens: u64) -> Result<()> {
        ensure(tokens > 0, Rule::Zero, 0, 1)?;
        let asset = self.asset_mut(place)?;
        asset.owed = sub(asset.owed, tokens)?;
        Ok(())
    }
}
