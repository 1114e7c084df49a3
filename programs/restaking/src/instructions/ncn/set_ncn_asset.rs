//! What an NCN counts as stake.

use anchor_lang::prelude::*;

use crate::error::RestakingError;
use crate::event::NcnAssetSet;
use crate::state::Ncn;
use crate::till;

/// Accounts of `set_ncn_asset`.
#[derive(Accounts)]
pub struct SetNcnAsset {
    /// The NCN's admin.
    #[account(address = ncn.admin @ RestakingError::NotNcnAdmin)]
    pub admin: Signer,
    /// The NCN.
    #[account(mut)]
    pub ncn: Account<Ncn>,
}

impl SetNcnAsset {
    /// Lets a smallest unit of `mint` count `weight`, in `1/1,000,000,000`; zero takes the asset off the list.
    pub fn run(&mut self, mint: Address, weight: u64) -> Result<()> {
        let ncn = &mut self.ncn;
        let before = ncn.weight_of(&mint);
        ncn.set_weight(&mint, weight)?;
        emit!(NcnAssetSet {
            ncn: *ncn.address(),
            number: ncn.next_event(),
            time: till::now()?,
            mint,
            before,
            after: weight,
        });
        Ok(())
    }
}
