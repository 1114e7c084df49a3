//! An NCN's end.

use anchor_lang::prelude::*;

use crate::error::RestakingError;
use crate::event::NcnRetired;
use crate::state::Ncn;
use crate::till;

/// Accounts of `retire_ncn`.
#[derive(Accounts)]
pub struct RetireNcn {
    /// The NCN's admin.
    #[account(address = ncn.admin @ RestakingError::NotNcnAdmin)]
    pub admin: Signer,
    /// The NCN.
    #[account(mut)]
    pub ncn: Account<Ncn>,
}

impl RetireNcn {
    /// From now on the NCN takes on nothing new, for good. What it has stays slashable until it is taken back.
    pub fn run(&mut self) -> Result<()> {
        require!(self.ncn.retired == 0, RestakingError::Retired);
        self.ncn.retired = 1;
        emit!(NcnRetired { ncn: *self.ncn.address(), number: self.ncn.next_event(), time: till::now()? });
        Ok(())
    }
}
