//! An NCN lets a vault or an operator go, before the time of the leave that is pending.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;

use crate::error::{RestakingError, fail, refused};
use crate::instructions::opt_in::announce;
use crate::state::{Config, Ncn, OptIn};
use crate::till;

/// Accounts of `release_opt_in`.
#[derive(Accounts)]
pub struct ReleaseOptIn {
    /// The NCN's admin, or the holder of a grant.
    pub admin: Signer,
    /// The config: it bounds how long a table's stake can be certain.
    pub config: Account<Config>,
    /// The NCN.
    #[account(address = opt_in.right @ RestakingError::WrongOptIn)]
    pub ncn: Account<Ncn>,
    /// Its agreement with a vault or an operator.
    #[account(mut)]
    pub opt_in: Account<OptIn>,
}

impl ReleaseOptIn {
    /// Has each leave that is pending take effect now. It waits where sets of the NCN are covered: they rely on the agreement too.
    pub fn run(&mut self) -> Result<()> {
        let now = till::now()?;
        check_promised(&self.ncn, &self.config, now)?;
        let opt_in = &mut self.opt_in;
        require!(opt_in.sets.at(now) == 0, RestakingError::SetsCovered);
        let before = (opt_in.agreement, opt_in.limits);
        opt_in.agreement.release(now).map_err(refused)?;
        announce(opt_in, now, before, false)
    }
}

/// Refuses a release while a table may count on the stake.
///
/// A table of stake that is certain says until when. No stake is certain past the end of the epoch after its capture, so that it says
/// nothing of what is later than two of the longest epochs after its window.
///
/// # Errors
/// [`RestakingError::StakePromised`], with the time and the last second of the promise.
pub(super) fn check_promised(ncn: &Account<Ncn>, config: &Config, now: i64) -> Result<()> {
    let until = ncn.certain_until.min(config.notice(ncn.certain_closes_at).fall);
    if now <= until {
        return Err(fail(RestakingError::StakePromised, now.unsigned_abs(), until.unsigned_abs()));
    }
    Ok(())
}
