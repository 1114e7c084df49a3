//! Sets an NCN's terms. Its slasher is part of its slashing policy instead.

use anchor_lang::prelude::*;

use crate::authority;
use crate::clock;
use crate::event::{NcnUpdated, emit};
use crate::state::{Ncn, Uri};

/// Accounts of `update_ncn`.
#[derive(Accounts)]
pub struct UpdateNcn {
    /// The NCN's admin, or the holder of a grant.
    pub admin: Signer,
    #[account(mut)]
    pub ncn: Account<Ncn>,
}

impl UpdateNcn {
    /// Sets all terms, at once: they change weights in the NCN, but no vault's exposure.
    ///
    /// A grant's holder sets the URI only, and passes the current cap.
    pub fn update_ncn(&mut self, max_operator_weight: u64, uri: &Uri, by_admin: bool) -> Result<()> {
        let ncn = &mut self.ncn;
        let before = ncn.max_operator_weight;
        if !by_admin {
            authority::require_unchanged(max_operator_weight, before)?;
        }
        ncn.max_operator_weight = max_operator_weight;
        ncn.uri = *uri;
        emit(NcnUpdated {
            ncn: *ncn.address(),
            number: ncn.next_event(),
            time: clock::now()?,
            max_operator_weight_before: before,
            max_operator_weight_after: max_operator_weight,
            uri: *uri,
        });
        Ok(())
    }
}
