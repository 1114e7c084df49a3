//! Releases a vault's or an operator's pending leave early, with the NCN's consent.

use anchor_lang::prelude::*;

use super::announce;
use crate::clock;
use crate::error::{RestakingError, refused};
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
        self.ncn.check_promised(&self.config, now)?;
        let opt_in = &mut self.opt_in;
        require!(opt_in.sets.at(now) == 0, RestakingError::SetsCovered);
        let before = (opt_in.sides, opt_in.limits);
        opt_in.sides.release(now).map_err(refused)?;
        announce(opt_in, now, before, false)
    }
}
