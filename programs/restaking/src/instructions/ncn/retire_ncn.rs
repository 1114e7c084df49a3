//! Retires an NCN.

use anchor_lang::prelude::*;

use crate::clock;
use crate::error::RestakingError;
use crate::event::{NcnRetired, emit};
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
        require!(!self.ncn.retired.get(), RestakingError::Retired);
        self.ncn.retired = true.into();
        emit(NcnRetired { ncn: *self.ncn.address(), number: self.ncn.next_event(), time: clock::now()? });
        Ok(())
    }
}
