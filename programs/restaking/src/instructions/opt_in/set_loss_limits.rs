//! Sets the loss limits that a vault grants an NCN.

use anchor_lang::prelude::*;

use super::{ChangeOptIn, Parties, announce};
use crate::clock;
use crate::error::{RestakingError, refused};
use crate::state::Entity;

impl ChangeOptIn {
    /// Sets what slashes of the NCN may take, in basis points of the vault's stake: one slash, and all of an epoch. The
    /// vault's signer is already checked.
    pub fn set_loss_limits(&mut self, parties: Parties, incident_bps: u64, epoch_bps: u64) -> Result<()> {
        let clock = clock::now()?;
        let (Entity::Vault(mut vault), Entity::Ncn(_)) = (parties.left, parties.right) else {
            return Err(RestakingError::WrongParties.into());
        };
        let now = vault.ledger.time_at(clock);
        let opt_in = &mut self.opt_in;
        let before = (opt_in.sides, opt_in.limits);
        // The vault sums its approvals over all NCNs, and tracks the increase.
        vault.ledger.approve(&mut opt_in.limits, incident_bps, epoch_bps, clock).map_err(refused)?;
        announce(opt_in, now, before, false)
    }
}
