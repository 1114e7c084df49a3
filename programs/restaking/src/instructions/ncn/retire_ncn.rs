//! Retires an NCN.

use anchor_lang::prelude::*;

use crate::clock;
use crate::error::RestakingError;
use crate::event::NcnRetired;
use crate::state::Ncn;

/// Accounts of `retire_ncn`.
#[derive(Accounts)]
pub struct RetireNcn {
    /// The NCN's admin.
    #[account(address = ncn.admin @ RestakingError::NotNcnAdmin)]
    pub admin: Signer,
    #[account(mut)]
    pub ncn: Account<Ncn>,
}

impl RetireNcn {
    /// Retires the NCN permanently: it accepts nothing new. Existing stake stays slashable until it is withdrawn.
    pub fn retire_ncn(&mut self) -> Result<()> {
        require!(self.ncn.retired == 0, RestakingError::Retired);
        self.ncn.retired = 1;
        emit!(NcnRetired { ncn: *self.ncn.address(), number: self.ncn.next_event(), time: clock::now()? });
        Ok(())
    }
}
