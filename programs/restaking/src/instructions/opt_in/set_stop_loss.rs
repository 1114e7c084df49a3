//! Sets the losses at which a vault automatically leaves an NCN.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::{StopLossSet, emit};
use crate::state::{Ncn, OptIn, Vault};

/// Accounts of `set_stop_loss`.
#[derive(Accounts)]
pub struct SetStopLoss {
    /// The vault's admin.
    #[account(address = vault.admin @ RestakingError::NotVaultAdmin)]
    pub admin: Signer,
    /// Tracks announced risks.
    #[account(mut)]
    pub vault: Account<Vault>,
    pub ncn: Account<Ncn>,
    /// The opt-in of the vault and the NCN.
    #[account(
        mut,
        constraint = address_eq(&opt_in.left, vault.address()) @ RestakingError::WrongOptIn,
        constraint = address_eq(&opt_in.right, ncn.address()) @ RestakingError::WrongOptIn
    )]
    pub opt_in: Account<OptIn>,
}

impl SetStopLoss {
    /// Makes the vault leave once slashes under this opt-in exceed `bps` of its stake, in basis points added up slash
    /// by slash; zero means never. A lower bound takes effect at once, a higher one as an increase of exposure.
    pub fn set_stop_loss(&mut self, bps: u64) -> Result<()> {
        let clock = clock::now()?;
        let ledger = &mut self.vault.ledger;
        let (now, notice) = (ledger.time_at(clock), ledger.notice_at(clock));
        let before = self.opt_in.stop_loss;
        self.opt_in.stop_loss.set(bps, now, notice).map_err(refused)?;
        let after = self.opt_in.stop_loss;
        // Any change but a tightening leaves the bound unchanged until its time.
        ledger.note_risk(after.bps.at(now) != bps);
        emit(StopLossSet {
            opt_in: *self.opt_in.address(),
            number: self.opt_in.next_event(),
            time: now,
            vault: *self.vault.address(),
            ncn: *self.ncn.address(),
            before,
            after,
        });
        Ok(())
    }
}
