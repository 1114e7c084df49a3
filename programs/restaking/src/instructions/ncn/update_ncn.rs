//! An NCN's terms. Its slasher is a part of its slashing policy, and not among them.

use anchor_lang::prelude::*;

use crate::authority;
use crate::event::NcnUpdated;
use crate::state::{Ncn, Uri};
use crate::till;

/// Accounts of `update_ncn`.
#[derive(Accounts)]
pub struct UpdateNcn {
    /// The NCN's admin, or the holder of a grant.
    pub admin: Signer,
    /// The NCN.
    #[account(mut)]
    pub ncn: Account<Ncn>,
}

impl UpdateNcn {
    /// Sets all terms, at once: they change what counts in the NCN, and nobody's exposure.
    ///
    /// A grant's holder sets the URI, and passes the cap as it is.
    pub fn run(&mut self, max_operator_weight: u64, uri: Uri, by_admin: bool) -> Result<()> {
        let ncn = &mut self.ncn;
        let before = ncn.max_operator_weight;
        if !by_admin {
            authority::require_unchanged(max_operator_weight, before)?;
        }
        ncn.max_operator_weight = max_operator_weight;
        ncn.uri = uri;
        emit!(NcnUpdated {
            ncn: *ncn.address(),
            number: ncn.next_event(),
            time: till::now()?,
            max_operator_weight_before: before,
            max_operator_weight_after: max_operator_weight,
            uri,
        });
        Ok(())
    }
}
