//! A vault says at what losses it leaves an NCN by itself.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::{RestakingError, refused};
use crate::event::StopLossSet;
use crate::state::{Ncn, OptIn, Vault};
use crate::till;

/// Accounts of `set_stop_loss`.
#[derive(Accounts)]
pub struct SetStopLoss {
    /// The vault's admin.
    #[account(address = vault.admin @ RestakingError::NotVaultAdmin)]
    pub admin: Signer,
    /// The vault. It counts what it announces.
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The NCN.
    pub ncn: Account<Ncn>,
    /// The agreement of the two.
    #[account(
        mut,
        constraint = address_eq(&opt_in.left, vault.address()) @ RestakingError::WrongOptIn,
        constraint = address_eq(&opt_in.right, ncn.address()) @ RestakingError::WrongOptIn
    )]
    pub opt_in: Account<OptIn>,
}

impl SetStopLoss {
    /// Has the vault leave once slashes by this agreement took more than `bps` of its stake, in basis points, added up slash by slash;
    /// zero for never. A lower bound takes effect at once, a higher one as a rise of exposure.
    pub fn run(&mut self, bps: u64) -> Result<()> {
        let clock = till::now()?;
        let ledger = &mut self.vault.ledger;
        let (now, notice) = (ledger.time_at(clock), ledger.notice_at(clock));
        let before = self.opt_in.stop_loss;
        self.opt_in.stop_loss.set(bps, now, notice).map_err(refused)?;
        let after = self.opt_in.stop_loss;
        // What is no tightening leaves the bound as it is until its time.
        ledger.note_risk(after.bps.at(now) != bps);
        emit!(StopLossSet {
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
