//! Changes the name of a vault's VRT, by the Metaplex Token Metadata program.

use anchor_lang::prelude::*;

use crate::clock;
use crate::event::{VrtMetadataSet, emit};
use crate::metaplex::{self, Call, Texts, refused};
use crate::state::Vault;

/// Accounts of `update_vrt_metadata`.
#[derive(Accounts)]
pub struct UpdateVrtMetadata {
    /// The vault's admin, or the holder of a grant.
    pub admin: Signer,
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The VRT's account of Metaplex.
    #[account(
        mut, seeds = [metaplex::SEED, metaplex::ID.as_ref(), vault.vrt_mint.as_ref()], bump,
        seeds::program = metaplex::ID
    )]
    pub metadata: UncheckedAccount,
    /// Metaplex Token Metadata.
    #[account(address = metaplex::ID)]
    pub token_metadata_program: UncheckedAccount,
}

impl UpdateVrtMetadata {
    /// Sets all three texts, at once.
    pub fn update_vrt_metadata(&mut self, texts: &Texts) -> Result<()> {
        texts.check().map_err(refused)?;
        metaplex::check_program(&self.token_metadata_program).map_err(refused)?;
        let call = Call { minter: &self.vault, metadata: self.metadata.account() };
        let before = call.update(texts).map_err(refused)?;
        emit(VrtMetadataSet {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: clock::now()?,
            vrt_mint: self.vault.vrt_mint,
            before,
            after: texts.padded(),
        });
        Ok(())
    }
}
