//! Pauses deposits, instant exits or placing for at most seven days. No seconds end a pause.

use anchor_lang::prelude::*;

use crate::error::{LiquidError, fail};
use crate::event::{PoolPaused, emit};
use crate::state::Pool;

/// Accounts of `pause_pool`.
#[derive(Accounts)]
pub struct PausePool {
    /// The guardian or the admin.
    pub guardian: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
}

impl PausePool {
    pub fn pause_pool(&mut self, flags: u64, seconds: u64) -> Result<()> {
        self.pool.check_guardian(self.guardian.address())?;
        let now = Clock::get()?.unix_timestamp;
        let before = self.pool.pause;
        let paused = match seconds {
            0 => self.pool.pause.lift(now),
            _ => self.pool.pause.raise(flags, seconds, now),
        };
        paused.map_err(|refusal| fail(LiquidError::PauseRefused, refusal.value, refusal.limit))?;
        let strange = flags & !Pool::PAUSES;
        if strange != 0 {
            return Err(fail(LiquidError::PauseRefused, strange, Pool::PAUSES));
        }
        emit(PoolPaused {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            guardian: *self.guardian.address(),
            before,
            after: self.pool.pause,
        });
        Ok(())
    }
}
