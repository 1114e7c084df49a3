//! A vault lets the operator sets of an NCN slash it by its agreement with the NCN, or no longer.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::Pause;

use crate::error::{RestakingError, refused};
use crate::event::SetsCovered;
use crate::state::{Config, Ncn, OptIn, Vault};
use crate::{pause, till};

/// Accounts of `cover_sets`.
#[derive(Accounts)]
pub struct CoverSets {
    /// The vault's admin, or the holder of a grant.
    pub admin: Signer,
    /// The config: it may pause what raises exposure.
    pub config: Account<Config>,
    /// The vault. It counts what it announces.
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The NCN: a parent, or one that may become one.
    pub ncn: Account<Ncn>,
    /// The agreement of the two.
    #[account(
        mut,
        constraint = address_eq(&opt_in.left, vault.address()) @ RestakingError::WrongOptIn,
        constraint = address_eq(&opt_in.right, ncn.address()) @ RestakingError::WrongOptIn
    )]
    pub opt_in: Account<OptIn>,
}

impl CoverSets {
    /// Covers the sets that there are and those to come, with the notice of a rise, or none of them, with that of a fall. What they
    /// take counts against the limits of this agreement, together with what the NCN itself takes.
    pub fn run(&mut self, covers: bool) -> Result<()> {
        let clock = till::now()?;
        let ledger = &mut self.vault.ledger;
        let (now, notice) = (ledger.time_at(clock), ledger.notice_at(clock));
        let before = self.opt_in.sets;
        self.opt_in.sets.announce(covers.into(), now, notice).map_err(refused)?;
        let rises = self.opt_in.sets.next > before.next;
        ledger.note_risk(rises && self.opt_in.agreement.is_announced());
        if rises {
            require!(self.ncn.retired == 0, RestakingError::Retired);
            pause::check(Pause::EXPOSURE, &self.vault, &self.config, clock)?;
        }
        emit!(SetsCovered {
            opt_in: *self.opt_in.address(),
            number: self.opt_in.next_event(),
            time: now,
            vault: *self.vault.address(),
            ncn: *self.ncn.address(),
            before,
            after: self.opt_in.sets,
        });
        Ok(())
    }
}
