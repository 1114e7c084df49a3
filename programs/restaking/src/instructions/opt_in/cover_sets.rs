//! Sets whether a vault's opt-in with an NCN covers the NCN's operator sets, which can then slash the vault.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::state::pause::Pause;

use crate::error::{RestakingError, refused};
use crate::event::{SetsCovered, emit};
use crate::state::{Config, Ncn, OptIn, Vault};
use crate::{clock, pause};

/// Accounts of `cover_sets`.
#[derive(Accounts)]
pub struct CoverSets {
    /// The vault's admin, or the holder of a grant.
    pub admin: Signer,
    /// Holds protocol-wide pauses.
    pub config: Account<Config>,
    /// Tracks announced risks.
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The NCN: a parent, or a future parent.
    pub ncn: Account<Ncn>,
    /// The opt-in of the vault and the NCN.
    #[account(
        mut,
        constraint = address_eq(&opt_in.left, vault.address()) @ RestakingError::WrongOptIn,
        constraint = address_eq(&opt_in.right, ncn.address()) @ RestakingError::WrongOptIn
    )]
    pub opt_in: Account<OptIn>,
}

impl CoverSets {
    /// Covers all current and future sets, with the notice of an increase, or none of them, with the notice of a
    /// decrease. Their slashes count against this opt-in's limits, together with the NCN's own.
    pub fn cover_sets(&mut self, covers: bool) -> Result<()> {
        let clock = clock::now()?;
        let ledger = &mut self.vault.ledger;
        let (now, notice) = (ledger.time_at(clock), ledger.notice_at(clock));
        let before = self.opt_in.sets;
        self.opt_in.sets.announce(covers.into(), now, notice).map_err(refused)?;
        let rises = self.opt_in.sets.next > before.next;
        ledger.note_risk(rises && self.opt_in.sides.is_announced());
        if rises {
            require!(!self.ncn.retired.get(), RestakingError::Retired);
            pause::check(Pause::EXPOSURE, &self.vault, &self.config, clock)?;
        }
        emit(SetsCovered {
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
