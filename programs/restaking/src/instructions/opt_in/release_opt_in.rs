//! Releases a vault's or an operator's pending leave early, with the NCN's consent.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;

use super::announce;
use crate::clock;
use crate::error::{RestakingError, fail, refused};
use crate::state::{Config, Ncn, OptIn};

/// Accounts of `release_opt_in`.
#[derive(Accounts)]
pub struct ReleaseOptIn {
    /// The NCN's admin, or the holder of a grant.
    pub admin: Signer,
    /// Bounds how long a table can guarantee stake.
    pub config: Account<Config>,
    #[account(address = opt_in.right @ RestakingError::WrongOptIn)]
    pub ncn: Account<Ncn>,
    /// The NCN's opt-in with a vault or an operator.
    #[account(mut)]
    pub opt_in: Account<OptIn>,
}

impl ReleaseOptIn {
    /// Makes each pending leave effective now. Refused while sets of the NCN are covered, because they rely on the
    /// opt-in too.
    pub fn release_opt_in(&mut self) -> Result<()> {
        let now = clock::now()?;
        check_promised(&self.ncn, &self.config, now)?;
        let opt_in = &mut self.opt_in;
        require!(opt_in.sets.at(now) == 0, RestakingError::SetsCovered);
        let before = (opt_in.agreement, opt_in.limits);
        opt_in.agreement.release(now).map_err(refused)?;
        announce(opt_in, now, before, false)
    }
}

/// Refuses a release while a table may guarantee the stake.
///
/// A table of guaranteed stake states the time of its guarantee. No stake is guaranteed past the end of the epoch after
/// its capture. Any guarantee therefore ends within two of the longest epochs after the window.
///
/// # Errors
/// [`RestakingError::StakePromised`], with the time and the last second of the guarantee.
pub(in crate::instructions) fn check_promised(ncn: &Account<Ncn>, config: &Config, now: i64) -> Result<()> {
    let until = ncn.certain_until.min(config.notice(ncn.certain_closes_at).fall);
    if now <= until {
        return Err(fail(RestakingError::StakePromised, now.unsigned_abs(), until.unsigned_abs()));
    }
    Ok(())
}
