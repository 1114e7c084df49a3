//! Lets a pool look at its sources. Permissionless.

use anchor_lang::prelude::*;

use crate::event::{PoolWorth, RatesObserved, emit};
use crate::source;
use crate::state::Pool;

/// Accounts of `observe_rates`. Those that value the pool follow.
#[derive(Accounts)]
pub struct ObserveRates {
    #[account(mut)]
    pub pool: Account<Pool>,
}

impl ObserveRates {
    /// Takes notice of all rates, and takes the fees that are due. A rejected rate refuses what needs a value, and a refused
    /// transaction notes nothing: this begins its quarantine.
    pub fn observe_rates(&mut self, sources: &[AccountView]) -> Result<()> {
        let clock = Clock::get()?;
        let valued = source::touch(&mut self.pool, sources, &clock)?;
        // What code says that no one acknowledged is no rate.
        let values = valued.check_code()?;
        let number = |place: Option<usize>| place.map_or(0, |place| place as u64 + 1);
        let (rejected, quarantined) = (number(values.rejected), number(values.quarantined));
        let worth = PoolWorth::of(self.pool.ledger.supply, values);
        emit(RatesObserved {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: clock.unix_timestamp,
            worth,
            rejected,
            quarantined,
        });
        Ok(())
    }
}
