//! Sets the weight of an asset in an NCN.

use anchor_lang::prelude::*;
use ledger::state::weight::Valuation;

use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::{NcnAssetSet, emit};
use crate::state::Ncn;

/// Accounts of `set_ncn_asset`.
#[derive(Accounts)]
pub struct SetNcnAsset {
    /// The NCN's admin.
    #[account(address = ncn.admin @ RestakingError::NotNcnAdmin)]
    pub admin: Signer,
    #[account(mut)]
    pub ncn: Account<Ncn>,
}

impl SetNcnAsset {
    /// Sets the weight of the smallest unit of `mint`, in `1/1,000,000,000`, for vaults whose asset has no flags beyond
    /// `accepted_flags`. A weight of zero removes the asset.
    pub fn set_ncn_asset(&mut self, mint: Address, weight: u64, accepted_flags: u64) -> Result<()> {
        let valuation = Valuation { weight, accepted_flags };
        valuation.check().map_err(refused)?;
        let ncn = &mut self.ncn;
        let before = ncn.set_valuation(&mint, valuation)?;
        emit(NcnAssetSet {
            ncn: *ncn.address(),
            number: ncn.next_event(),
            time: clock::now()?,
            mint,
            before: before.weight,
            after: weight,
            accepted_flags_before: before.accepted_flags,
            accepted_flags_after: accepted_flags,
        });
        Ok(())
    }
}
